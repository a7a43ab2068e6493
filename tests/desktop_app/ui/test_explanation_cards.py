"""Discordance, margin and references on the panel: short while closed, everything behind it on opening."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.plots import reason
from desktop_app.plots.discordance import discordance_sentences
from desktop_app.plots.margin import margin_in_short, margin_to_flip, readers_line
from desktop_app.plots.reference_table import Reference
from desktop_app.report import shipped_evidence
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.verdict_panel import VerdictPanel
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment, assess
from domain.profile import Profile
from domain.record import PatientRecord

Records = dict[str, PatientRecord]


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, words: Wording) -> VerdictPanel:
    made = VerdictPanel(theme, words, shipped_evidence)
    qtbot.addWidget(made)
    made.resize(430, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def show(panel: VerdictPanel, record: PatientRecord, profile: Profile | None = None) -> Assessment:
    found = assess(record, profile or Profile())
    panel.show_assessment(found, record)
    QApplication.processEvents()
    return found


def visible(card: QWidget) -> list[str]:
    """The sentences that can be read on a card."""
    return [each.plain for each in card.findChildren(LinkedLabel) if each.isVisible()]


def test_the_card_says_in_short_why_they_differ_and_the_reasons_on_opening(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    found = show(panel, demo["DEMO-14"])
    assert panel.discordance.text.plain == "\n".join(discordance_sentences(found, words))
    assert visible(panel.discordance) == [panel.discordance.text.plain]
    QTest.mouseClick(panel.discordance.opener, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    told = "\n".join(visible(panel.discordance))
    for definition in (found.profile.primary_definition, *found.discordance):
        assert reason(found.verdicts[definition].finding, words) in told


def test_the_reasons_follow_what_is_typed_and_go_where_all_agree(panel: VerdictPanel, demo: Records) -> None:
    show(panel, demo["DEMO-14"])
    panel.discordance.opener.setChecked(True)
    before = "\n".join(visible(panel.discordance))
    show(panel, demo["DEMO-28"])
    assert "\n".join(visible(panel.discordance)) != before
    show(panel, demo["DEMO-01"])
    assert not panel.discordance.isVisible()


def test_the_primary_definition_has_its_margin_without_opening_and_only_it(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    found = show(panel, demo["DEMO-01"])
    margin = margin_to_flip(found.verdicts["CCI-2022"].finding)
    assert margin is not None
    line = margin_in_short(margin, words)
    assert line in visible(panel.cards["CCI-2022"])
    assert words("panel.margin.within_readers", median="18.0") in line
    other = margin_to_flip(found.verdicts["EPOIHCC-2013"].finding)
    assert other is not None
    assert margin_in_short(other, words) not in visible(panel.cards["EPOIHCC-2013"])
    show(panel, demo["DEMO-01"], Profile(primary_definition="EPOIHCC-2013"))
    assert line not in visible(panel.cards["CCI-2022"])
    assert margin_in_short(other, words) in visible(panel.cards["EPOIHCC-2013"])


def test_opened_every_definition_tells_its_margins_and_how_readers_differ(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    show(panel, demo["DEMO-01"])
    for definition in ("CCI-2022", "JSH-2021", "EPOIHCC-2013"):
        card = panel.cards[definition]
        card.opener.setChecked(True)
        QApplication.processEvents()
        told = visible(card)
        assert readers_line(words) in told
        assert any(" mm" in line and "2026" in line for line in told if line != readers_line(words))


def test_the_references_show_both_changes_while_closed(panel: VerdictPanel, demo: Records, words: Wording) -> None:
    found = show(panel, demo["DEMO-14"])
    response = max(found.responses, key=lambda each: each.day)
    line = panel.references.text.plain
    assert str(response.sum_mm) in line
    assert "−40.2 %" in line
    assert "+93.9 %" in line
    show(panel, demo["DEMO-01"].amended(images=demo["DEMO-01"].images[:1]))
    assert not panel.references.isVisible()


def test_a_reference_leads_to_its_cell(panel: VerdictPanel, demo: Records, qtbot: QtBot) -> None:
    show(panel, demo["DEMO-14"])
    panel.references.opener.setChecked(True)
    QApplication.processEvents()
    label = next(each for each in panel.references.findChildren(LinkedLabel) if each.isVisible() and each.links)
    label.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(panel.cell_requested) as asked:
        QTest.keyClick(label, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].path == "images[0].targets[T1].viable_mm"


def test_the_opened_table_changes_in_place_and_is_never_half_of_another_patient(
    panel: VerdictPanel, demo: Records, words: Wording
) -> None:
    show(panel, demo["DEMO-14"])
    panel.references.opener.setChecked(True)
    for patient in ("DEMO-01", "DEMO-15", "DEMO-62"):
        show(panel, demo[patient])
        days = {image.date.isoformat() for image in demo[patient].images}
        links = [
            link.text
            for label in panel.references.findChildren(LinkedLabel)
            if label.isVisible()
            for link in label.links
        ]
        assert set(links) <= days
    panel.show_assessment(None, demo["DEMO-62"])
    assert not panel.references.isVisible()


def test_every_reference_and_place_has_its_words(words: Wording) -> None:
    assert all(words(f"panel.references.{reference.value}") for reference in Reference)
