"""One revision as it was: the record, the profile and the rules it was judged by, the verdicts issued then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UnknownRevision
from desktop_app.session.ward_profile import profile_of
from domain.assessment import Assessment, assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import PatientRecord

if TYPE_CHECKING:
    from desktop_app.store import RecordStore, Revision


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """``assessment`` is computed now under the profile of then; ``issued`` is what the store kept.

    ``differing``: definition → the verdict as issued, where today's rules say something else. What was issued
    is the truth of that day.
    """

    record: PatientRecord
    revision: "Revision"
    assessment: Assessment
    issued: Mapping[str, Any] | None
    differing: Mapping[str, str]


def known_version(store: "RecordStore", patient_id: str, number: int) -> KnownVersion:
    """The patient as known with this revision. Raises UnknownRevision, ProfileUnreadable, a StoreError."""
    revision = next((each for each in store.revisions(patient_id) if each.number == number), None)
    if revision is None:
        raise UnknownRevision(patient=patient_id, revision=number)
    record = store.record_at(patient_id, number)
    assessment = assess(record, _profile(store, patient_id, revision))
    issued = (store.verdicts_at(patient_id, number) or {}).get("verdicts")
    return KnownVersion(record, revision, assessment, issued, _differing(assessment, issued or {}))


def _profile(store: "RecordStore", patient_id: str, revision: "Revision") -> Profile:
    """The profile of this revision; one that issued nothing (voided, restored) goes on with the one before it."""
    earlier = (each for each in reversed(store.revisions(patient_id)) if each.number <= revision.number)
    hashed = next((each.profile_hash for each in earlier if each.profile_hash is not None), None)
    settings = store.profile(hashed) if hashed is not None else None
    if settings is None:
        return DEFAULT_PROFILE
    named = [each for each in store.ward_profiles.all() if each.profile_hash == hashed]
    then = [each.name for each in named if each.taken_at <= revision.saved_at]
    return profile_of(settings, (*then, *(each.name for each in named), "")[0])


def _differing(assessment: Assessment, issued: Mapping[str, Any]) -> dict[str, str]:
    now = {name: verdict.verdict.value for name, verdict in assessment.verdicts.items()}
    return {name: said["verdict"] for name, said in issued.items() if now.get(name) != said["verdict"]}
