"""The explanation tree: leaves, operators, and what an open one lacks."""

from datetime import date

import pytest

from domain.logic.cell import NEW_ROW, NO_ROW, Cell
from domain.logic.deciding import NEVER, NOW, way
from domain.logic.finding import Finding, all_of, answered, any_of, decided, negated, provided, undecided
from tests.domain.builders import MET, NOT_MET, OPEN

A, B = Cell("sessions", 0, "adequate"), Cell("sessions", 1, "adequate")
YES, NO = decided("yes", True), decided("no", False)
OPEN_A, OPEN_B = answered("a", None, A), answered("b", None, B)


def test_a_yes_or_no_cell_decides_its_leaf() -> None:
    assert [answered("a", answer, A).verdict for answer in (True, False, None)] == [MET, NOT_MET, OPEN]
    assert OPEN_A.lacking == OPEN_A.cells == (A,)
    assert answered("a", True, A).lacking == ()


def test_a_decided_leaf_needs_nothing_more() -> None:
    assert (YES.to_met, YES.to_not_met) == (NOW, NEVER)
    assert (NO.to_met, NO.to_not_met) == (NEVER, NOW)


def test_an_open_leaf_gives_a_reason_only_where_no_entry_can_close_it() -> None:
    assert undecided("x", NEVER, NEVER, because="overtaken").because == "overtaken"
    assert undecided("x", (way("yes", A),), NEVER, because="overtaken").because == ""


def test_an_open_leaf_lacks_the_cells_of_all_its_ways_each_once() -> None:
    finding = undecided("x", (way("yes", B),), (way("no", A), way("no", B)))
    assert finding.lacking == (A, B)


@pytest.mark.parametrize(
    ("finding", "to_met", "to_not_met"),
    [
        (all_of("x", (OPEN_A, OPEN_B)), {way("yes", A, B)}, {way("no", A), way("no", B)}),
        (any_of("x", (OPEN_A, OPEN_B)), {way("yes", A), way("yes", B)}, {way("no", A, B)}),
        (all_of("x", (YES, OPEN_A)), {way("yes", A)}, {way("no", A)}),
        (any_of("x", (NO, OPEN_A)), {way("yes", A)}, {way("no", A)}),
        (negated("x", OPEN_A), {way("no", A)}, {way("yes", A)}),
    ],
)
def test_the_ways_of_an_open_tree_follow_its_operator(
    finding: Finding, to_met: set[object], to_not_met: set[object]
) -> None:
    assert finding.verdict is OPEN
    assert (set(finding.to_met), set(finding.to_not_met)) == (to_met, to_not_met)


@pytest.mark.parametrize("finding", [all_of("x", (NO, OPEN_A)), any_of("x", (YES, OPEN_A))])
def test_a_tree_that_one_part_decides_asks_for_nothing(finding: Finding) -> None:
    assert NOW in (finding.to_met, finding.to_not_met)
    assert NEVER in (finding.to_met, finding.to_not_met)


def test_not_turns_the_verdict_of_its_child() -> None:
    assert [negated("x", child).verdict for child in (YES, NO, OPEN_A)] == [NOT_MET, MET, OPEN]
    assert negated("x", YES).operator == "not"


def test_a_finding_that_waits_for_a_cell_is_open_whatever_it_says() -> None:
    waiting = provided((A,), YES)
    assert waiting.verdict is OPEN
    assert waiting.lacking == (A,)
    assert (waiting.to_met, waiting.to_not_met) == ((way("yes", A),), NEVER)
    assert provided((), YES) == YES


def test_a_waiting_finding_lacks_its_own_cells_as_well() -> None:
    assert provided((B,), OPEN_A).lacking == (A, B)
    assert set(provided((B,), OPEN_A).to_not_met) == {way("no", A) | way("yes", B)}


def test_a_tree_is_walked_depth_first_and_its_leaves_are_those_without_children() -> None:
    tree = any_of("root", (all_of("both", (OPEN_A, YES)), NO))
    assert [finding.criterion for finding in tree.walk()] == ["root", "both", "a", "yes", "no"]
    assert [leaf.criterion for leaf in tree.leaves()] == ["a", "yes", "no"]


def test_facts_fill_the_sentence() -> None:
    finding = decided("x", True, percent=120).with_facts(session=3)
    assert (finding.fact("percent"), finding.fact("session"), finding.fact("other")) == (120, 3, None)


def test_a_renamed_or_explained_finding_keeps_its_verdict_and_ways() -> None:
    renamed = OPEN_A.renamed("other")
    explained = OPEN_A.explained_by("any", (YES,))
    assert (renamed.criterion, renamed.to_met) == ("other", OPEN_A.to_met)
    assert (explained.operator, explained.children, explained.verdict) == ("any", (YES,), OPEN)


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        (Cell("images", 3, "viable_mm", "T1"), "images[3].targets[T1].viable_mm"),
        (Cell("images", 3, "pattern", "0"), "images[3].new_lesions[0].pattern"),
        (Cell("images", 3, "reported.category"), "images[3].reported.category"),
        (Cell("constraints", NO_ROW, "haic_feasible"), "constraints.haic_feasible"),
        (
            Cell("images", NEW_ROW, "evaluating_image", "", date(2024, 2, 7), date(2024, 4, 11)),
            "images[+2024-02-07..2024-04-11].evaluating_image",
        ),
        (Cell("images", NEW_ROW, "image_before", latest=date(2024, 1, 10)), "images[+..2024-01-10].image_before"),
        (Cell("markers", NEW_ROW, "value_after", "AFP"), "markers[+AFP ..].value_after"),
    ],
)  # fmt: skip
def test_a_cell_has_a_path_in_the_exchange_format(cell: Cell, path: str) -> None:
    assert cell.path == path
    assert cell.to_be_added is (cell.row == NEW_ROW)
