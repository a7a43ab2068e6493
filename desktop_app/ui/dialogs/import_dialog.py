"""Files into the store: what the columns of tables mean, what would happen to whom, and only then that."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.accounts.contents import Action
from desktop_app.errors import KnownError, NotPermitted
from desktop_app.exchange.fault import FileRefused, fault_line
from desktop_app.exchange.tables.opening import is_table
from desktop_app.exchange.tables.reading_tables import OpenedTable, opened_tables
from desktop_app.session.background import BackgroundWork
from desktop_app.session.table_fields import field_reader
from desktop_app.session.table_import import ImportPlan, keep, planned, planned_records
from desktop_app.ui.dialogs.import_columns import ImportColumns
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.room import resize_within
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_MOST_LINES = 500
_MOST_WARNINGS = 5


class ImportDialog(QDialog):
    """Nothing is taken before it was checked as it stands, and what was checked is what is taken."""

    imported = Signal(int)
    settled = Signal()
    """A step has ended, one way or the other."""

    def __init__(self, words: Wording, ward: Ward, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "tables-import")
        self.setProperty("survives_lock", True)
        self._words = words
        self._ward = ward
        self._tables: list[OpenedTable] = []
        self._columns: dict[int, ImportColumns] = {}
        self._plan: ImportPlan | None = None
        self._work: BackgroundWork | None = None
        self.setWindowTitle(words("tables.import.title"))
        self.said = QLabel(words("tables.import.reading"))
        self.said.setWordWrap(True)
        self.lines = QTableWidget(0, 3)
        self.lines.setAccessibleName(words("tables.import.result"))
        self.lines.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.lines.verticalHeader().hide()
        self.lines.horizontalHeader().setStretchLastSection(True)
        self.lines.hide()
        self.check_button = self._button("check", self.check)
        self.take_button = self._button("take", self.take)
        self._lay_out()
        letter = self.fontMetrics().averageCharWidth()
        resize_within(self, 130 * letter, 75 * letter)
        self._records = () if any(map(is_table, files)) else tuple(files)
        if self._records:
            self.check()
        else:
            self._run(lambda _: opened_tables(files), self._opened)

    def check(self) -> None:
        """What would happen, with the columns as they are chosen now."""
        if self._records:
            self._run(lambda _: planned_records(self._ward.store, self._records, self._ward.today), self._checked)
            return
        tables = [
            replace(each, mapping=self._columns[at].mapping()) if at in self._columns else each
            for at, each in enumerate(self._tables)
        ]
        reader = field_reader(self._words, self._ward.today)
        self.said.setText(self._words("tables.import.checking"))
        self._run(lambda _: planned(self._ward.store, tables, reader), self._checked)

    def take(self) -> None:
        """Exactly what was checked, in one transaction."""
        plan, ward = self._plan, self._ward
        if plan is not None:
            self.said.setText(self._words("tables.import.taking"))
            self._run(lambda _: keep(ward.store, plan, ward.imported), self._taken)

    def done(self, result: int) -> None:
        """While a step is under way the dialog stays: what it will have done must be told."""
        if self._work is None or not self._work.running:
            super().done(result)

    def _opened(self, tables: list[OpenedTable]) -> None:
        self._tables = tables
        for at, each in enumerate(tables):
            if each.section is None and each.mapping is not None and each.mapping.headings:
                columns = ImportColumns(self._words, each, each.mapping)
                columns.edited.connect(self._edited)
                self._columns[at] = columns
                self._layout.insertWidget(1, columns, 2)
        self._edited()
        if self._columns:
            self.settled.emit()
        else:
            self.check()

    def _edited(self) -> None:
        """Another meaning of a column: what was checked before is not what would be taken now."""
        self._plan = None
        self.lines.hide()
        open_questions = [heading for columns in self._columns.values() for heading in columns.open_questions()]
        key = "tables.import.open" if open_questions else "tables.import.confirm"
        names = self._words("exchange.comma").join(open_questions)
        self.said.setText(self._words(key, names=names))
        self.check_button.setEnabled(not open_questions)
        self.take_button.setEnabled(False)

    def _checked(self, plan: ImportPlan) -> None:
        words = self._words
        self._plan = plan
        values = [change.value for change in plan.changes.values()]
        counts = {name: values.count(name) for name in ("added", "changed", "unchanged")}
        join = words("tables.rows_replace" if plan.found.whole else "tables.rows_join")
        self.said.setText("\n".join((f"{words('tables.import.counts', **counts)} {join}", *self._warned(plan))))
        rows = [
            (
                words("tables.import.row", row=origin.number, table=origin.table),
                patient,
                self._holds(patient, held),
            )
            for origin, (patient, held) in plan.found.by_row().items()
        ]
        self._show(("place", "patient", "happens"), rows)
        self.check_button.setEnabled(True)
        self.take_button.setEnabled(bool(plan.taken))
        self.settled.emit()

    def _warned(self, plan: ImportPlan) -> list[str]:
        """What is taken all the same: the first of it line by line, the rest as a number."""
        words, warnings = self._words, plan.found.warnings
        said = [words("exchange.warning_line", line=fault_line(each, words)) for each in warnings[:_MOST_WARNINGS]]
        left = len(warnings) - len(said)
        return [*said, words("tables.import.more_warnings", count=left)] if left else said

    def _holds(self, patient: str, held: Sequence[str]) -> str:
        assert self._plan is not None  # noqa: S101  (told of a plan only)
        names = self._words("exchange.comma").join(self._words(f"tables.section.{section}") for section in held)
        return f"{self._words('cli.import.' + self._plan.changes[patient].value)} · {names}"

    def _taken(self, count: int) -> None:
        self._work = None
        self.imported.emit(count)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._plan = None
        self.take_button.setEnabled(False)
        self.check_button.setEnabled(bool(self._columns))
        if isinstance(error, FileRefused):
            self.said.setText(self._words("tables.import.refused", count=len(error.faults)))
            words = self._words
            self._show(
                ("place", "patient", "problem"),
                [
                    (
                        str(fault.line or ""),
                        fault.patient,
                        fault_line(replace(fault, patient="", line=None), words),
                    )
                    for fault in error.faults
                ],
            )
        elif isinstance(error, KnownError):
            self.said.setText(self._words("tables.import.not_taken"))
            show_known_error(self._words, error, self)
        else:
            raise error
        self.settled.emit()

    def _show(self, heads: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> None:
        self.lines.setHorizontalHeaderLabels([self._words(f"tables.import.{head}") for head in heads])
        self.lines.setRowCount(min(len(rows), _MOST_LINES))
        for line, row in enumerate(rows[:_MOST_LINES]):
            for at, text in enumerate(row):
                self.lines.setItem(line, at, QTableWidgetItem(text))
        self.lines.resizeColumnsToContents()
        self.lines.show()

    def _run(self, task: Callable[[BackgroundWork], Any], then: Callable[[Any], None]) -> None:
        self.check_button.setEnabled(False)
        self.take_button.setEnabled(False)
        self._work = work = BackgroundWork(task, self)
        work.done.connect(then)
        work.failed.connect(self._failed)
        work.start()

    def _button(self, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"tables.import.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: slot())
        return button

    def _lay_out(self) -> None:
        self.take_button.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.check_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.take_button, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = buttons.addButton(self._words("tables.import.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.said)
        self._layout.addWidget(self.lines, 1)
        self._layout.addWidget(buttons)


def chosen_files(words: Wording, parent: QWidget) -> list[Path]:
    """Asks for files. Qt's own dialog: the system's would list them among recent documents."""
    paths, _ = QFileDialog.getOpenFileNames(
        parent,
        words("tables.import.title"),
        "",
        words("tables.import.files"),
        options=QFileDialog.Option.DontUseNativeDialog,
    )
    return [Path(path) for path in paths]


def open_import(window: "MainWindow", ward: Ward, files: Sequence[Path] = ()) -> "ImportDialog | None":
    """The dialog for these files, or for those that the user chooses; None where none was chosen or may be."""
    try:
        ward.person.require(Action.IMPORT)
    except NotPermitted as refused:
        show_known_error(window.words, refused, window)
        return None
    files = files or chosen_files(window.words, window)
    if not files:
        return None
    dialog = ImportDialog(window.words, ward, files, window)
    dialog.imported.connect(partial(_tell_imported, window))
    dialog.open()
    return dialog


def _tell_imported(window: "MainWindow", count: int) -> None:
    window.rebuild()
    window.messages.say(window.words("tables.import.done", count=count))
