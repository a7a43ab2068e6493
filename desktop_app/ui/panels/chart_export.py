"""A chart as a file: PNG at twice its size, or SVG; always on white, without the patient's name."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter

from desktop_app.exchange.writing import write_bytes
from desktop_app.plots import Shown
from desktop_app.plots.svg import svg_of
from desktop_app.ui.colours import LIGHT
from desktop_app.ui.panels.chart_painter import ChartPainter, ChartType
from desktop_app.wording import Wording

WIDTH: Final = 1000
HEIGHT: Final = 440
RATIO: Final = 2
INKS: Final = {
    "text": LIGHT.text,
    "muted": LIGHT.muted,
    "border": LIGHT.border,
    "surface": LIGHT.surface,
    **LIGHT.hues,
}


def write_chart(path: Path, shown: Shown, words: Wording, font: QFont) -> Path:
    """Writes what is shown, whole or not at all; the ending decides the kind, ``.png`` without one.

    Returns the file. Raises FileRefused, DiskFull or DiskFailed.
    """
    target = path if path.suffix.lower() in (".png", ".svg") else path.with_name(f"{path.name}.png")
    drawn = chart_svg(shown, words, font) if target.suffix.lower() == ".svg" else chart_png(shown, words, font)
    write_bytes(target, drawn)
    return target


def chart_png(shown: Shown, words: Wording, font: QFont) -> bytes:
    image = QImage(WIDTH * RATIO, HEIGHT * RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(RATIO)
    image.fill(QColor(INKS["surface"]))
    letters = ChartType(font)
    picture = shown.picture(letters.sheet(WIDTH, HEIGHT), words)
    painter = QPainter(image)
    if picture is not None:
        ChartPainter(painter, letters, lambda name: QColor(INKS[name])).paint(picture)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload, unused-ignore]
    return bytes(content.data())


def chart_svg(shown: Shown, words: Wording, font: QFont) -> bytes:
    letters = ChartType(font)
    sheet = letters.sheet(WIDTH, HEIGHT)
    picture = shown.picture(sheet, words)
    if picture is None:
        raise ValueError("an empty chart is not exported")
    family = f"{font.family()}, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
    return svg_of(picture, sheet, INKS, family, QFontInfo(font).pixelSize(), words).encode()
