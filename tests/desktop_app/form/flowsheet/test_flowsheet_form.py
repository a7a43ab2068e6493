"""Which visits, rows and fields the course sheet has."""

from datetime import date
from typing import Any

import pytest

from desktop_app.form.amending import add_row, edit, form_of
from desktop_app.form.cells import Address
from desktop_app.form.flowsheet import Addition, Flowsheet, RowKind, SheetRow, flowsheet_of
from desktop_app.form.flowsheet.responses import baseline_of, nadir_of, responses_of
from desktop_app.form.flowsheet.states import state_typed
from desktop_app.form.patient_form import PatientForm, offered_id
from domain.assessment import assess
from tests.desktop_app.form.form_samples import TODAY, course_form, image, only, record_of, target


def sheet_of(**parts: Any) -> tuple[PatientForm, Flowsheet]:
    form = form_of(record_of(**parts))
    return form, flowsheet_of(form)


def row(sheet: Flowsheet, path: str, item: str = "") -> SheetRow:
    return next(one for one in sheet.rows if path in one.paths and (not item or one.item == item))


def test_visits_stand_in_time_and_an_image_before_the_session_of_its_day() -> None:
    form, _ = sheet_of(
        sessions=[{"date": "2024-01-10", "type": "cTACE"}],
        images=[image("2024-03-01"), image("2024-01-10"), image("2023-12-30")],
    )
    form, waiting = add_row(form, "images")
    sheet = flowsheet_of(form)
    assert [(visit.section, visit.day and visit.day.isoformat()) for visit in sheet.visits] == [
        ("images", "2023-12-30"),
        ("images", "2024-01-10"),
        ("sessions", "2024-01-10"),
        ("images", "2024-03-01"),
        ("images", None),
    ]
    assert sheet.visits[-1].row_id == waiting


@pytest.mark.parametrize(
    ("day", "visit"),
    [
        ("2024-01-05", 0),
        ("2024-01-08", 1),
        ("2024-01-07", 0),  # as near to the image as to the session: the image
        ("2030-01-01", 2),
        ("2000-01-01", 0),
    ],
)
def test_a_marker_stands_in_the_column_of_the_nearest_visit(day: str, visit: int) -> None:
    form, sheet = sheet_of(
        sessions=[{"date": "2024-01-10", "type": "cTACE"}],
        images=[image("2024-01-04"), image("2024-03-01")],
        markers=[{"date": day, "marker": "AFP", "value": "4", "unit": "ng/mL"}],
    )
    afp = row(sheet, "value", "AFP")
    (marker,) = form.listed("markers")
    for place, one in enumerate(sheet.visits):
        found = sheet.place(afp, one)
        assert isinstance(found, Address) is (place == visit)
    assert sheet.place(afp, sheet.visits[visit]) == Address(marker.id, "value")


def test_of_two_values_beside_one_visit_the_nearer_is_shown_and_the_other_counted() -> None:
    form, sheet = sheet_of(
        images=[image("2024-01-10")],
        markers=[
            {"date": "2024-01-01", "marker": "AFP", "value": "1", "unit": "ng/mL"},
            {"date": "2024-01-08", "marker": "AFP", "value": "2", "unit": "ng/mL"},
        ],
    )
    afp = row(sheet, "value", "AFP")
    place = sheet.place(afp, sheet.visits[0])
    assert isinstance(place, Address)
    assert str(form.rows[place.row_id].value("value")) == "2"
    assert sheet.more_beside(afp, sheet.visits[0]) == 1


def test_an_empty_marker_cell_adds_a_row_of_the_visits_day() -> None:
    sheet = flowsheet_of(course_form())
    last = sheet.visits[-1]
    place = sheet.place(row(sheet, "ecog"), last)
    assert place == Addition("status", "ecog", (("date", "2024-03-06"),))
    place = sheet.place(row(sheet, "value", "PIVKA-II"), last)
    assert isinstance(place, Addition)
    assert place.entries == (("date", "2024-03-06"), ("marker", "PIVKA-II"))
    assert place.carried == ("unit",)
    assert place.as_row().date == date(2024, 3, 6)


def test_a_visit_without_a_date_takes_no_marker() -> None:
    form, image_id = add_row(course_form(), "images")
    sheet = flowsheet_of(form)
    place = sheet.place(row(sheet, "value", "AFP"), sheet.visits[sheet.visit_places[image_id]])
    assert isinstance(place, Addition)
    assert place.waits


def test_follow_up_lesions_come_from_the_baseline_list() -> None:
    form = course_form()
    sheet = flowsheet_of(form)
    late = only(form, "images")
    visit = sheet.visits[sheet.visit_places[late.id]]
    assert [one.item for one in sheet.rows if one.kind is RowKind.LESION] == ["T1", "T2"]
    assert sheet.place(row(sheet, "viable_mm", "T2"), visit) == Address(offered_id(late.id, "T2"), "viable_mm")


def test_a_lesion_outside_the_target_set_can_be_measured_elsewhere_too() -> None:
    _, sheet = sheet_of(
        images=[
            image("2024-01-01", targets=[target("T1", "30")]),
            image("2024-03-01", targets=[target("T9", "12")]),
        ]
    )
    place = sheet.place(row(sheet, "viable_mm", "T9"), sheet.visits[0])
    assert place == Addition("images.targets", "viable_mm", (("lesion", "T9"),), sheet.visits[0].row_id)


def test_whole_diameters_have_rows_where_one_was_recorded() -> None:
    _, plain = sheet_of(images=[image("2024-01-01", targets=[target("T1", "30"), target("T2", "10")])])
    assert not [one for one in plain.rows if "total_mm" in one.paths]
    _, whole = sheet_of(
        images=[image("2024-01-01", targets=[target("T1", "30", total_mm="40"), target("T2", "9")])]
    )
    assert [one.item for one in whole.rows if "total_mm" in one.paths] == ["T1"]
    assert "recist11" in [one.paths[0] for one in whole.rows]


def test_a_row_says_nothing_of_a_visit_that_has_no_such_field() -> None:
    sheet = flowsheet_of(course_form())
    session = next(visit for visit in sheet.visits if not visit.image)
    picture = next(visit for visit in sheet.visits if visit.image)
    assert sheet.place(row(sheet, "arterial_phase"), session) is None
    assert sheet.place(row(sheet, "intent"), picture) is None
    assert sheet.place(row(sheet, "modality"), session) == Address(session.row_id, "type")


def test_every_field_of_the_sheet_is_found_again_at_its_cell() -> None:
    form = course_form()
    sheet = flowsheet_of(form)
    seen = 0
    for visit in sheet.visits:
        for one in sheet.rows:
            place = sheet.place(one, visit)
            if isinstance(place, Address):
                assert sheet.found(form, place) == (one, visit)
                seen += 1
    assert seen > 30


def test_the_baseline_and_the_nadir_are_those_of_the_engine() -> None:
    form = form_of(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[
                image("2024-01-01", targets=[target("T1", "80")]),
                image("2024-02-20", targets=[target("T1", "10")]),
                image("2024-04-20", targets=[target("T1", "40")]),
            ],
        )
    )
    sheet = flowsheet_of(form)
    responses = responses_of(form, assess(form.record))
    baseline = baseline_of(form)
    pictures = [visit for visit in sheet.visits if visit.image]
    assert baseline == pictures[0].row_id
    assert nadir_of(responses, baseline, pictures[1]) == pictures[0].row_id
    assert nadir_of(responses, baseline, pictures[2]) == pictures[1].row_id
    form, waiting = add_row(form, "images")
    new = flowsheet_of(form).visits[-1]
    assert new.row_id == waiting
    assert nadir_of(responses, baseline, new) == pictures[1].row_id


def test_an_uncertain_nadir_is_none() -> None:
    form = form_of(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[
                image("2024-01-01", targets=[target("T1", "80"), target("T2", "10")]),
                image("2024-02-20", targets=[target("T1", "10")]),
                image("2024-04-20", targets=[target("T1", "40"), target("T2", "10")]),
            ],
        )
    )
    responses = responses_of(form, assess(form.record))
    assert nadir_of(responses, baseline_of(form), flowsheet_of(form).visits[-1]) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("n", "no_enhancement"),
        ("Ｎ", "no_enhancement"),
        ("无强化", "no_enhancement"),
        ("过小", "too_small"),
        (" X ", "not_evaluable"),
        ("not evaluable", "not_evaluable"),
        ("12", None),
        ("", None),
        ("nn", None),
    ],
)
def test_a_state_is_typed_by_key_or_by_word(text: str, state: str | None) -> None:
    assert state_typed(text) == state


def test_a_dated_visit_takes_the_values_that_were_nearest_before() -> None:
    """The labs of the day before an image, entered first, stand in its column once it is dated."""
    form, image_id = add_row(course_form(), "images")
    form, marker = add_row(form, "markers")
    for path, text in (("date", "2024-04-19"), ("marker", "AFP"), ("value", "9")):
        form = edit(form, marker, path, text, TODAY)
    form = edit(form, image_id, "date", "2024-04-20", TODAY)
    sheet = flowsheet_of(form)
    visit = sheet.visits[sheet.visit_places[image_id]]
    assert sheet.place(row(sheet, "value", "AFP"), visit) == Address(marker, "value")
