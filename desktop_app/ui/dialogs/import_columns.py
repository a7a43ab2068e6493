"""The columns of a ward's spreadsheet: what each is taken for, beside five of its values."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_app.exchange.tables.reading_tables import OpenedTable
from desktop_app.exchange.tables.ward_mapping import IGNORED, LENGTHS, Mapping, Meaning, label_key, offered
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.wording import Wording

SAMPLES = 5
_LESIONS = 5
_LETTERS = 26
"""Of a meaning at once: the samples beside it are what it is compared with."""


class ImportColumns(QTableWidget):
    """One line for each column. A column that nobody knows waits until a person has said what it is."""

    edited = Signal()

    def __init__(
        self, words: Wording, opened: OpenedTable, mapping: Mapping, parent: QWidget | None = None
    ) -> None:
        named = [at for at, heading in enumerate(mapping.headings) if heading]
        super().__init__(len(named), 2 + SAMPLES, parent)
        self._words = words
        self._mapping = mapping
        self._choices: dict[int, CalmComboBox] = {}
        self.setAccessibleName(words("tables.import.columns"))
        samples = [words("tables.import.sample", number=number) for number in range(1, SAMPLES + 1)]
        self.setHorizontalHeaderLabels([words("tables.import.heading"), words("tables.import.meaning"), *samples])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        rows = opened.table.rows[mapping.header + 1 : mapping.header + 1 + SAMPLES]
        for line, at in enumerate(named):
            self.setItem(line, 0, QTableWidgetItem(mapping.headings[at]))
            self.setCellWidget(line, 1, self._choice(at))
            for number, row in enumerate(rows):
                cell = row[at] if at < len(row) else None
                self.setItem(line, 2 + number, QTableWidgetItem(cell.text if cell else ""))
        self.resizeColumnsToContents()
        self.resizeRowsToContents()

    def mapping(self) -> Mapping:
        """As it is chosen now."""
        meanings = list(self._mapping.meanings)
        for at, choice in self._choices.items():
            meanings[at] = choice.currentData()
        return replace(self._mapping, meanings=tuple(meanings))

    def open_questions(self) -> list[str]:
        """Headings without a meaning, and diameters without a unit."""
        mapping = self.mapping()
        pairs = zip(mapping.headings, mapping.meanings, strict=True)
        without = [heading for heading, meaning in pairs if meaning and meaning.length and not meaning.unit]
        return [*mapping.unknown, *without]

    def _choice(self, at: int) -> CalmComboBox:
        guessed = self._mapping.meanings[at]
        box = CalmComboBox()
        box.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_LETTERS)
        box.setAccessibleName(self._words("tables.import.meaning_of", heading=self._mapping.headings[at]))
        box.addItem(self._words("tables.import.unknown"), None)
        box.addItem(self._words("tables.import.ignored"), IGNORED)
        meanings = list(dict.fromkeys((*self._offered(), *([guessed] if guessed not in (None, IGNORED) else []))))
        for meaning in meanings:
            box.addItem(self._named(meaning), meaning)
        box.setCurrentIndex(0 if guessed is None else 1 if guessed == IGNORED else 2 + meanings.index(guessed))
        box.currentIndexChanged.connect(lambda _: self.edited.emit())
        self._choices[at] = box
        return box

    def _offered(self) -> Iterator[Meaning]:
        yield from offered()
        for number in range(1, _LESIONS + 1):
            for path in ("viable_mm", "total_mm"):
                yield from (Meaning("targets", path, f"T{number}", unit) for unit in LENGTHS)
            yield Meaning("targets", "state", f"T{number}")

    def _named(self, meaning: Meaning) -> str:
        words = self._words
        field = meaning.item if meaning.section == "markers" else words(label_key(meaning))
        item = f"{meaning.item} " if meaning.section == "targets" else ""
        unit = meaning.unit or (words("tables.import.no_unit") if meaning.length else "")
        where = (
            "" if meaning.section in ("visit", "targets") else words(f"tables.section.{meaning.section}") + " · "
        )
        return f"{where}{item}{field}" + (f" ({words.value(unit)})" if unit else "")
