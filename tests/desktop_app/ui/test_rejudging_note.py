"""H08, H11: what the window shows of lines that other rules have judged, in both languages."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.store import JudgedBy
from desktop_app.ui.pages.listing import CONSENSUS, STUDIES
from desktop_app.ui.pages.worklist_model import COLUMNS
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.profile import DEFAULT_PROFILE
from tests.desktop_app.ui.conftest import Opened

FORMER = JudgedBy("2025.9", DEFAULT_PROFILE.hash)
COMPUTED = ("latest_response", *CONSENSUS, *STUDIES)


@pytest.fixture
def former(ward: Ward) -> Ward:
    """A ward whose lines, as its store says, were judged by former rules."""
    ward.store.judged.reached(FORMER, "")
    assert ward.store.judged.all_judged(FORMER)
    return Ward(ward.store, ward.clock, ward.author)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, words: Wording, former: Ward) -> WorklistPage:
    made = WorklistPage(theme, words)
    qtbot.addWidget(made)
    made.resize(1500, 700)
    made.show()
    made.show_listing(former.listing, former.rejudging)
    return made


def cells(page: WorklistPage, column: str) -> set[str]:
    model, place = page.model, COLUMNS.index(column)
    return {model.index(row, place).data() for row in range(model.rowCount())}


def test_no_computed_cell_shows_what_other_rules_found(page: WorklistPage, words: Wording) -> None:
    assert page.model.rowCount() > 10
    for column in COMPUTED:
        assert cells(page, column) == {words("ui.state.verdict.unjudged.short")}
    assert page.note.isVisible()
    assert page.note.text() == words("ui.worklist.rejudging.begins")


def test_the_mark_says_in_full_what_is_lacking(page: WorklistPage, words: Wording) -> None:
    spoken = page.model.index(0, COLUMNS.index(CONSENSUS[0])).data(3)
    assert words("ui.state.verdict.unjudged") in spoken


def test_the_marks_give_way_to_verdicts_of_today(
    page: WorklistPage, former: Ward, words: Wording, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(former.rejudging.ended, timeout=20_000):
        former.judge_lines()
    assert not page.note.isVisible()
    shown = {text for column in CONSENSUS for text in cells(page, column)}
    assert words("ui.state.verdict.unjudged.short") not in shown
    assert words("ui.state.verdict.met.short") in shown


def test_the_chosen_patient_stays_chosen_and_the_search_works_meanwhile(
    page: WorklistPage, former: Ward, qtbot: QtBot
) -> None:
    page.table.setCurrentIndex(page.model.index(3, 0))
    chosen = page.chosen()
    count = page.model.rowCount()
    with qtbot.waitSignal(former.rejudging.advanced, timeout=20_000):
        former.judge_lines()
    assert page.chosen() == chosen
    page.search.setText("DEMO-0")
    assert 0 < page.model.rowCount() < count
    with qtbot.waitSignal(former.rejudging.ended, timeout=20_000):
        pass
    assert 0 < page.model.rowCount() < count


def test_the_window_begins_by_itself_once_it_can_be_used(opened: Opened, former: Ward, qtbot: QtBot) -> None:
    window = opened(former)
    assert former.rejudging.needed
    with qtbot.waitSignal(former.rejudging.ended, timeout=20_000):
        window.tools.look_after_start()
    assert not former.rejudging.needed
    assert former.store.judged.by() != FORMER


def test_a_ward_of_the_present_rules_says_nothing(qtbot: QtBot, theme: Theme, words: Wording, ward: Ward) -> None:
    made = WorklistPage(theme, words)
    qtbot.addWidget(made)
    made.show()
    made.show_listing(ward.listing, ward.rejudging)
    assert not made.note.isVisible()
    assert words("ui.state.verdict.unjudged.short") not in cells(made, CONSENSUS[0])
