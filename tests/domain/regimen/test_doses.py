from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.profile import BsaFormula
from domain.regimen import (
    LIBRARY,
    ApprovedProtocol,
    Measurement,
    MeasurementError,
    Protocol,
    SurfaceDose,
    dose_plan,
    protocol,
)
from domain.regimen.doses import rounded

TODAY = date(2024, 6, 20)
HEIGHT = Measurement(Decimal(170), "cm", TODAY - timedelta(days=400))
WEIGHT = Measurement(Decimal(65), "kg", TODAY)


def approved(protocol_id: str, on: date = date(2024, 1, 2)) -> ApprovedProtocol:
    return ApprovedProtocol("本院方案", "张主任", on, protocol(protocol_id))


def plan(protocol_id: str = "folfox_85_46h", **changes: Any) -> Any:
    entries = {"height": HEIGHT, "weight": WEIGHT, "formula": BsaFormula.MOSTELLER, "on": TODAY, **changes}
    return dose_plan(approved(protocol_id), **entries)


@pytest.mark.parametrize("missing", ["approved", "height", "weight"])
def test_without_approval_or_measurement_there_is_nothing_numeric(missing: str) -> None:
    entries: dict[str, Any] = {"approved": approved("fohaic_1"), "height": HEIGHT, "weight": WEIGHT, missing: None}
    assert dose_plan(**entries, formula=BsaFormula.MOSTELLER, on=TODAY) is None


@pytest.mark.parametrize(("name", "by"), [("", "张主任"), (" ", "张主任"), ("本院方案", ""), ("本院方案", "\t")])
def test_an_approval_has_a_name_and_a_person(name: str, by: str) -> None:
    with pytest.raises(ValueError, match="the person who approved it"):
        ApprovedProtocol(name, by, TODAY, protocol("fohaic_1"))


def test_an_approved_protocol_has_doses() -> None:
    empty = Protocol("own", "own", (), protocol("fohaic_1").source)
    with pytest.raises(ValueError, match="has doses"):
        ApprovedProtocol("own", "张主任", TODAY, empty)


def test_a_protocol_approved_later_gives_no_dose() -> None:
    late = approved("fohaic_1", on=TODAY + timedelta(days=1))
    with pytest.raises(ValueError, match="approved after"):
        dose_plan(late, HEIGHT, WEIGHT, BsaFormula.MOSTELLER, TODAY)
    assert dose_plan(approved("fohaic_1", on=TODAY), HEIGHT, WEIGHT, BsaFormula.MOSTELLER, TODAY) is not None


@pytest.mark.parametrize(
    ("protocol_id", "doses"),
    [
        (
            "folfox_85_46h",
            [("oxaliplatin", 149), ("leucovorin", 701), ("fluorouracil", 701), ("fluorouracil", 4205)],
        ),
        (
            "folfox_130_24h",
            [("oxaliplatin", 228), ("leucovorin", 701), ("fluorouracil", 701), ("fluorouracil", 4205)],
        ),
        ("fohaic_1", [("oxaliplatin", 228), ("leucovorin", 350), ("fluorouracil", 701), ("fluorouracil", 4205)]),
        ("nhc_2026_standard", [("oxaliplatin", 149), ("fluorouracil", 701), ("fluorouracil", 4205)]),
        ("nhc_2026_reduced", [("oxaliplatin", 114), ("fluorouracil", 2102)]),
    ],
)
def test_doses_for_170_cm_and_65_kg(protocol_id: str, doses: list[tuple[str, int]]) -> None:
    found = plan(protocol_id)
    assert [(dose.drug, int(dose.mg_rounded)) for dose in found.doses] == doses
    for dose in found.doses:
        assert dose.mg == dose.mg_per_m2 * found.surface_m2
        assert abs(dose.mg - dose.mg_rounded) <= Decimal("0.5")


def test_a_plan_carries_what_it_rests_on() -> None:
    found = plan(formula=BsaFormula.STEVENSON)
    assert found.surface_m2 == Decimal("1.7161")
    assert (found.formula, found.height, found.weight) == (BsaFormula.STEVENSON, HEIGHT, WEIGHT)
    assert (found.approved.name, found.approved.approved_by) == ("本院方案", "张主任")
    assert "Stevenson" in found.formula_source.citation
    assert found.doses[0].mg == Decimal("145.8685")
    assert found.doses[3].hours == (46,)


@pytest.mark.parametrize(("kg", "mg"), [("59.999999", 8), ("60", 12), ("60.000001", 12)])
def test_lenvatinib_by_weight(kg: str, mg: int) -> None:
    (dose,) = plan("lenvatinib", weight=Measurement(Decimal(kg), "kg", TODAY)).doses
    assert (dose.drug, dose.mg, dose.mg_rounded, dose.mg_per_m2) == ("lenvatinib", mg, mg, None)


@pytest.mark.parametrize(("mg", "whole"), [("148.499999", 148), ("148.5", 149), ("149.5", 150)])
def test_halves_are_rounded_up(mg: str, whole: int) -> None:
    assert rounded(Decimal(mg)) == whole


@pytest.mark.parametrize(
    ("height_on", "weight_on", "asked"),
    [
        (0, 0, ()),
        (900, 14, ()),
        (900, 15, ("weight",)),
        (None, 0, ("height",)),
        (0, None, ("weight",)),
        (-1, -1, ("height", "weight")),
    ],
)
def test_an_old_weight_asks_again(height_on: int | None, weight_on: int | None, asked: tuple[str, ...]) -> None:
    def day(ago: int | None) -> date | None:
        return None if ago is None else TODAY - timedelta(days=ago)

    found = plan(
        height=Measurement(Decimal(170), "cm", day(height_on)),
        weight=Measurement(Decimal(65), "kg", day(weight_on)),
    )
    assert found.asks_again == asked


def test_a_weight_in_pounds_gives_no_dose() -> None:
    with pytest.raises(MeasurementError):
        plan(weight=Measurement(Decimal(143), "lb", TODAY))


# The library


def test_the_library_is_that_of_the_sources() -> None:
    def row(each: Protocol) -> list[tuple[str, int, tuple[int, ...]]]:
        return [
            (dose.drug, int(dose.mg_per_m2), dose.hours) for dose in each.doses if isinstance(dose, SurfaceDose)
        ]

    bolus = ("fluorouracil", 400, ())
    assert row(protocol("folfox_85_46h")) == [
        ("oxaliplatin", 85, ()),
        ("leucovorin", 400, ()),
        bolus,
        ("fluorouracil", 2400, (46,)),
    ]
    assert row(protocol("folfox_130_24h"))[3] == ("fluorouracil", 2400, (24,))
    assert row(protocol("fohaic_1"))[:2] == [("oxaliplatin", 130, ()), ("leucovorin", 200, ())]
    assert row(protocol("nhc_2026_standard")) == [
        ("oxaliplatin", 85, ()),
        bolus,
        ("fluorouracil", 2400, (23, 46)),
    ]
    assert row(protocol("nhc_2026_reduced")) == [("oxaliplatin", 65, ()), ("fluorouracil", 1200, (23, 46))]


def test_every_protocol_has_a_source_with_its_certainty() -> None:
    assert {each.id: str(each.source.certainty) for each in LIBRARY} == {
        "folfox_85_46h": "V",
        "folfox_130_24h": "V",
        "fohaic_1": "M",
        "nhc_2026_standard": "V2",
        "nhc_2026_reduced": "V2",
        "lenvatinib": "M",
    }


def test_no_protocol_is_marked_as_the_one_to_use() -> None:
    names = {field.name for each in LIBRARY for field in fields(each) if is_dataclass(each)}
    assert names == {"id", "name", "doses", "source", "weeks", "most_cycles", "imaging_every"}
    with pytest.raises(KeyError):
        protocol("")
