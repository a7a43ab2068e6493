"""What a point says when it is pointed at."""

from typing import Any

import pytest

from desktop_app.plots import Told, told
from desktop_app.plots.picture import Sheet
from desktop_app.plots.views import VIEWS, ViewName, picture_of, plot_of
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord

WORDS = Wording("en")
RECORD: dict[str, Any] = {
    "format": "tacewatch.record/1",
    "patient": {"id": "0007", "diagnosed_on": "2023-11-20"},
    "sessions": [
        {"date": "2024-01-10", "type": "cTACE", "course": "a"},
        {"date": "2024-01-24", "type": "DEB-TACE", "course": "a"},
        {"date": "2024-04-30", "type": "cTACE", "completed": False},
    ],
    "images": [
        {
            "date": "2024-01-03",
            "modality": "MRI",
            "arterial_phase": True,
            "targets": [{"lesion": "T1", "viable_mm": "60"}],
        },
        {
            "date": "2024-03-20",
            "modality": "CT",
            "arterial_phase": True,
            "targets": [{"lesion": "T1", "viable_mm": "71.99"}],
            "non_target": "none",
            "new_lesions": [],
            "reader": "Dr Wang",
        },
    ],
    "markers": [
        {
            "date": "2024-01-05",
            "marker": "AFP",
            "value": "100",
            "unit": "IU/mL",
            "laboratory": "Main",
            "assay": "Roche",
        },
        {"date": "2024-02-05", "marker": "PIVKA-II", "value": "75000", "bound": "gt", "unit": "mAU/mL"},
    ],
    "therapies": [{"kind": "targeted", "name": "lenvatinib", "from": "2024-02-01"}],
}


def all_told(view: ViewName, words: Wording = WORDS) -> dict[str, Told]:
    record = PatientRecord.model_validate(RECORD)
    sheet = Sheet(900, 250, 11, 16, lambda text, _: len(text) * 6.0)
    picture = picture_of(plot_of(view, assess(record)), sheet, words)
    assert picture is not None
    return {spot.cell.path: told(spot.shows, words) for spot in picture.spots}


def test_a_sum_says_day_value_change_response_and_reader() -> None:
    said = all_told("course")
    assert said["images[1].targets[T1].viable_mm"] == Told(
        "2024-03-20 · CT",
        ("Sum 71.99 mm", "+19.9 % from the first · +19.9 % from the nadir", "mRECIST SD", "Read by Dr Wang"),
    )
    assert said["images[0].targets[T1].viable_mm"].lines == ("Sum 60 mm", "Image before the first TACE")


def test_a_marker_says_what_was_entered_what_it_is_on_the_axis_and_where_it_was_measured() -> None:
    said = all_told("course")
    assert said["markers[0].value"] == Told("2024-01-05 · AFP", ("100 IU/mL", "= 121 ng/mL", "Main · Roche"))
    assert said["markers[1].value"].lines == (">75000 mAU/mL", "Above the assay's range")


def test_a_procedure_in_parts_says_from_when_to_when() -> None:
    said = all_told("course")
    assert said["sessions[0].date"] == Told(
        "2024-01-10 · TACE 1", ("cTACE + DEB-TACE", "In parts: 2024-01-10 to 2024-01-24")
    )
    assert said["sessions[2].date"] == Told("2024-04-30 · aborted", ("cTACE",))


def test_lesions_and_therapies_say_what_they_are() -> None:
    assert all_told("lesions")["images[1].targets[T1].viable_mm"] == Told(
        "2024-03-20 · T1", ("Viable 71.99 mm", "119.9 % of its first value", "Read by Dr Wang")
    )
    said = all_told("swimmer")
    assert said["therapies[0].from"] == Told("targeted · lenvatinib", ("since 2024-02-01",))
    assert said["patient.diagnosed_on"] == Told("2023-11-20 · diagnosed", ())


@pytest.mark.parametrize("view", VIEWS)
def test_every_point_says_something_in_both_languages(view: ViewName) -> None:
    chinese, english = (all_told(view, Wording(language)) for language in ("zh", "en"))
    assert chinese.keys() == english.keys()
    assert all(said.text.strip() for said in (*chinese.values(), *english.values()))
