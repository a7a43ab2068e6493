"""The manual on the screen: F1 opens the page of what has the cursor; searching, going back, both languages."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.help.help_window import HelpWindow
from desktop_app.ui.help.manual import FIRST_PAGE, Link, Manual, link_of
from desktop_app.ui.help.manual_view import ManualView, blocks_of, tables_of
from desktop_app.ui.help.topics import anchor_of
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

Opened = Callable[..., MainWindow]


@pytest.fixture
def help_window(theme: Theme, words: Wording, qtbot: QtBot) -> HelpWindow:
    window = HelpWindow(theme, words)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def section_at_top(view: ManualView) -> str:
    """The anchor of the last heading that has scrolled to the upper edge."""
    top = view.verticalScrollBar().value() + 24
    layout = view.document().documentLayout()
    passed = [place for place, block in enumerate(view.headings()) if layout.blockBoundingRect(block).top() <= top]
    return view._manual.pages[view.page].sections[passed[-1]].anchors[0]


def shown_anchor(window: MainWindow) -> str:
    assert window.help.manual is not None
    return window.help.manual.anchor


def press_f1(window: MainWindow) -> str:
    window.shortcuts["show_help"].trigger()
    return shown_anchor(window)


# The page


def test_every_page_shows_its_headings_and_no_marks(help_window: HelpWindow) -> None:
    for page in help_window.manual.pages.values():
        help_window.show_page(page.name)
        shown = [block.text() for block in help_window.view.headings()]
        assert shown == [section.title for section in page.sections]
        text = help_window.view.toPlainText()
        assert "**" not in text
        assert "](" not in text
        assert "{#" not in text
        assert "|--" not in text


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_section_asked_for_stands_at_the_upper_edge(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.show_anchor("jsh.A2")
    qtbot.waitUntil(lambda: section_at_top(help_window.view) == "jsh.A2")
    help_window.resize(help_window.width() - 150, help_window.height() - 120)
    qtbot.waitUntil(lambda: section_at_top(help_window.view) == "jsh.A2")


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_the_last_section_of_a_page_is_marked_and_in_view(help_window: HelpWindow) -> None:
    help_window.show_anchor("jsh.D")
    (mark,) = help_window.view.extraSelections()
    assert mark.cursor.block().text() == help_window.manual.anchors["jsh.D"].title
    assert help_window.view.viewport().rect().contains(help_window.view.cursorRect(mark.cursor))
    help_window.show_page(FIRST_PAGE)
    assert help_window.view.extraSelections() == []


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_headings_and_tables_follow_the_theme(help_window: HelpWindow, theme: Theme) -> None:
    theme.use_scheme("light")
    help_window.show_anchor("field-targets")
    (light, *_) = tables_of(help_window.view.document())
    ruled = light.format().borderBrush().color().name()
    body = help_window.view.document().defaultFont().pointSizeF()
    theme.use_scheme("dark")
    theme.use_zoom(150)
    (dark, *_) = tables_of(help_window.view.document())
    assert dark.format().borderBrush().color().name() != ruled
    assert help_window.view.document().defaultFont().pointSizeF() == pytest.approx(body * 1.5)
    sizes = {block.blockFormat().headingLevel() for block in help_window.view.headings()}
    assert {1, 2, 3} <= sizes


def test_nothing_is_wider_than_the_page(help_window: HelpWindow, theme: Theme) -> None:
    theme.use_zoom(150)
    help_window.resize(1000, 700)
    QApplication.processEvents()
    for page in help_window.manual.pages:
        help_window.show_page(page)
        assert help_window.view.horizontalScrollBar().maximum() == 0, page


# Finding the way


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_back_and_forward_return_to_the_place(help_window: HelpWindow) -> None:
    help_window.show_anchor("numbers")
    scrolled = help_window.view.verticalScrollBar().value()
    help_window.show_anchor("CCI-2022")
    help_window.back()
    assert help_window.view.page == "03-entering"
    assert help_window.view.verticalScrollBar().value() == scrolled
    assert help_window.forward_button.isEnabled()
    help_window.forward()
    assert help_window.view.page == help_window.manual.anchors["CCI-2022"].page
    help_window.back()
    help_window.back()
    assert help_window.view.page == FIRST_PAGE
    assert not help_window.back_button.isEnabled()


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_link_on_a_page_is_followed_and_a_dead_one_changes_nothing(help_window: HelpWindow) -> None:
    help_window.show_anchor("cci")
    help_window.view.anchorClicked.emit(QUrl("08-shared-criteria.md#session.consecutive"))
    assert help_window.view.page == "08-shared-criteria"
    help_window.view.anchorClicked.emit(QUrl("99-nowhere.md#x"))
    assert help_window.view.page == "08-shared-criteria"


def test_every_link_shown_can_be_followed(help_window: HelpWindow) -> None:
    """What the text browser made of the links, not what stands in the file."""
    followed = 0
    for page in help_window.manual.pages:
        help_window.show_page(page)
        for target in targets(help_window.view):
            link = link_of(QUrl(target).toString(), page)
            assert help_window.manual.section_at(link) is not None, target
            followed += 1
    assert followed > 20


def targets(view: ManualView) -> list[str]:
    found = []
    for block in blocks_of(view.document()):
        iterator = block.begin()
        while not iterator.atEnd():
            href = iterator.fragment().charFormat().anchorHref()
            if href:
                found.append(href)
            iterator += 1
    return found


def test_the_keyboard_is_enough(help_window: HelpWindow, qtbot: QtBot) -> None:
    searched = "PIVKA-II"
    QTest.keyClick(help_window.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(help_window.search.hasFocus)
    QTest.keyClicks(help_window.search, searched)
    assert listed(help_window.contents) < len(list(help_window.manual.sections()))
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    assert help_window.view.textCursor().selectedText() == searched
    first = help_window.view.textCursor().position()
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    assert help_window.view.textCursor().position() != first
    assert len(help_window.view.extraSelections()) > 1
    QTest.keyClick(help_window.view, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def listed(tree: QTreeWidget) -> int:
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return sum(1 + top.childCount() for top in tops if top is not None)


def test_searching_in_vain_says_so(help_window: HelpWindow, words: Wording) -> None:
    help_window.search.setText("qqqq")
    assert help_window.found.text() == words("help.nothing_found")
    assert help_window.contents.topLevelItemCount() == 0
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    help_window.search.clear()
    assert help_window.contents.topLevelItemCount() == len(help_window.manual.pages)
    assert help_window.view.extraSelections() == []


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_contents_follow_the_page(help_window: HelpWindow) -> None:
    help_window.show_anchor("gate.G3")
    current = help_window.contents.currentItem()
    assert current is not None
    assert current.text(0) == help_window.manual.pages["21-recommendation"].title
    assert current.isExpanded()


# F1


def test_f1_on_a_field_opens_its_section(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = window.patient
    assert page is not None
    for name, section, path, anchor in (
        ("sessions", "sessions", "adequate", "field-adequate"),
        ("images", "images", "vascular_invasion", "field-vessels"),
        ("images", "images", "date", "dates"),
        ("markers", "markers", "value", "field-marker-value"),
        ("constraints", "constraints", "haic_feasible", "fields-constraints"),
    ):
        page.entry.show_page(name)
        fields = page.entry._sections[section].detail.in_order()
        next(field for field in fields if field.spec.path == path).focus()
        assert press_f1(window) == anchor, path


def test_f1_in_a_lesion_grid_opens_the_targets(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    window.patient.entry.show_page("images")
    fields = window.patient.entry._sections["images"].detail.in_order()
    next(field for field in fields if field.spec.section == "images.targets").focus()
    assert press_f1(window) == "field-targets"


def test_f1_on_the_course_sheet_opens_the_field_of_the_cell(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    window.patient.entry.show_page("sheet", focus=True)
    sheet = window.patient.entry.findChild(FlowsheetPage)
    assert sheet is not None
    spec = sheet.caret.entry.spec
    assert spec is not None
    assert press_f1(window) == Manual("zh").anchor_of_field(spec.section, spec.path)


def test_f1_on_a_criterion_opens_its_section(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    card = window.patient.panel.cards["JSH-LCSGJ-2014"]
    card.opener.setChecked(True)
    assert card.tree is not None
    finding = next(found for found in card.tree._findings if found is not None and found.criterion == "jsh.C")
    card.tree.setCurrentItem(card.tree.rows[card.tree._findings.index(finding)])
    card.tree.setFocus()
    assert press_f1(window) == "jsh.C"


@pytest.mark.parametrize("definition", ["CCI-2022", "European-2014", "Ikeda-2013"])
def test_f1_on_a_card_opens_its_definition(opened: Opened, ward: Ward, definition: str) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    window.patient.panel.cards[definition].opener.setFocus()
    assert press_f1(window) == definition


def test_f1_elsewhere_opens_what_it_stands_in(opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    window.worklist.search.setFocus()
    assert press_f1(window) == "worklist"
    window.open_patient("DEMO-02")
    assert window.patient is not None
    window.patient.chart.setFocus()
    assert press_f1(window) == "chart"
    window.patient.panel.recommendation.opener.setFocus()
    assert press_f1(window) == "recommendation"
    window.patient.panel.staging.opener.setFocus()
    assert press_f1(window) == "staging"


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_widget_can_say_what_it_is_about(help_window: HelpWindow, qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = QWidget(outer)
    assert anchor_of(inner, help_window.manual) == "start"
    outer.setProperty("help_anchor", "chart")
    assert anchor_of(inner, help_window.manual) == "chart"
    inner.setProperty("help_field", "images.targets.viable_mm")
    assert anchor_of(inner, help_window.manual) == "field-targets"
    inner.setProperty("help_field", "images.reported.category")
    assert anchor_of(inner, help_window.manual) == "field-reported"


def test_f1_is_the_key_of_help(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    assert window.shortcuts["show_help"].shortcut().toString() == "F1"
    QTest.keyClick(window.worklist.search, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.help.manual is not None and window.help.manual.isVisible())


# Together with the window


def test_the_manual_follows_the_language_and_keeps_its_page(opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    window.help.open_manual("CCI-2022")
    former = window.help.manual
    window.other_language()
    assert window.help.manual is not former
    assert window.help.manual is not None
    assert window.help.manual.manual.language == window.words.language == "en"
    assert window.help.manual.view.page == "15-cci-2022"
    assert window.help.manual.isVisible()


def test_opening_the_manual_takes_nothing_from_the_entry(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.record is not None
    before = window.record.record
    window.help.open_manual("start")
    assert window.patient is not None
    assert window.record.record is before
    assert window.help.manual is not None
    window.help.manual.close()
    assert window.isVisible()


def test_help_costs_nothing_before_it_is_asked_for(opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    assert (window.help.manual, window.help.test, window.help.card) == (None, None, None)


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_the_cursor_of_the_text_can_be_moved_for_copying(help_window: HelpWindow) -> None:
    help_window.view.moveCursor(QTextCursor.MoveOperation.Start)
    help_window.view.moveCursor(QTextCursor.MoveOperation.EndOfLine, QTextCursor.MoveMode.KeepAnchor)
    assert help_window.view.textCursor().selectedText() == help_window.manual.pages[FIRST_PAGE].title
    assert help_window.manual.section_at(Link(FIRST_PAGE)) is not None
