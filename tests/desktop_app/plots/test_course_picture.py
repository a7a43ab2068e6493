"""The course laid out: what stands where, what changes together, what gives way."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from desktop_app.plots import CoursePlot, Picture, Sheet, course_plot
from desktop_app.plots.course_picture import course_picture
from desktop_app.plots.picture import Caption, Mark, Stroke, Symbols, arrow_of
from desktop_app.plots.scales import time_axis_between
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord
from tests.benchmarks.heavy_patient import heavy_patient

WORDS = Wording("en")


def sheet(width: float = 900, height: float = 250, *, titled: bool = True) -> Sheet:
    return Sheet(width, height, 11, 16, lambda text, bold: len(text) * (6.6 if bold else 6), titled)


def plot_of(**sections: Any) -> CoursePlot:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "0007"}, **sections})
    return course_plot(record, assess(record))


def picture_of(plot: CoursePlot, on: Sheet | None = None) -> Picture:
    picture = course_picture(plot, on or sheet(), WORDS)
    assert picture is not None
    return picture


def marks(picture: Picture) -> Iterator[Mark]:
    return (mark for layer in picture.layers for mark in layer.marks)


def image(day: str, diameter: str | None) -> dict[str, Any]:
    return {"date": day, "arterial_phase": True, "targets": [{"lesion": "T1", "viable_mm": diameter}]}


COURSE: dict[str, Any] = {
    "sessions": [{"date": "2024-01-10", "type": "cTACE"}, {"date": "2024-03-06", "type": "cTACE"}],
    "images": [image("2024-01-03", "60"), image("2024-02-20", "40"), image("2024-04-20", "66")],
    "markers": [
        {"date": "2024-01-05", "marker": "AFP", "value": "400", "unit": "ng/mL"},
        {"date": "2024-02-05", "marker": "AFP", "value": "0.605", "bound": "lt", "unit": "ng/mL"},
        {"date": "2024-03-05", "marker": "AFP", "value": "60500", "bound": "gt", "unit": "ng/mL"},
    ],
}


def test_everything_stands_on_the_sheet() -> None:
    for on in (sheet(), sheet(320, 130), sheet(1600, 500), sheet(titled=False)):
        for mark in marks(picture_of(plot_of(**COURSE), on)):
            if isinstance(mark, Stroke | Symbols):
                assert all(0 <= x <= on.width and 0 <= y <= on.height for x, y in mark.places)
            if isinstance(mark, Caption):
                assert 0 <= mark.at[0] <= on.width
                assert 0 <= mark.at[1] <= on.height


def test_values_beyond_the_range_are_open_with_an_arrow_that_points_there() -> None:
    symbols = [mark for mark in marks(picture_of(plot_of(**COURSE))) if isinstance(mark, Symbols)]
    shown = {(mark.filled, mark.arrow) for mark in symbols if mark.ink == "blue" and len(mark.places) == 1}
    assert {(True, 0), (False, 1), (False, -1)} <= shown


@pytest.mark.parametrize("arrow", [1, -1])
def test_an_arrow_leads_away_from_its_point_and_ends_in_a_tip(arrow: int) -> None:
    shaft, tip = arrow_of((10, 10), 3, arrow)
    assert (shaft[1][1] < 10) is (arrow == 1)
    assert shaft[1] == tip[1]
    assert abs(tip[0][1] - 10) < abs(tip[1][1] - 10)


def test_a_sum_that_is_typed_changes_no_layer_but_its_own() -> None:
    record = heavy_patient()
    exported = record.exported()
    exported["images"][-1]["targets"][0]["viable_mm"] = "51.5"
    typed = PatientRecord.model_validate(exported)
    before, after = (picture_of(course_plot(each, assess(each))) for each in (record, typed))
    changed = [one != other for one, other in zip(before.layers, after.layers, strict=True)]
    assert changed.count(True) == 1


def test_in_a_part_of_the_time_points_beyond_it_are_still_spots_but_out_of_sight() -> None:
    plot = plot_of(**COURSE)
    assert plot.time is not None
    whole = picture_of(plot)
    part = picture_of(replace(plot, time=time_axis_between(plot.sums[1].day, plot.time.last)))
    assert len(part.spots) == len(whole.spots)
    inside = [spot for spot in part.spots if part.frame.holds(spot.at[0])]
    assert {spot.day >= plot.sums[1].day for spot in inside} == {True}
    assert len(inside) < len(whole.spots)
    assert all(
        layer.clipped for layer in part.layers if any(isinstance(mark, Symbols) for mark in layer.marks[:1])
    )


def test_names_of_procedures_keep_out_of_each_other() -> None:
    plot = course_plot(heavy_patient(), assess(heavy_patient()))
    for width in (320, 600, 900, 2400):
        on = sheet(width)
        names = [mark for mark in picture_of(plot, on).layers[0].marks if isinstance(mark, Caption)]
        row = sorted(
            (mark for mark in names if mark.ink == "blue" and mark.at[1] < 40), key=lambda each: each.at[0]
        )
        assert row
        for one, other in pairwise(row):
            halves = (on.measured(one.text, False) + on.measured(other.text, False)) / 2
            assert other.at[0] - one.at[0] >= halves - 0.01


def test_labels_of_an_axis_keep_out_of_each_other_however_low_it_is() -> None:
    for height in (90, 130, 250, 600):
        on = sheet(900, height)
        picture = picture_of(plot_of(**COURSE), on)
        ticks = [
            mark
            for mark in picture.layers[0].marks
            if isinstance(mark, Caption) and mark.at[0] < picture.frame.left
        ]
        for one, other in pairwise(sorted(ticks, key=lambda each: each.at[1])):
            assert other.at[1] - one.at[1] >= on.line * 0.8 or one.text == "0" or other.text == "0"


def test_an_untitled_sheet_leaves_the_room_of_the_title_to_the_chart() -> None:
    plot = plot_of(**COURSE)
    titled, untitled = picture_of(plot), picture_of(plot, sheet(titled=False))
    assert untitled.frame.height > titled.frame.height
    title = WORDS("plots.axis.sums")
    assert any(isinstance(mark, Caption) and mark.text == title for mark in marks(titled))
    assert not any(isinstance(mark, Caption) and mark.text == title for mark in marks(untitled))


def test_an_empty_plot_has_no_picture() -> None:
    assert course_picture(plot_of(), sheet(), WORDS) is None


def test_where_there_is_no_room_for_all_names_of_limits_the_pd_limit_keeps_its_own() -> None:
    for height in (90, 100, 110, 130, 250):
        on = sheet(900, height)
        names = [mark for mark in picture_of(plot_of(**COURSE), on).layers[-1].marks if isinstance(mark, Caption)]
        assert any("PD limit" in mark.text for mark in names)
        for one, other in pairwise(sorted(names, key=lambda each: each.at[1])):
            assert other.at[1] - one.at[1] >= on.line * 0.9


def test_names_of_markers_stay_on_a_narrow_sheet() -> None:
    for width in (220, 320, 500, 900):
        on = sheet(width, 200)
        picture = picture_of(plot_of(**COURSE), on)
        (name,) = (mark for mark in marks(picture) if isinstance(mark, Caption) and mark.text.startswith("AFP"))
        assert name.at[0] + on.measured(name.text, False) <= width
