"""What a patient page has to do with signatures, reasons, earlier versions. Dialogs are loaded when asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop_app.errors import KnownError, StaleRecord
from desktop_app.form.cells import address_of
from desktop_app.session.signed import SignedRecord, Signer, Standing
from desktop_app.store import Meaning, Role
from desktop_app.ui.actions import action
from desktop_app.ui.message_bar import Message
from desktop_app.ui.pages.history.reason_bar import ReasonBar
from desktop_app.ui.pages.history.telling import signature_text, visits_text
from desktop_app.ui.pages.merge_actions import MergeActions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from desktop_app.form.cells import Address
    from desktop_app.session.corrections import Correction
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.pages.entry.entry_pages import EntryPages
    from desktop_app.ui.pages.history.sign_dialog import SignDialog
    from desktop_app.ui.pages.patient_page import PatientPage
    from desktop_app.ui.theme import Theme
    from desktop_app.ui.ward import Ward
    from desktop_app.wording import Wording

SIGNER_SETTING: Final = "signer."


class HistoryDesk(QObject):
    """Made once per patient page; follows the record that the page shows."""

    said = Signal(object)
    """Message."""
    patient_wanted = Signal(str)
    """The number of a patient to be shown anew."""

    def __init__(self, theme: "Theme", words: "Wording", ward: "Ward", page: "PatientPage") -> None:
        super().__init__(page)
        self._theme = theme
        self._words = words
        self._ward = ward
        self._page = page
        self._signing = False
        self._connections: tuple[tuple[SignalInstance, Callable[..., object]], ...] = ()
        self.signed: SignedRecord | None = None
        self.bar = ReasonBar(theme, words)
        self.bar.given.connect(self._give)
        self.bar.answered.connect(self._save_explained)
        self.bar.dismissed.connect(self._forget_signing)

    @property
    def theme(self) -> "Theme":
        return self._theme

    @property
    def record(self) -> "OpenRecord":
        return self._page.record

    def show_record(self, record: "OpenRecord") -> None:
        """This record from now on."""
        self.signed = SignedRecord(record, self)
        self.signed.changed.connect(self._show_standing)
        connections: tuple[tuple[SignalInstance, Callable[..., object]], ...] = (
            (record.reasons_wanted, self._ask),
            (record.saved, self._saved),
        )
        for signal, slot in connections:
            signal.connect(slot)
        self._connections = connections
        self._page.banner.show_signed(Standing.UNSIGNED.value, "")

    def leave(self) -> None:
        """Nothing of this record is asked or shown any more."""
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections = ()
        self._signing = False
        self.bar.hide()
        if self.signed is not None:
            self.signed.leave()
            self.signed.deleteLater()
            self.signed = None

    # Signing

    def sign(self) -> None:
        """Saves first, and asks for reasons where that needs them; then what is saved can be signed."""
        self._signing = True
        if self.record.dirty or self.record.revision is None:
            self.record.save()
        else:
            self._open_signing()

    def _saved(self, _at: "datetime") -> None:
        if self._signing and not self.record.dirty:
            self._open_signing()

    def _open_signing(self) -> None:
        from desktop_app.ui.pages.history.sign_dialog import SignDialog

        self._signing = False
        record = self.record
        dialog = SignDialog(self._theme, self._words, record.record, record.assessment, self._signer(), self._page)
        if self._ward.person.role is not None:
            dialog.fix_signer()
        dialog.wanted.connect(lambda meaning, signer: self._sign(dialog, meaning, signer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _sign(self, dialog: "SignDialog", meaning: Meaning, signer: Signer) -> None:
        from desktop_app.ui.dialogs.remedy import show_known_error

        if self.signed is None:
            return
        try:
            signature = self.signed.sign(meaning, signer)
            self._remember(signer)
        except StaleRecord as conflict:
            dialog.reject()
            self.record.stale.emit(conflict, self.record.record)
        except KnownError as error:
            show_known_error(self._words, error, dialog)
        else:
            dialog.accept()
            self.said.emit(
                Message(self._words("history.sign.done", signature=signature_text(signature, self._words)))
            )

    def _signer(self) -> Signer | None:
        """The person of the account; without accounts, who signed here last under this author's name."""
        person = self._ward.person
        if person.role is not None:
            return Signer(person.printed_name, person.role)
        kept = self._ward.store.setting(SIGNER_SETTING + self._ward.author)
        try:
            return Signer(str(kept["name"]), Role(kept["role"]))
        except (TypeError, KeyError, ValueError):
            return None

    def _remember(self, signer: Signer) -> None:
        if self._ward.person.role is not None:
            return
        kept = {"name": signer.printed_name, "role": signer.role.value}
        self._ward.store.put_setting(SIGNER_SETTING + self._ward.author, kept)

    def _show_standing(self) -> None:
        if self.signed is None or self.signed.latest is None:
            self._page.banner.show_signed(Standing.UNSIGNED.value, "")
            self._page.entry.show_marks({})
        else:
            text = signature_text(self.signed.latest, self._words)
            self._page.banner.show_signed(self.signed.standing.value, text)
            self._page.entry.show_marks({day: f"signed.{standing.value}" for day, standing in self.signed.visits})

    # Reasons

    def _ask(self, corrections: "Sequence[Correction]") -> None:
        self.bar.ask(corrections, self.record.reasons.begun)

    def _give(self, correction: "Correction", code: object, text: str | None) -> None:
        from desktop_app.store import ReasonCode

        if isinstance(code, ReasonCode):
            self.record.reasons.give(correction, code, text)

    def _save_explained(self) -> None:
        self.record.save()

    def _forget_signing(self) -> None:
        self._signing = False

    # History

    def show_history(self, address: "Address | None") -> None:
        """The history of one field, or of the whole patient."""
        from desktop_app.ui.pages.history.history_dialog import HistoryDialog

        if self.record.revision is None:
            self.said.emit(Message(self._words("history.none_yet")))
            return
        visits: tuple[tuple[date, Standing], ...] = ()
        if self.signed is not None and self.signed.signatures:
            self.signed.look_now()
            visits = self.signed.visits
        dialog = HistoryDialog(self._theme, self._words, self.record, address, self._page)
        dialog.show_visits(visits_text(visits, self._words))
        dialog.version_chosen.connect(self.show_version)
        dialog.said.connect(self.said)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_version(self, revision: int | None = None) -> None:
        """The record and its verdicts as they stood with an earlier revision, read only."""
        from desktop_app.ui.pages.history.as_known import AsKnownDialog

        if self.record.revision is None:
            self.said.emit(Message(self._words("history.none_yet")))
            return
        dialog = AsKnownDialog(self._theme, self._words, self._ward, self.record, revision, self._page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def override(self, definition: str = "") -> None:
        """The clinician's own verdict, beside the computed one."""
        from desktop_app.ui.pages.history.override_dialog import OverrideDialog

        dialog = OverrideDialog(self._theme, self._words, self.record, definition, self._page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class HistoryActions(MergeActions):
    """The actions that a patient page has for its desk."""

    history: HistoryDesk
    record: "OpenRecord"
    entry: "EntryPages"

    @action("patient", "Ctrl+Shift+S")
    def sign_record(self) -> None:
        self.history.sign()

    @action("patient", "Ctrl+Shift+O")
    def override_verdict(self) -> None:
        self.history.override()

    @action("patient", "Ctrl+H")
    def field_history(self) -> None:
        """Of the field that has the cursor; of the patient where that is none."""
        cell = self.entry.focused_cell()
        self.history.show_history(None if cell is None else address_of(self.record.form, cell))

    @action("patient", "Ctrl+Shift+H")
    def patient_history(self) -> None:
        self.history.show_history(None)

    @action("patient", "Ctrl+Shift+V")
    def as_known_on(self) -> None:
        self.history.show_version()
