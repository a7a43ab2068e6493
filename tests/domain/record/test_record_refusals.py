"""What a record refuses, each with its path, and what it takes."""

from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.record import UNITS, PatientRecord
from domain.record.values import LONGEST_TEXT
from tests.domain.builders import Values, lesion, marker, record, scan, status, tace, target

WHOLE: Values = {
    "format": "tacewatch.record/1",
    "patient": {"id": "20240117", "height_cm": "170"},
    "sessions": [tace(0)],
    "images": [scan(-7, "60.0", new_lesions=[lesion()])],
    "markers": [marker(0, "400")],
    "status": [status(0, ecog=1, child_pugh_score=6)],
    "overrides": [{"definition": "CCI-2022", "verdict": "met", "reason": "image_quality"}],
}


def with_(path: str, value: Any) -> Values:
    """The whole record with one entry replaced: ``images.0.date``."""
    values = deepcopy(WHOLE)
    *parents, last = path.split(".")
    place: Any = values
    for step in parents:
        place = place[int(step)] if step.isdigit() else place.setdefault(step, {})
    place[last] = value
    return values


def refusal(values: Values) -> tuple[str, str]:
    """Path and kind of the first fault."""
    with pytest.raises(ValidationError) as caught:
        PatientRecord.model_validate(values)
    fault = caught.value.errors()[0]
    return ".".join(str(step) for step in fault["loc"]), fault["type"]


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("format", "tacewatch.record/2", "literal_error"),
        ("patient.id", "", "text_blank"),
        ("patient.id", " \n", "text_blank"),
        ("patient.id", 20240117, "string_type"),
        ("patient.nickname", "x", "extra_forbidden"),
        ("patient.name", "a\x00b", "text_characters"),
        ("patient.name", "\ud842", "text_characters"),
        ("patient.name", "x" * (LONGEST_TEXT + 1), "text_length"),
        ("patient.height_cm", 170, "decimal_string"),
        ("patient.height_cm", 50.4, "decimal_string"),
        ("patient.height_cm", "1_000", "decimal_digits"),
        ("patient.height_cm", "-1", "decimal_digits"),
        ("patient.height_cm", "1e3", "decimal_digits"),
        ("patient.height_cm", "NaN", "decimal_digits"),
        ("patient.height_cm", "１７０", "decimal_digits"),
        ("patient.height_cm", "1,5", "decimal_digits"),
        ("patient.height_cm", "1.", "decimal_digits"),
        ("patient.height_cm", "1.1234567", "decimal_digits"),
        ("patient.height_cm", "1234567890", "decimal_digits"),
        ("patient.height_cm", "170\n", "decimal_digits"),
        ("patient.sex", "M", "enum"),
        ("sessions.0.date", "2024-1-3", "iso_date"),
        ("sessions.0.date", "2024-02-30", "calendar_date"),
        ("sessions.0.date", "1899-12-31", "date_range"),
        ("sessions.0.date", "2200-01-01", "date_range"),
        ("sessions.0.date", 20240103, "iso_date"),
        ("sessions.0.date", None, "iso_date"),
        ("sessions.0.type", "TACE", "enum"),
        ("sessions.0.type", None, "enum"),
        ("sessions.0.adequate", "true", "bool_type"),
        ("sessions.0.adequate", 1, "bool_type"),
        ("sessions.0.agents", ["epirubicin", " "], "text_blank"),
        ("sessions.0.intent", "cure", "enum"),
        ("sessions", {}, "tuple_type"),
        ("images.0.modality", "PET", "enum"),
        ("images.0.portal_vein", "Vp5", "literal_error"),
        ("images.0.hepatic_vein", "Vv4", "literal_error"),
        ("images.0.lesion_count", -1, "greater_than_equal"),
        ("images.0.lesion_count", 1000, "less_than_equal"),
        ("images.0.targets.0.state", "gone", "enum"),
        ("images.0.targets.0.lesion", "", "text_blank"),
        ("images.0.non_target", "SD", "enum"),
        ("images.0.new_lesions.0.size_mm", 15, "decimal_string"),
        ("images.0.new_lesions.0.pattern", "washout", "enum"),
        ("images.0.reported", {"category": "sd"}, "enum"),
        ("markers.0.marker", "CEA", "enum"),
        ("markers.0.bound", "le", "enum"),
        ("status.0.child_pugh_score", 4, "greater_than_equal"),
        ("status.0.child_pugh_score", 16, "less_than_equal"),
        ("status.0.ecog", -1, "greater_than_equal"),
        ("status.0.ecog", 5, "less_than_equal"),
        ("status.0.ecog", True, "int_type"),
        ("constraints.haic_feasible", "yes", "bool_type"),
        ("constraints.extrahepatic_extent", "few", "enum"),
        ("overrides.0.verdict", "yes", "literal_error"),
        ("overrides.0.reason", "because", "enum"),
    ],
)
def test_a_record_refuses_with_the_path_of_the_fault(path: str, value: Any, kind: str) -> None:
    where, found = refusal(with_(path, value))
    assert where == path or where.startswith(f"{path}.")
    assert found == kind


@pytest.mark.parametrize(
    ("path", "values", "kind"),
    [
        ("images.0.targets", scan(0, targets=[target("T1", "1"), target("T1", "2")]), "lesion_twice"),
        (
            "images.0.second_reading.targets",
            scan(0, second_reading={"targets": [target("T1"), target("T1")]}),
            "lesion_twice",
        ),
        ("images.0.new_lesions.0", scan(0, new_lesions=[lesion("9.9", growth_mm="10")]), "growth_beyond_size"),
        ("images.0", scan(0, portal_vein="Vp1"), "vessel_contradiction"),
        ("images.0", scan(0, hepatic_vein="Vv1"), "vessel_contradiction"),
        ("images.0", scan(0, spread_sites=["lung"]), "spread_contradiction"),
    ],
)
def test_an_image_that_contradicts_itself_is_refused(path: str, values: Values, kind: str) -> None:
    assert refusal(with_("images", [values])) == (path, kind)


@pytest.mark.parametrize(
    "values",
    [
        scan(0, new_lesions=[lesion("10", growth_mm="10")]),
        scan(0, portal_vein="Vp0", hepatic_vein="Vv0"),
        scan(0, vascular_invasion=True, portal_vein="Vp1"),
        scan(0, vascular_invasion=None, portal_vein="Vp4"),
        scan(0, spread_sites=[]),
        scan(0, extrahepatic_spread=None, spread_sites=["lung"]),
    ],
)
def test_an_image_that_fits_together_is_taken(values: Values) -> None:
    assert PatientRecord.model_validate(with_("images", [values]))


def test_a_ticked_vessel_or_site_means_present() -> None:
    one, two, three = record(
        images=[
            scan(0, vascular_invasion=None, portal_vein="Vp1", extrahepatic_spread=None, spread_sites=["lung"]),
            scan(1, vascular_invasion=None, hepatic_vein="Vv1", extrahepatic_spread=None, spread_sites=[]),
            scan(2, vascular_invasion=None, portal_vein="Vp0", hepatic_vein="Vv0", extrahepatic_spread=None),
        ]
    ).images
    assert [image.shows_vascular_invasion for image in (one, two, three)] == [True, True, None]
    assert [image.shows_extrahepatic_spread for image in (one, two, three)] == [True, None, None]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("AFP", "mAU/mL"), ("PIVKA-II", "ng/mL"), ("AFP-L3", "ng/mL"), ("AFP", "%")],
)
def test_a_unit_of_another_marker_is_refused(name: str, unit: str) -> None:
    assert refusal(with_("markers", [marker(0, "1", marker=name, unit=unit)])) == ("markers.0", "unit_of_marker")


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, units in UNITS.items() for unit in units])
def test_every_unit_of_a_marker_is_taken(name: str, unit: str) -> None:
    assert PatientRecord.model_validate(with_("markers", [marker(0, "1", marker=name, unit=unit)]))


@pytest.mark.parametrize("text", [None, "", " "])
def test_an_override_for_another_reason_needs_a_text(text: str | None) -> None:
    override = {"definition": "CCI-2022", "verdict": "met", "reason": "other", "text": text}
    assert refusal(with_("overrides", [override])) == ("overrides.0", "override_text")
    assert PatientRecord.model_validate(with_("overrides", [override | {"text": "second reader"}]))


def test_missing_and_null_mean_the_same() -> None:
    bare = {"format": "tacewatch.record/1", "patient": {"id": "1"}}
    nulls = {"sessions": None, "images": None, "markers": None, "status": None, "constraints": None}
    assert PatientRecord.model_validate(bare) == PatientRecord.model_validate(bare | nulls)


def test_not_assessed_and_none_seen_differ() -> None:
    unknown, none = record(images=[scan(0, new_lesions=None), scan(1, new_lesions=[])]).images
    assert unknown.new_lesions is None
    assert none.new_lesions == ()


@pytest.mark.parametrize("text", ["0", "60.0", "000.5", "999999999.999999"])
def test_a_number_stays_as_it_was_written(text: str) -> None:
    values = with_("patient.height_cm", text)
    height = PatientRecord.model_validate(values).patient.height_cm
    assert height == Decimal(text)
    assert PatientRecord.model_validate(values).exported()["patient"]["height_cm"] == str(Decimal(text))


def test_dates_and_numbers_of_the_language_are_taken_as_well() -> None:
    values = with_("patient.height_cm", Decimal("170.0"))
    values["sessions"][0]["date"] = date(2024, 1, 10)
    assert PatientRecord.model_validate(values) == PatientRecord.model_validate(
        with_("patient.height_cm", "170.0")
    )
    assert refusal(with_("sessions.0.date", datetime(2024, 1, 10))) == ("sessions.0.date", "iso_date")  # noqa: DTZ001


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31", "2024-02-29"])
def test_the_first_and_the_last_day_are_taken(day: str) -> None:
    assert PatientRecord.model_validate(with_("sessions.0.date", day)).exported()["sessions"][0]["date"] == day


def test_the_longest_text_is_taken() -> None:
    assert PatientRecord.model_validate(with_("patient.name", "x" * LONGEST_TEXT))


def test_an_amended_record_is_validated_again() -> None:
    whole = PatientRecord.model_validate(WHOLE)
    assert whole.amended(patient={"id": "2"}).patient.id == "2"
    assert whole.amended(patient={"id": "2"}).sessions == whole.sessions
    with pytest.raises(ValidationError):
        whole.amended(patient={"id": ""})


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        PatientRecord.model_validate(WHOLE).patient.id = "2"


def test_an_exported_record_comes_back_the_same() -> None:
    therapy = {"kind": "targeted", "name": "lenvatinib", "from": "2024-06-20", "to": None}
    whole = PatientRecord.model_validate(WHOLE | {"therapies": [therapy]})
    assert whole.exported()["therapies"] == [therapy]
    assert PatientRecord.model_validate(whole.exported()) == whole


def test_rows_stand_in_the_order_of_their_dates_and_rows_of_one_day_in_one_order_only() -> None:
    twins = [scan(5, "1"), scan(5, "2"), scan(-7, "3")]
    forwards, backwards = record(images=twins), record(images=reversed(twins))
    assert forwards == backwards
    assert forwards.images[0].date < forwards.images[1].date == forwards.images[2].date
