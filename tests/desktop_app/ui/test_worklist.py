from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.pages.listing import FollowUp, Line, Wanted, age_on
from desktop_app.ui.pages.worklist_model import COLUMNS, PAGE, WorklistModel
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.store_listing import waiting_state
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.course import Course
from domain.followup import State, follow_up
from domain.profile import Profile
from domain.record import PatientRecord

ZH = Wording("zh")
TODAY = date(2026, 11, 23)


@dataclass
class OneLine:
    patient_id: str
    name: str | None = None
    sex: str | None = None
    birth_date: date | None = None
    tace_count: int = 0
    last_session_on: date | None = None
    latest_response: str | None = None
    formerly: tuple[str, ...] = ()
    verdicts: dict[str, str] = field(default_factory=dict)
    saved_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    judged: bool = True


@dataclass
class ManyLines:
    """A listing of any length that counts what it is asked for."""

    length: int
    today: date = TODAY
    asked: list[int] = field(default_factory=list)

    def count(self, wanted: Wanted) -> int:
        return self.length

    def page(self, wanted: Wanted, offset: int, limit: int) -> list[Line]:
        self.asked.append(offset)
        return [OneLine(f"P{number}") for number in range(offset, min(offset + limit, self.length))]

    def follow_up(self, line: Line) -> FollowUp:
        return FollowUp("due", 30, 62)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, ward: Ward) -> WorklistPage:
    made = WorklistPage(theme, ZH)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_listing(ward.listing)
    return made


def shown(page: WorklistPage, column: str) -> list[str]:
    model, place = page.model, COLUMNS.index(column)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_nothing_is_loaded_that_is_not_shown(theme: Theme, qtbot: QtBot) -> None:
    page, listing = WorklistPage(theme, ZH), ManyLines(100_000)
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    page.show_listing(listing)
    QApplication.processEvents()
    assert set(listing.asked) == {0}
    page.table.scrollTo(page.model.index(50_000, 0))
    QApplication.processEvents()
    assert set(listing.asked) <= {0, 49_950, 50_000}
    page.table.scrollToBottom()
    QApplication.processEvents()
    assert len(listing.asked) == len(set(listing.asked)) <= 5


def test_the_model_keeps_qts_own_rules(theme: Theme, ward: Ward) -> None:
    model = WorklistModel(theme, ZH)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(ward.listing, Wanted())
    assert model.rowCount() == ward.listing.count(Wanted()) > 2
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole):
                model.data(model.index(row, column), role)
    model.show(ward.listing, Wanted(search="no such patient"))
    assert model.rowCount() == 0


def test_a_store_that_lost_rows_meanwhile_shows_empty_cells_not_an_error(theme: Theme) -> None:
    listing = ManyLines(PAGE + 5)
    model = WorklistModel(theme, ZH)
    model.show(listing, Wanted())
    listing.length = PAGE
    assert model.index(PAGE + 1, 0).data() is None


@pytest.mark.parametrize("typed", ["张示例", "zhangshili", "zsl", "DEMO-01"])
def test_a_patient_is_found_by_name_pinyin_initials_and_number(page: WorklistPage, typed: str) -> None:
    page.search.setText(typed)
    assert shown(page, "patient_id") == ["DEMO-01"]


def test_surname_readings_are_searched(page: WorklistPage) -> None:
    page.search.setText("shan")
    assert "单样本" in shown(page, "name")


def test_enter_in_the_search_field_opens_the_first_patient_found(page: WorklistPage, qtbot: QtBot) -> None:
    page.search.setFocus()
    QTest.keyClicks(page.search, "demo-02")
    with qtbot.waitSignal(page.patient_chosen) as chosen:
        QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert chosen.args == ["DEMO-02"]


def test_arrow_down_leads_into_the_list_and_enter_opens(page: WorklistPage, qtbot: QtBot) -> None:
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    second = shown(page, "patient_id")[1]
    with qtbot.waitSignal(page.patient_chosen) as chosen:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert chosen.args == [second]


def test_the_most_urgent_stand_first(page: WorklistPage) -> None:
    words = [ZH(f"ui.state.follow_up.{state}") for state in ("closing", "overdue", "due", "waiting", "missed")]
    ranks = [
        next((n for n, word in enumerate(words) if text.startswith(word)), 9) for text in shown(page, "follow_up")
    ]
    assert ranks == sorted(ranks)
    assert {0, 1, 2, 3} <= set(ranks)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_can_be_sorted_both_ways(page: WorklistPage, column: str) -> None:
    header = page.table.horizontalHeader()
    orders = []
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        header.setSortIndicator(COLUMNS.index(column), order)
        orders.append(shown(page, "patient_id"))
        assert page.wanted().sort == column
    assert sorted(orders[0]) == sorted(orders[1])
    if len(set(shown(page, column))) > 1 and column != "saved_at":
        assert orders[0] != orders[1]


@pytest.mark.parametrize("state", ["closing", "overdue", "due", "waiting", "missed", "done"])
def test_filtering_by_follow_up_shows_only_that_state(page: WorklistPage, state: str) -> None:
    page.follow_up.setCurrentIndex(page.follow_up.findData(state))
    found = shown(page, "follow_up")
    assert found
    assert all(text.startswith(ZH(f"ui.state.follow_up.{state}")) for text in found)


def test_filtering_by_a_definitions_verdict(page: WorklistPage) -> None:
    page.definition.setCurrentIndex(page.definition.findData("EPOIHCC-2013"))
    page.verdict.setCurrentIndex(page.verdict.findData("met"))
    assert set(shown(page, "EPOIHCC-2013")) == {ZH("ui.state.verdict.met.short")}
    page.only_indeterminate()
    assert set(shown(page, "EPOIHCC-2013")) == {ZH("ui.state.verdict.indeterminate.short")}
    page.show_all()
    assert len(set(shown(page, "EPOIHCC-2013"))) > 1


def test_an_empty_list_says_what_can_be_done(page: WorklistPage, theme: Theme, empty_ward: Ward) -> None:
    page.search.setText("nobody of this name")
    assert page.empty.isVisible()
    assert page.empty.text() == ZH("ui.worklist.nothing_found")
    assert ZH("ui.action.show_all") in page.empty.text()


def test_an_empty_store_says_how_to_begin(qtbot: QtBot, theme: Theme, empty_ward: Ward) -> None:
    page = WorklistPage(theme, ZH)
    qtbot.addWidget(page)
    page.show_listing(empty_ward.listing)
    assert page.empty.text() == ZH("ui.worklist.no_patients")


def test_a_mark_is_an_icon_a_word_and_a_colour(page: WorklistPage) -> None:
    index = page.model.index(0, COLUMNS.index("CCI-2022"))
    assert index.data()
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(Qt.ItemDataRole.ForegroundRole).isValid()
    assert ZH("ui.column.CCI-2022.long") in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_wheel_never_changes_a_filter(page: WorklistPage) -> None:
    for box in (page.follow_up, page.definition, page.verdict):
        box.setFocus()
        before = box.currentIndex()
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, wheel)
        assert box.currentIndex() == before


def test_the_chosen_patient_stays_chosen_over_a_refresh(page: WorklistPage) -> None:
    page.choose("DEMO-03")
    page.refresh()
    assert page.chosen() == "DEMO-03"


def test_the_list_agrees_with_the_rules_on_every_day(demo: dict[str, PatientRecord], ward: Ward) -> None:
    """The worklist derives the state from two columns; the rules derive it from the whole record."""
    listing = ward.listing
    for line in listing.page(Wanted(), 0, 100):
        record = demo[line.patient_id]
        states = follow_up(Course(record, ward.profile), TODAY)
        expected = states[-1].state.value if states else "none"
        assert listing.follow_up(line).state == expected, line.patient_id


@pytest.mark.parametrize("window", [(28, 92), (30, 60), "calendar_months"])
def test_a_waiting_state_is_the_rules_own(window: object, demo: dict[str, PatientRecord]) -> None:
    profile = Profile.model_validate({"response_window_days": window})
    session = date(2026, 1, 31)
    record = PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "1"},
            "sessions": [{"date": session.isoformat(), "type": "cTACE"}],
        }
    )
    course = Course(record, profile)
    for days in range(130):
        today = date.fromordinal(session.toordinal() + days)
        rules = follow_up(course, today)[-1]
        assert waiting_state(session, profile.response_window_days, today) == (rules.state.value, rules.days_left)
        assert rules.state is not State.DONE


def test_age_is_in_completed_years() -> None:
    assert age_on(date(1960, 11, 24), TODAY) == 65
    assert age_on(date(1960, 11, 23), TODAY) == 66
    assert age_on(None, TODAY) is None
