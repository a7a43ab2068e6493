"""How the cells of the sheet are painted: grounds first, then rules, then texts, each kind in one go."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen

from desktop_app.ui.pages.flowsheet.looks import Look, Tone
from desktop_app.ui.pages.flowsheet.sheet_headers import ELIDE, LEFT, RIGHT, bold_of, mixed, scaled

COLUMN_WASH: Final = 0.1
"""The share of the accent on the column of the current visit."""
FITS: Final = 8
"""So many characters fit into any column; longer texts are measured."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A column or a row as it is painted: its place in the sheet, where it begins, how wide it is."""

    place: int
    start: int
    extent: int


class Inks:
    """The colours and fonts of one palette and font."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        base, accent, rule = palette.base().color(), palette.link().color(), palette.mid().color()
        self.text, self.muted = palette.text().color(), palette.placeholderText().color()
        self.fault = palette.brightText().color()
        self.base, self.absent, self.frozen = base, palette.window().color(), palette.alternateBase().color()
        self.wash = mixed(base, accent, COLUMN_WASH)
        self.accent, self.rule, self.faint = accent, rule, mixed(base, rule, 0.45)
        self.plain, self.bold, self.small = font, bold_of(font), scaled(font, 0.82)
        self.metrics = QFontMetrics(self.bold)


class SheetPainter:
    """Paints a part of a view; ``cut`` columns show no text: a part of a number is another number."""

    def __init__(self, painter: QPainter, inks: Inks, columns: list[Strip], rows: list[Strip], pad: int) -> None:
        self._painter = painter
        self._inks = inks
        self._columns = columns
        self._rows = rows
        self._pad = pad

    def grounds(self, looks: dict[tuple[int, int], Look], current: int | None, ground: QColor) -> None:
        for column in self._columns:
            colour = self._inks.wash if column.place == current else ground
            runs: list[tuple[int, int, bool]] = []
            for row in self._rows:
                absent = looks[row.place, column.place].tone is Tone.ABSENT
                if runs and runs[-1][2] is absent:
                    runs[-1] = (runs[-1][0], row.start + row.extent, absent)
                else:
                    runs.append((row.start, row.start + row.extent, absent))
            for top, bottom, absent in runs:
                fill = self._inks.absent if absent else colour
                self._painter.fillRect(column.start, top, column.extent, bottom - top, fill)

    def rules(self, box: QRect, groups: set[int]) -> None:
        """A faint rule after each column, a firm one above each row that begins a group."""
        for column in self._columns:
            left = column.start + column.extent - 1
            self._painter.fillRect(left, box.top(), 1, box.height(), self._inks.faint)
        for row in self._rows:
            if row.place in groups:
                self._painter.fillRect(box.left(), row.start, box.width(), 1, self._inks.rule)

    def texts(self, looks: dict[tuple[int, int], Look], bold: set[int], cut: set[int]) -> None:
        painter, inks = self._painter, self._inks
        shown = [column for column in self._columns if column.place not in cut]
        for row in self._rows:
            painter.setFont(inks.bold if row.place in bold else inks.plain)
            painter.setPen(inks.text)
            for column in shown:
                look = looks[row.place, column.place]
                if look.text:
                    self._text(look, column, row)
        self._smalls(looks, shown)

    def cursor(self, box: QRect, *, focused: bool) -> None:
        self._painter.setPen(QPen(self._inks.accent if focused else self._inks.rule, 2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _text(self, look: Look, column: Strip, row: Strip) -> None:
        width = column.extent - 2 * self._pad
        text = look.text if len(look.text) <= FITS else self._inks.metrics.elidedText(look.text, ELIDE, width)
        if look.tone is Tone.FAULT:
            self._painter.setPen(self._inks.fault)
        self._painter.drawText(column.start + self._pad, row.start, width, row.extent, RIGHT, text)
        if look.tone is Tone.FAULT:
            self._painter.setPen(self._inks.text)

    def _smalls(self, looks: dict[tuple[int, int], Look], columns: list[Strip]) -> None:
        painter, pad = self._painter, self._pad
        painter.setFont(self._inks.small)
        painter.setPen(self._inks.muted)
        for row in self._rows:
            for column in columns:
                small = looks[row.place, column.place].small
                if small:
                    painter.drawText(
                        column.start + pad, row.start, column.extent - 2 * pad, row.extent, LEFT, small
                    )
