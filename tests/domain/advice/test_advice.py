"""Each note: where it is said, and where not."""

from typing import Any

import pytest

from domain.advice import Advice
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.domain.builders import Values, lesion, marker, record, scan, tace

SAME: Values = {"agents": ["a"], "feeders_reanalysed": False}


def notes(of: PatientRecord, code: str, **settings: Any) -> list[Advice]:
    return [advice for advice in assess(of, Profile(**settings)).advice if advice.code == code]


def facts(advice: Advice) -> dict[str, object]:
    return dict(advice.facts)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (SAME, SAME, "technique_unchanged"),
        (SAME, SAME | {"agents": ["b"]}, None),
        (SAME, SAME | {"feeders_reanalysed": True}, None),
        (SAME, SAME | {"agents": None}, "technique_not_recorded"),
        ({}, {}, "technique_not_recorded"),
    ],
)
def test_a_technique_that_was_not_changed_or_not_recorded(first: Values, second: Values, code: str | None) -> None:
    of = record([tace(0, **first), tace(60, **second)])
    for each in ("technique_unchanged", "technique_not_recorded"):
        assert [facts(note)["session"] for note in notes(of, each)] == ([2] if each == code else [])
        assert notes(of, each, change_of_technique="ignore") == []
        assert notes(of, each, change_of_technique="require") == []


def test_no_advice_on_technique_after_a_single_session() -> None:
    assert notes(record([0]), "technique_not_recorded") == []


@pytest.mark.parametrize(
    ("mm", "said"), [("50", False), ("50.1", True), ("71", True), ("71.1", False), ("0", False)]
)
def test_between_50_and_71_percent_an_area_reading_could_differ(mm: str, said: bool) -> None:
    assert bool(notes(record([0], ["100", mm]), "area_may_differ")) is said


def test_an_image_that_evaluates_nothing_gives_no_note_on_the_area() -> None:
    assert notes(record([0], ["100"], [scan(20, "60")]), "area_may_differ") == []
    assert notes(record([0], images=[scan(40, "60")]), "area_may_differ") == []
    (note,) = notes(record([0], ["80", "41"]), "area_may_differ")
    assert str(facts(note)["percent"]) == "51.2"


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (("10", "12"), True),
        (("10", "14.9"), True),
        (("10", "15"), False),
        (("10", "11"), False),
        (("0", "1"), False),
    ],
)
def test_where_5_mm_would_change_the_category_it_is_said(sums: tuple[str, ...], said: bool) -> None:
    of = record([0], sums)
    assert bool(notes(of, "five_mm_would_differ")) is said
    assert notes(of, "five_mm_would_differ", mrecist_five_mm=True) == []


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (("100", "40", "45", "60"), True),
        (("50", "50", "50", "60"), False),
        (("50", "50", "50", "50"), False),
        (("0", "0", "0", "0"), False),
    ],
)
def test_where_first_sum_and_nadir_disagree_it_is_said(sums: tuple[str, ...], said: bool) -> None:
    assert bool(notes(record([0, 60, 120], sums), "first_against_nadir")) is said


def test_first_and_nadir_are_compared_on_the_image_after_the_last_session() -> None:
    assert notes(record([0, 60, 120], ["100", "40", "60"]), "first_against_nadir") == []
    assert notes(record([0], images=[scan(-7), scan(40, "60")]), "first_against_nadir") == []
    (note,) = notes(record([0, 60, 120], ["100", "40", "45", "60"]), "first_against_nadir")
    assert {name: str(value) for name, value in note.facts if name.endswith("_mm")} == {
        "sum_mm": "60",
        "first_mm": "100",
        "nadir_mm": "40",
    }


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"portal_vein": "Vp2"}, {"portal_vein": "Vp3"}, True),
        ({"portal_vein": "Vp2"}, {"portal_vein": "Vp2"}, False),
        ({"portal_vein": "Vp3"}, {"portal_vein": "Vp2"}, False),
        ({"portal_vein": "Vp0"}, {"portal_vein": "Vp3"}, False),
        ({}, {"portal_vein": "Vp3"}, False),
        ({"hepatic_vein": "Vv1"}, {"hepatic_vein": "Vv2"}, True),
        ({"portal_vein": "Vp1"}, {"hepatic_vein": "Vv3"}, False),
    ],
)
def test_invasion_that_was_there_before_and_extended(before: Values, now: Values, said: bool) -> None:
    images = [scan(-7, **({"vascular_invasion": None} | before)), scan(40, **({"vascular_invasion": None} | now))]
    found = notes(record([0], images=images), "invasion_extended")
    assert bool(found) is said


@pytest.mark.parametrize(
    ("before", "now", "sites"),
    [
        (["lung"], ["lung", "bone"], "bone"),
        (["lung"], ["node", "bone"], "bone, node"),
        (["lung"], ["lung"], None),
        ([], ["lung"], None),
        (["lung"], None, None),
    ],
)
def test_spread_that_was_there_before_and_has_new_sites(
    before: list[str], now: list[str] | None, sites: str | None
) -> None:
    unknown = {"extrahepatic_spread": None}
    images = [scan(-7, spread_sites=before, **unknown), scan(40, spread_sites=now, **unknown)]
    found = notes(record([0], images=images), "spread_extended")
    assert [facts(note)["sites"] for note in found] == ([] if sites is None else [sites])


def test_marker_rows_without_value_or_unit_are_listed() -> None:
    rows = [marker(-1, "5"), marker(30, None), marker(40, "5", unit=None)]
    (note,) = notes(record([0], markers=rows), "markers_ignored")
    assert [cell.path for cell in note.cells] == ["markers[1].value", "markers[2].unit"]
    assert notes(record([0], markers=rows[:1]), "markers_ignored") == []


@pytest.mark.parametrize(("on", "said"), [(-15, False), (-14, True), (92, True), (93, False)])
def test_pivka_in_a_window_asks_about_vitamin_k_antagonists_and_cholestasis(on: int, said: bool) -> None:
    rows = [marker(on, "400", marker="PIVKA-II", unit="mAU/mL")]
    assert bool(notes(record([0], markers=rows), "pivka_confounders")) is said
    assert notes(record([0], markers=[marker(on, "400")]), "pivka_confounders") == []


@pytest.mark.parametrize(("on", "said"), [(-1, False), (0, True), (3, True), (4, False)])
def test_samples_of_day_0_to_3_are_pointed_out(on: int, said: bool) -> None:
    assert bool(notes(record([0], markers=[marker(on, "5")]), "early_samples")) is said
    assert notes(record([0], markers=[marker(on, None)]), "early_samples") == []


def test_without_a_session_there_is_nothing_to_advise() -> None:
    of = record(images=[scan(40, "50", new_lesions=[lesion()])], markers=[marker(0, None)])
    assert assess(of).advice == ()


def test_advice_changes_no_verdict() -> None:
    of = record([tace(0, **SAME), tace(60, **SAME)], ["50", "50", "50"])
    assert notes(of, "technique_unchanged")
    verdicts = {name: verdict.verdict for name, verdict in assess(of).verdicts.items()}
    ignoring = assess(of, Profile(change_of_technique="ignore")).verdicts
    assert verdicts == {name: verdict.verdict for name, verdict in ignoring.items()}
