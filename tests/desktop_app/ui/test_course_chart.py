from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.plots import Picture, Spot, SumMark, SumPoint, course_plot
from desktop_app.plots.picture import Layer
from desktop_app.plots.views import VIEWS, ViewName, plot_of
from desktop_app.ui.panels.course_chart import CourseChart
from desktop_app.ui.theme import Scheme, Theme
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord
from tests.benchmarks.heavy_patient import heavy_patient

Records = dict[str, PatientRecord]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.fixture
def chart(qtbot: QtBot, theme: Theme, words: Wording) -> CourseChart:
    made = CourseChart(theme, words)
    qtbot.addWidget(made)
    made.resize(900, 260)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(chart: CourseChart, record: PatientRecord, view: ViewName = "course") -> None:
    chart.show_plot(plot_of(view, assess(record)))


def place(spot: Spot) -> QPoint:
    return QPointF(*spot.at).toPoint()


def turned(chart: CourseChart, at: QPoint, notches: QPoint, keys: Qt.KeyboardModifier) -> QWheelEvent:
    return QWheelEvent(
        QPointF(at),
        QPointF(chart.mapToGlobal(at)),
        QPoint(),
        notches * 120,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_every_point_of_the_plot_is_a_spot_that_leads_to_its_cell(chart: CourseChart, demo: Records) -> None:
    for record in demo.values():
        plot = course_plot(record, assess(record))
        chart.show_plot(plot)
        cells = [point.cell for series in plot.markers for point in series.points]
        cells += [*(point.cell for point in plot.sums), *(mark.cell for mark in plot.procedures)]
        assert sorted(spot.cell for spot in chart.spots) == sorted(cells)
        assert all(chart.rect().contains(place(spot)) for spot in chart.spots)
        assert [spot.day for spot in chart.spots] == sorted(spot.day for spot in chart.spots)


def test_a_higher_sum_stands_higher_and_a_later_one_further_right(chart: CourseChart, demo: Records) -> None:
    plot = course_plot(demo["DEMO-01"], assess(demo["DEMO-01"]))
    chart.show_plot(plot)
    places = {spot.cell: spot.at for spot in chart.spots}
    for one, other in zip(plot.sums, plot.sums[1:], strict=False):
        assert places[one.cell][0] < places[other.cell][0]
        assert one.millimetres is not None
        assert other.millimetres is not None
        assert (places[other.cell][1] < places[one.cell][1]) == (other.millimetres > one.millimetres)


def test_a_click_on_a_point_asks_for_its_cell_and_elsewhere_for_nothing(
    chart: CourseChart, demo: Records, qtbot: QtBot
) -> None:
    show(chart, demo["DEMO-01"])
    for spot in chart.spots:
        with qtbot.waitSignal(chart.cell_requested) as asked:
            QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place(spot))
        near = [each.cell for each in chart.spots if (place(each) - place(spot)).manhattanLength() < 6]
        assert asked.args[0] in near
    with qtbot.assertNotEmitted(chart.cell_requested):
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_a_click_anywhere_on_a_bar_leads_to_its_therapy(chart: CourseChart, demo: Records, qtbot: QtBot) -> None:
    show(chart, demo["DEMO-14"], "swimmer")
    bar = next(spot for spot in chart.spots if spot.cell.section == "therapies" and spot.until != spot.at[0])
    assert bar.until is not None
    with qtbot.waitSignal(chart.cell_requested) as asked:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPointF(bar.until - 20, bar.at[1]).toPoint())
    assert asked.args == [bar.cell]


def test_pointing_shows_a_card_and_leaving_takes_it_away(chart: CourseChart, demo: Records) -> None:
    show(chart, demo["DEMO-01"])
    bare = chart.grab().toImage()
    QTest.mouseMove(chart, place(chart.spots[-1]))
    pointed = chart.grab().toImage()
    assert pointed != bare
    QTest.mouseMove(chart, QPoint(2, 2))
    assert chart.grab().toImage() == bare


def test_the_arrow_keys_go_from_point_to_point_and_enter_leads_to_the_cell(
    chart: CourseChart, demo: Records, qtbot: QtBot
) -> None:
    show(chart, demo["DEMO-01"])
    chart.setFocus()
    visited = []
    for _ in chart.spots:
        QTest.keyClick(chart, Qt.Key.Key_Right)
        visited.append(chart.accessibleDescription())
    assert visited == list(chart.texts)
    with qtbot.waitSignal(chart.cell_requested) as asked:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert asked.args == [chart.spots[-1].cell]
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription() == chart.texts[0]
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == chart.texts[-1]


@pytest.mark.parametrize("view", VIEWS)
def test_every_point_in_every_view_is_reached_by_keys_though_it_is_out_of_sight(
    chart: CourseChart, demo: Records, view: ViewName
) -> None:
    show(chart, demo["DEMO-14"], view)
    for _ in range(6):
        QTest.keyClick(chart, Qt.Key.Key_Plus)
    for _ in chart.spots:
        QTest.keyClick(chart, Qt.Key.Key_Right)
        spot = chart.spots[list(chart.texts).index(chart.accessibleDescription())]
        assert chart.picture is not None
        assert chart.picture.frame.holds(spot.at[0])


def test_keys_come_nearer_go_along_and_show_all_again(chart: CourseChart, demo: Records, qtbot: QtBot) -> None:
    show(chart, demo["DEMO-14"])
    whole = chart.whole_time
    assert whole is not None
    assert chart.picture is not None
    with qtbot.waitSignal(chart.time_shown):
        QTest.keyClick(chart, Qt.Key.Key_Plus)
    nearer = chart.picture.time
    assert whole.first < nearer.first < nearer.last < whole.last
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    along = chart.picture.time
    assert along.first > nearer.first
    assert along.last - along.first == nearer.last - nearer.first
    with qtbot.waitSignal(chart.time_shown) as shown:
        QTest.keyClick(chart, Qt.Key.Key_0)
    assert shown.args == [None]
    assert chart.picture.time == whole


def test_the_wheel_comes_nearer_only_with_ctrl_and_to_where_it_points(chart: CourseChart, demo: Records) -> None:
    show(chart, demo["DEMO-14"])
    whole = chart.whole_time
    assert chart.picture is not None
    at = QPoint(round(chart.picture.frame.left), 100)
    plain = turned(chart, at, QPoint(0, 1), Qt.KeyboardModifier.NoModifier)
    chart.wheelEvent(plain)
    assert not plain.isAccepted()
    assert chart.picture.time == whole
    chart.wheelEvent(turned(chart, at, QPoint(0, 1), Qt.KeyboardModifier.ControlModifier))
    assert whole is not None
    assert chart.picture.time.first == whole.first
    assert chart.picture.time.last < whole.last


def test_dragging_chooses_the_time_and_a_double_click_shows_all(
    chart: CourseChart, demo: Records, qtbot: QtBot
) -> None:
    show(chart, demo["DEMO-14"])
    assert chart.picture is not None
    frame, whole = chart.picture.frame, chart.picture.time
    left, right = QPoint(round(frame.x(0.4)), 80), QPoint(round(frame.x(0.8)), 90)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseMove(chart, right)
    with qtbot.assertNotEmitted(chart.cell_requested), qtbot.waitSignal(chart.time_shown):
        QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=right)
    days = (whole.last - whole.first).days
    assert abs((chart.picture.time.first - whole.first).days - 0.4 * days) <= 2
    assert abs((chart.picture.time.last - whole.first).days - 0.8 * days) <= 2
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chart.picture.time == whole


def test_the_part_of_time_stays_while_something_is_typed(chart: CourseChart, demo: Records) -> None:
    record = demo["DEMO-14"]
    show(chart, record)
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.picture is not None
    nearer = chart.picture.time
    exported = record.exported()
    exported["markers"][0]["value"] = "77"
    show(chart, PatientRecord.model_validate(exported))
    assert chart.picture.time == nearer


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
    show(chart, record)
    sums = [spot.shows for spot in chart.spots if isinstance(spot.shows, SumPoint)]
    assert {point.mark for point in sums} >= {SumMark.NONE, SumMark.AT_LEAST}
    lower = next(point for point in sums if point.mark is SumMark.AT_LEAST)
    texts = chart.texts
    assert any(words("plots.told.at_least", millimetres=f"{lower.millimetres:g}") in text for text in texts)
    assert any(words("plots.told.no_sum") in text for text in texts)
    assert any(f"{record.markers[0].marker} · >" in text for text in texts)


def test_an_empty_record_says_why_there_is_no_chart(chart: CourseChart) -> None:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    show(chart, record)
    assert list(chart.spots) == []
    drawn = chart.grab().toImage()
    chart.show_plot(None)
    assert chart.grab().toImage() != drawn
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_0, Qt.Key.Key_Return):
        QTest.keyClick(chart, key)


def test_what_did_not_change_is_not_painted_again(chart: CourseChart, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[object] = []
    from desktop_app.ui.panels import chart_painter

    real = chart_painter.paint_layer

    def counted(pixmap: QPixmap, picture: Picture, layer: Layer, letters: Any, ink: Any) -> None:
        painted.append(layer)
        real(pixmap, picture, layer, letters, ink)

    monkeypatch.setattr(chart_painter, "paint_layer", counted)
    record = heavy_patient()
    show(chart, record)
    chart.grab()
    assert len(painted) == len(chart.picture.layers) if chart.picture else False
    painted.clear()
    chart.grab()
    assert painted == []
    exported = record.exported()
    exported["images"][-1]["targets"][0]["viable_mm"] = "51.5"
    show(chart, PatientRecord.model_validate(exported))
    chart.grab()
    assert len(painted) == 1, "only the layer of the sums"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(320, 130), (900, 260), (1600, 500)])
def test_it_can_be_drawn_at_every_size_in_light_and_dark(
    chart: CourseChart, demo: Records, theme: Theme, size: tuple[int, int], view: ViewName
) -> None:
    chart.clearFocus()
    chart.resize(*size)
    for scheme in SCHEMES:
        theme.use_scheme(scheme)
        show(chart, demo["DEMO-14"], view)
        drawn = chart.grab().toImage()
        ground = drawn.pixelColor(size[0] - 2, size[1] - 2)
        assert abs(ground.lightness() - theme.colour("surface").lightness()) <= 8, "a screen of 16 bits rounds"
        colours = {drawn.pixel(x, y) for x in range(0, size[0], 3) for y in range(0, size[1], 3)}
        assert len(colours) > 5
