from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profile import BsaFormula
from domain.regimen import Measurement, MeasurementError, body_surface
from domain.regimen.bsa import SOURCES


def surface(cm: str, kg: str, formula: BsaFormula) -> Decimal:
    return body_surface(Measurement(Decimal(cm), "cm"), Measurement(Decimal(kg), "kg"), formula)


@pytest.mark.parametrize(
    ("formula", "m2"),
    [(BsaFormula.MOSTELLER, "1.752"), (BsaFormula.DUBOIS, "1.754"), (BsaFormula.STEVENSON, "1.716")],
)
def test_170_cm_and_65_kg(formula: BsaFormula, m2: str) -> None:
    assert surface("170", "65", formula).quantize(Decimal("0.001")) == Decimal(m2)


def test_mosteller_of_a_square_is_exact() -> None:
    assert surface("180", "80", BsaFormula.MOSTELLER) == 2


def test_stevenson_is_exact() -> None:
    assert surface("170", "65", BsaFormula.STEVENSON) == Decimal("1.7161")


@pytest.mark.parametrize(("cm", "kg"), [("0", "65"), ("170", "0"), ("-170", "65")])
@pytest.mark.parametrize("formula", list(BsaFormula))
def test_a_measurement_is_above_nothing(cm: str, kg: str, formula: BsaFormula) -> None:
    with pytest.raises(MeasurementError, match="above 0"):
        surface(cm, kg, formula)


@pytest.mark.parametrize(("height_unit", "weight_unit"), [("m", "kg"), ("in", "kg"), ("cm", "lb"), ("cm", "")])
def test_other_units_are_refused(height_unit: str, weight_unit: str) -> None:
    height, weight = Measurement(Decimal(170), height_unit), Measurement(Decimal(65), weight_unit)
    with pytest.raises(MeasurementError, match="is needed, not in"):
        body_surface(height, weight, BsaFormula.MOSTELLER)


def test_a_line_that_gives_no_area_is_refused() -> None:
    with pytest.raises(MeasurementError, match="no positive area"):
        surface("10", "1", BsaFormula.STEVENSON)
    assert surface("25", "1", BsaFormula.STEVENSON) == Decimal("0.0124")


@given(st.decimals(140, 200, places=1), st.decimals(40, 120, places=1))
def test_the_formulas_agree_within_a_tenth_for_adults(cm: Decimal, kg: Decimal) -> None:
    """A swapped height and weight, or a slipped digit, would not."""
    areas = [surface(str(cm), str(kg), formula) for formula in BsaFormula]
    assert max(areas) < min(areas) * Decimal("1.25")
    assert all(area < surface(str(cm), str(kg + 1), BsaFormula.MOSTELLER) + Decimal("0.5") for area in areas)


def test_every_formula_has_a_source() -> None:
    assert set(SOURCES) == set(BsaFormula)
