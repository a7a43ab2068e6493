"""The leaves that carry a verdict, and cells by their names."""

from datetime import date

import pytest

from desktop_app.plots import decisive, entered_value
from desktop_app.plots.explanation import cell_in_words, day_of, reason
from desktop_app.wording import Wording
from domain.logic.cell import NEW_ROW, NO_ROW, Cell
from domain.logic.deciding import way
from domain.logic.finding import Finding, all_of, any_of, decided, negated, undecided
from domain.record import PatientRecord, TumourMarker

RECORD = PatientRecord.model_validate(
    {
        "format": "tacewatch.record/1",
        "patient": {"id": "1"},
        "images": [{"date": "2024-06-15", "targets": [{"lesion": "T1"}]}],
    }
)
OPEN = Cell("images", 0, "new_lesions")


def open_leaf(name: str) -> Finding:
    return undecided(name, (way("yes", OPEN),), (way("no", OPEN),))


def names(finding: Finding) -> list[str]:
    return [leaf.criterion for leaf in decisive(finding)]


def test_one_failing_part_is_enough_for_a_failed_all() -> None:
    parts = (decided("a", True), decided("b", False), decided("c", False), open_leaf("d"))
    assert names(all_of("x", parts)) == ["b"]


def test_every_part_carries_a_met_all_and_the_comparison_comes_first() -> None:
    assert names(all_of("x", (decided("a", True), decided("b", True, threshold_mm=72)))) == ["b", "a"]


def test_only_the_met_parts_carry_a_met_any() -> None:
    assert names(any_of("x", (decided("a", False), decided("b", True), open_leaf("c")))) == ["b"]


def test_only_the_open_parts_carry_an_open_verdict() -> None:
    inner = any_of("y", (decided("b", False), open_leaf("c")))
    assert names(all_of("x", (decided("a", True), inner))) == ["c"]


def test_a_negation_is_carried_by_what_it_negates() -> None:
    assert names(negated("x", decided("a", True))) == ["a"]


def test_the_same_leaf_is_named_once() -> None:
    leaf = decided("a", True)
    assert names(any_of("x", (leaf, any_of("y", (leaf,))))) == ["a"]


def test_leaves_that_say_the_same_are_said_once() -> None:
    alike = tuple(decided("session.enough", True, count=3, least=2) for _ in range(2))
    assert reason(any_of("x", alike), Wording("en")) == reason(alike[0], Wording("en"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cell_of_a_row_is_named_with_its_day(language: str) -> None:
    words = Wording("zh" if language == "zh" else "en")
    text = cell_in_words(Cell("images", 0, "viable_mm", "T1"), RECORD, words)
    assert "2024-06-15" in text
    assert "T1" in text
    assert "images" not in text


def test_a_row_to_be_entered_is_named_with_the_days_that_count() -> None:
    cell = Cell("images", NEW_ROW, "evaluating_image", earliest=date(2024, 6, 5), latest=date(2024, 8, 8))
    text = cell_in_words(cell, RECORD, Wording("zh"))
    assert "2024-06-05 至 2024-08-08" in text


def test_a_bound_that_is_open_is_not_named() -> None:
    cell = Cell("images", NEW_ROW, "image_before", latest=date(2024, 1, 10))
    text = cell_in_words(cell, RECORD, Wording("en"))
    assert "2024-01-10" in text
    assert "0001" not in text


def test_a_cell_in_no_dated_row_has_no_day() -> None:
    assert day_of(Cell("constraints", NO_ROW, "haic_feasible"), RECORD) is None
    assert day_of(OPEN, RECORD) == "2024-06-15"


def test_a_marker_is_shown_as_entered() -> None:
    row = {"date": "2024-01-05", "marker": "AFP", "value": "0.60", "bound": "lt", "unit": "ug/L"}
    assert entered_value(TumourMarker.model_validate(row | {"date": date(2024, 1, 5)})) == "<0.60 µg/L"
    assert entered_value(TumourMarker.model_validate({"date": date(2024, 1, 5), "marker": "AFP"})) == ""
