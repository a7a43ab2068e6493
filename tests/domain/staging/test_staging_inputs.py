from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from domain.record import PatientRecord
from domain.staging import Days, StagingInputs, staging_inputs
from domain.staging.bclc import bclc

MakeRecord = Callable[..., PatientRecord]


def image(day: str, **entries: Any) -> dict[str, Any]:
    return {"date": day, **entries}


def test_an_empty_record_names_the_rows_to_add(make_record: MakeRecord) -> None:
    read = staging_inputs(make_record())
    assert (read.lesion_count, read.largest_mm, read.ecog, read.child_class) == (None, None, None, None)
    assert (read.vascular_invasion, read.extrahepatic_spread) == (None, None)
    assert [cell.path for cell in bclc(read).missing] == [
        "images[+..].lesion_count",
        "images[+..].largest_mm",
        "images[+..].vascular_invasion",
        "images[+..].extrahepatic_spread",
        "status[+..].ecog",
        "status[+..].child_pugh",
    ]


def test_what_is_missing_is_entered_in_the_latest_row(make_record: MakeRecord) -> None:
    record = make_record(
        images=[image("2024-01-03"), image("2024-03-03")], status=[{"date": "2024-01-05", "ascites": "none"}]
    )
    paths = [cell.path for cell in bclc(staging_inputs(record)).missing]
    assert paths[:5] == [
        "images[1].lesion_count",
        "images[1].largest_mm",
        "images[1].vascular_invasion",
        "images[1].extrahepatic_spread",
        "status[0].ecog",
    ]
    assert "status[0].inr" in paths


def test_targets_are_never_taken_for_all_lesions(make_record: MakeRecord) -> None:
    targets = [{"lesion": "T1", "viable_mm": "60", "total_mm": "64"}]
    read = staging_inputs(make_record(images=[image("2024-01-03", targets=targets)]))
    assert (read.lesion_count, read.largest_mm) == (None, None)


def test_count_and_diameter_come_from_one_image(make_record: MakeRecord) -> None:
    record = make_record(
        images=[image("2024-01-03", lesion_count=1, largest_mm="64"), image("2024-03-03", lesion_count=4)]
    )
    read = staging_inputs(record)
    assert (read.lesion_count, read.largest_mm) == (4, None)
    assert [cell.path for cell in read.cells("largest_mm")] == ["images[1].largest_mm"]
    earlier = staging_inputs(record, Days(until=date(2024, 3, 2)))
    assert (earlier.lesion_count, earlier.largest_mm) == (1, Decimal(64))


SAME_DAY = [
    (
        [{"modality": "CT", "lesion_count": 2, "largest_mm": "30"}, {"modality": "MRI", "lesion_count": 3}],
        (2, "30"),
    ),
    (
        [
            {"modality": "CT", "lesion_count": 2, "largest_mm": "30"},
            {"modality": "MRI", "lesion_count": 3, "largest_mm": "25"},
        ],
        (3, "25"),
    ),
    (
        [{"lesion_count": 2, "largest_mm": "30"}, {"modality": "CT", "lesion_count": 1, "largest_mm": "9"}],
        (1, "9"),
    ),
    ([{"lesion_count": 2}, {"lesion_count": 3}], (3, None)),
    ([{"largest_mm": "40"}, {"largest_mm": "30"}], (None, "40")),
]


@pytest.mark.parametrize(("rows", "expected"), SAME_DAY)
def test_images_of_one_day_give_one_burden_in_any_order(
    make_record: MakeRecord, rows: list[dict[str, Any]], expected: tuple[int | None, str | None]
) -> None:
    for order in permutations(rows):
        read = staging_inputs(make_record(images=[image("2024-01-03", **row) for row in order]))
        largest = None if expected[1] is None else Decimal(expected[1])
        assert (read.lesion_count, read.largest_mm) == (expected[0], largest)


def test_the_latest_entry_on_vessels_and_spread_stands(make_record: MakeRecord) -> None:
    record = make_record(
        images=[
            image("2024-01-03", portal_vein="Vp2", spread_sites=["lung"]),
            image("2024-03-03", vascular_invasion=False),
            image("2024-05-03"),
        ]
    )
    read = staging_inputs(record)
    assert (read.vascular_invasion, read.extrahepatic_spread) == (False, True)
    assert read.cells("extrahepatic_spread")[0].path == "images[0].extrahepatic_spread"


def test_of_one_day_present_wins_and_the_worse_ecog_stands(make_record: MakeRecord) -> None:
    images = [image("2024-01-03", vascular_invasion=False), image("2024-01-03", vascular_invasion=True)]
    rows = [{"date": "2024-01-03", "ecog": 2}, {"date": "2024-01-03", "ecog": 0}]
    for order in (1, -1):
        read = staging_inputs(make_record(images=images[::order], status=rows[::order]))
        assert (read.vascular_invasion, read.ecog) == (True, 2)


def test_ecog_is_that_of_the_latest_row_that_has_one(make_record: MakeRecord) -> None:
    rows = [{"date": "2024-01-03", "ecog": 1}, {"date": "2024-02-03", "ascites": "none"}]
    assert staging_inputs(make_record(status=rows)).ecog == 1


def test_inputs_given_directly_have_no_cells() -> None:
    assert StagingInputs(ecog=1).cells("ecog") == ()
    assert StagingInputs(ecog=1).read("ecog") == ()
