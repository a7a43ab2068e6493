"""The actions that a patient page has for two records of one person. Dialogs are loaded when asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

from desktop_app.errors import KnownError
from desktop_app.ui.actions import action
from desktop_app.ui.message_bar import Message

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.pages.history.desk import HistoryDesk
    from desktop_app.ui.pages.namesakes import Namesakes
    from desktop_app.ui.ward import Ward
    from desktop_app.wording import Wording


class MergeActions:
    """Only what is saved is merged; afterwards the kept patient is opened anew."""

    history: "HistoryDesk"
    record: "OpenRecord"
    namesakes: "Namesakes"
    said: SignalInstance
    _words: "Wording"
    _ward: "Ward"

    @action("patient", "Ctrl+Alt+M")
    def merge_records(self) -> None:
        from desktop_app.ui.dialogs.merge_dialog import MergeDialog

        if self._is_saved():
            twin = next(iter(self.namesakes.twins), "")
            kept = self.record.record.patient.id
            dialog = MergeDialog(self.history.theme, self._words, self._ward, kept, twin, self)  # type: ignore[arg-type]
            dialog.merged.connect(lambda absorbed: self._reopen("merging.done", kept, absorbed))
            self._open(dialog)

    @action("patient", "Ctrl+Alt+Shift+M")
    def separate_records(self) -> None:
        from desktop_app.ui.dialogs.remedy import show_known_error
        from desktop_app.ui.dialogs.separate_dialog import SeparateDialog

        if not self._is_saved():
            return
        kept = self.record.record.patient.id
        try:
            dialog = SeparateDialog(self.history.theme, self._words, self._ward, kept, self)  # type: ignore[arg-type]
        except KnownError as error:
            show_known_error(self._words, error, self)  # type: ignore[arg-type]
            return
        dialog.separated.connect(lambda absorbed: self._reopen("merging.separate.done", kept, absorbed))
        self._open(dialog)

    def _is_saved(self) -> bool:
        self.record.settle()
        saved = self.record.revision is not None and not self.record.dirty
        if not saved:
            self.said.emit(Message(self._words("merging.save_first"), severity="warning"))
        return saved

    def _open(self, dialog: "QDialog") -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _reopen(self, key: str, kept: str, absorbed: str) -> None:
        told = Message(self._words(key, kept=kept, absorbed=absorbed))
        self.history.patient_wanted.emit(kept)
        self.said.emit(told)
