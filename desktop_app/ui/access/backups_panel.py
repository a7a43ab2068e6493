"""The administrator's copies: which there are, how old, proved or not; a new one; the way back to one."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.background import BackgroundWork
from desktop_app.store.backup import back_up, backup_folder, backups
from desktop_app.store.backup_contents import Backup
from desktop_app.store.restoring_file import Missing, access_to, what_would_be_missing
from desktop_app.ui.access.backup_places import BACKUP_FOLDER, folder_of, judged, old_copies
from desktop_app.ui.access.door import file_of
from desktop_app.ui.access.front_page import say
from desktop_app.ui.access.going_on import GoingOn
from desktop_app.ui.access.restore_dialog import RestoreDialog
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

COLUMNS: Final = ("made", "age", "why", "patients", "size", "proved")


class BackupsPanel(QWidget):
    """``restore_wanted`` carries the backup and the reason, once what would be missing was read."""

    restore_wanted = Signal(object, str)

    def __init__(self, theme: Theme, words: Wording, ward: Ward) -> None:
        super().__init__()
        self.setProperty("help_anchor", "accounts-backup")
        self._theme, self._words, self._ward = theme, words, ward
        self._backups: list[Backup] = []
        self.reminder, self.place, self.judgement = QLabel(), QLabel(), QLabel()
        for label in (self.reminder, self.judgement):
            label.setProperty("severity", "warning")
            label.setWordWrap(True)
        self.place.setWordWrap(True)
        self.choose = self._button("choose", self._choose_folder)
        self.table = self._table()
        self.now = self._button("now", self._back_up)
        self.now.setProperty("role", "primary")
        self.elsewhere = self._button("elsewhere", self._back_up_elsewhere)
        self.restore = self._button("restore", self._look)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.hide()
        self._going_on = GoingOn(words, self.told, self)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @property
    def folder(self) -> Path:
        return folder_of(self._ward)

    def refresh(self) -> None:
        """What lies in the folder now, the newest first."""
        words, path = self._words, file_of(self._ward.store.location.shown)
        chosen = self.folder
        self.place.setText(words("access.backups.folder", path=str(chosen)))
        say(self.judgement, judged(chosen, path, words) if chosen != backup_folder(path) else "")
        say(self.reminder, old_copies(self._ward, words)[0])
        self._backups = backups(chosen)
        self.table.setRowCount(len(self._backups))
        for line, backup in enumerate(self._backups):
            for place, text in enumerate(self._texts(backup)):
                self.table.setItem(line, place, QTableWidgetItem(text))
        if self._backups:
            self.table.setCurrentCell(max(self.table.currentRow(), 0), 0)
        self._allow()

    def chosen(self) -> Backup | None:
        row = self.table.currentRow()
        return self._backups[row] if 0 <= row < len(self._backups) else None

    def _texts(self, backup: Backup) -> tuple[str, ...]:
        words = self._words
        faulty = words("access.backups.faults", count=backup.faults)
        return (
            f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}",
            age_of(backup.made_at, self._ward.clock(), words),
            words(f"access.backups.why.{backup.why.value}"),
            str(backup.rows.get("patient", 0)),
            f"{backup.size / 1e6:.1f} MB",
            faulty if backup.faults else words("access.backups.proved"),
        )

    # What is done

    def _back_up(self) -> None:
        self.back_up_to(self.folder)

    def _back_up_elsewhere(self) -> None:
        folder = self._asked_folder()
        if folder is not None:
            self.back_up_to(folder)

    def back_up_to(self, folder: Path) -> None:
        store, clock = self._ward.store, self._ward.clock
        cleared: list[Path] = []

        def made(backup: Backup) -> None:
            self.refresh()
            texts = [self._words("access.backups.made", path=str(backup.path))]
            if cleared:
                texts.append(self._words("access.backups.cleared", count=len(cleared)))
            say(self.told, " ".join(texts))

        self._going_on.run(lambda _: back_up(store, folder, clock=clock, cleared=cleared.extend), made)

    def _choose_folder(self) -> None:
        folder = self._asked_folder()
        if folder is not None:
            self._ward.store.put_setting(BACKUP_FOLDER, str(folder))
            self.refresh()

    def _asked_folder(self) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(
            self,
            self._words("access.backups.choose"),
            str(self.folder),
            QFileDialog.Option.ShowDirsOnly | QFileDialog.Option.DontUseNativeDialog,
        )
        return Path(chosen) if chosen else None

    def _look(self) -> None:
        """Before anything is restored: what would be missing afterwards."""
        backup, store = self.chosen(), self._ward.store
        path = store.location.path
        if backup is None or path is None:
            return

        def compare(_: BackgroundWork) -> Missing:
            return what_would_be_missing(path, store.access, backup, access_to(backup, store.access))

        self._going_on.run(compare, lambda missing: self._ask(backup, missing))

    def _ask(self, backup: Backup, missing: Missing) -> None:
        say(self.told, "")
        dialog = RestoreDialog(self._theme, self._words, backup, missing, self)
        dialog.wanted.connect(lambda reason: self.restore_wanted.emit(backup, reason))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # How it is built

    def _allow(self) -> None:
        self.restore.setEnabled(self.chosen() is not None)

    def _button(self, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"access.backups.{name}"))
        button.setAutoDefault(True)
        button.clicked.connect(lambda *_: slot())
        return button

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(self._words("access.admin.backups"))
        table.setHorizontalHeaderLabels([self._words(f"access.backups.column.{name}") for name in COLUMNS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._allow)
        return table

    def _lay_out(self) -> None:
        where, row = QHBoxLayout(), QHBoxLayout()
        where.addWidget(self.place, stretch=1)
        where.addWidget(self.choose)
        for button in (self.now, self.elsewhere, self.restore):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(self._theme.space(2))
        column.addWidget(self.reminder)
        column.addLayout(where)
        column.addWidget(self.judgement)
        column.addWidget(self.table, stretch=1)
        column.addLayout(row)
        column.addWidget(self.told)


def age_of(made_at: datetime, now: datetime, words: Wording) -> str:
    """In days from the second day on, before that in hours."""
    hours = max(int((now - made_at).total_seconds() // 3600), 0)
    return (
        words("access.backups.days", count=hours // 24)
        if hours >= 48
        else words("access.backups.hours", count=hours)
    )
