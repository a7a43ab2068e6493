"""Large letters on a small screen: the form has room, and nothing is wider than the screen, no dialog either."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app.errors import StaleRecord
from desktop_app.form.form_row import RowId
from desktop_app.ui.dialogs.apology import ApologyDialog
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.merge_dialog import MergeDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.room import FRAME, room_for
from desktop_app.ui.ward import Ward
from domain.record import PatientRecord
from tests.desktop_app.ui.access.test_pages_are_accessible import PAGES

Opened = Callable[..., MainWindow]
SMALL = (1366, 740)
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·阿不都克里木·艾合买提江·玉素甫喀日·吐尔逊阿依古丽·麦"


def page_at(window: MainWindow, zoom: int, height: int = SMALL[1]) -> PatientPage:
    """The window as it is with letters of this size, in which its pages are built anew."""
    if window.theme.zoom != zoom:
        window.theme.use_zoom(zoom)
        window.rebuild()
    window.resize(SMALL[0], height)
    for _ in range(3):
        QApplication.processEvents()
    page = window.patient
    assert page is not None
    return page


def test_at_100_per_cent_the_chart_stands_below_the_sheet(opened: Opened, ward: Ward) -> None:
    page = page_at(opened(ward, "DEMO-01"), 100)
    assert not page.chart.folded
    assert page.chart.chart.isVisible()
    assert not page.chart.open_button.isVisible()
    assert page.chart.maximumHeight() > 10_000


def test_at_200_per_cent_the_chart_is_a_line_and_the_form_has_the_room(opened: Opened, ward: Ward) -> None:
    page = page_at(opened(ward, "DEMO-01"), 200)
    assert page.chart.folded
    assert page.chart.tabs.isVisible()
    assert page.chart.open_button.isVisible()
    assert page.entry.height() > 3 * page.chart.height()


@pytest.mark.parametrize(("zoom", "frozen"), [(100, 2), (200, 0)])
def test_the_visit_that_is_entered_is_seen_whole(opened: Opened, ward: Ward, zoom: int, frozen: int) -> None:
    """Baseline and nadir stand beside it where there is room, and give way where there is none."""
    sheet = page_at(opened(ward, "DEMO-01"), zoom).entry.sheet
    column = sheet.view.columnWidth(0)
    assert sheet.frozen.width() == sheet.frozen.names.width() + frozen * column
    assert sheet.view.viewport().width() >= column
    assert sheet.view.cursor_cell is not None
    assert sheet.view.viewport().rect().contains(sheet.view.cell_rect(*sheet.view.cursor_cell))


def test_one_key_opens_the_chart_and_it_stays_open(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_at(window, 200)
    view = page.chart.view
    window.shortcuts["next_chart"].trigger()
    assert not page.chart.folded
    assert page.chart.view == view, "it opens as it was"
    assert page.chart.chart.height() > page.chart.tabs.height()
    window.shortcuts["next_chart"].trigger()
    assert page.chart.view != view
    window.resize(SMALL[0], SMALL[1] - 20)
    QApplication.processEvents()
    assert not page.chart.folded
    window.shortcuts["fold_chart"].trigger()
    assert page.chart.folded


def test_a_click_on_its_line_opens_the_chart(opened: Opened, ward: Ward) -> None:
    page = page_at(opened(ward, "DEMO-01"), 200)
    tabs = page.chart.tabs
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(tabs.currentIndex()).center())
    assert not page.chart.folded


def test_a_larger_window_unfolds_it_with_the_former_proportions(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_at(window, 100)
    before = page.chart.height()
    page_at(window, 100, 420)
    assert page.chart.folded
    page_at(window, 100)
    assert not page.chart.folded
    assert abs(page.chart.height() - before) <= 2


def test_becoming_lower_in_steps_leaves_the_chart_its_share(opened: Opened, ward: Ward) -> None:
    """As when the bar for trying values opens, and its results come and go."""
    window = opened(ward, "DEMO-01")
    page = page_at(window, 100)
    before = page.chart.height()
    for height in (600, 500, 440):
        page_at(window, 100, height)
    assert page.chart.folded
    for height in (500, 600, SMALL[1]):
        page_at(window, 100, height)
    assert abs(page.chart.height() - before) <= before // 10


def test_a_folded_chart_does_not_change_what_is_remembered(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_at(window, 100)
    before = page.chart.height()
    page_at(window, 100, 420)
    window.back_to_list()
    window.resize(*SMALL)
    window.rebuild()
    window.open_patient("DEMO-01")
    QApplication.processEvents()
    assert window.patient is not None
    assert abs(window.patient.chart.height() - before) <= 2


def test_F6_reaches_the_line_of_a_folded_chart(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_at(window, 200)
    for _ in range(3):
        window.shortcuts["next_part"].trigger()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        if page.chart.isAncestorOf(focused):
            return
    pytest.fail("the charts are not reached")


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_no_state_of_a_patient_makes_the_window_wider_than_a_small_screen(
    opened: Opened, ward: Ward, zoom: int, demo: dict[str, PatientRecord], qtbot: QtBot
) -> None:
    exported = demo["DEMO-01"].exported()
    exported["patient"] = {**exported["patient"], "id": "LONG-1", "name": LONG_NAME}
    ward.store.save(ward.imported(PatientRecord.model_validate(exported)))
    window = opened(ward, "LONG-1")
    page = page_at(window, zoom)
    window.messages.say("x" * 20, offer="y", then=lambda: None)
    page.try_values()
    page.record.edit(RowId("patient"), "height_cm", "1,7")
    page.history.bar.show()
    page.history.bar.other.show()
    qtbot.wait(50)
    hint = window.minimumSizeHint()
    assert hint.width() <= SMALL[0]
    name = page.banner._texts["name"]
    assert name.mapTo(window, QPoint(name.width(), 0)).x() <= window.width()
    assert name.height() >= name.heightForWidth(name.width())


def test_no_dialog_is_larger_than_a_small_screen(opened: Opened, ward: Ward) -> None:
    """The screen of the tests is too narrow: what a dialog wants at least is told by its layout."""
    window = opened(ward, "DEMO-01")
    window.theme.use_zoom(200)
    room, large = QSize(*SMALL) - FRAME, {}
    for name, dialog in every_dialog(window, ward):
        dialog.show()
        QApplication.processEvents()
        least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
        if least.width() > room.width() or least.height() > room.height():
            large[name] = (least.width(), least.height())
        if dialog.height() > room_for(window).height():
            large[f"{name} as shown"] = (dialog.width(), dialog.height())
        dialog.close()
    assert large == {}


def every_dialog(window: MainWindow, ward: Ward) -> Iterator[tuple[str, QDialog]]:
    theme, words, record = window.theme, window.words, window.record
    assert record is not None
    for action in ("patient_history", "as_known_on", "override_verdict", "sign_record", "separate_records"):
        window.shortcuts[action].trigger()
        yield action, next(each for each in window.findChildren(QDialog) if each.isVisible())
    for action in (
        "show_palette",
        "show_shortcuts",
        "ward_settings",
        "show_about",
        "show_updates",
        "print_summary",
    ):
        window.shortcuts[action].trigger()
        yield action, next(each for each in window.findChildren(QDialog) if each.isVisible())
    yield "merge", MergeDialog(theme, words, ward, "DEMO-01", "", window)
    yield (
        "conflict",
        ConflictDialog(words, StaleRecord(ward.store.load("DEMO-02").record, 3, void=False), record, window),
    )
    yield "apology", ApologyDialog(words, "report", window)
    for name, make in PAGES.items():
        page = make(theme, words)
        if isinstance(page, QDialog):
            yield name, page
