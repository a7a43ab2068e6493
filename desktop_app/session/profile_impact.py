"""What another profile would change: every patient assessed under both, before anything takes effect."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from desktop_app.exchange.summary import summary_of
from desktop_app.session.ward_profile import profile_in_effect
from desktop_app.store import PatientsMoved, ProfileChoice, StoredRecord, Summary
from domain.assessment import Assessment, assess
from domain.profile import Profile

if TYPE_CHECKING:
    from desktop_app.store import RecordStore

Tell = Callable[[int, int], None]
"""Hears how many of how many are done; raises to stop."""
RECOMMENDATION: Final = "recommendation"
NOT_COMPUTED: Final = "not_computed"
TOLD_EVERY: Final = 20
MOST_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: a definition or "recommendation"; then its verdict or status under the one and the other."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PatientImpact:
    """One patient for whom something would change."""

    patient_id: str
    name: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """All that a profile would change in a store.

    ``counts``: how many patients share a change. ``former``: the number of the ward's choice that it was compared
    with. ``lines``: the lists' lines that would differ, of voided patients too. ``seen``: the revision at which
    each patient was looked at.
    """

    present: Profile
    proposed: Profile
    former: int | None
    changed: tuple[PatientImpact, ...]
    counts: Mapping[Change, int]
    lines: Mapping[str, Summary]
    seen: Mapping[str, int]

    @property
    def patients(self) -> int:
        return len(self.seen)


def impact_of(store: "RecordStore", proposed: Profile, tell: Tell) -> Impact:
    """Compares the ward's profile with another on every patient of the store; changes nothing."""
    chosen = store.ward_profiles.in_effect()
    former = None if chosen is None else chosen.number
    none = Impact(profile_in_effect(store), proposed, former, (), {}, {}, {})
    return _with(none, store, list(store.ward_profiles.revisions()), tell)


def take_effect(store: "RecordStore", impact: Impact, name: str, author: str, tell: Tell) -> Impact:
    """Puts the profile into effect with all list lines, whole or not at all; what it changed in the end.

    Patients who were saved meanwhile are looked at again first. Raises ProfileTakenElsewhere or a StoreError.
    """
    proposed = impact.proposed
    choice = ProfileChoice(name, proposed.hash, proposed.settings(), author, impact.former)
    for attempt in range(MOST_ATTEMPTS):
        try:
            store.ward_profiles.take(choice, lines=impact.lines, seen=impact.seen)
            break
        except PatientsMoved as moved:
            if attempt == MOST_ATTEMPTS - 1:
                raise
            impact = _with(impact, store, moved.patients, tell)
    return impact


def _with(impact: Impact, store: "RecordStore", patients: Iterable[str], tell: Tell) -> Impact:
    """The impact with these patients looked at, anew where they were before."""
    # A full collection looks through all that the program holds, and meanwhile the window stands still.
    gc.freeze()
    try:
        return _compared_all(impact, store, sorted(patients), tell)
    finally:
        gc.unfreeze()


def _compared_all(impact: Impact, store: "RecordStore", wanted: list[str], tell: Tell) -> Impact:
    changed = {each.patient_id: each for each in impact.changed}
    lines, seen = dict(impact.lines), dict(impact.seen)
    tell(0, len(wanted))
    for done, stored in enumerate(_few_at_a_time(store, wanted), start=1):
        patient = stored.record.patient.id
        changes, line = _compared(stored, impact)
        seen[patient] = stored.revision
        changed.pop(patient, None)
        lines.pop(patient, None)
        if changes and not stored.void:
            changed[patient] = PatientImpact(patient, stored.record.patient.name, changes)
        if line is not None:
            lines[patient] = line
        if done % TOLD_EVERY == 0 or done == len(wanted):
            tell(done, len(wanted))
    ordered = tuple(changed[patient] for patient in sorted(changed))
    counts = Counter(change for patient in ordered for change in patient.changes)
    return Impact(impact.present, impact.proposed, impact.former, ordered, counts, lines, seen)


def _few_at_a_time(store: "RecordStore", wanted: list[str]) -> Iterator[StoredRecord]:
    """The fewer records there are at once, the shorter a collection of what they leave behind."""
    for start in range(0, len(wanted), TOLD_EVERY):
        yield from store.records(wanted[start : start + TOLD_EVERY])


def _compared(stored: StoredRecord, impact: Impact) -> tuple[tuple[Change, ...], Summary | None]:
    """What would change for a patient, and their new line in the lists where that differs."""
    old, new = (_assessed(stored, profile) for profile in (impact.present, impact.proposed))
    changes = tuple(_changes(_states(old), _states(new)))
    line = line_of(new)
    return changes, line if line != line_of(old) else None


def _assessed(stored: StoredRecord, profile: Profile) -> Assessment | None:
    try:
        return assess(stored.record, profile)
    except Exception:  # noqa: BLE001 - one record that a rule cannot compute must not hide what changes for others
        return None


def _states(assessment: Assessment | None) -> dict[str, str]:
    if assessment is None:
        return {}
    verdicts = {name: found.verdict.value for name, found in assessment.verdicts.items()}
    return {**verdicts, RECOMMENDATION: assessment.recommendation.status.value}


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for what in old or new:
        before, after = old.get(what, NOT_COMPUTED), new.get(what, NOT_COMPUTED)
        if before != after:
            yield Change(what, before, after)


def line_of(assessment: Assessment | None) -> Summary:
    """What the lists show of a record, as a save keeps it."""
    if assessment is None:
        return Summary()
    found = summary_of(assessment)
    return Summary(**{each.name: getattr(found, each.name) for each in fields(found)})
