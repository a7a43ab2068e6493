"""Keeping entries: drafts after every field, saves with their request id."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop_app.errors import KnownError, StaleRecord
from desktop_app.form.amending import form_of
from desktop_app.form.draft import WrittenRows, draft_of
from desktop_app.form.patient_form import PatientForm
from desktop_app.session.answers import answers_in, new_answers
from desktop_app.session.reasons import Reasons
from desktop_app.session.workplace import Workplace
from desktop_app.store import ChangeReason, Revision
from domain.record import PatientRecord

WHILE_TYPING_MS = 3000


class UnnumberedError(KnownError):
    """A patient cannot be saved without a hospital number."""

    key = "form.unnumbered"


def unsaved(form: PatientForm, saved: PatientForm | None) -> bool:
    """Whether the form holds anything that the store does not; ``saved`` None = the patient was never saved."""
    if saved is None:
        return any(not row.empty for row in form.rows.values())
    if form.loose:
        return True
    return form is not saved and (form.record != saved.record or answers_in(form) != answers_in(saved))


class Saver:
    """Saves a record on top of the revision it is based on."""

    def __init__(self, workplace: Workplace, revision: int | None, saved_form: PatientForm | None) -> None:
        self.revision = revision
        self.saved_form = saved_form
        self.reasons = Reasons(workplace)
        self._workplace = workplace
        self._request: tuple[PatientRecord, int | None, UUID] | None = None

    def save(self, form: PatientForm, assessment: Any, draft_key: str | None) -> Revision:
        """A repeated attempt carries the same request id.

        Raises StaleRecord, UnnumberedError, ReasonsWantedError, a StoreError.
        """
        if not form.numbered:
            raise UnnumberedError
        record = form.record
        reasons = self.reasons.of_save(self.saved_form.record if self.saved_form else None, record)
        reasons += new_answers(form, lambda: self._kept_reasons(record.patient.id))
        wanted = self._workplace.save_of(
            record, assessment, expected_revision=self.revision, request_id=self._request_id(record)
        )
        saved = self._workplace.store.save(replace(wanted, draft_key=draft_key, reasons=reasons))
        self.revision, self._request, self.saved_form = saved.number, None, form
        self.reasons.clear()
        return saved

    def _kept_reasons(self, patient_id: str) -> Mapping[int, tuple[ChangeReason, ...]]:
        return {} if self.revision is None else self._workplace.store.reasons(patient_id)

    def rebase(self, conflict: StaleRecord) -> None:
        """The next save follows what the store holds now."""
        self.revision, self.saved_form = conflict.revision, form_of(conflict.stored)

    def _request_id(self, record: PatientRecord) -> UUID:
        if self._request is None or self._request[:2] != (record, self.revision):
            self._request = (record, self.revision, uuid4())
        return self._request[2]


class DraftKeeper(QObject):
    """Puts the form into the store: as soon as a field is left (after the screen was painted), and now and
    then while a long text is being typed."""

    failed = Signal(object)
    """KnownError: the draft could not be written; the form stays open."""

    def __init__(
        self, workplace: Workplace, key: str, reasons: Reasons, parent: QObject, *, written: bool = False
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._reasons = reasons
        self._workplace = workplace
        self._pending: tuple[PatientForm, int | None] | None = None
        self._written = written
        self._scheduled = False
        self._written_rows = WrittenRows()
        self._later = QTimer(self, interval=WHILE_TYPING_MS, singleShot=True)
        self._later.timeout.connect(self.write)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.write)

    def keep(self, form: PatientForm, revision: int | None) -> None:
        """Writes once the screen is painted, even if the record is closed in the same turn of the event loop."""
        self._pending = form, revision
        if not self._scheduled:
            self._scheduled = True
            owner = self.parent()
            QTimer.singleShot(0, lambda: self._write_scheduled(owner))

    def keep_or_drop(self, form: PatientForm, revision: int | None, *, dirty: bool) -> None:
        """A draft is kept while there is anything that the store does not hold."""
        if dirty:
            self.keep(form, revision)
        else:
            self.drop()

    def keep_later(self, form: PatientForm, revision: int | None) -> None:
        self._pending = form, revision
        if not self._later.isActive():
            self._later.start()

    def write(self) -> None:
        """Writes what is pending now."""
        self._later.stop()
        if self._pending is None:
            return
        form, revision = self._pending
        self._pending = None
        patient_id = form.record.patient.id if form.numbered else None
        try:
            content = draft_of(form, self._reasons.restored, self._written_rows)
            self._workplace.store.put_draft(
                self.key, self._workplace.author, content, patient_id=patient_id, base_revision=revision
            )
            self._written = True
        except KnownError as error:
            self._pending = form, revision
            self.failed.emit(error)

    def _write_scheduled(self, _owner: QObject | None) -> None:
        """The owner is an argument so that it lives until here."""
        self._scheduled = False
        self.write()

    def saved(self, form: PatientForm, revision: Revision) -> None:
        """The save took the draft away, unless something is left that could not be saved."""
        self._later.stop()
        self._pending = None
        if form.loose:
            self.keep(form, revision.number)
        else:
            self._written = False

    def drop(self) -> None:
        self._later.stop()
        self._pending = None
        if not self._written:
            return
        try:
            self._workplace.store.drop_draft(self.key, self._workplace.author)
            self._written = False
        except KnownError as error:
            self.failed.emit(error)
