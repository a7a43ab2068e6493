"""The self-test: the same questions for the same number, real answers of the program, the keyboard is enough."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.plots import entered_value
from desktop_app.ui.help.course_summary import as_html, events
from desktop_app.ui.help.questions import ANSWERS, QUESTIONS, Question, drawn, score
from desktop_app.ui.help.self_test_window import SelfTestWindow
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.assessment import Assessment, assess
from domain.logic.verdict import Verdict
from domain.record import PatientRecord
from domain.resistance.registry import DEFINITIONS

TODAY = date(2026, 11, 23)
Records = dict[str, PatientRecord]
Opened = Callable[..., MainWindow]


@pytest.fixture(scope="module")
def assessed(demo: Records) -> dict[str, Assessment]:
    return {patient: assess(record) for patient, record in demo.items()}


def draw(demo: Records, assessed: dict[str, Assessment], number: int) -> tuple[Question, ...]:
    return drawn(demo.values(), lambda record: assessed[record.patient.id], number)


@pytest.fixture
def window(theme: Theme, words: Wording, remembered: Remembered, qtbot: QtBot) -> Iterator[SelfTestWindow]:
    made = SelfTestWindow(theme, words, remembered, TODAY)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    remembered.score = ""


def press(*keys: Qt.Key) -> None:
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


# Drawing


def test_the_same_number_asks_the_same_questions(demo: Records, assessed: dict[str, Assessment]) -> None:
    one, other = (draw(demo, assessed, 7) for _ in range(2))
    told = [(question.record.patient.id, question.definition) for question in one]
    assert told == [(question.record.patient.id, question.definition) for question in other]
    assert told != [(question.record.patient.id, question.definition) for question in draw(demo, assessed, 8)]


def test_every_set_is_varied(demo: Records, assessed: dict[str, Assessment]) -> None:
    for number in range(1, 60):
        questions = draw(demo, assessed, number)
        assert len(questions) == QUESTIONS
        assert len({question.record.patient.id for question in questions}) == QUESTIONS
        assert {question.definition for question in questions} == {definition.id for definition in DEFINITIONS}
        verdicts = Counter(question.answer.verdict for question in questions)
        assert all(verdicts[verdict] >= 2 for verdict in ANSWERS), number


def test_fewer_patients_than_wanted_verdicts_still_make_a_set(
    demo: Records, assessed: dict[str, Assessment]
) -> None:
    some = dict(list(demo.items())[:QUESTIONS])
    assert len(draw(some, assessed, 1)) == QUESTIONS


def test_the_score_counts_the_programs_own_answers(demo: Records, assessed: dict[str, Assessment]) -> None:
    questions = draw(demo, assessed, 3)
    right = [question.answer.verdict for question in questions]
    assert score(questions, right) == QUESTIONS
    wrong = [next(each for each in ANSWERS if each is not verdict) for verdict in right]
    assert score(questions, wrong) == 0
    assert score(questions, right[:4]) == 4


# The course to read


def test_the_course_tells_every_entry_that_a_definition_reads(
    demo: Records, assessed: dict[str, Assessment], words: Wording
) -> None:
    for patient, record in demo.items():
        rows = events(assessed[patient], words)
        told = "\n".join(f"{row.day} {row.name} {line}" for row in rows for line in row.details)
        for image in record.images:
            assert image.date.isoformat() in told
            for target in image.targets:
                assert f"{target.lesion} " in told
                assert target.viable_mm is None or f"{target.viable_mm:f} mm" in told
            for lesion in image.new_lesions or ():
                assert lesion.size_mm is None or f"{lesion.size_mm:f} mm" in told
        for marker in record.markers:
            assert entered_value(marker) in told
            assert (marker.assay or "") in told
        for session in record.sessions:
            assert any(row.treatment and row.day == session.date for row in rows)


def test_days_stand_in_order_and_no_verdict_is_told(
    demo: Records, assessed: dict[str, Assessment], words: Wording
) -> None:
    for patient in demo:
        rows = events(assessed[patient], words)
        assert [row.day for row in rows] == sorted(row.day for row in rows)
    told = " ".join(line for row in events(assessed["DEMO-01"], words) for line in row.details)
    assert words("ui.state.verdict.indeterminate") not in told
    assert "PD" not in told


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_what_is_typed_into_a_record_is_no_markup(
    demo: Records, assessed: dict[str, Assessment], words: Wording, theme: Theme
) -> None:
    exported = demo["DEMO-01"].exported()
    exported["sessions"][0]["agents"] = ["<b>x</b>"]
    record = PatientRecord.model_validate(exported)
    assert "&lt;b&gt;x" in as_html(events(assess(record), words), theme)


# The window


def test_a_set_is_done_with_the_keyboard_alone(window: SelfTestWindow, remembered: Remembered) -> None:
    press(Qt.Key.Key_Return)
    assert len(window.questions) == QUESTIONS
    for question in window.questions:
        assert window.page.question is question
        assert not window.page.told.isVisible()
        press(Qt.Key(Qt.Key.Key_1 + ANSWERS.index(question.answer.verdict)))
        assert window.page.told.isVisible()
        press(Qt.Key.Key_Return)
    assert window.results.isVisible()
    assert window.results.table.rowCount() == QUESTIONS
    assert score(window.questions, window.given) == QUESTIONS
    assert remembered.score == ""
    press(Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_answer_is_told_with_its_reason_and_cannot_be_changed(window: SelfTestWindow, words: Wording) -> None:
    window.begin(1)
    question = window.questions[0]
    wrong = next(verdict for verdict in Verdict if verdict is not question.answer.verdict)
    window.page.answers[wrong].click()
    assert words("help.test.wrong", yours=wrong) == window.page.judged.text()
    assert window.page.mark.accessibleName() == words(f"ui.state.verdict.{question.answer.verdict.value}")
    assert window.page.why.text()
    window.page.answer(question.answer.verdict)
    assert window.given == [wrong]


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_an_open_verdict_names_what_is_missing(window: SelfTestWindow, words: Wording) -> None:
    window.begin(1)
    asked = 0
    for question in window.questions:
        window.page.answer(Verdict.MET)
        if question.answer.missing:
            asked += 1
            assert words("panel.missing") in window.page.why.text()
        window.page.next.click()
    assert asked


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_the_manual_opens_at_the_definition(window: SelfTestWindow, qtbot: QtBot) -> None:
    window.begin(2)
    with qtbot.waitSignal(window.manual_wanted) as wanted:
        QTest.keyClick(window.page.course, Qt.Key.Key_F1)
    assert wanted.args == [window.questions[0].definition]


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_result_is_kept_only_where_it_is_wanted(window: SelfTestWindow, remembered: Remembered) -> None:
    window.begin(5)
    for _ in window.questions:
        window.page.answer(Verdict.MET)
        window.page.next.click()
    assert remembered.score == ""
    window.results.keep.click()
    assert f"{score(window.questions, window.given)}/{QUESTIONS}" in remembered.score
    assert TODAY.isoformat() in remembered.score
    assert not window.results.keep.isEnabled()
    window.results.again.click()
    assert window.start.number == 6
    assert remembered.score in window.start.kept.text()
    window.start.forget.click()
    assert remembered.score == ""
    assert not window.start.forget.isVisible()


def test_the_menu_opens_it_beside_the_work_and_again_from_the_start(opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    stored = ward.store.patient_ids()
    window.shortcuts["test_yourself"].trigger()
    test = window.help.test
    assert test is not None
    assert not test.isModal()
    test.begin(1)
    test.page.open_manual()
    assert window.help.manual is not None
    assert window.help.manual.anchor == test.questions[0].definition
    test.close()
    assert window.help.test is None
    window.shortcuts["test_yourself"].trigger()
    assert window.help.test is not None
    assert window.help.test.start.isVisible()
    assert ward.store.patient_ids() == stored


@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_number_that_is_none_begins_the_first_set(window: SelfTestWindow) -> None:
    for typed, number in (("", 1), ("0", 1), ("12", 12), ("999", 999)):
        window.start.set_field.setText(typed)
        assert window.start.number == number
