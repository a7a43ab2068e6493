"""What the course chart shows, from real records and real assessments."""

import time
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from desktop_app.plots import (
    OTHER_WORD_KEYS,
    WORD_KEYS,
    CoursePlot,
    LevelKind,
    ProcedureKind,
    SumMark,
    course_plot,
    legend,
    level_labels,
    placed_labels,
)
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import Bound, Marker, PatientRecord


def plot_of(**sections: Any) -> CoursePlot:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "0007"}, **sections})
    return course_plot(record, assess(record))


def image(day: str, *diameters: str | None, **answers: Any) -> dict[str, Any]:
    targets = [{"lesion": f"T{number}", "viable_mm": mm} for number, mm in enumerate(diameters, start=1)]
    return {"date": day, "modality": "MRI", "arterial_phase": True, "targets": targets, **answers}


def tace(day: str, **answers: Any) -> dict[str, Any]:
    return {"date": day, "type": "cTACE", **answers}


SHRUNK_THEN_GROWN = {
    "sessions": [tace("2024-01-10"), tace("2024-03-06"), tace("2024-05-08")],
    "images": [
        image("2024-01-03", "100", non_target="none", new_lesions=[]),
        image("2024-02-20", "40", non_target="none", new_lesions=[]),
        image("2024-04-20", "45", non_target="none", new_lesions=[]),
        image("2024-06-15", "60", non_target="none", new_lesions=[]),
    ],
}


def level(plot: CoursePlot, kind: LevelKind) -> tuple[tuple[date, date, float], ...]:
    return next(each.steps for each in plot.levels if each.kind is kind)


def test_an_empty_record_is_an_empty_plot_that_says_so() -> None:
    plot = plot_of()
    assert plot.time is None
    assert plot.message == "plots.nothing_yet"
    assert plot.sums == plot.procedures == plot.markers == plot.levels == ()


def test_sums_stand_at_their_days_with_their_response_and_their_cell() -> None:
    plot = plot_of(**SHRUNK_THEN_GROWN)
    assert [point.millimetres for point in plot.sums] == [100, 40, 45, 60]
    assert [point.word for point in plot.sums] == ["", "PR", "PR", "PD"]
    assert [point.cell.path for point in plot.sums][3] == "images[3].targets[T1].viable_mm"
    assert [point.baseline for point in plot.sums] == [True, False, False, False]


def test_the_nadir_and_the_pd_limit_step_down_and_the_first_sum_does_not() -> None:
    plot = plot_of(**SHRUNK_THEN_GROWN)
    first, second, last = date(2024, 1, 3), date(2024, 2, 20), date(2024, 6, 15)
    assert level(plot, LevelKind.NADIR) == ((first, second, 100), (second, last, 40))
    assert level(plot, LevelKind.PD_LIMIT) == ((first, second, 120), (second, last, 48))
    assert level(plot, LevelKind.BASELINE) == ((first, last, 100),)
    assert level(plot, LevelKind.PR_LIMIT) == ((first, last, 70),)
    assert level(plot, LevelKind.CCI_LIMIT) == ((first, last, 120),)


def test_limits_are_exact_and_not_rounded_to_the_threshold_that_was_missed() -> None:
    plot = plot_of(
        sessions=[tace("2024-01-10")], images=[image("2024-01-03", "50.4"), image("2024-02-20", "60.4")]
    )
    labels = {kind: label.text for label in level_labels(plot) for kind in label.kinds}
    assert labels[LevelKind.PD_LIMIT] == labels[LevelKind.CCI_LIMIT] == "60.48"


def test_lines_of_one_height_share_a_label() -> None:
    plot = plot_of(sessions=[tace("2024-01-10")], images=[image("2024-01-03", "60"), image("2024-02-20", "66")])
    assert [label.kinds for label in level_labels(plot)] == [
        (LevelKind.PR_LIMIT,),
        (LevelKind.BASELINE, LevelKind.NADIR),
        (LevelKind.CCI_LIMIT, LevelKind.PD_LIMIT),
    ]


def test_a_sum_with_an_unknown_target_is_a_lower_bound_and_joins_no_line() -> None:
    plot = plot_of(
        sessions=[tace("2024-01-10")],
        images=[image("2024-01-03", "60", "20"), image("2024-02-20", "66", None), image("2024-03-20", "30", "10")],
    )
    assert [point.mark for point in plot.sums] == [SumMark.KNOWN, SumMark.AT_LEAST, SumMark.KNOWN]
    assert plot.sums[1].millimetres == 66
    assert plot.runs == ()


def test_an_image_without_targets_has_no_height_and_shows_what_was_reported() -> None:
    plot = plot_of(
        sessions=[tace("2024-01-10")],
        images=[image("2024-01-03", "60"), image("2024-02-20", reported={"category": "SD"})],
    )
    point = plot.sums[1]
    assert (point.mark, point.millimetres, point.word, point.reported) == (SumMark.NONE, None, "SD", True)
    assert point.cell.field == "reported.category"
    assert [label.text for label in placed_labels(plot, 0.01)] == ["(SD)"]


def test_a_chest_scan_without_liver_phase_is_not_drawn() -> None:
    chest = {"date": "2024-02-21", "modality": "CT", "arterial_phase": False}
    plot = plot_of(sessions=[tace("2024-01-10")], images=[image("2024-01-03", "60"), chest])
    assert [point.image for point in plot.sums] == [0]


def test_staged_parts_are_one_band_and_haic_and_aborted_procedures_differ() -> None:
    plot = plot_of(
        sessions=[
            tace("2024-01-10", course="a"),
            tace("2024-01-24", course="a"),
            {"date": "2024-03-01", "type": "HAIC"},
            tace("2024-04-01", completed=False),
            tace("2024-05-01"),
        ]
    )
    drawn = [(mark.kind, mark.first, mark.last, mark.number) for mark in plot.procedures]
    assert drawn == [
        (ProcedureKind.TACE, date(2024, 1, 10), date(2024, 1, 24), 1),
        (ProcedureKind.TACE, date(2024, 5, 1), date(2024, 5, 1), 2),
        (ProcedureKind.HAIC, date(2024, 3, 1), date(2024, 3, 1), None),
        (ProcedureKind.ABORTED, date(2024, 4, 1), date(2024, 4, 1), None),
    ]
    assert [mark.cell.row for mark in plot.procedures] == [0, 4, 2, 3]


def test_markers_stand_in_one_unit_with_their_bounds_and_as_entered() -> None:
    plot = plot_of(
        markers=[
            {"date": "2024-01-05", "marker": "AFP", "value": "100", "unit": "IU/mL"},
            {"date": "2024-02-05", "marker": "AFP", "value": "0.605", "bound": "lt", "unit": "ug/L"},
            {"date": "2024-03-05", "marker": "AFP", "value": "60500", "bound": "gt", "unit": "ng/mL"},
            {"date": "2024-03-05", "marker": "PIVKA-II", "value": "0", "unit": "AU/L"},
            {"date": "2024-04-05", "marker": "PIVKA-II", "value": "33"},
        ]
    )
    afp, pivka = plot.markers
    assert (afp.marker, afp.unit) == (Marker.AFP, "ng/mL")
    assert [(point.value, point.bound, point.entered) for point in afp.points] == [
        (121.0, Bound.EXACT, "100 IU/mL"),
        (0.605, Bound.LT, "<0.605 µg/L"),
        (60500.0, Bound.GT, ">60500 ng/mL"),
    ]
    assert [point.value for point in pivka.points] == [0]
    assert plot.undrawn_markers == 1
    assert plot.lengths is None
    assert plot.sums_share == 0


def test_the_legend_names_only_what_the_chart_shows() -> None:
    assert [key for key, _ in legend(plot_of(**SHRUNK_THEN_GROWN))] == ["plots.legend.words"]
    shown = plot_of(
        sessions=[tace("2024-01-10")],
        images=[image("2024-01-03", "60", "20"), image("2024-02-20", "66", None), image("2024-03-20")],
        markers=[
            {"date": "2024-01-05", "marker": "AFP", "value": "1", "bound": "lt", "unit": "ng/mL"},
            {"date": "2024-01-06", "marker": "AFP"},
        ],
    )
    assert dict(legend(shown)) == {
        "plots.legend.at_least": 1,
        "plots.legend.none": 1,
        "plots.legend.censored": 1,
        "plots.legend.undrawn": 1,
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_that_a_painter_needs_exists(language: str) -> None:
    words = Wording("zh" if language == "zh" else "en")
    assert all(words.has(key) for key in (*WORD_KEYS, *OTHER_WORD_KEYS))
    needed = {key for key, _ in legend(plot_of(**SHRUNK_THEN_GROWN))}
    assert needed <= set(WORD_KEYS)


@pytest.mark.parametrize("gap", [0.02, 0.2])
def test_response_words_keep_their_distance_on_each_side(gap: float) -> None:
    start = date(2022, 1, 1)
    images = [image((start + timedelta(days=20 * n)).isoformat(), str(40 + n)) for n in range(40)]
    labels = placed_labels(plot_of(sessions=[tace("2022-01-02")], images=images), gap)
    for below in (True, False):
        places = [label.at for label in labels if label.below is below]
        assert all(after - before >= gap for before, after in pairwise(places))
    assert labels


def test_forty_images_and_two_hundred_markers_are_plotted_at_once() -> None:
    start = date(2020, 1, 1)
    record = PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "1"},
            "sessions": [tace((start + timedelta(days=60 * n)).isoformat()) for n in range(20)],
            "images": [image((start + timedelta(days=30 * n)).isoformat(), str(40 + n), "12") for n in range(40)],
            "markers": [
                {
                    "date": (start + timedelta(days=6 * n)).isoformat(),
                    "marker": "AFP",
                    "value": str(n + 1),
                    "unit": "ng/mL",
                }
                for n in range(200)
            ],
        }
    )
    assessment = assess(record)
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        plot = course_plot(record, assessment)
        taken.append(time.perf_counter() - begun)
    print(f"course_plot: {min(taken) * 1000:.2f} ms for 40 images, 200 markers")
    assert len(plot.sums) == 40
    assert len(plot.markers[0].points) == 200
