"""Updates in the window: what a stick offers, what is said before and after, and the list after new rules."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.accounts.contents import Person, Role
from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.session import updates
from desktop_app.session.rules_impact import RULES_SEEN
from desktop_app.session.update_work import UpdateWork
from desktop_app.session.updates import nothing_to_secure, this_release
from desktop_app.store import Save
from desktop_app.ui import start_checks
from desktop_app.ui.dialogs.rules_dialog import RulesDialog
from desktop_app.ui.dialogs.update_dialog import UpdateDialog, obstacle_at
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.start_checks import StartChecks
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.updating.installation import Installation, installation_of
from desktop_app.updating.whats_new import shipped_news
from desktop_app.wording import LANGUAGES, Wording
from domain.resistance.registry import RULES_VERSION
from tests.desktop_app.ui.walking import nameless, out_of_order, without_role
from tests.desktop_app.updating.update_samples import (
    PUBLIC,
    in_effect,
    installed,
    package,
    program,
)

Opened = Callable[..., MainWindow]
ZH = Wording("zh")


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick with three packages: newer, the same version again, and a broken one."""
    folder = tmp_path / "stick"
    folder.mkdir()
    present = this_release()
    newer = replace(present, version="99.0", rules_version="2099.1")
    for name, release in (("new", newer), ("same", present)):
        made = package(tmp_path / name, release, installer=f"{name}.deb")
        made.rename(folder / made.name)
    (folder / "broken.tacewatch-update").write_bytes(b"nothing")
    monkeypatch.setattr(updates, "public_keys", lambda: (PUBLIC,))
    monkeypatch.setattr(updates, "places", lambda *_: [folder])
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Installation:
    return installed(tmp_path / "home", this_release())


def opened_on(where: Installation, theme: Theme, words: Wording, qtbot: QtBot, obstacle: str = "") -> UpdateDialog:
    dialog = UpdateDialog(theme, words, UpdateWork(where, nothing_to_secure, with_store=False), obstacle)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.work.running)
    return dialog


def test_the_stick_is_listed_and_the_clinical_changes_stand_first(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot
) -> None:
    dialog = opened_on(home, theme, words, qtbot)
    assert dialog.list.count() == 3
    assert dialog.list.currentRow() == 0
    text = dialog.details.toPlainText()
    assert "99.0" in dialog.list.item(0).text()
    assert words("updating.offer.new_rules", old=RULES_VERSION, new="2099.1") in text
    assert text.index(words("updating.news.clinical")) < text.index(words("updating.news.other"))
    assert dialog.install.isEnabled()
    for row in (1, 2):
        dialog.list.setCurrentRow(row)
        assert not dialog.install.isEnabled()
    refused = {dialog.work.offers[row].path.name: dialog.list.item(row).text() for row in (1, 2)}
    assert words("updating.not_an_update.title") in refused["broken.tacewatch-update"]
    same = f"TACEWatch-{this_release().version}.tacewatch-update"
    assert words("updating.not_newer.title") in refused[same]


def test_installing_changes_the_next_start_and_says_so(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot
) -> None:
    dialog = opened_on(home, theme, words, qtbot)
    with qtbot.waitSignal(dialog.installed, timeout=20_000):
        dialog.install.click()
        assert not dialog.install.isEnabled()
    assert in_effect(home) == "99.0"
    assert dialog.said.text() == words("updating.installed", version="99.0")
    assert not dialog.install.isEnabled()
    assert not dialog.progress.isVisible()


def test_a_refusal_is_told_with_its_remedy_and_the_dialog_goes_on(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot
) -> None:
    dialog = opened_on(home, theme, words, qtbot)
    chosen = dialog.chosen()
    assert chosen is not None
    content = bytearray(chosen.path.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 100] = bytes(100)
    chosen.path.write_bytes(content)
    with qtbot.waitSignal(dialog.work.failed, timeout=20_000):
        dialog.install.click()
    (box,) = dialog.findChildren(QMessageBox)
    assert words("updating.damaged.remedy") in box.informativeText()
    box.close()
    assert in_effect(home) == this_release().version
    assert dialog.install.isEnabled()


def test_where_an_administrator_installs_the_command_is_shown(
    stick: Path, theme: Theme, words: Wording, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened_on(installation_of(Path("/opt/tacewatch"), tmp_path / "handed out"), theme, words, qtbot)
    assert not dialog.command.isVisible()
    with qtbot.waitSignal(dialog.installed, timeout=20_000):
        dialog.install.click()
    made = tmp_path / "handed out" / "versions" / "99.0" / "new.deb"
    assert dialog.command.isVisible()
    assert dialog.command.text() == f"sudo apt install '{made}'"
    assert made.is_file()


def test_the_way_back_is_asked_about_and_leaves_the_new_version(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot
) -> None:
    program(home.versions / "0.0.9", replace(this_release(), version="0.0.9"))
    dialog = opened_on(home, theme, words, qtbot)
    dialog.back.click()
    (box,) = dialog.findChildren(QMessageBox)
    assert "0.0.9" in box.text()
    yes = next(each for each in box.findChildren(QPushButton) if "0.0.9" in each.text())
    with qtbot.waitSignal(dialog.installed, timeout=20_000):
        yes.click()
    assert in_effect(home) == "0.0.9"
    assert (home.versions / this_release().version).is_dir()


def test_the_way_back_is_closed_where_none_is_kept(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot
) -> None:
    assert not opened_on(home, theme, words, qtbot).back.isEnabled()


def test_an_obstacle_is_said_and_nothing_can_be_installed(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot, ward: Ward
) -> None:
    ward.store.person = Person("zhao", "赵敏", Role.ENTRY)
    obstacle = obstacle_at(ward, words)
    assert obstacle
    dialog = opened_on(home, theme, words, qtbot, obstacle)
    assert obstacle in dialog.obstacle.text()
    assert dialog.obstacle.isVisible()
    assert not dialog.install.isEnabled()


def test_without_a_stick_the_present_version_tells_what_it_brought(
    home: Installation, theme: Theme, words: Wording, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "places", lambda *_: [])
    dialog = opened_on(home, theme, words, qtbot)
    assert dialog.said.text() == words("updating.nothing_found")
    assert shipped_news()[0].sentences(words.language, clinical=True)[0] in dialog.details.toPlainText()


def test_a_chosen_file_joins_the_list(
    stick: Path, home: Installation, theme: Theme, words: Wording, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened_on(home, theme, words, qtbot)
    other = tmp_path / "chosen.tacewatch-update"
    other.write_bytes((stick / "TACEWatch-99.0.tacewatch-update").read_bytes())
    dialog.work.add(other)
    assert dialog.list.count() == 4
    dialog.work.look()
    qtbot.waitUntil(lambda: not dialog.work.running)
    assert other in [offer.path for offer in dialog.work.offers]


def test_the_action_opens_the_dialog(opened: Opened, ward: Ward, qtbot: QtBot, stick: Path) -> None:
    window = opened(ward)
    window.shortcuts["show_updates"].trigger()
    dialog = window.findChild(UpdateDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.work.running)
    assert dialog.obstacle.text() == ""
    dialog.close()


# What this version says of itself


def test_this_version_says_what_it_brought() -> None:
    newest, present = shipped_news()[0], this_release()
    assert newest.version == present.version
    assert any(present.rules_version in point["en"] for point in newest.clinical)
    for point in newest.clinical + newest.other:
        assert all(point[language].strip() for language in LANGUAGES)


# After new rules


@pytest.fixture
def judged(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """One patient was judged by other rules, and otherwise; the rest by the present ones."""
    stored = ward.store.load("DEMO-01")
    found = ward.issue(stored.record, ward.assess(stored.record))
    verdicts = assessment_json(ward.assess(stored.record))
    verdicts["verdicts"]["CCI-2022"]["verdict"] = "not_met"
    verdicts["recommendation"]["status"] = "withheld"
    save: Save = replace(ward.imported(stored.record), expected_revision=stored.revision, author=ward.author)
    ward.store.save(replace(save, verdicts=verdicts, rules_version="2025.9", summary=found.summary))
    assert ward.assess(stored.record).verdicts["CCI-2022"].verdict.value == "met"
    return ward


def test_H11_what_new_rules_change_is_offered_once(opened: Opened, judged: Ward, qtbot: QtBot) -> None:
    window = opened(judged)
    window.tools.look_after_start()
    qtbot.waitUntil(lambda: "2025.9" in window.messages.text, timeout=20_000)
    assert judged.store.setting(RULES_SEEN) is None
    window.messages._accept()
    dialog = window.findChild(RulesDialog)
    assert dialog is not None
    assert [each.patient_id for each in dialog.impact.changed] == ["DEMO-01"]
    assert judged.store.setting(RULES_SEEN) == RULES_VERSION
    assert (nameless(dialog), without_role(dialog), out_of_order(dialog)) == ([], [], [])
    dialog.table.clicked.emit(dialog.model.index(0, 0))
    assert window.record is not None
    assert window.record.record.patient.id == "DEMO-01"
    assert not dialog.isVisible()
    window.messages._accept()
    assert dialog.isVisible()
    dialog.close()
    again = opened(judged)
    again.tools.look_after_start()
    checks = again.findChild(StartChecks)
    assert checks is not None
    assert checks._works == []


def test_who_does_not_see_recommendations_does_not_see_theirs(
    opened: Opened, judged: Ward, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged.store.person = Person(judged.author, "赵敏", Role.ENTRY)
    window = opened(judged)
    window.tools.look_after_start()
    qtbot.waitUntil(lambda: "2025.9" in window.messages.text, timeout=20_000)
    window.messages._accept()
    dialog = window.findChild(RulesDialog)
    assert dialog is not None
    assert {change.what for each in dialog.impact.changed for change in each.changes} == {"CCI-2022"}
    dialog.close()


def test_a_store_that_was_judged_by_these_rules_says_nothing(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    window.messages.clear()
    window.tools.look_after_start()
    qtbot.waitUntil(lambda: ward.store.setting(RULES_SEEN) == RULES_VERSION, timeout=20_000)
    assert window.messages.text == ""


def test_a_ward_that_was_left_meanwhile_is_not_spoken_of(opened: Opened, judged: Ward, qtbot: QtBot) -> None:
    window = opened(judged)
    window.tools.look_after_start()
    checks = window.findChild(StartChecks)
    assert checks is not None
    window.leave_ward()
    qtbot.waitUntil(lambda: not checks._works[0].running, timeout=20_000)
    assert window.messages.text == ""


def test_T13_a_changed_file_of_the_program_is_told_at_start(
    opened: Opened, ward: Ward, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = program(tmp_path / "frozen", this_release())
    monkeypatch.setattr(start_checks, "frozen_program", lambda: folder)
    whole = opened(ward)
    whole.tools.look_after_start()
    checks = whole.findChild(StartChecks)
    assert checks is not None
    qtbot.waitUntil(lambda: not checks._works[0].running, timeout=20_000)
    assert whole.findChildren(QMessageBox) == []
    (folder / "_internal" / "libx.so.1").write_bytes(b"other")
    changed = opened(ward)
    changed.tools.look_after_start()
    qtbot.waitUntil(lambda: bool(changed.findChildren(QMessageBox)), timeout=20_000)
    (box,) = changed.findChildren(QMessageBox)
    assert "_internal/libx.so.1" in box.text()
    assert ZH("updating.program_changed.remedy") in box.informativeText()
    box.close()
    assert "_internal/libx.so.1" in changed.messages.text
