import gc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.store import open_store, store_location
from desktop_app.ui.actions import MENUS, action, declared_by
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.pages.welcome_page import WelcomePage
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Wording
from domain.logic.cell import Cell
from domain.logic.verdict import Verdict

Opened = Callable[..., MainWindow]
ZH, EN = Wording("zh"), Wording("en")


def page_of(window: MainWindow) -> PatientPage:
    assert window.patient is not None
    return window.patient


def record_of(window: MainWindow) -> OpenRecord:
    assert window.record is not None
    return window.record


def last_diameter(window: MainWindow) -> RowId:
    """The row of T1 on the latest image."""
    form = record_of(window).form
    image = form.listed("images")[-1]
    return form.inside(image.id, "images.targets")[0].id


def type_diameter(window: MainWindow, qtbot: QtBot, text: str) -> None:
    """As the entry page does it, key by key."""
    record, row = record_of(window), last_diameter(window)
    with qtbot.waitSignal(record.assessed):
        for end in range(1, len(text) + 1):
            record.edit(row, "viable_mm", text[:end], final=False)
        record.settle()


# Actions and words


def test_every_action_has_a_shortcut_words_and_a_place_in_a_menu(opened: Opened, ward: Ward) -> None:
    for patient in (None, "DEMO-01"):
        window = opened(ward, patient)
        in_menus = {
            made.objectName()
            for menu in window.menuBar().findChildren(QMenu)
            for made in menu.actions()
            if not made.isSeparator()
        }
        for declared, made in window.shortcuts:
            assert declared.shortcuts, declared.name
            assert all(not QKeySequence(keys).isEmpty() for keys in declared.shortcuts)
            assert declared.menu in MENUS
            assert made.objectName() in in_menus
            for language in LANGUAGES:
                assert Wording(language)(f"ui.action.{declared.name}")


def test_no_two_actions_share_a_shortcut(opened: Opened, ward: Ward) -> None:
    for patient in (None, "DEMO-01"):
        window = opened(ward, patient)
        keys = [keys for shortcuts in window.shortcuts.shortcuts().values() for keys in shortcuts]
        assert len(set(keys)) == len(keys)


def test_actions_are_found_where_they_are_declared() -> None:
    class Owner:
        done = 0

        @action("file", "Ctrl+J")
        def count(self) -> None:
            self.done += 1

    owner = Owner()
    ((declared, method),) = declared_by(owner)
    method()
    assert (declared.name, declared.menu, owner.done) == ("count", "file", 1)


def test_menus_show_the_shortcuts(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.shortcuts["save"].shortcut() == QKeySequence("Ctrl+S")
    assert window.shortcuts["save"].isShortcutVisibleInContextMenu()


def test_nothing_opens_as_a_window_of_its_own(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    for card in (*page.panel.cards.values(), page.panel.recommendation, page.panel.staging, page.panel.unsuitable):
        card.opener.setChecked(True)
    QApplication.processEvents()
    assert window.isActiveWindow()
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [window]


# From an empty start to a patient and back


def test_the_first_start_offers_two_choices_in_both_languages(opened: Opened, qtbot: QtBot) -> None:
    window = opened()
    window.show_welcome("/somewhere/store.db")
    for words in (ZH, EN):
        page = window.findChildren(WelcomePage)[-1]
        assert page.demo.text() == words("ui.welcome.demo")
        assert "/somewhere/store.db" in "".join(label.text() for label in page.findChildren(QLabel))
        if words is ZH:
            page.language.click()
            QApplication.processEvents()
    page = window.findChildren(WelcomePage)[-1]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.demo)
    QTest.keyClick(page.demo, Qt.Key.Key_Tab)
    with qtbot.waitSignal(window.ward_chosen):
        QTest.keyClick(page.ward, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.demo_chosen):
        QTest.keyClick(page.demo, Qt.Key.Key_Return)


def test_an_empty_ward_leads_to_its_first_patient(opened: Opened, empty_ward: Ward, qtbot: QtBot) -> None:
    window = opened(empty_ward)
    assert window.worklist.empty.text() == ZH("ui.worklist.no_patients")
    window.shortcuts["new_patient"].trigger()
    record = record_of(window)
    record.edit(RowId("patient"), "id", "20260001")
    record.edit(RowId("patient"), "name", "新病人")
    assert window.windowTitle().startswith("新病人  20260001")
    window.shortcuts["save"].trigger()
    assert empty_ward.store.load("20260001").record.patient.name == "新病人"
    window.shortcuts["back_to_list"].trigger()
    assert window.worklist.model.rowCount() == 1
    assert window.worklist.chosen() is None or window.worklist.chosen() == "20260001"


def test_enter_in_the_list_opens_the_patient_and_escape_leads_back(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.worklist.search)
    QTest.keyClicks(window.worklist.search, "demo-03")
    QTest.keyClick(window.worklist.search, Qt.Key.Key_Return)
    assert page_of(window).banner.text("number").endswith("DEMO-03")
    assert "DEMO-03" in window.windowTitle()
    assert isinstance(QApplication.focusWidget(), QWidget)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.patient is None
    assert window.worklist.search.text() == "demo-03"
    assert window.worklist.chosen() == "DEMO-03"


def test_the_banner_is_the_record_on_every_page(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    for tab in range(page.entry.tabs.count()):
        page.entry.tabs.setCurrentIndex(tab)
        patient = record_of(window).record.patient
        assert page.banner.isVisible()
        assert page.banner.text("name") == patient.name
        assert patient.id in page.banner.text("number")
        assert "63" in page.banner.text("person")
        assert "43" in page.banner.text("session")
    assert page.banner.text("child_pugh") == "Child-Pugh A5"
    assert page.banner.text("ecog") == "ECOG 1"


def test_namesakes_are_told(opened: Opened, ward: Ward) -> None:
    record = ward.new()
    record.edit(RowId("patient"), "id", "OTHER-1")
    record.edit(RowId("patient"), "name", "张示例")
    assert record.save()
    window = opened(ward, "DEMO-01")
    assert page_of(window).banner.text("namesakes") == ZH("ui.banner.namesakes", count=1)
    window = opened(ward, "DEMO-02")
    assert page_of(window).banner.text("namesakes") == ""


# Typing


def test_typing_changes_panel_banner_and_chart(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    mark = page.panel.cards["CCI-2022"].mark
    assert mark is not None
    assert mark.state == "verdict.met"
    assert page.banner.saved.state == "saved.saved"
    type_diameter(window, qtbot, "40.5")
    assert mark.state == "verdict.not_met"
    assert page.banner.saved.state == "saved.unsaved"
    qtbot.waitUntil(lambda: any("40.5" in text for text in page.chart.chart.texts))


def test_a_missing_link_puts_the_cursor_into_the_field_and_the_entry_decides(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-15")
    page = page_of(window)
    verdict = record_of(window).assessment.verdicts["CCI-2022"]  # type: ignore[union-attr]
    assert verdict.verdict is Verdict.INDETERMINATE
    (cell,) = verdict.missing
    page.panel.cell_requested.emit(cell)
    assert page.entry.page == "images"
    qtbot.waitUntil(lambda: page.entry.focused_cell() == cell)
    focused = QApplication.focusWidget()
    with qtbot.waitSignal(record_of(window).assessed):
        QTest.keyClick(focused, Qt.Key.Key_1)
    decided = record_of(window).assessment.verdicts["CCI-2022"]  # type: ignore[union-attr]
    assert decided.verdict.decided


def test_a_row_to_be_added_is_added_by_its_link(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-06")
    page, record = page_of(window), record_of(window)
    cell = next(
        cell
        for verdict in record.assessment.verdicts.values()  # type: ignore[union-attr]
        for cell in verdict.missing
        if cell.to_be_added and cell.section == "images"
    )
    rows = len(record.form.listed("images"))
    page.panel.cell_requested.emit(cell)
    assert page.entry.page == "sheet"
    assert len(record.form.listed("images")) == rows + 1


def test_a_click_in_the_chart_goes_to_the_cell(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    page.chart.cell_requested.emit(Cell("markers", 1, "value"))
    assert page.entry.page == "sheet"
    qtbot.waitUntil(lambda: page.entry.focused_cell() == Cell("markers", 1, "value"))


def test_a_fault_in_showing_leaves_no_half_of_a_verdict(
    opened: Opened, ward: Ward, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(page.panel.recommendation, "show_recommendation", broken)
    with qtbot.captureExceptions() as raised:
        type_diameter(window, qtbot, "40.5")
        page.panel.verticalScrollBar().valueChanged.emit(1)  # The card may be out of sight while one types.
    assert [kind for kind, *_ in raised] == [RuntimeError]
    states = {card.mark.state for card in page.panel.cards.values() if card.mark}
    assert states == {"verdict.not_computed"}
    assert page.panel.not_computed.isVisible()


def test_a_fault_in_the_rules_shows_not_computed_and_saving_goes_on(
    opened: Opened, ward: Ward, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_record: object, **_: object) -> None:
        raise ZeroDivisionError

    window = opened(ward, "DEMO-01")
    record = record_of(window)
    monkeypatch.setattr(record, "workplace", _with(record.workplace, assess=broken))
    type_diameter(window, qtbot, "40.5")
    page = page_of(window)
    assert {card.mark.state for card in page.panel.cards.values() if card.mark} == {"verdict.not_computed"}
    assert window.messages.text == ZH("panel.not_computed")
    assert page.banner.text("child_pugh") == ""
    assert page.chart.chart.texts == ()


def _with(workplace: object, **changes: object) -> object:
    from dataclasses import replace

    return replace(workplace, **changes)  # type: ignore[type-var]


# Saving, undo


def test_saving_shows_the_time_and_reaches_the_disk(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    type_diameter(window, qtbot, "41.5")
    window.shortcuts["save"].trigger()
    page = page_of(window)
    assert page.banner.saved.state == "saved.saved"
    saved = ward.store.load("DEMO-01")
    assert f"{saved.saved_at.astimezone():%H:%M:%S}" in page.banner.saved.text
    assert str(saved.record.images[-1].targets[0].viable_mm) == "41.5"
    line = ward.listing.page(window.worklist.wanted(), 0, 100)
    assert next(each for each in line if each.patient_id == "DEMO-01").verdicts["CCI-2022"] == "not_met"


def test_undo_and_redo_are_named_in_the_menu_and_bring_the_verdict_back(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    type_diameter(window, qtbot, "40.5")
    undo = window.shortcuts["undo"]
    qtbot.waitUntil(lambda: "40.5" in undo.text())
    mark = page_of(window).panel.cards["CCI-2022"].mark
    assert mark is not None
    with qtbot.waitSignal(record_of(window).assessed):
        undo.trigger()
    assert mark.state == "verdict.met"
    qtbot.waitUntil(lambda: "40.5" in window.shortcuts["redo"].text())
    with qtbot.waitSignal(record_of(window).assessed):
        window.shortcuts["redo"].trigger()
    assert mark.state == "verdict.not_met"


def test_leaving_with_unsaved_work_asks_nothing_and_offers_to_go_on(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    type_diameter(window, qtbot, "40.5")
    record = record_of(window)
    window.shortcuts["back_to_list"].trigger()
    assert window.patient is None
    assert window.messages.isVisible()
    assert "张示例" in window.messages.text
    qtbot.waitUntil(lambda: len(ward.drafts()) == 1)
    offer = next(button for button in window.messages.findChildren(QPushButton) if button.text() == ZH("ui.go_on"))
    offer.click()
    assert window.record is record
    assert "40.5" in window.shortcuts["undo"].text()


def test_a_draft_found_at_the_start_is_offered_with_its_time(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    first = opened(ward, "DEMO-01")
    type_diameter(first, qtbot, "40.5")
    first.close()
    qtbot.waitUntil(lambda: len(ward.drafts()) == 1)
    window = opened(ward)
    assert window.messages.isVisible()
    assert ward.drafts()[0].time in window.messages.text
    next(button for button in window.messages.findChildren(QPushButton) if button.text() == ZH("ui.go_on")).click()
    assert str(record_of(window).record.images[-1].targets[0].viable_mm) == "40.5"
    assert record_of(window).dirty


# Language, zoom, colours


def test_the_language_changes_while_running_and_nothing_typed_is_lost(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    type_diameter(window, qtbot, "40.5")
    record = record_of(window)
    page_of(window).entry.focus_cell(Cell("markers", 2, "value"))
    window.shortcuts["other_language"].trigger()
    assert window.words.language == "en"
    assert window.record is record
    assert record.dirty
    page = page_of(window)
    assert page.entry.page == "sheet"
    qtbot.waitUntil(lambda: page.entry.focused_cell() == Cell("markers", 2, "value"))
    assert page.banner.text("number") == "No. DEMO-01"
    mark = page.panel.cards["CCI-2022"].mark
    assert mark is not None
    assert mark.accessibleName() == "not met"
    assert "40.5" in window.shortcuts["undo"].text()
    assert window.remembered.language == "en"


def test_no_chinese_stands_on_the_english_window_but_in_names(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-04", language="en")
    page = page_of(window)
    for card in (*page.panel.cards.values(), page.panel.recommendation, page.panel.staging):
        card.opener.setChecked(True)
    record = record_of(window).record
    allowed = {record.patient.name, "中文"}
    texts = [label.text() for label in page.panel.findChildren(QLabel)]
    texts += [made.text() for _, made in window.shortcuts]
    texts += [button.text() for button in window.findChildren(QPushButton)]
    mixed = [text for text in texts if text not in allowed and any("\u4e00" <= each <= "\u9fff" for each in text)]
    citations = [text for text in mixed if "介入" in text or "协和" in text or "诊疗" in text]
    assert [text for text in mixed if text not in citations] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_pages_fit_a_small_screen_at_100_and_150_per_cent(opened: Opened, ward: Ward, language: str) -> None:
    window = opened(ward, language=language)
    window.resize(1366, 768)
    for _ in range(3):
        assert window.minimumSizeHint().width() <= 1366
        assert window.minimumSizeHint().height() <= 768
        window.tools.zoom_in()
    window.open_patient("DEMO-01")
    assert window.theme.zoom == 150
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768


def test_light_and_dark_keep_the_patient_open(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    before = window.grab().toImage().pixelColor(700, 400)
    window.shortcuts["light_or_dark"].trigger()
    QApplication.processEvents()
    assert window.patient is page
    assert window.grab().toImage().pixelColor(700, 400) != before


def test_only_geometry_and_language_are_remembered(
    opened: Opened, ward: Ward, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    window.resize(1111, 700)
    page_of(window)
    window.other_language()
    window.close()
    keys = set(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat).allKeys())
    assert keys == {"language", "window/geometry", "window/splitters/patient", "window/splitters/entry"}
    text = (tmp_path / "window.ini").read_text()
    assert "DEMO" not in text
    assert "张" not in text


def test_input_methods_compose_a_name_in_the_search(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    search = window.worklist.search
    search.setFocus()
    composing = QInputMethodEvent("zhang", [])
    QApplication.sendEvent(search, composing)
    assert window.worklist.model.rowCount() > 1
    done = QInputMethodEvent()
    done.setCommitString("张")
    QApplication.sendEvent(search, done)
    assert window.worklist.model.rowCount() == 1


def test_two_stores_are_never_mixed(opened: Opened, ward: Ward, tmp_path: Path) -> None:
    window = opened(ward, "DEMO-01")
    clock = lambda: datetime(2026, 11, 23, tzinfo=UTC)  # noqa: E731
    store = open_store(store_location(str(tmp_path / "other.db")), clock=clock, create=True)
    other = Ward(store, clock, "tester")
    window.show_ward(other)
    assert window.record is None
    assert isinstance(window.worklist, WorklistPage)
    assert window.worklist.model.rowCount() == 0
    other.close()


def test_memory_is_looked_through_again_after_typing_and_after_undo(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    """Nothing is collected between two keys; what follows on typing, undo among it, must not leave it so."""
    window = opened(ward, "DEMO-01")
    record, row = record_of(window), last_diameter(window)
    with qtbot.waitSignal(record.assessed):
        record.edit(row, "viable_mm", "40", final=False)
    assert not gc.isenabled()
    with qtbot.waitSignal(record.assessed):
        record.undo()
    assert gc.isenabled()
    with qtbot.waitSignal(record.assessed):
        record.edit(row, "viable_mm", "41", final=False)
    qtbot.waitUntil(gc.isenabled)
