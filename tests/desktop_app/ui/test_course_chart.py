import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from desktop_app.plots import SumMark, course_plot
from desktop_app.ui.panels.course_chart import CourseChart
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord

Records = dict[str, PatientRecord]


@pytest.fixture
def chart(qtbot: QtBot, theme: Theme, words: Wording) -> CourseChart:
    made = CourseChart(theme, words)
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    return made


def show(chart: CourseChart, record: PatientRecord) -> None:
    chart.show_plot(course_plot(record, assess(record)))


def test_every_point_of_the_plot_is_a_spot_that_leads_to_its_cell(chart: CourseChart, demo: Records) -> None:
    for record in demo.values():
        plot = course_plot(record, assess(record))
        chart.show_plot(plot)
        points = [*plot.sums, *(point for series in plot.markers for point in series.points)]
        assert sorted(spot.cell for spot in chart.spots) == sorted(point.cell for point in points)
        assert all(chart.rect().contains(spot.at.toPoint()) for spot in chart.spots)
        assert [spot.at.x() for spot in chart.spots] == sorted(spot.at.x() for spot in chart.spots)


def test_a_higher_sum_stands_higher_and_a_later_one_further_right(chart: CourseChart, demo: Records) -> None:
    plot = course_plot(demo["DEMO-01"], assess(demo["DEMO-01"]))
    chart.show_plot(plot)
    places = {spot.cell: spot.at for spot in chart.spots}
    for one, other in zip(plot.sums, plot.sums[1:], strict=False):
        assert places[one.cell].x() < places[other.cell].x()
        assert one.millimetres is not None
        assert other.millimetres is not None
        higher = places[other.cell].y() < places[one.cell].y()
        assert higher == (other.millimetres > one.millimetres)


def test_a_click_on_a_point_asks_for_its_cell_and_elsewhere_for_nothing(
    chart: CourseChart, demo: Records, qtbot: QtBot
) -> None:
    show(chart, demo["DEMO-01"])
    for spot in chart.spots:
        with qtbot.waitSignal(chart.cell_requested) as asked:
            QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot.at.toPoint())
        near = [each.cell for each in chart.spots if (each.at - spot.at).manhattanLength() < 3]
        assert asked.args[0] in near
    with qtbot.assertNotEmitted(chart.cell_requested):
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_hovering_tells_day_value_and_response(chart: CourseChart, demo: Records, words: Wording) -> None:
    show(chart, demo["DEMO-01"])
    spot = next(spot for spot in reversed(chart.spots) if spot.cell.section == "images")
    QTest.mouseMove(chart, spot.at.toPoint())
    chart.mouseMoveEvent(_moved_to(spot.at.toPoint(), chart))
    assert QToolTip.text() == spot.text
    image = demo["DEMO-01"].images[spot.cell.row]
    assert image.date.isoformat() in spot.text
    assert words("panel.chart.sum", millimetres="75") in spot.text
    assert "PD" in spot.text


def test_the_arrow_keys_go_from_point_to_point_and_enter_leads_to_the_cell(
    chart: CourseChart, demo: Records, qtbot: QtBot
) -> None:
    show(chart, demo["DEMO-01"])
    chart.setFocus()
    visited = []
    for _ in chart.spots:
        QTest.keyClick(chart, Qt.Key.Key_Right)
        visited.append(chart.accessibleDescription())
    assert visited == [spot.text for spot in chart.spots]
    with qtbot.waitSignal(chart.cell_requested) as asked:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert asked.args == [chart.spots[-1].cell]


def test_bounds_are_drawn_and_told_as_bounds(chart: CourseChart, demo: Records, words: Wording) -> None:
    exported = demo["DEMO-01"].exported()
    exported["images"][-1]["targets"] = []
    exported["images"][1]["targets"].append(
        {"lesion": "T2", "site": "liver", "state": "not_evaluable", "viable_mm": None, "total_mm": None}
    )
    exported["images"][0]["targets"].append(
        {"lesion": "T2", "site": "liver", "state": "measured", "viable_mm": "10", "total_mm": None}
    )
    exported["markers"][0]["bound"] = "gt"
    record = PatientRecord.model_validate(exported)
    plot = course_plot(record, assess(record))
    assert {point.mark for point in plot.sums} >= {SumMark.NONE, SumMark.AT_LEAST}
    chart.show_plot(plot)
    told = [spot.text for spot in chart.spots]
    lower = next(point for point in plot.sums if point.mark is SumMark.AT_LEAST)
    assert any(words("panel.chart.at_least", millimetres=f"{lower.millimetres:g}") in text for text in told)
    assert any(f"{record.markers[0].marker} >" in text for text in told)
    assert not chart.grab().isNull()


def test_an_empty_record_says_why_there_is_no_chart(chart: CourseChart) -> None:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    show(chart, record)
    assert list(chart.spots) == []
    drawn = chart.grab().toImage()
    chart.show_plot(None)
    assert chart.grab().toImage() != drawn


def test_the_same_plot_is_not_drawn_again(chart: CourseChart, demo: Records) -> None:
    show(chart, demo["DEMO-01"])
    drawn = chart.spots
    show(chart, demo["DEMO-01"])
    assert chart.spots is drawn


@pytest.mark.parametrize("size", [(320, 130), (900, 260), (1600, 500)])
def test_it_can_be_drawn_at_every_size_in_light_and_dark(
    chart: CourseChart, demo: Records, theme: Theme, size: tuple[int, int]
) -> None:
    chart.resize(*size)
    for scheme in ("light", "dark"):
        theme.use_scheme(scheme)  # type: ignore[arg-type]
        show(chart, demo["DEMO-14"])
        assert chart.grab().toImage().pixelColor(2, 2) == theme.colour("surface")


def _moved_to(place: QPoint, chart: CourseChart) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(chart.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
