"""Ways of filling cells: joined, alternative, minimal."""

from domain.logic.cell import Cell
from domain.logic.deciding import MOST_WAYS, NEVER, NOW, Ways, deciding_sets, either, jointly, way

A, B, C = (Cell("sessions", row, "adequate") for row in range(3))
YES_A, NO_A, YES_B, YES_C = way("yes", A), way("no", A), way("yes", B), way("yes", C)


def test_parts_that_are_so_already_ask_for_nothing() -> None:
    assert jointly(NOW, NOW) == NOW
    assert jointly(NOW, (YES_A,)) == (YES_A,) == jointly((YES_A,), NOW)


def test_a_part_that_can_never_be_so_spoils_the_whole() -> None:
    assert jointly((YES_A,), NEVER) == NEVER
    assert jointly(NEVER, NOW) == NEVER


def test_parts_are_answered_together() -> None:
    assert jointly((YES_A,), (YES_B,)) == (YES_A | YES_B,)


def test_one_cell_cannot_be_answered_in_two_ways_at_once() -> None:
    assert jointly((YES_A,), (NO_A,)) == NEVER
    assert jointly((YES_A,), (NO_A, YES_B)) == (YES_A | YES_B,)


def test_any_alternative_serves() -> None:
    assert set(either((YES_A,), (YES_B,))) == {YES_A, YES_B}
    assert either(NEVER, (YES_A,)) == (YES_A,)
    assert either((YES_A,)) == (YES_A,)


def test_a_way_that_contains_a_shorter_one_is_dropped() -> None:
    assert either((YES_A | YES_B,), (YES_A,)) == (YES_A,)
    assert either((YES_A | YES_B,), NOW) == NOW


def test_the_same_cells_with_other_answers_are_one_deciding_set() -> None:
    assert deciding_sets((YES_A,), (NO_A,)) == (frozenset({A}),)


def test_deciding_sets_are_minimal_over_all_answers() -> None:
    assert deciding_sets((YES_A,), (NO_A | YES_B,)) == (frozenset({A}),)


def test_deciding_sets_stand_smallest_first_and_then_in_the_order_of_the_record() -> None:
    sets = deciding_sets((YES_B | YES_C, YES_A | YES_C), (way("yes", Cell("status", 0, "ecog")),))
    assert sets == (frozenset({Cell("status", 0, "ecog")}), frozenset({A, C}), frozenset({B, C}))


def test_nothing_decides_where_there_is_no_way() -> None:
    assert deciding_sets(NEVER, NEVER) == ()


def test_the_shortest_ways_are_kept_where_there_are_too_many() -> None:
    many: Ways = tuple(way("yes", Cell("sessions", row, "adequate"), A) for row in range(1, MOST_WAYS + 50))
    kept = either(many, (YES_A,)), either(many, (way("yes", Cell("status", 0, "ecog")),))
    assert kept[0] == (YES_A,)
    assert len(kept[1]) == MOST_WAYS
    assert len(kept[1][0]) == 1


def test_of_too_many_equal_ways_the_first_are_kept() -> None:
    many: Ways = tuple(way("yes", Cell("images", row, "arterial_phase")) for row in range(MOST_WAYS + 50))
    assert either(many) == many
    assert either(many, NEVER) == many[:MOST_WAYS]
    assert jointly((YES_A,), many) == tuple(YES_A | each for each in many[:MOST_WAYS])
