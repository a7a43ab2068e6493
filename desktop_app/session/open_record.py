"""The record on the screen: every change goes through here, and every listener hears of it from here."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.errors import KnownError, StaleRecord
from desktop_app.form import amending
from desktop_app.form.cells import Address
from desktop_app.form.draft import form_of_draft, restored_of_draft
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.session.answers import with_answers
from desktop_app.session.filling import identity_taken_over, open_negatives, taken_over
from desktop_app.session.keeping import DraftKeeper, Saver, unsaved
from desktop_app.session.reasons import ReasonsWantedError
from desktop_app.session.record_signals import RecordSignals
from desktop_app.session.steps import Step, Steps, described
from desktop_app.session.workplace import Workplace
from desktop_app.store import Draft
from desktop_app.wording import Wording
from domain.record import PatientRecord


class OpenRecord(RecordSignals):
    """One patient's form under work. ``form`` and ``record`` are immutable; changes make new ones."""

    _assessment_wanted = Signal()

    def __init__(
        self,
        workplace: Workplace,
        form: PatientForm,
        *,
        revision: int | None = None,
        draft_key: str | None = None,
        saved_form: PatientForm | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self.form = form
        self.assessment: Any = None
        self.typed_in: RowId | None = None
        self._steps = Steps()
        self._saver = Saver(workplace, revision, saved_form)
        self.reasons = self._saver.reasons
        key = draft_key or (f"patient:{form.record.patient.id}" if revision is not None else f"new:{uuid4()}")
        self._drafts = DraftKeeper(workplace, key, self.reasons, self, written=draft_key is not None)
        self._drafts.failed.connect(self.save_failed)
        # Queued, not timed: what was posted comes before what is to be painted, and so all is painted once.
        self._assessment_wanted.connect(self._assess_if_due, Qt.ConnectionType.QueuedConnection)
        self.assessment_due = False
        """Whether the record is another one than was last assessed; what is said of it follows in this turn."""
        self._dirty = unsaved(form, saved_form)
        self._want_assessment()

    # What it is now

    @property
    def record(self) -> PatientRecord:
        return self.form.record

    @property
    def revision(self) -> int | None:
        """The revision that this work is based on; None for a patient who was never saved."""
        return self._saver.revision

    @property
    def dirty(self) -> bool:
        """Whether there is anything that the store does not hold: entries, faulty texts, undated rows."""
        return self._dirty

    def fixed(self, row_id: RowId, path: str) -> bool:
        """Whether this field can no longer be changed: the hospital number of a saved patient."""
        return row_id == "patient" and path == "id" and self.revision is not None

    # Changes

    def edit(self, row_id: RowId, path: str, text: str, *, final: bool = True) -> None:
        """This text in this field; ``final`` once the field is left. What cannot count is kept beside it."""
        if not self.fixed(row_id, path):
            self._amend("edit", Address(row_id, path), self._edited(self.form, row_id, path, text), final=final)

    def edit_many(self, entries: Iterable[tuple[RowId, str, str]]) -> None:
        """Several fields as one step, such as a paste into the lesion grid."""
        form, first = self.form, None
        for row_id, path, text in entries:
            form, first = self._edited(form, row_id, path, text), first or Address(row_id, path)
        if first is not None:
            self._amend("fill", first, form)

    def add_row(
        self, section: str, parent: RowId | None = None, entries: Mapping[str, str] | None = None
    ) -> RowId:
        """One more row, empty but for these entries; returns its identity."""
        form, row_id = amending.add_row(self.form, section, parent)
        for path, text in (entries or {}).items():
            form = self._edited(form, row_id, path, text)
        self._amend("add", Address(row_id, ""), form)
        return row_id

    def withdraw(self) -> None:
        """Takes back what was begun and not left yet, such as a new row that nothing was entered in after all."""
        step = self._steps.withdraw()
        if step is not None:
            self._apply(step, step.before)

    def remove_row(self, row_id: RowId) -> None:
        """The row and the rows in it; ``undo`` brings them back."""
        self._amend("remove", Address(row_id, ""), amending.remove_row(self.form, row_id))

    def take_over(self, row_id: RowId, path: str) -> bool:
        """The previous value of this field, marked as taken over; False where there is none."""
        today = self.workplace.today
        return self.replace("edit", Address(row_id, path), taken_over(self.form, row_id, path, today))

    def take_over_identity(self, row_id: RowId) -> None:
        """What may be carried over at once into empty fields: modality, assay, laboratory, unit."""
        self.replace("fill", Address(row_id, ""), identity_taken_over(self.form, row_id, self.workplace.today))

    def replace(self, kind: str, address: Address, form: PatientForm, *, final: bool = True) -> bool:
        """A form made elsewhere out of this one, as one step; False where it is the same."""
        if form is self.form:
            return False
        self._amend(kind, address, form, final=final)
        return True

    def nothing_applies(self) -> None:
        """The negative answer to every question on limits of treatment that is open."""
        self.edit_many(open_negatives(self.form))

    def settle(self) -> None:
        """A field was left: its edits are one step now, and the draft is written."""
        was_open = self._steps.open
        self._steps.settle()
        if was_open:
            self.undo_changed.emit()
            self._keep_draft()

    # Undo

    def undo(self) -> None:
        self.settling.emit()
        step = self._steps.back()
        if step is not None:
            self._apply(step, step.before)

    def redo(self) -> None:
        self.settling.emit()
        step = self._steps.forth()
        if step is not None:
            self._apply(step, step.after)

    def undo_name(self, words: Wording) -> str | None:
        """What undo would take back, in words; None where there is nothing."""
        return described(self._steps.done[-1], words) if self._steps.done else None

    def redo_name(self, words: Wording) -> str | None:
        return described(self._steps.undone[-1], words) if self._steps.undone else None

    # Assessing, saving

    def assess_now(self) -> None:
        """Assesses the record as it is; several edits in one turn of the event loop are assessed once."""
        self.assessment_due = False
        try:
            self.assessment = self.workplace.assess(self.record, former=self.assessment)
        except Exception as error:  # noqa: BLE001 - a fault in a rule must never stop entering or show an old verdict
            self.assessment = None
            self.assessed.emit(None)
            self.assessment_failed.emit(error)
            return
        self.assessed.emit(self.assessment)

    def save(self) -> bool:
        """Saves what counts. Faulty texts and undated rows stay here, and in the draft."""
        self.settling.emit()
        self.settle()
        self._assess_if_due()
        try:
            revision = self._saver.save(self.form, self.assessment, None if self.form.loose else self._drafts.key)
        except ReasonsWantedError as asked:
            self.reasons_wanted.emit(asked.corrections)
            return False
        except StaleRecord as conflict:
            self.stale.emit(conflict, self.record)
            return False
        except KnownError as error:
            self.save_failed.emit(error)
            return False
        self._drafts.saved(self.form, revision)
        self._tell_dirty()
        self.saved.emit(revision.saved_at)
        return True

    def rebase(self, conflict: StaleRecord) -> None:
        """Goes on with what is here although the store holds another version: the next save follows that one."""
        self._saver.rebase(conflict)
        self._tell_dirty()

    def keep_now(self) -> None:
        """Writes the draft without waiting for the screen: the store is about to be locked or closed."""
        self._drafts.write()

    def discard(self) -> None:
        """Drops the unsaved work and its draft."""
        self._drafts.drop()

    def _want_assessment(self) -> None:
        if not self.assessment_due:
            self.assessment_due = True
            self._assessment_wanted.emit()

    def _assess_if_due(self) -> None:
        if self.assessment_due:
            self.assess_now()

    def _edited(self, form: PatientForm, row_id: RowId, path: str, text: str) -> PatientForm:
        return amending.edit(form, row_id, path, text, self.workplace.today)

    def _amend(self, kind: str, address: Address, form: PatientForm, *, final: bool = True) -> None:
        step = Step(kind, address, self.form, form)
        if kind == "edit" and step.changes_nothing:
            if final:
                self.settle()
            return
        self.typed_in = None if final else address.row_id
        if kind != "edit":
            self._steps.settle()
        self._steps.add(step, final=False)
        if final:
            self._steps.settle()
        self._become(form)
        if final:
            self._keep_draft()
        else:
            self._drafts.keep_later(self.form, self.revision)

    def _apply(self, step: Step, form: PatientForm) -> None:
        self.typed_in = None
        self._become(form)
        self._keep_draft()
        self.step_applied.emit(step.address)

    def _become(self, form: PatientForm) -> None:
        former, self.form = self.form, form
        if form.record is not former.record:
            self._want_assessment()
            self.amended.emit(form.record)
        self.rows_changed.emit(form.rows_other_than(former))
        self.problems_changed.emit(form.problems)
        self._tell_dirty()
        self.undo_changed.emit()

    def _tell_dirty(self) -> None:
        former, self._dirty = self._dirty, unsaved(self.form, self._saver.saved_form)
        if self._dirty != former:
            self.dirty_changed.emit(self._dirty)

    def _keep_draft(self) -> None:
        self._drafts.keep_or_drop(self.form, self.revision, dirty=self._dirty)


def new_patient(workplace: Workplace, parent: QObject | None = None) -> OpenRecord:
    """A patient who is not in the store yet."""
    return OpenRecord(workplace, amending.empty_form(), parent=parent)


def open_patient(workplace: Workplace, patient_id: str, parent: QObject | None = None) -> OpenRecord:
    """The patient as stored. Raises UnknownPatient or a StoreError."""
    stored = workplace.store.load(patient_id)
    form = with_answers(amending.form_of(stored.record), workplace.store.reasons(patient_id))
    return OpenRecord(workplace, form, revision=stored.revision, saved_form=form, parent=parent)


def resume(workplace: Workplace, draft: Draft, parent: QObject | None = None) -> OpenRecord:
    """Goes on with a draft (NotADraftError); if it was saved elsewhere meanwhile, the next save is ``stale``."""
    form = form_of_draft(draft.content)
    saved = None
    if draft.base_revision is not None and draft.patient_id is not None:
        saved = amending.form_of(workplace.store.record_at(draft.patient_id, draft.base_revision))
        saved = with_answers(saved, workplace.store.reasons(draft.patient_id))
    opened = OpenRecord(
        workplace, form, revision=draft.base_revision, draft_key=draft.key, saved_form=saved, parent=parent
    )
    opened.reasons.restored |= restored_of_draft(draft.content)
    return opened
