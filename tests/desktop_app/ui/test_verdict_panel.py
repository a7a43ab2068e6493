from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.report import shipped_evidence
from desktop_app.ui.panels.criteria_tree import CriteriaTree, cell_of
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.verdict_panel import VerdictPanel
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.logic.verdict import Verdict
from domain.profile import Profile
from domain.recommendation import Status
from domain.record import PatientRecord

Records = dict[str, PatientRecord]
NEVER_PRINTED = ("1.72", "1.89", "575", "DCR <50")


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, words: Wording) -> VerdictPanel:
    made = VerdictPanel(theme, words, shipped_evidence)
    qtbot.addWidget(made)
    made.resize(430, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def show(panel: VerdictPanel, record: PatientRecord, profile: Profile | None = None) -> Any:
    assessment = assess(record, profile or Profile())
    panel.show_assessment(assessment, record)
    QApplication.processEvents()
    return assessment


def texts(widget: QWidget) -> str:
    """All that can be read on a widget."""
    labels = [
        *(label.text() for label in widget.findChildren(QLabel)),
        *(label.plain for label in widget.findChildren(LinkedLabel)),
    ]
    rows = [item.text(0) for tree in widget.findChildren(CriteriaTree) for item in tree.rows]
    return "\n".join([*labels, *rows])


def test_every_demo_patient_is_shown_open_and_closed(panel: VerdictPanel, demo: Records, words: Wording) -> None:
    openers = [*panel.cards.values(), panel.recommendation, panel.staging, panel.unsuitable]
    for opened, patients in ((False, list(demo)), (True, list(demo)[::4])):
        for card in openers:
            card.opener.setChecked(opened)
        for record in (demo[patient] for patient in patients):
            assessment = show(panel, record)
            for definition, verdict in assessment.verdicts.items():
                card = panel.cards[definition]
                assert card.mark is not None
                assert card.mark.state == f"verdict.{verdict.verdict.value}"
                assert words(f"ui.state.verdict.{verdict.verdict.value}") == card.mark.accessibleName()
            assert panel.recommendation.mark is not None
            assert panel.recommendation.mark.state == f"recommendation.{assessment.recommendation.status.value}"


def test_nothing_that_the_review_got_wrong_reaches_the_screen(panel: VerdictPanel, demo: Records) -> None:
    panel.recommendation.opener.setChecked(True)
    for patient in ("DEMO-01", "DEMO-04", "DEMO-20"):
        show(panel, demo[patient])
        shown = texts(panel)
        assert not [word for word in NEVER_PRINTED if word in shown]


def test_without_an_assessment_no_old_verdict_stays(panel: VerdictPanel, demo: Records, words: Wording) -> None:
    show(panel, demo["DEMO-01"])
    panel.cards["CCI-2022"].opener.setChecked(True)
    panel.show_assessment(None, demo["DEMO-01"])
    assert panel.not_computed.isVisible()
    shown = "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())
    assert words("panel.not_computed") in shown
    marks = [card.mark for card in (*panel.cards.values(), panel.recommendation, panel.unsuitable)]
    assert {mark.state.rpartition(".")[2] for mark in marks if mark} == {"not_computed"}
    trees = [tree for tree in panel.findChildren(CriteriaTree) if tree.isVisible()]
    assert trees == []
    assert " mm" not in shown


def test_typing_changes_the_cards_in_place(panel: VerdictPanel, demo: Records) -> None:
    show(panel, demo["DEMO-01"])
    panel.cards["CCI-2022"].opener.setChecked(True)
    show(panel, demo["DEMO-01"])
    before = {id(child) for child in panel.findChildren(QWidget)}
    exported = demo["DEMO-01"].exported()
    exported["images"][-1]["targets"][0]["viable_mm"] = "12.5"
    assessment = show(panel, PatientRecord.model_validate(exported))
    assert assessment.verdicts["CCI-2022"].verdict is Verdict.NOT_MET
    assert {id(child) for child in panel.findChildren(QWidget)} == before
    assert "12.5" in texts(panel.cards["CCI-2022"])


def test_a_missing_cell_is_a_link_that_asks_for_it(panel: VerdictPanel, demo: Records, qtbot: QtBot) -> None:
    assessment = show(panel, demo["DEMO-15"])
    verdict = assessment.verdicts["CCI-2022"]
    assert verdict.missing
    label = next(each for each in panel.cards["CCI-2022"].findChildren(LinkedLabel) if each.links)
    assert [link.cell for link in label.links] == list(verdict.missing)
    with qtbot.waitSignal(panel.cell_requested) as asked:
        QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=_first_link(label))
    assert asked.args == [verdict.missing[0]]


def _first_link(label: LinkedLabel) -> QPoint:
    """A point on the first link, searched for as a hand would."""
    return next(
        QPoint(x, y)
        for y in range(label.height())
        for x in range(0, label.width(), 3)
        if label.link_at(QPointF(x, y)) == 0
    )


def test_links_can_be_reached_and_followed_by_the_keyboard(
    panel: VerdictPanel, demo: Records, qtbot: QtBot
) -> None:
    assessment = show(panel, demo["DEMO-15"])
    label = next(each for each in panel.cards["CCI-2022"].findChildren(LinkedLabel) if each.links)
    panel.cards["CCI-2022"].opener.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.cards["CCI-2022"].opener, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is label
    with qtbot.waitSignal(panel.cell_requested) as asked:
        QTest.keyClick(label, Qt.Key.Key_Return)
    assert asked.args == [assessment.verdicts["CCI-2022"].missing[0]]


def test_a_card_opens_by_the_keyboard_and_every_row_is_the_finding(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    assessment = show(panel, demo["DEMO-01"])
    card = panel.cards["JSH-LCSGJ-2014"]
    assert card.tree is None
    card.opener.setFocus()
    QTest.keyClick(card.opener, Qt.Key.Key_Space)
    assert card.tree is not None
    findings = list(assessment.verdicts["JSH-LCSGJ-2014"].finding.walk())
    assert len(card.tree.rows) == len(findings)
    for item, finding in zip(card.tree.rows, findings, strict=True):
        word = words(f"ui.state.verdict.{finding.verdict.value}")
        assert item.data(0, Qt.ItemDataRole.AccessibleTextRole).startswith(f"{word}: ")
        assert not item.icon(0).isNull()


def test_a_leaf_leads_to_what_it_lacks_or_read(panel: VerdictPanel, demo: Records, qtbot: QtBot) -> None:
    assessment = show(panel, demo["DEMO-15"])
    card = panel.cards["CCI-2022"]
    card.opener.setChecked(True)
    assert card.tree is not None
    followed = 0
    for item, finding in zip(card.tree.rows, assessment.verdicts["CCI-2022"].finding.walk(), strict=True):
        cell = cell_of(finding)
        if cell is None:
            continue
        card.tree.setCurrentItem(item)
        with qtbot.waitSignal(panel.cell_requested) as asked:
            QTest.keyClick(card.tree, Qt.Key.Key_Return)
        assert asked.args == [cell]
        followed += 1
    assert followed >= 3


def test_a_tree_is_as_tall_as_its_wrapped_rows(panel: VerdictPanel, demo: Records, qtbot: QtBot) -> None:
    show(panel, demo["DEMO-01"])
    card = panel.cards["JSH-LCSGJ-2014"]
    card.opener.setChecked(True)
    tree = card.tree
    assert tree is not None
    qtbot.waitUntil(lambda: tree.height() >= sum(tree.visualItemRect(item).height() for item in tree.rows) > 0)
    wide = tree.height()
    panel.resize(300, 900)
    qtbot.waitUntil(lambda: tree.height() > wide)


@pytest.mark.parametrize("width", [0, 430, 700])
def test_nothing_is_cut_off_at_the_right(panel: VerdictPanel, demo: Records, width: int, qtbot: QtBot) -> None:
    panel.resize(max(width, panel.minimumWidth()), 900)
    for card in (*panel.cards.values(), panel.recommendation, panel.staging):
        card.opener.setChecked(True)
    show(panel, demo["DEMO-15"])
    QApplication.processEvents()
    inner = panel.widget()
    assert inner is not None
    assert inner.width() <= panel.viewport().width()
    for card in (*panel.cards.values(), panel.recommendation, panel.staging, panel.unsuitable):
        assert card.mark is None or card.mark.geometry().right() <= card.width()


def test_the_primary_definition_stands_first_and_is_named(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    for primary in ("EPOIHCC-2013", "CCI-2022"):
        show(panel, demo["DEMO-01"], Profile(primary_definition=primary))  # type: ignore[arg-type]
        consensus = [card for name, card in panel.cards.items() if not name.startswith(("Iwasa", "Ikeda"))]
        highest = min(consensus, key=lambda card: card.y())
        assert highest.definition == primary
        assert highest.badge.text() == words("panel.primary")
        assert [card.badge.text() for card in consensus].count(words("panel.primary")) == 1


def test_study_definitions_stand_apart_and_say_so(panel: VerdictPanel, demo: Records, words: Wording) -> None:
    show(panel, demo["DEMO-01"])
    lowest = max(card.y() for name, card in panel.cards.items() if not name.startswith(("Iwasa", "Ikeda")))
    for name in ("Iwasa-2011", "Ikeda-2013"):
        assert panel.cards[name].badge.text() == words("panel.study")
        assert panel.cards[name].y() > max(lowest, panel.recommendation.y())


def test_discordance_is_one_sentence_and_absent_where_they_agree(panel: VerdictPanel, demo: Records) -> None:
    show(panel, demo["DEMO-01"])
    assert not panel.discordance.isVisible()
    assessment = show(panel, demo["DEMO-03"])
    assert assessment.discordance
    assert panel.discordance.isVisible()
    assert "CCI 2022" in panel.discordance.text.plain
    assert "JSH" in panel.discordance.text.plain


def test_an_override_stands_beside_the_computed_verdict(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    exported = demo["DEMO-01"].exported()
    exported["overrides"] = [
        {
            "definition": "CCI-2022",
            "verdict": "not_met",
            "reason": "other",
            "text": "<b>x</b>",
            "by": "王",
            "on": None,
        }
    ]
    show(panel, PatientRecord.model_validate(exported))
    card = panel.cards["CCI-2022"]
    assert card.mark is not None
    assert card.mark.state == "verdict.met"
    shown = texts(card)
    assert words("ui.state.verdict.not_met") in shown
    assert "<b>x</b>" in shown


def test_a_condition_that_waits_for_an_entry_is_not_told_as_if_it_held(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    waiting = 0
    for record in demo.values():
        found = assess(record, Profile()).recommendation
        if found.status is Status.WITHHELD and not found.decided_by.startswith("trigger"):
            waiting += 1
            show(panel, record)
            shown = texts(panel.recommendation)
            assert words("decided_by.open") in shown
            assert words(f"decided_by.{found.decided_by}") not in shown
    assert waiting


def test_a_recommendation_says_that_it_is_support_and_names_no_dose(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    for record in demo.values():
        assessment = show(panel, record)
        shown = texts(panel.recommendation)
        assert words("panel.decision_support") in shown
        assert "mg/m" not in shown
        if assessment.recommendation.tier is not None:
            assert words(f"panel.regimen.{assessment.recommendation.tier.value}") in shown
            assert words("panel.dose") in shown


def test_evidence_carries_its_verification_mark(panel: VerdictPanel, demo: Records, words: Wording) -> None:
    assessment = show(panel, demo["DEMO-01"])
    assert assessment.recommendation.tier is not None
    panel.recommendation.opener.setChecked(True)
    shown = texts(panel.recommendation)
    cards = shipped_evidence().cards_for(assessment.recommendation.tier.value)
    assert cards
    for card in cards:
        assert card.publication.citation in shown
        assert card.mark.text(words.language) in shown


def test_what_does_not_fit_leads_to_its_cell(panel: VerdictPanel, demo: Records, qtbot: QtBot) -> None:
    exported = demo["DEMO-01"].exported()
    exported["patient"]["died_on"] = exported["sessions"][0]["date"]
    assessment = show(panel, PatientRecord.model_validate(exported))
    assert panel.discrepancies.isVisible()
    assert len([line for line in panel.discrepancies.lines if line.isVisible()]) == len(assessment.discrepancies)
    line = panel.discrepancies.lines[0]
    with qtbot.waitSignal(panel.cell_requested) as asked:
        QTest.mouseClick(line.label, Qt.MouseButton.LeftButton, pos=_first_link(line.label))
    assert asked.args == [assessment.discrepancies[0].cells[0]]
    show(panel, demo["DEMO-01"])
    assert panel.discrepancies.isVisible() == bool(assess(demo["DEMO-01"]).discrepancies)


def test_everything_in_the_panel_has_an_accessible_name(panel: VerdictPanel, demo: Records) -> None:
    show(panel, demo["DEMO-15"])
    for card in panel.cards.values():
        card.opener.setChecked(True)
        assert card.accessibleName()
        assert card.opener.accessibleName()
        assert card.tree is not None
        assert card.tree.accessibleName()


def test_a_value_that_no_patient_is_likely_to_have_is_asked_about(
    panel: VerdictPanel, demo: Records, qtbot: QtBot
) -> None:
    exported = demo["DEMO-01"].exported()
    exported["status"][-1]["albumin"]["value"] = "3.8"
    assessment = show(panel, PatientRecord.model_validate(exported))
    asked = [line for line in panel.staging.doubts if line.isVisible()]
    assert [line.label.links[0].cell for line in asked] == list(assessment.staging.questionable)
    show(panel, demo["DEMO-01"])
    assert not any(line.isVisible() for line in panel.staging.doubts)


def typed(panel: VerdictPanel, record: PatientRecord) -> Any:
    assessment = assess(record)
    panel.show_assessment(assessment, record, typing=True)
    return assessment


def test_cards_out_of_sight_follow_before_they_are_seen(panel: VerdictPanel, demo: Records) -> None:
    """While someone types only what is on the screen is laid out; scrolling, resizing, a pause bring the rest."""
    last = panel.cards["Ikeda-2013"]
    for bring in (
        lambda: panel.verticalScrollBar().setValue(panel.verticalScrollBar().maximum()),
        lambda: panel.resize(panel.width(), panel.height() + 8),
        panel.catch_up,
    ):
        panel.verticalScrollBar().setValue(0)
        panel.resize(430, 300)
        show(panel, demo["DEMO-01"])
        QApplication.processEvents()
        before = texts(last)
        assessment = typed(panel, demo["DEMO-15"])
        assert texts(panel.cards["CCI-2022"]) != before
        assert texts(last) == before, "the card is in sight, or it was not put off"
        bring()
        assert last.mark is not None
        assert last.mark.state == f"verdict.{assessment.verdicts['Ikeda-2013'].verdict.value}"
        after = texts(last)
        show(panel, demo["DEMO-15"])
        assert texts(last) == after


def test_a_panel_that_is_not_on_the_screen_puts_nothing_off(panel: VerdictPanel, demo: Records) -> None:
    show(panel, demo["DEMO-01"])
    panel.hide()
    typed(panel, demo["DEMO-15"])
    after = texts(panel.cards["Ikeda-2013"])
    show(panel, demo["DEMO-15"])
    assert texts(panel.cards["Ikeda-2013"]) == after


def test_without_an_assessment_nothing_that_was_put_off_comes_back(panel: VerdictPanel, demo: Records) -> None:
    panel.resize(430, 300)
    show(panel, demo["DEMO-01"])
    typed(panel, demo["DEMO-15"])
    panel.show_assessment(None, None)
    panel.catch_up()
    assert {card.mark.state for card in panel.cards.values() if card.mark} == {"verdict.not_computed"}
