"""``assess``: one verdict per definition, pure, and what it says of a whole record."""

import sys
from dataclasses import FrozenInstanceError, is_dataclass
from typing import Any

import pytest

from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.resistance.definition import Standing
from domain.resistance.registry import CONSENSUS, DEFINITIONS, RULES_VERSION
from tests.domain.builders import Values, record, reported_scan, scan, status

EVERYTHING = record([0, 60, 120], ["60", "66", "70", "75"], status=[status(ecog=1)])


def test_there_is_one_verdict_per_definition_in_the_order_of_the_registry() -> None:
    assert list(assess(EVERYTHING).verdicts) == [
        "JSH-LCSGJ-2014",
        "JSH-2021",
        "EPOIHCC-2013",
        "European-2014",
        "CCI-2022",
        "Iwasa-2011",
        "Ikeda-2013",
    ]


def test_only_consensus_definitions_can_gate() -> None:
    standing = {definition.id: definition.standing for definition in DEFINITIONS}
    study = {name for name, each in standing.items() if each is Standing.STUDY}
    assert study == {"Iwasa-2011", "Ikeda-2013"}
    assert {definition.id for definition in CONSENSUS} == set(standing) - study


def test_every_definition_names_its_source_and_its_criteria() -> None:
    for definition in DEFINITIONS:
        assert definition.source.citation
        assert definition.criteria
        assert len({criterion.id for criterion in definition.criteria}) == len(definition.criteria)


def test_the_assessment_carries_what_it_was_computed_from() -> None:
    profile = Profile(mrecist_five_mm=True)
    found = assess(EVERYTHING, profile)
    assert found.record is EVERYTHING
    assert (found.profile, found.rules_version) == (profile, RULES_VERSION)
    assert assess(EVERYTHING).profile is DEFAULT_PROFILE


def test_an_assessment_cannot_be_changed() -> None:
    found: Any = assess(EVERYTHING)
    with pytest.raises(FrozenInstanceError):
        found.responses = ()
    with pytest.raises(TypeError):
        found.verdicts["CCI-2022"] = None


def test_assessing_twice_gives_the_same_and_leaves_the_record_alone() -> None:
    before = EVERYTHING.exported()
    assert assess(EVERYTHING) == assess(EVERYTHING)
    assert EVERYTHING.exported() == before


def test_the_course_is_at_hand_for_the_screen() -> None:
    found = assess(EVERYTHING)
    assert [session.number for session in found.course.sessions] == [1, 2, 3]


def test_discordance_names_the_consensus_definitions_that_differ_from_the_primary() -> None:
    of = record([0, 60], ["50", "50", "50"])
    assert assess(of).discordance == ("JSH-LCSGJ-2014", "JSH-2021")
    by_jsh = Profile(primary_definition="JSH-2021")
    assert assess(of, by_jsh).discordance == ("EPOIHCC-2013", "European-2014", "CCI-2022")
    assert assess(EVERYTHING).discordance == ()


@pytest.mark.parametrize(
    ("follow", "responded"),
    [
        (scan(40, "30"), True),
        (scan(40, "50"), False),
        (scan(40, "60"), False),
        (scan(40, "0"), True),
        (scan(40, None), None),
        (reported_scan(40, "PR"), True),
        (scan(40, "30", arterial_phase=None), None),
        (scan(20, "30"), None),
    ],
)
def test_the_response_to_the_first_session_feeds_the_retreatment_scores(
    follow: Values, responded: bool | None
) -> None:
    found = assess(record([0], ["50"], [follow])).staging
    inputs = {each.name: each.value for each in found.art.inputs}
    assert inputs["response"] is responded


def test_an_empty_record_is_assessed() -> None:
    found = assess(record())
    assert {verdict.verdict.value for verdict in found.verdicts.values()} == {"not_met"}
    assert (found.responses, found.advice, found.discrepancies) == ((), (), ())


def domain_dataclasses() -> list[type]:
    modules = (module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] == "domain")
    classes = (each for module in modules for each in vars(module).values() if isinstance(each, type))
    return sorted({each for each in classes if is_dataclass(each)}, key=lambda each: each.__qualname__)


def test_nothing_that_the_domain_computes_can_be_changed() -> None:
    found = domain_dataclasses()
    assert len(found) > 20
    assert [each.__qualname__ for each in found if not each.__dataclass_params__.frozen] == []  # type: ignore[attr-defined]
