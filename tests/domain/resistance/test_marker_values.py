"""Marker values as intervals in one unit (section 5)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.course import Window
from domain.record import Marker
from domain.resistance.marker_values import DayValue, canonical, rows_of, values_within
from tests.domain.builders import Values, marker, record


def values(*rows: Values) -> tuple[DayValue, ...]:
    return values_within(rows_of(record(markers=rows).markers, Marker.AFP), Window(date.min, date.max))


def value(text: str, **fields: Any) -> DayValue:
    (only,) = values(marker(0, text, **fields))
    return only


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("1", "ng/mL", "1"),
        ("1", "ug/L", "1"),
        ("1", "IU/mL", "1.21"),
        ("1", "kIU/L", "1.21"),
        ("100", "IU/mL", "121"),
    ],
)
def test_one_iu_of_afp_is_1_21_ng(amount: str, unit: str, expected: str) -> None:
    assert value(amount, unit=unit).low == Decimal(expected)


@pytest.mark.parametrize(("name", "unit"), [("PIVKA-II", "mAU/mL"), ("PIVKA-II", "AU/L"), ("AFP-L3", "%")])
def test_the_other_markers_keep_their_number(name: str, unit: str) -> None:
    row = record(markers=[marker(0, "40", marker=name, unit=unit)]).markers[0]
    assert row.unit is not None
    assert canonical(Decimal(40), row.unit) == 40


def test_censored_values_are_intervals() -> None:
    assert [
        (each.low, each.high, each.low_open, each.high_open) for each in map(value, ("5", "<0.605", ">60500"))
    ] == [
        (Decimal(5), Decimal(5), False, False),
        (Decimal(0), Decimal("0.605"), False, True),
        (Decimal(60500), None, True, False),
    ]
    assert [value(text).exact for text in ("5", "<5", ">5")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "at_most_20", "above_20"),
    [
        ("20", True, False),
        ("20.001", False, True),
        ("<20", True, False),
        ("<20.001", False, False),
        (">20", False, True),
        (">19.999", False, False),
    ],
)
def test_certainly_normal_and_certainly_above(text: str, at_most_20: bool, above_20: bool) -> None:
    assert value(text).surely_at_most(Decimal(20)) is at_most_20
    assert value(text).surely_above(Decimal(20)) is above_20


# Rows: the later value; columns: the earlier one. Is the later at least 1.2 times, or below 1.2 times?
@pytest.mark.parametrize(
    ("later", "earlier", "at_least", "below"),
    [
        ("120", "100", True, False),
        ("119.999", "100", False, True),
        ("120", "<100", True, False),
        ("119", "<100", False, False),
        ("120", ">100", False, True),
        ("121", ">100", False, False),
        ("<120", "100", False, True),
        ("<121", "100", False, False),
        ("<1", "<1", False, False),
        ("<120", ">100", False, True),
        (">120", "100", True, False),
        (">119", "100", False, False),
        (">120", "<100", True, False),
        (">60500", ">60500", False, False),
    ],
)
def test_censored_values_compare_as_intervals(later: str, earlier: str, at_least: bool, below: bool) -> None:
    factor = Decimal("1.20")
    assert value(later).surely_at_least(factor, value(earlier)) is at_least
    assert value(later).surely_below(factor, value(earlier)) is below


@pytest.mark.parametrize("fields", [{"value": None}, {"unit": None}])
def test_a_row_without_value_or_unit_is_ignored(fields: dict[str, Any]) -> None:
    assert values(marker(0, "5") | fields) == ()


def test_the_rows_of_other_markers_are_left_out() -> None:
    assert values(marker(0, "5", marker="AFP-L3", unit="%")) == ()


@pytest.mark.parametrize(
    ("texts", "low", "high", "low_open", "high_open"),
    [
        (("5", "9"), "5", "9", False, False),
        (("<5", "9"), "0", "9", False, False),
        (("<5", "<9"), "0", "9", False, True),
        (("5", "<5"), "0", "5", False, False),
        ((">5", "3"), "3", None, False, False),
        ((">5", "5"), "5", None, False, False),
        ((">5", ">9"), "5", None, True, False),
        (("0", "<9"), "0", "9", False, True),
    ],
)
def test_several_values_of_a_day_are_what_lies_between_them(
    texts: tuple[str, ...], low: str, high: str | None, low_open: bool, high_open: bool
) -> None:
    (found,) = values(*(marker(0, text) for text in texts))
    assert (found.low, found.low_open, found.high_open) == (Decimal(low), low_open, high_open)
    assert found.high == (None if high is None else Decimal(high))
    assert len(found.rows) == 2


def test_assays_are_compared_without_blanks_and_a_blank_one_is_none() -> None:
    assert value("5", assay=" Roche ").assays == {"Roche"}
    assert value("5", assay="  ").assays == value("5").assays == frozenset()
    (day,) = values(marker(0, "5", assay="Roche"), marker(0, "5", assay="Abbott"))
    assert day.assays == {"Roche", "Abbott"}
