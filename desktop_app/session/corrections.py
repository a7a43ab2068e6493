"""Which changes correct something that was signed or stood for a day, and therefore need a reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from desktop_app.form.comparing import Change, changes
from desktop_app.form.record_rows import Pairs, known_again, rows_of
from domain.record import PatientRecord

if TYPE_CHECKING:
    from desktop_app.store import RecordStore

SETTLED_AFTER: Final = timedelta(hours=24)
PRESENT_STATE: Final = frozenset({("patient", "followed_until"), ("patient", "weight_kg"), ("patient", "note")})
"""Undated fields that say how things are now: a new value is news. So are all limits of treatment."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What one save corrects of one visit; ``day`` None = of what belongs to no day (the patient)."""

    day: date | None
    signed: bool
    changes: tuple[Change, ...]


def corrections(
    store: "RecordStore", saved: PatientRecord, present: PatientRecord, now: datetime
) -> tuple[Correction, ...]:
    """The corrections between the version that this work is based on and what is here, by visit.

    What was signed may not change without a reason at all; what stood for a day may be completed, but what it
    said may not change. Raises a StoreError.
    """
    found = [change for change in changes(saved, present) if _correctable(change)]
    if not found:
        return ()
    guard = _Guard(store, saved, present, now)
    by_day: dict[date | None, list[tuple[Change, bool]]] = defaultdict(list)
    for change in found:
        signed = guard.was_signed(change)
        if signed or guard.stood_for_a_day(change):
            by_day[change.day].append((change, signed))
    ordered = sorted(by_day, key=lambda day: day or date.min)
    return tuple(_correction(day, by_day[day]) for day in ordered)


def _correction(day: date | None, found: Sequence[tuple[Change, bool]]) -> Correction:
    return Correction(day, any(signed for _, signed in found), tuple(change for change, _ in found))


def _correctable(change: Change) -> bool:
    """A new row corrects nothing, unless it stands in an image that was there."""
    if change.section == "constraints" or (change.section, change.path) in PRESENT_STATE:
        return False
    return change.before is not None or change.row.place.inner >= 0


class _Guard:
    """The rows of the version as saved, as they were when signed and as they were a day ago."""

    def __init__(self, store: "RecordStore", saved: PatientRecord, present: PatientRecord, now: datetime) -> None:
        patient, self._saved, self._present = saved.patient.id, list(rows_of(saved)), present
        signatures = store.signatures(patient)
        settled = [each.number for each in store.revisions(patient) if now - each.saved_at >= SETTLED_AFTER]
        wanted = {each.revision for each in signatures[-1:]} | set(settled[-1:])
        known = {number: self._known(store.record_at(patient, number)) for number in wanted}
        self._signed = known[signatures[-1].revision] if signatures else {}
        self._settled = known[settled[-1]] if settled else {}

    def was_signed(self, change: Change) -> bool:
        """Whether the row stood in what was signed; of a row that is new in an image, whether the image did."""
        if change.before is not None:
            return change.before.place in self._signed
        image = self._now.get(change.row.place.image)
        return image is not None and image.place in self._signed

    def stood_for_a_day(self, change: Change) -> bool:
        """Whether what is changed was there a day ago, and said the same; a blank says nothing."""
        former = self._settled.get(change.before.place) if change.before is not None else None
        if former is None:
            return False
        return not change.path or (change.old is not None and former.value(change.path) == change.old)

    @cached_property
    def _now(self) -> Pairs:
        return known_again(self._saved, list(rows_of(self._present)))

    def _known(self, record: PatientRecord) -> Pairs:
        return known_again(list(rows_of(record)), self._saved)
