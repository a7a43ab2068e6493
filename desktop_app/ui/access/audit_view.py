"""Who has opened, changed and printed what: of one patient, of one user, of the whole store."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.accounts.contents import Action
from desktop_app.errors import KnownError
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.front_page import say
from desktop_app.ui.access.going_on import GoingOn
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.store import AuditEntry

COLUMNS: Final = ("time", "user", "action", "patient", "what")
AT_ONCE: Final = 200
KINDS: Final[Mapping[str, frozenset[AuditAction]]] = {
    "all": frozenset(),
    "seen": frozenset({AuditAction.VIEW}),
    "changed": frozenset(
        {AuditAction.CREATE, AuditAction.UPDATE, AuditAction.VOID, AuditAction.UNVOID, AuditAction.IMPORT}
    ),
    "drafts": frozenset({AuditAction.DRAFT}),
    "settings": frozenset({AuditAction.SETTING, AuditAction.PROFILE}),
    "signed": frozenset({AuditAction.SIGN}),
    "given_out": frozenset({AuditAction.PRINT, AuditAction.EXPORT}),
    "people": frozenset(
        {
            AuditAction.LOGIN,
            AuditAction.LOGIN_FAIL,
            AuditAction.LOGOUT,
            AuditAction.LOCK,
            AuditAction.UNLOCK,
            AuditAction.SET_UP,
            AuditAction.USER_ADD,
            AuditAction.USER_CHANGE,
            AuditAction.USER_REMOVE,
            AuditAction.REKEY,
            AuditAction.DRILL,
        }
    ),
}
DAYS: Final = (0, 1, 7, 30, 365)
"""Of the filter; 0 = all."""


class AuditPanel(QWidget):
    """The newest first, some hundreds at a time; ``patient`` fixes it to one."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, patient: str | None = None) -> None:
        super().__init__()
        self.setProperty("help_anchor", "accounts-audit")
        self._theme, self._words, self._ward = theme, words, ward
        self._fixed = patient
        self._count = 0
        self.patient, self.user = self._line("patient"), self._line("user")
        self.patient.setText(patient or "")
        self.patient.setVisible(patient is None)
        self.kind = self._choice("kind", [(f"access.audit.kind.{name}", name) for name in KINDS])
        self.days = self._choice("days", [(f"access.audit.days.{days}", days) for days in DAYS])
        self.table = self._table()
        self.found = QLabel()
        self.found.setProperty("role", "muted")
        self.more = self._button("more", self._show_more)
        self.export = self._button("export", self._export)
        self.verify = self._button("verify", self._verify)
        self._may_export = ward.person.may(Action.READ_AUDIT) and patient is None
        self.export.setVisible(self._may_export)
        self.verify.setVisible(ward.person.may(Action.VERIFY) and patient is None)
        self.told = QLabel()
        self._going_on = GoingOn(words, self.told, self)
        self.told.setWordWrap(True)
        self.told.hide()
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Anew from the latest entry."""
        self._count = 0
        self.table.setRowCount(0)
        self._show_more()

    def _show_more(self) -> None:
        entries = self._entries()
        row = self.table.rowCount()
        self.table.setRowCount(row + len(entries))
        for line, entry in enumerate(entries, row):
            for place, text in enumerate(self._texts(entry)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(line, place, item)
        self._count += len(entries)
        self.more.setEnabled(len(entries) == AT_ONCE)
        self.found.setText(self._words("access.audit.found", count=self._count))
        if row == 0 and entries:
            self.table.setCurrentCell(0, 0)

    def _entries(self) -> "list[AuditEntry]":
        days = self.days.currentData()
        self._ward.tell_looks()
        try:
            return self._ward.store.audit_entries(
                self._fixed or self.patient.text().strip() or None,
                self.user.text().strip() or None,
                self._ward.clock() - timedelta(days=days) if days else None,
                actions=KINDS[self.kind.currentData()],
                limit=AT_ONCE,
                offset=self._count,
            )
        except KnownError as error:
            show_known_error(self._words, error, self)
            return []

    def _texts(self, entry: "AuditEntry") -> tuple[str, ...]:
        words = self._words
        role = f" ({words(f'access.role.{entry.role.value}')})" if entry.role else ""
        return (
            f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            f"{entry.user}{role}",
            words(f"access.audit.action.{entry.action.value}"),
            entry.entity_id or "",
            self._what(entry),
        )

    def _what(self, entry: "AuditEntry") -> str:
        """The paths that changed with their values, then the reason; the history has the long ones."""
        parts = [f"{self._named(path)}: {_change(*map(self._said, pair))}" for path, pair in entry.changes.items()]
        if entry.revision is not None:
            parts.insert(0, self._words("access.audit.revision", number=entry.revision))
        if entry.reason_text:
            parts.append(entry.reason_text)
        return "; ".join(parts)

    def _named(self, path: str) -> str:
        """A fact of the program in words; a field of the record by its place in the record format."""
        keys = (f"access.audit.fact.{path}", f"report.{path}")
        return next((self._words(key) for key in keys if self._words.has(key)), path)

    def _said(self, value: object) -> object:
        """What the program itself wrote, in words."""
        key = f"access.audit.value.{value}"
        return self._words(key) if isinstance(value, str) and self._words.has(key) else value

    # Beside the table

    def _export(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self,
            self._words("access.audit.export"),
            f"tacewatch-audit-{self._ward.today:%Y%m%d}.zip",
            "ZIP (*.zip)",
            options=QFileDialog.Option.DontUseNativeDialog,
        )
        if file:
            self.export_to(Path(file))

    def export_to(self, file: Path) -> None:
        self._going_on.run(lambda _: self._ward.store.export_audit(file), lambda _: self._exported(file))

    def _exported(self, file: Path) -> None:
        say(self.told, self._words("access.audit.exported", path=str(file)))
        self.refresh()

    def _verify(self) -> None:
        self._going_on.run(lambda work: self._ward.store.verify(work.tell), self._verified)

    def _verified(self, found: Any) -> None:
        self._ward.note(AuditAction.VERIFY, faults=len(found.faults))
        if found.sound:
            say(self.told, self._words("access.audit.sound", entries=found.entries, patients=found.patients))
            return
        lines = [self._words(fault.key, **fault.facts) for fault in found.faults[:10]]
        say(self.told, "\n".join([self._words("access.audit.faults", count=len(found.faults)), *lines]))

    # How it is built

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(self._words(f"access.audit.{name}"))
        line.setAccessibleName(self._words(f"access.audit.{name}"))
        line.editingFinished.connect(self.refresh)
        return line

    def _choice(self, name: str, choices: list[tuple[str, object]]) -> QComboBox:
        box = CalmComboBox()
        for key, value in choices:
            box.addItem(self._words(key), value)
        box.setAccessibleName(self._words(f"access.audit.{name}"))
        box.currentIndexChanged.connect(self.refresh)
        return box

    def _button(self, name: str, slot: Any) -> QPushButton:
        button = QPushButton(self._words(f"access.audit.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: slot())
        return button

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(self._words("access.audit.title"))
        table.setHorizontalHeaderLabels([self._words(f"access.audit.column.{name}") for name in COLUMNS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        table.setColumnHidden(COLUMNS.index("patient"), self._fixed is not None)
        return table

    def _lay_out(self) -> None:
        filters, foot = QHBoxLayout(), QHBoxLayout()
        for box in (self.patient, self.user, self.kind, self.days):
            filters.addWidget(box, stretch=1)
        foot.addWidget(self.found)
        foot.addStretch(1)
        for button in (self.more, self.verify, self.export):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(self._theme.space(2))
        column.addLayout(filters)
        column.addWidget(self.table, stretch=1)
        column.addLayout(foot)
        column.addWidget(self.told)


class AuditDialog(QDialog):
    """Of one patient."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, patient: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("access.audit.of_patient", patient=patient))
        self.panel = AuditPanel(theme, words, ward, patient)
        close = QPushButton(words("ui.close"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.panel, stretch=1)
        column.addLayout(row)
        resize_within(self, theme.space(230), theme.space(130))


def _change(old: object, new: object) -> str:
    return _short(new) if old is None else f"{_short(old)} → {_short(new)}"


def _short(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
