"""The invented patients show every criterion in every state that it can have: what staff can practise on."""

from collections import defaultdict

import pytest

from desktop_app.exchange.demo import WRITTEN_FOR, demo_records
from domain.assessment import Assessment, assess
from domain.logic.verdict import Verdict
from domain.profile import ChangeOfTechnique, Profile
from domain.record import PatientRecord
from domain.resistance.registry import DEFINITIONS

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.INDETERMINATE
STRICT = Profile(change_of_technique=ChangeOfTechnique.REQUIRE, cci_new_lesions_count=True)
"""Some criteria are only asked under a profile that is not the default one."""
FEWEST = 60
IMPOSSIBLE: dict[tuple[str, str], tuple[set[Verdict], str]] = {
    ("", "no_counted_session"): ({MET, OPEN}, "stands for a definition that cannot be met"),
    ("", "session.enough"): ({OPEN}, "a count of sessions is always known"),
    ("JSH-LCSGJ-2014", "session.enough"): ({MET, OPEN}, "shown in JSH only where there are too few"),
    ("JSH-2021", "session.enough"): ({MET, OPEN}, "shown in JSH only where there are too few"),
    ("", "session.consecutive"): ({OPEN}, "the kind of a session is a required entry"),
    ("", "epoihcc.three_in_six_months"): ({OPEN}, "the date of a session is a required entry"),
    ("", "response.new_lesion_elsewhere"): ({NOT_MET, OPEN}, "outside the liver every new lesion counts"),
    ("", "response.target_pd.reported"): ({OPEN}, "a reported NE stays with the plain criterion"),
    ("", "response.not_shrunk_30.reported"): ({OPEN}, "a reported NE stays with the plain criterion"),
    ("", "jsh.more_than_half_viable.entered"): ({OPEN}, "an entered percentage is above 50 or not"),
    ("", "jsh.B.none_measured"): ({MET, NOT_MET}, "says that nothing is known"),
    ("", "jsh.B.step1"): ({MET, OPEN}, "the step that finds all values normal"),
    ("", "jsh.B.step2"): ({MET, NOT_MET}, "the step that lacks a value before"),
    ("", "jsh.B.step3"): ({MET, NOT_MET}, "the step that finds different assays"),
    ("", "jsh.B.step4"): ({MET, OPEN}, "the step that finds no rise"),
    ("", "jsh.B.step5"): ({MET, NOT_MET}, "the step that lacks values after"),
    ("", "jsh.B.step6"): ({NOT_MET, OPEN}, "the step that finds a rise"),
    ("", "jsh.B.step7"): ({MET, NOT_MET}, "the step for what is left open"),
}
"""(definition, "" = all, criterion) -> the verdicts it can never have, and why."""


@pytest.fixture(scope="module")
def patients() -> tuple[PatientRecord, ...]:
    return demo_records(WRITTEN_FOR)


@pytest.fixture(scope="module")
def assessments(patients: tuple[PatientRecord, ...]) -> list[Assessment]:
    return [assess(record, profile) for record in patients for profile in (Profile(), STRICT)]


@pytest.fixture(scope="module")
def shown(assessments: list[Assessment]) -> dict[tuple[str, str], set[Verdict]]:
    """(definition, criterion) -> the verdicts in which it occurs, branches and leaves alike."""
    found: dict[tuple[str, str], set[Verdict]] = defaultdict(set)
    for assessment in assessments:
        for name, verdict in assessment.verdicts.items():
            for finding in verdict.finding.walk():
                found[name, finding.criterion].add(finding.verdict)
    return found


def impossible(definition: str, criterion: str) -> set[Verdict]:
    return IMPOSSIBLE.get((definition, criterion), IMPOSSIBLE.get(("", criterion), (set(), "")))[0]


def test_there_are_enough_of_them(patients: tuple[PatientRecord, ...]) -> None:
    assert len(patients) >= FEWEST
    for part in ("id", "name"):
        values = [getattr(record.patient, part) for record in patients]
        assert len(set(values)) == len(values), part


def test_every_criterion_occurs_in_every_state_that_it_can_have(
    shown: dict[tuple[str, str], set[Verdict]],
) -> None:
    lacking = {key: set(Verdict) - found - impossible(*key) for key, found in shown.items()}
    assert {key: verdicts for key, verdicts in lacking.items() if verdicts} == {}


def test_no_exception_is_made_for_what_does_occur(shown: dict[tuple[str, str], set[Verdict]]) -> None:
    wrong = {key: found & impossible(*key) for key, found in shown.items()}
    assert {key: verdicts for key, verdicts in wrong.items() if verdicts} == {}
    criteria = {criterion for _, criterion in shown}
    assert {criterion for _, criterion in IMPOSSIBLE} <= criteria


def test_every_item_of_every_definition_occurs(shown: dict[tuple[str, str], set[Verdict]]) -> None:
    items = {(definition.id, criterion.id) for definition in DEFINITIONS for criterion in definition.criteria}
    assert items <= set(shown)


def test_every_definition_occurs_in_every_state_by_default(patients: tuple[PatientRecord, ...]) -> None:
    counts: dict[tuple[str, Verdict], int] = defaultdict(int)
    for record in patients:
        for name, verdict in assess(record).verdicts.items():
            counts[name, verdict.verdict] += 1
    few = {key: count for key, count in counts.items() if count < 2}
    assert few == {}
    assert len(counts) == len(DEFINITIONS) * len(Verdict)
