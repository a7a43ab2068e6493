"""The history of a patient: every change of every version with who, when and why, and every signature."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.form.cells import Address
from desktop_app.form.comparing import Change, Traced, traced
from desktop_app.form.field_spec import SINGLE
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.record_rows import Place, known_again, rows_of
from desktop_app.store import ChangeReason, ReasonCode, Revision, Signature
from domain.record import PatientRecord

if TYPE_CHECKING:
    from desktop_app.store import RecordStore


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: a change or a signature, and the version that it belongs to."""

    revision: Revision
    change: Change | None = None
    track: int = 0
    reasons: tuple[ChangeReason, ...] = ()
    signature: Signature | None = None

    @property
    def at(self) -> datetime:
        return self.signature.signed_at if self.signature is not None else self.revision.saved_at


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """``events`` stand in order of time, ``tracks`` number the rows of the last version."""

    revisions: tuple[Revision, ...]
    events: tuple[Event, ...]
    last: PatientRecord
    tracks: dict[Place, int]

    def of_field(self, form: PatientForm, address: Address) -> list[Event]:
        """What one field of the present form was through all versions; [] for a row that was never saved."""
        track = self.track_of(form, address)
        events = []
        for event in self.events if track else ():
            change = event.change.of_field(address.path) if event.change and event.track == track else None
            if change is not None:
                events.append(Event(event.revision, change, event.track, event.reasons))
        return events

    def row_of(self, form: PatientForm, track: int) -> RowId | None:
        """The row of the present form that has this number; None where it is gone."""
        pairs = known_again(list(rows_of(self.last)), list(rows_of(form.record)))
        place = next((here for here, was in pairs.items() if self.tracks[was.place] == track), None)
        return next((each for each in form.rows if place and place_of(form, Address(each, "")) == place), None)

    def track_of(self, form: PatientForm, address: Address) -> int:
        """The number of the row that is entered here; 0 where the last version does not have it."""
        place = place_of(form, address)
        if place is None:
            return 0
        was = known_again(list(rows_of(self.last)), list(rows_of(form.record))).get(place)
        return self.tracks[was.place] if was is not None else 0


def history_of(
    store: "RecordStore", patient_id: str, tell: Callable[[int, int], None] | None = None
) -> PatientHistory:
    """The whole history of a saved patient. Reads every version: not for the window's own thread.

    Raises a StoreError.
    """
    revisions = store.revisions(patient_id)
    versions: list[PatientRecord] = []
    for revision in revisions:
        versions.append(store.record_at(patient_id, revision.number))
        if tell is not None:
            tell(len(versions), len(revisions))
    found, tracks = traced(versions)
    reasons, signatures = store.reasons(patient_id), store.signatures(patient_id)
    events = [_event(each, revisions[each.version], reasons) for each in found]
    events += _without_changes(revisions, {each.version for each in found})
    events += [Event(revisions[each.revision - 1], signature=each) for each in signatures]
    return PatientHistory(revisions, tuple(sorted(events, key=_when)), versions[-1], tracks)


def _event(each: Traced, revision: Revision, reasons: Mapping[int, tuple[ChangeReason, ...]]) -> Event:
    return Event(revision, each.change, each.track, _reasons(each.change, reasons.get(revision.number, ())))


def _without_changes(revisions: Sequence[Revision], changed: set[int]) -> Iterator[Event]:
    """Versions in which nothing differs: voided, brought back."""
    return (Event(revision) for version, revision in enumerate(revisions) if version not in changed)


def _when(event: Event) -> tuple[int, bool, datetime]:
    """By version, then signatures: never by a clock that somebody may have put back."""
    return event.revision.number, event.signature is not None, event.at


def _reasons(change: Change, given: Iterable[ChangeReason]) -> tuple[ChangeReason, ...]:
    """The reasons given for the visit that the change corrects; a new row is only ever brought back."""
    new = change.before is None and change.row.place.inner < 0
    return tuple(
        each for each in given if each.day == change.day and (not new or each.code is ReasonCode.RESTORED)
    )


def place_of(form: PatientForm, address: Address) -> Place | None:
    """Where in the record the row of this address stands; None while it is no part of it."""
    row = form.rows.get(address.row_id)
    if row is None or row.row is None:
        return None
    if row.section in SINGLE:
        return Place(row.section)
    index = form.positions.get(row.parent or row.id)
    if index is None:
        return None
    if row.parent is None:
        return Place(row.section, index)
    inside = (each for each in rows_of(form.record) if each.place.section == row.section)
    return next((each.place for each in inside if each.place.index == index and each.row is row.row), None)
