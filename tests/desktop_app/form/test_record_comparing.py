"""Rows are known again through versions, and what differs is told field by field."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.form.comparing import Change, changes, traced
from desktop_app.form.record_rows import Place, rows_of
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import course, image, record_of, target
from tests.record_strategies import patient_records


def amended(**parts: Any) -> PatientRecord:
    """The course with parts of its exported form replaced."""
    return PatientRecord.model_validate({**course().exported(), **parts})


def part(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = course().exported()[name]
    return rows


def told(found: list[Change]) -> list[tuple[str, str, object, object]]:
    return [(each.section, each.path, each.old, each.new) for each in found]


@given(patient_records())
@settings(max_examples=60, deadline=None)
def test_nothing_differs_from_itself(record: PatientRecord) -> None:
    again = PatientRecord.model_validate(record.exported())
    assert changes(record, again) == []


@given(patient_records(), patient_records())
@settings(max_examples=60, deadline=None)
def test_two_versions_differ_exactly_where_a_change_is_told(one: PatientRecord, other: PatientRecord) -> None:
    found = changes(one, other)
    if one != other:
        assert found
    for each in found:
        assert each.path == "" or each.old != each.new
    gone = [each.before.place for each in found if each.after is None and each.before is not None]
    new = [each.after.place for each in found if each.before is None and each.after is not None]
    filled_one = [row for row in rows_of(one) if row.filled]
    filled_other = [row for row in rows_of(other) if row.filled]
    assert len(filled_one) - len(gone) <= len(list(rows_of(one)))
    assert len(filled_other) - len(new) <= len(list(rows_of(other))) - len(new)
    assert len(set(gone)) == len(gone)
    assert len(set(new)) == len(new)


@given(st.data(), patient_records())
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_rows_were_written_is_no_change(data: st.DataObject, record: PatientRecord) -> None:
    written = record.exported()
    for name in ("sessions", "markers", "status"):
        written[name] = data.draw(st.permutations(written[name]))
    assert changes(record, PatientRecord.model_validate(written)) == []


def test_a_corrected_diameter_is_one_change_of_one_field() -> None:
    images = part("images")
    images[1]["targets"][0]["viable_mm"] = "36.0"
    (found,) = changes(course(), amended(images=images))
    assert told([found]) == [("images.targets", "viable_mm", Decimal("66.0"), Decimal("36.0"))]
    assert found.day == date(2024, 2, 20)


def test_a_corrected_day_is_a_change_of_that_row_and_counts_for_the_day_it_stood_under() -> None:
    images = part("images")
    images[1]["date"] = "2024-02-21"
    (found,) = changes(course(), amended(images=images))
    assert told([found]) == [("images", "date", date(2024, 2, 20), date(2024, 2, 21))]
    assert found.day == date(2024, 2, 20)


def test_a_value_attributed_to_the_wrong_marker_is_a_change_of_that_row() -> None:
    markers = part("markers")
    markers[0] |= {"marker": "PIVKA-II", "unit": "mAU/mL"}
    found = changes(course(), amended(markers=markers))
    assert told(found) == [("markers", "marker", "AFP", "PIVKA-II"), ("markers", "unit", "ng/mL", "mAU/mL")]


def test_a_renamed_lesion_is_the_same_row() -> None:
    images = part("images")
    images[0]["targets"][1]["lesion"] = "T3"
    assert told(changes(course(), amended(images=images))) == [("images.targets", "lesion", "T2", "T3")]


def test_a_new_value_of_the_same_marker_on_a_later_day_is_a_new_row() -> None:
    later = {"date": "2024-05-01", "marker": "AFP", "value": "90", "unit": "ng/mL", "assay": "Roche"}
    (found,) = changes(course(), amended(markers=[*part("markers"), later]))
    assert found.before is None
    assert found.path == ""
    value = found.of_field("value")
    assert value is not None
    assert (value.old, value.new) == (None, Decimal(90))
    assert found.of_field("laboratory") is None


def test_a_removed_image_takes_its_lesions_with_it() -> None:
    found = changes(course(), amended(images=part("images")[:1]))
    assert [(each.section, each.after) for each in found] == [("images", None), ("images.targets", None)]


def test_none_and_not_recorded_differ() -> None:
    images = part("images")
    images[1]["new_lesions"] = []
    assert told(changes(course(), amended(images=images))) == [("images", "new_lesions", None, False)]


def test_the_second_reading_is_compared_with_itself() -> None:
    first = record_of(
        images=[
            image("2024-01-03", targets=[target("T1", "60")], second_reading={"targets": [target("T1", "58")]})
        ]
    )
    second = record_of(
        images=[
            image("2024-01-03", targets=[target("T1", "60")], second_reading={"targets": [target("T1", "57")]})
        ]
    )
    (found,) = changes(first, second)
    assert (found.section, found.old, found.new) == (
        "images.second_reading.targets",
        Decimal(58),
        Decimal(57),
    )


def test_a_row_keeps_its_track_through_corrections_and_other_rows() -> None:
    images = part("images")
    images[1]["targets"][0]["viable_mm"] = "36.0"
    second = amended(images=images)
    earlier = image("2024-01-20", targets=[target("T1", "61")])
    third = amended(images=[*images, earlier])
    found, numbers = traced([course(), second, third])
    diameter = numbers[Place("images.targets", 2, 0)]
    history = [
        (each.version, narrowed.old, narrowed.new)
        for each in found
        if each.track == diameter and (narrowed := each.change.of_field("viable_mm"))
    ]
    assert history == [(0, None, Decimal("66.0")), (1, Decimal("66.0"), Decimal("36.0"))]


def test_a_row_that_came_back_starts_a_track_of_its_own() -> None:
    found, numbers = traced([course(), amended(status=[]), course()])
    tracks = [each.track for each in found if each.change.section == "status"]
    assert len(set(tracks)) == 2
    assert numbers[Place("status")] == tracks[-1]
