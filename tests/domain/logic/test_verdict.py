"""Kleene's tables, row by row: not knowing is a value of its own."""

from collections.abc import Callable, Iterable
from itertools import product

import pytest

from domain.logic.verdict import Verdict, kleene_and, kleene_not, kleene_or, verdict_of
from tests.domain.builders import MET, NOT_MET, OPEN

AND = [
    (MET, MET, MET),
    (MET, OPEN, OPEN),
    (MET, NOT_MET, NOT_MET),
    (OPEN, MET, OPEN),
    (OPEN, OPEN, OPEN),
    (OPEN, NOT_MET, NOT_MET),
    (NOT_MET, MET, NOT_MET),
    (NOT_MET, OPEN, NOT_MET),
    (NOT_MET, NOT_MET, NOT_MET),
]
OR = [
    (MET, MET, MET),
    (MET, OPEN, MET),
    (MET, NOT_MET, MET),
    (OPEN, MET, MET),
    (OPEN, OPEN, OPEN),
    (OPEN, NOT_MET, OPEN),
    (NOT_MET, MET, MET),
    (NOT_MET, OPEN, OPEN),
    (NOT_MET, NOT_MET, NOT_MET),
]


@pytest.mark.parametrize(("one", "other", "both"), AND)
def test_and_is_false_if_any_part_is_false_else_unknown_if_any_is(
    one: Verdict, other: Verdict, both: Verdict
) -> None:
    assert kleene_and((one, other)) is both


@pytest.mark.parametrize(("one", "other", "either"), OR)
def test_or_is_true_if_any_part_is_true_else_unknown_if_any_is(
    one: Verdict, other: Verdict, either: Verdict
) -> None:
    assert kleene_or((one, other)) is either


@pytest.mark.parametrize(("verdict", "opposite"), [(MET, NOT_MET), (NOT_MET, MET), (OPEN, OPEN)])
def test_not_leaves_the_unknown_unknown(verdict: Verdict, opposite: Verdict) -> None:
    assert kleene_not(verdict) is opposite


def test_all_of_nothing_is_met_and_any_of_nothing_is_not() -> None:
    assert kleene_and(()) is MET
    assert kleene_or(()) is NOT_MET


def test_and_is_the_dual_of_or_for_three_parts() -> None:
    for parts in product(Verdict, repeat=3):
        assert kleene_not(kleene_and(parts)) is kleene_or(kleene_not(part) for part in parts)


@pytest.mark.parametrize("combine", [kleene_and, kleene_or])
def test_the_order_of_the_parts_does_not_matter(combine: Callable[[Iterable[Verdict]], Verdict]) -> None:
    for parts in product(Verdict, repeat=3):
        assert combine(parts) is combine(reversed(parts))


@pytest.mark.parametrize(("answer", "verdict"), [(True, MET), (False, NOT_MET), (None, OPEN)])
def test_not_recorded_is_not_no(answer: bool | None, verdict: Verdict) -> None:
    assert verdict_of(answer) is verdict


def test_only_met_and_not_met_are_decided() -> None:
    assert [verdict.decided for verdict in (MET, NOT_MET, OPEN)] == [True, True, False]
