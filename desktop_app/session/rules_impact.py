"""What new rules change: verdicts as the store keeps them beside those that this program computes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import UnknownPatient
from desktop_app.session.as_known import known_version
from desktop_app.session.profile_impact import NOT_COMPUTED, RECOMMENDATION, TOLD_EVERY, Change, PatientImpact
from domain.resistance.registry import RULES_VERSION

if TYPE_CHECKING:
    from desktop_app.store import RecordStore, Revision

RULES_SEEN: Final = "updating.rules_seen"
"""The setting of a store: the rules under which somebody has last seen what they change."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RulesImpact:
    """``former``: the rules under which the patients were judged; ``judged``: how many were so by other rules."""

    former: tuple[str, ...]
    present: str
    judged: int
    changed: tuple[PatientImpact, ...]


def rules_to_be_shown(store: "RecordStore", present: str = RULES_VERSION) -> bool:
    """Whether nobody has seen yet, in this store, what these rules change. Costs one look."""
    return bool(store.setting(RULES_SEEN) != present)


def rules_were_shown(store: "RecordStore", present: str = RULES_VERSION) -> None:
    """Raises a StoreError; a store that takes nothing is asked again at the next start."""
    if not store.read_only:
        store.put_setting(RULES_SEEN, present)


def impact_of_rules(store: "RecordStore", tell: Tell, present: str = RULES_VERSION) -> RulesImpact:
    """Every patient who was last judged by other rules, judged again under the profile of that time.

    What was issued stays; only what differs is listed.
    """
    patients = store.patient_ids()
    former: set[str] = set()
    changed: list[PatientImpact] = []
    judged = 0
    tell(0, len(patients))
    for done, patient in enumerate(patients, start=1):
        issuing = _issuing(store, patient)
        if issuing is not None and issuing.rules_version not in (None, present):
            judged += 1
            former.add(str(issuing.rules_version))
            found = _changed(store, patient, issuing.number)
            changed += [found] if found is not None else []
        if done % TOLD_EVERY == 0 or done == len(patients):
            tell(done, len(patients))
    return RulesImpact(tuple(sorted(former)), present, judged, tuple(changed))


def _issuing(store: "RecordStore", patient: str) -> "Revision | None":
    """The last revision with which verdicts were issued; None where there is none, or no such patient any more."""
    try:
        return next((each for each in reversed(store.revisions(patient)) if each.rules_version is not None), None)
    except UnknownPatient:
        return None


def _changed(store: "RecordStore", patient: str, number: int) -> PatientImpact | None:
    issued = _states(store.verdicts_at(patient, number) or {})
    if not issued:
        return None
    try:
        known = known_version(store, patient, number)
    except Exception:  # noqa: BLE001 - a record that the new rules cannot compute is a change to be looked at
        return PatientImpact(patient, None, tuple(Change(what, old, NOT_COMPUTED) for what, old in issued.items()))
    now = {name: found.verdict.value for name, found in known.assessment.verdicts.items()}
    now[RECOMMENDATION] = known.assessment.recommendation.status.value
    pairs = ((what, old, now.get(what, NOT_COMPUTED)) for what, old in issued.items())
    changes = tuple(Change(what, old, new) for what, old, new in pairs if old != new)
    return PatientImpact(patient, known.record.patient.name, changes) if changes else None


def _states(issued: dict[str, Any]) -> dict[str, str]:
    """Definition, and the recommendation, with what was issued; older versions of the program kept less."""
    verdicts = issued.get("verdicts") or {}
    states = {name: each["verdict"] for name, each in verdicts.items()}
    recommendation = issued.get("recommendation") or {}
    return states | ({RECOMMENDATION: recommendation["status"]} if "status" in recommendation else {})
