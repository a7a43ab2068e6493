"""What the evaluated image is compared with, by whom, and by how much it changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_app.exchange.demo import demo_records
from desktop_app.plots.reference_table import Reference, ReferenceRow, ReferenceTable, reference_table
from domain.assessment import Assessment, assess
from domain.record import PatientRecord

SESSIONS = ("2024-01-10", "2024-03-06", "2024-05-08", "2024-07-03")
IMAGES = {"2024-01-03": "100", "2024-02-20": "40", "2024-04-20": "45", "2024-06-15": "55", "2024-08-10": "60"}


def assessed(images: dict[str, Any], sessions: tuple[str, ...] = SESSIONS, **target: Any) -> Assessment:
    record = {
        "format": "tacewatch.record/1",
        "patient": {"id": "1"},
        "sessions": [{"date": day, "type": "cTACE", "adequate": True} for day in sessions],
        "images": [
            {
                "date": day,
                "modality": "MRI",
                "arterial_phase": True,
                "targets": [
                    {"lesion": "T1", "viable_mm": mm},
                    *([{"lesion": "N1", "site": "other", "viable_mm": "10"}] if target else []),
                ],
            }
            for day, mm in images.items()
        ],
    }
    return assess(PatientRecord.model_validate(record))


def table_of(found: Assessment) -> ReferenceTable:
    table = reference_table(found)
    assert table is not None
    return table


def row(table: ReferenceTable, reference: Reference) -> ReferenceRow:
    (found,) = (row for row in table.rows if row.reference is reference)
    return found


def test_the_first_sum_the_nadir_and_the_image_before_stand_with_their_days_and_changes() -> None:
    table = table_of(assessed(IMAGES))
    assert (table.now.day, table.now.sum_mm) == (date(2024, 8, 10), Decimal(60))
    told = [(each.reference, each.day, table.change_mm(each), table.change_percent(each)) for each in table.rows]
    assert told == [
        (Reference.FIRST, date(2024, 1, 3), Decimal(-40), "−40.0 %"),
        (Reference.NADIR, date(2024, 2, 20), Decimal(20), "+50.0 %"),
        (Reference.PREVIOUS, date(2024, 6, 15), Decimal(5), "+9.1 %"),
    ]
    assert row(table, Reference.NADIR).cell.path == "images[1].targets[T1].viable_mm"


def test_each_definition_stands_with_the_reference_it_compares_with() -> None:
    table = table_of(assessed(IMAGES))
    compared = {
        each.reference: {(one.sign, one.percent): one.definitions for one in each.compared} for each in table.rows
    }
    assert compared[Reference.FIRST][("≥", 120)] == ("CCI-2022",)
    assert compared[Reference.FIRST][(">", 50)] == ("JSH-LCSGJ-2014", "JSH-2021")
    assert ("≥", 120) in compared[Reference.NADIR]
    assert "EPOIHCC-2013" in compared[Reference.NADIR][("≥", 120)]
    assert compared[Reference.PREVIOUS][(">", 75)] == ("Iwasa-2011", "Ikeda-2013")


def test_the_image_before_the_last_session_has_a_row_of_its_own_where_a_later_one_exists() -> None:
    table = table_of(assessed(IMAGES | {"2024-07-10": "58"} | {"2024-08-10": IMAGES["2024-08-10"]}))
    assert row(table, Reference.PREVIOUS).day == date(2024, 7, 10)
    assert row(table, Reference.PREVIOUS).compared == ()
    assert row(table, Reference.BEFORE_LAST).day == date(2024, 6, 15)


def test_a_definition_that_judges_another_image_does_not_stand_with_this_one() -> None:
    days = ("2024-01-10", "2024-03-06", "2024-05-08", "2025-03-01")  # the last one is no longer within six months
    table = table_of(assessed(IMAGES | {"2025-04-10": "70"}, days))
    named = {name for each in table.rows for one in each.compared for name in one.definitions}
    assert table.now.day == date(2025, 4, 10)
    assert "CCI-2022" in named
    assert "EPOIHCC-2013" not in named


def test_with_an_unknown_target_no_change_is_claimed() -> None:
    table = table_of(assessed(IMAGES | {"2024-08-10": None}))
    assert not table.now.exact
    assert {(table.change_mm(each), table.change_percent(each)) for each in table.rows} == {(None, "")}


def test_targets_outside_the_liver_are_told_apart() -> None:
    table = table_of(assessed(IMAGES, elsewhere=True))
    assert (table.now.sum_mm, table.now.liver_mm) == (Decimal(70), Decimal(60))
    assert table_of(assessed(IMAGES)).now.liver_mm is None


def test_without_an_image_after_the_first_session_there_is_no_table() -> None:
    assert reference_table(assessed({"2024-01-03": "100"})) is None
    assert reference_table(assessed(IMAGES, ())) is None


@pytest.mark.parametrize("record", demo_records(date(2026, 11, 23))[::3], ids=lambda record: record.patient.id)
def test_the_table_agrees_with_the_response(record: PatientRecord) -> None:
    found = assess(record)
    table = reference_table(found)
    if table is None:
        return
    response = next(each for each in found.responses if each.day == table.now.day)
    rows = {each.reference: each for each in table.rows}
    if response.sum_mm is not None:
        assert table.now.sum_mm == response.sum_mm
    if response.nadir_mm is not None:
        assert rows[Reference.NADIR].sum_mm == response.nadir_mm
    if response.baseline_mm is not None:
        assert rows[Reference.FIRST].sum_mm == response.baseline_mm
