"""What Windows shows of an executable: its icon and its version. For the recipe, with the build's own Python."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from recipe import NAME, TITLE

# Where the recipe draws the icon, for the executables and for their installer.
ICON = f"build/windows/{NAME}.ico"
# What Explorer, task bar and title bars ask for between 100 % and 250 %.
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
SUMMARY = "TACE follow-up and resistance"
# English (United States), Unicode.
LANGUAGE, CODE_PAGE = 0x0409, 1200


def icon(drawing: Path, target: Path) -> Path:
    """The drawing (SVG) as an icon, each size drawn and none scaled."""
    from PIL import Image

    pictures = [Image.open(io.BytesIO(drawn(drawing, size))) for size in SIZES]
    sizes = [(size, size) for size in SIZES]
    target.parent.mkdir(parents=True, exist_ok=True)
    # As bitmaps: not every reader of icons takes compressed pictures below 256.
    pictures[-1].save(target, "ICO", sizes=sizes, append_images=pictures[:-1], bitmap_format="bmp")
    return target


def drawn(drawing: Path, size: int) -> bytes:
    """A PNG of this size, in pixels."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, b"PNG")
    return bytes(buffer.data().data())


def four(version: str) -> tuple[int, ...]:
    """A version as Windows counts: 0.1.0 is (0, 1, 0, 0)."""
    return tuple([*map(int, version.split(".")), 0, 0, 0][:4])


def version_resource(version: str) -> Any:
    """What the properties of the file show, and by what an installer tells an older program from a newer one."""
    from PyInstaller.utils.win32 import versioninfo as parts

    texts = {
        "CompanyName": TITLE,
        "FileDescription": f"{TITLE} - {SUMMARY}",
        "FileVersion": version,
        "InternalName": TITLE,
        "ProductName": TITLE,
        "ProductVersion": version,
    }
    fixed = parts.FixedFileInfo(filevers=four(version), prodvers=four(version), mask=0x3F, OS=0x40004)
    strings = [parts.StringStruct(name, text) for name, text in texts.items()]
    table = parts.StringTable(f"{LANGUAGE:04X}{CODE_PAGE:04X}", strings)
    translation = parts.VarStruct("Translation", [LANGUAGE, CODE_PAGE])
    return parts.VSVersionInfo(ffi=fixed, kids=[parts.StringFileInfo([table]), parts.VarFileInfo([translation])])
