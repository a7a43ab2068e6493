from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.errors import KnownError
from desktop_app.plots import Shown
from desktop_app.plots.views import VIEWS, ViewName, plot_of
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.panels import charts_panel
from desktop_app.ui.panels.chart_export import HEIGHT, RATIO, WIDTH, chart_png, chart_svg, write_chart
from desktop_app.ui.panels.charts_panel import ChartsPanel
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord

Records = dict[str, PatientRecord]
Opened = Callable[..., MainWindow]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, words: Wording) -> ChartsPanel:
    made = ChartsPanel(theme, words)
    qtbot.addWidget(made)
    made.resize(900, 280)
    with qtbot.waitExposed(made):
        made.show()
    return made


def drawn_of(record: PatientRecord, view: ViewName) -> Shown:
    return Shown(plot_of(view, assess(record)))


def inked(image: QImage) -> int:
    """How many of the points looked at are not white."""
    return sum(
        image.pixelColor(x, y).lightness() < 250
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    )


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_shows_its_own_points(panel: ChartsPanel, demo: Records, view: ViewName) -> None:
    assessment = assess(demo["DEMO-14"])
    panel.show_assessment(assessment)
    panel.show_view(view)
    assert panel.tabs.currentIndex() == VIEWS.index(view)
    assert panel.chart.shown == Shown(plot_of(view, assessment))
    assert panel.chart.texts


def test_the_next_view_follows_in_a_circle_and_is_told_for_remembering(
    panel: ChartsPanel, demo: Records, qtbot: QtBot
) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    seen = []
    for _ in VIEWS:
        with qtbot.waitSignal(panel.view_chosen) as chosen:
            panel.next_view()
        seen += chosen.args
    assert seen == ["lesions", "swimmer", "course"]


def test_a_window_comes_back_with_the_view_that_was_shown_last(
    opened: Opened, ward: Ward, remembered: Remembered, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-14")
    assert window.patient is not None
    assert window.patient.chart.view == "course"
    window.shortcuts["next_chart"].trigger()
    qtbot.waitUntil(lambda: window.patient is not None and bool(window.patient.chart.chart.texts))
    assert remembered.chart_view == "lesions"
    again = opened(ward, "DEMO-01")
    assert again.patient is not None
    assert again.patient.chart.view == "lesions"


def test_a_view_that_nobody_knows_is_the_first(qtbot: QtBot, theme: Theme, words: Wording) -> None:
    panel = ChartsPanel(theme, words, "pie")
    qtbot.addWidget(panel)
    assert panel.view == "course"


def test_what_is_shown_of_the_time_can_be_undone_with_a_button(panel: ChartsPanel, demo: Records) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    assert not panel.whole_button.isVisible()
    panel.chart.zoom(0.5)
    assert panel.whole_button.isVisible()
    panel.whole_button.click()
    assert panel.chart.shown is not None
    assert panel.chart.shown.time is None
    assert not panel.whole_button.isVisible()


def test_another_patient_begins_with_the_whole_time(panel: ChartsPanel, demo: Records) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    panel.chart.zoom(0.5)
    exported = demo["DEMO-14"].exported()
    exported["patient"]["id"] = "another"
    panel.show_assessment(assess(PatientRecord.model_validate(exported)))
    assert panel.chart.shown is not None
    assert panel.chart.shown.time is None


def test_without_an_assessment_nothing_of_the_former_one_stays(panel: ChartsPanel, demo: Records) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    panel.show_assessment(None)
    assert panel.chart.texts == ()
    assert not panel.more_button.isEnabled()


@pytest.mark.parametrize("view", VIEWS)
def test_a_saved_picture_has_twice_the_size_and_shows_something(
    panel: ChartsPanel, demo: Records, tmp_path: Path, view: ViewName, qtbot: QtBot, words: Wording
) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    panel.show_view(view)
    target = tmp_path / f"{panel.default_name()}.png"
    with qtbot.waitSignal(panel.said) as said:
        panel.write_to(target)
    assert said.args[0].text == words("plots.save.done", path=str(target))
    image = QImage(str(target))
    assert (image.width(), image.height()) == (WIDTH * RATIO, HEIGHT * RATIO)
    assert inked(image) > 500


@pytest.mark.parametrize("view", VIEWS)
def test_a_saved_drawing_is_valid_says_its_points_and_names_nobody(
    demo: Records, theme: Theme, words: Wording, view: ViewName
) -> None:
    record = demo["DEMO-14"]
    content = chart_svg(drawn_of(record, view), words, theme.font(0.85))
    root = ET.fromstring(content.decode())  # noqa: S314 (made by this program)
    texts = [element.text or "" for element in root.iter(f"{SVG}text")]
    titles = [element.text or "" for element in root.iter(f"{SVG}title")]
    assert any("TACE" in text for text in texts)
    assert any("2026-07-16" in title for title in titles)
    told = content.decode()
    assert record.patient.name
    assert record.patient.name not in told
    assert record.patient.id not in told


@pytest.mark.parametrize("view", VIEWS)
def test_picture_and_drawing_look_alike(demo: Records, theme: Theme, words: Wording, view: ViewName) -> None:
    shown = drawn_of(demo["DEMO-14"], view)
    png = QImage.fromData(chart_png(shown, words, theme.font(0.85)))
    svg = QImage(png.size(), QImage.Format.Format_RGB32)
    renderer = QSvgRenderer(QByteArray(chart_svg(shown, words, theme.font(0.85))))
    assert renderer.isValid()
    painter = QPainter(svg)
    renderer.render(painter)
    painter.end()
    assert inked(svg) == pytest.approx(inked(png), rel=0.25)


def test_names_of_files_name_nobody(panel: ChartsPanel, demo: Records) -> None:
    record = demo["DEMO-14"]
    panel.show_assessment(assess(record))
    for view in VIEWS:
        panel.show_view(view)
        assert record.patient.id not in panel.default_name()
        assert (record.patient.name or "") not in panel.default_name()


def test_a_disk_that_refuses_leaves_the_old_file_and_is_told(
    panel: ChartsPanel, demo: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Wording
) -> None:
    told: list[KnownError] = []
    monkeypatch.setattr(charts_panel, "show_known_error", lambda _words, error, _parent: told.append(error))
    panel.show_assessment(assess(demo["DEMO-14"]))
    panel.write_to(tmp_path / "missing" / "chart.png")
    assert [error.key for error in told] == ["exchange.refused"]
    kept = tmp_path / "chart.svg"
    kept.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KnownError):
        write_chart(kept, drawn_of(demo["DEMO-14"], "course"), words, panel.font())
    assert kept.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["chart.svg"]


def test_an_empty_chart_is_not_saved(panel: ChartsPanel, tmp_path: Path) -> None:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    panel.show_assessment(assess(record))
    assert not panel.more_button.isEnabled()
    panel.write_to(tmp_path / "chart.png")
    assert list(tmp_path.iterdir()) == []


def test_keys_reach_tabs_and_chart(panel: ChartsPanel, demo: Records, qtbot: QtBot) -> None:
    panel.show_assessment(assess(demo["DEMO-14"]))
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.chart.hasFocus)
    panel.tabs.setFocus()

    QTest.keyClick(panel.tabs, Qt.Key.Key_Right)
    assert panel.view == "lesions"
