"""Single lesions: each against its own first value, with what became of it."""

from itertools import pairwise
from typing import Any

from desktop_app.plots import LesionPlot, LesionState, Sheet, lesion_plot
from desktop_app.plots.lesion_picture import lesion_picture
from desktop_app.plots.picture import Caption, Dash, Shape, Stroke, Symbols
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord
from tests.benchmarks.heavy_patient import heavy_patient


def plot_of(*images: dict[str, Any]) -> LesionPlot:
    record = PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "0007"},
            "sessions": [{"date": "2024-01-10", "type": "cTACE"}],
            "images": list(images),
        }
    )
    return lesion_plot(assess(record))


def image(day: str, **targets: Any) -> dict[str, Any]:
    rows = [
        {"lesion": lesion, **(value if isinstance(value, dict) else {"viable_mm": value})}
        for lesion, value in targets.items()
    ]
    return {"date": day, "arterial_phase": True, "targets": rows}


def shown(plot: LesionPlot) -> list[Any]:
    picture = lesion_picture(plot, Sheet(900, 250, 11, 16, lambda text, _: len(text) * 6.0), Wording("en"))
    assert picture is not None
    return [mark for layer in picture.layers for mark in layer.marks]


def test_each_lesion_stands_against_its_own_first_value() -> None:
    plot = plot_of(image("2024-01-03", T1="50", T2="20"), image("2024-02-20", T1="60", T2="5"))
    assert [(line.lesion, [point.percent for point in line.points]) for line in plot.lines] == [
        ("T1", [100, 120]),
        ("T2", [100, 25]),
    ]
    assert plot.lines[0].points[1].cell.path == "images[1].targets[T1].viable_mm"


def test_a_share_is_cut_off_and_never_rounded_up_to_a_limit() -> None:
    plot = plot_of(image("2024-01-03", T1="60"), image("2024-02-20", T1="71.99"))
    assert plot.lines[0].end.share == "119.9 %"


def test_what_became_of_a_lesion_is_said_at_its_end() -> None:
    plot = plot_of(
        image("2024-01-03", T1="50", T2="20", T3="30", T4="12"),
        image(
            "2024-02-20",
            T1={"state": "no_enhancement"},
            T2={"state": "too_small"},
            T3={"state": "not_evaluable"},
        ),
    )
    states = {line.lesion: line.end.state for line in plot.lines}
    assert states == {
        "T1": LesionState.NO_ENHANCEMENT,
        "T2": LesionState.TOO_SMALL,
        "T3": LesionState.NOT_EVALUABLE,
        "T4": LesionState.ABSENT,
    }
    names = {mark.text for mark in shown(plot) if isinstance(mark, Caption)}
    assert {"T1 0.0 % no enhancement", "T2 25.0 % too small", "T3 not evaluable", "T4 not recorded"} <= names


def test_an_unknown_diameter_between_two_known_ones_is_a_cross_and_a_dotted_line() -> None:
    plot = plot_of(
        image("2024-01-03", T1="50"),
        image("2024-02-20", T1={"state": "not_evaluable"}),
        image("2024-04-20", T1="40"),
    )
    (line,) = plot.lines
    assert line.runs == ()
    assert [(one.day.month, other.day.month) for one, other in line.gaps] == [(1, 4)]
    marks = shown(plot)
    assert any(isinstance(mark, Symbols) and mark.shape is Shape.CROSS for mark in marks)
    dotted = [mark for mark in marks if isinstance(mark, Stroke) and mark.dash is Dash.DOTTED]
    assert len(dotted) == 1


def test_a_lesion_that_was_first_seen_later_says_so() -> None:
    plot = plot_of(
        image("2024-01-03", T1="50"), image("2024-02-20", T1="40", N1="12"), image("2024-04-20", N1="18")
    )
    assert [(line.lesion, line.in_sum) for line in plot.lines] == [("T1", True), ("N1", False)]
    assert [point.percent for point in plot.lines[1].points] == [100, 150]
    assert any(isinstance(mark, Caption) and mark.text.startswith("N1 (later)") for mark in shown(plot))


def test_a_first_value_of_nought_is_no_measure() -> None:
    plot = plot_of(image("2024-01-03", T1="0", T2="30"), image("2024-02-20", T1="12", T2="30"))
    assert [point.percent for point in plot.lines[0].points] == [None, 100]


def test_a_lesion_beyond_the_axis_is_open_with_an_arrow() -> None:
    plot = plot_of(image("2024-01-03", T1="5", T2="50"), image("2024-02-20", T1="60", T2="40"))
    assert plot.shares is not None
    assert plot.shares.top < 1200
    assert any(isinstance(mark, Symbols) and mark.arrow == 1 and not mark.filled for mark in shown(plot))


def test_lesions_are_told_apart_without_colour() -> None:
    plot = plot_of(image("2024-01-03", T1="50", T2="40", T3="30"), image("2024-02-20", T1="50", T2="40", T3="30"))
    shapes = [mark.shape for mark in shown(plot) if isinstance(mark, Symbols)]
    assert len(set(shapes)) == 3


def test_without_a_diameter_the_chart_says_why_it_is_empty() -> None:
    plot = plot_of({"date": "2024-01-03", "arterial_phase": True})
    assert (plot.time, plot.lines) == (None, ())
    assert Wording("zh").has(plot.message)


def test_the_names_of_many_lesions_keep_apart() -> None:
    plot = lesion_plot(assess(heavy_patient()))
    names = [mark for mark in shown(plot) if isinstance(mark, Caption) and mark.text.startswith("T")]
    heights = sorted(mark.at[1] for mark in names if " %" in mark.text)
    assert len(heights) == 5
    assert all(after - before > 12 for before, after in pairwise(heights))
