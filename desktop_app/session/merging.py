"""Two saved records beside each other, what was answered about them, and the merge that follows."""

from uuid import uuid4

from pydantic import ValidationError

from desktop_app.errors import KnownError
from desktop_app.form.comparing import Change, changes
from desktop_app.form.merging import Answers, Question, Side, alike, answered_for_row, merged, questions
from desktop_app.session.workplace import Workplace
from desktop_app.store.merging_contents import Absorbed, Merge
from domain.record import PatientRecord


class NotOneRecord(KnownError):  # noqa: N818
    """What the answers make of both is no valid record."""

    key = "merging.not_one"


class Merging:
    """Of two patients as the store holds them now; both are refused at the end if either changed meanwhile."""

    def __init__(self, workplace: Workplace, kept: str, absorbed: str) -> None:
        """Raises UnknownPatient, a StoreError."""
        self._workplace = workplace
        self._request = uuid4()
        self._kept, self._absorbed = workplace.store.load(kept), workplace.store.load(absorbed)
        self.questions = questions(self.kept, self.absorbed)
        self.answers: Answers = {}

    @property
    def kept(self) -> PatientRecord:
        return self._kept.record

    @property
    def absorbed(self) -> PatientRecord:
        return self._absorbed.record

    @property
    def open(self) -> int:
        """How many questions have no answer yet."""
        return sum(each.key not in self.answers for each in self.questions)

    @property
    def added(self) -> dict[str, int]:
        """Section → how many rows come as new ones."""
        return alike(self.kept, self.absorbed)

    def answer(self, question: Question, side: Side) -> None:
        if side in question.sides:
            self.answers = answered_for_row(self.questions, self.answers, question, side)

    def merge(self) -> None:
        """Raises NotOneRecord, Unanswered, StaleRecord, RecordIsVoid, NotPermitted, a StoreError."""
        try:
            record = merged(self.kept, self.absorbed, self.answers)
        except ValidationError:
            raise NotOneRecord from None
        place, base = self._workplace, self._kept.revision
        save = place.save_of(record, place.assess(record), expected_revision=base, request_id=self._request)
        place.store.merge(Merge(save, self.absorbed.patient.id, self._absorbed.revision))


class Separating:
    """The way back: who was merged into this patient, and what was entered since."""

    def __init__(self, workplace: Workplace, kept: str) -> None:
        """Raises UnknownPatient, a StoreError."""
        self._workplace = workplace
        self._request = uuid4()
        self._kept = workplace.store.load(kept)
        self.absorbed = workplace.store.absorbed_by(kept)

    def since(self, absorbed: Absorbed) -> list[Change]:
        """What is different now from what the merge made; to which of the two it belongs, a person must say."""
        made = self._workplace.store.record_at(self._kept.record.patient.id, absorbed.merged_as)
        return changes(made, self._kept.record)

    def separate(self, absorbed: Absorbed) -> None:
        """Both as they were. Raises ChangedSinceMerge, NotMerged, StaleRecord, NotPermitted, a StoreError."""
        place, base = self._workplace, self._kept.revision
        before = place.store.record_at(self._kept.record.patient.id, absorbed.merged_as - 1)
        save = place.save_of(before, place.assess(before), expected_revision=base, request_id=self._request)
        place.store.unmerge(Merge(save, absorbed.patient_id, absorbed.revision))
