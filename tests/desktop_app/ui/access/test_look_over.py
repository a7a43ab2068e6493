"""T22 in the window: what is said while the file is looked at, and the way back where it is damaged."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import back_up
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.cipher_file import PAGE
from desktop_app.ui.access import look_over as looking
from desktop_app.ui.access.look_over import LookOver
from desktop_app.ui.access.reason_dialog import ReasonDialog
from desktop_app.ui.access.restore_dialog import RestoreDialog
from tests.desktop_app.ui.access.conftest import TurnedClock, log_in


def looked(desk: Desk, qtbot: QtBot) -> LookOver:
    """After the look that follows a start by some seconds."""
    desk.window.access._follow_copies()
    look = desk.window.access._look
    assert look is not None
    qtbot.waitUntil(lambda: not look.running, timeout=20_000)
    return look


def spoil(store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(-PAGE + 100, 2)
        file.write(b"spoilt")


def test_T22_a_look_is_told_while_it_goes_on_and_keeps_nobody_from_working(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(desk, "liwei")
    go_on, real = threading.Event(), looking.look_over

    def held(*given: object) -> object:
        assert go_on.wait(20)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(looking, "look_over", held)
    access = desk.window.access
    access._follow_copies()
    assert desk.window.words("access.looking.going_on") in access.notices.texts
    desk.window.open_patient("DEMO-01")
    assert desk.window.patient is not None
    go_on.set()
    look = access._look
    assert look is not None
    qtbot.waitUntil(lambda: not look.running and not look.messages(), timeout=20_000)
    qtbot.waitUntil(lambda: desk.window.words("access.looking.going_on") not in access.notices.texts)
    assert desk.ward is not None
    assert not desk.ward.store.read_only


def test_T22_a_file_left_open_is_told_and_found_sound(desk: Desk, guarded: Path, qtbot: QtBot) -> None:
    guarded.with_name("ward.lock").write_text('{"host": "ward-7", "pid": 1}')
    log_in(desk, "liwei")
    assert desk.ward is not None
    assert desk.ward.store.left_open
    looked(desk, qtbot)
    qtbot.waitUntil(lambda: desk.window.messages.text == desk.window.words("access.looking.sound"))
    assert not desk.ward.store.left_open


def test_T22_a_damaged_file_is_written_no_more_and_an_administrator_goes_back(
    desk: Desk, guarded: Path, clock: TurnedClock, qtbot: QtBot
) -> None:
    log_in(desk, "liwei")
    assert desk.ward is not None
    made = back_up(desk.ward.store, clock=clock, why=BackupReason.AUTOMATIC)
    desk.ward.note(AuditAction.LOCK)
    head = desk.ward.store.audit_head()
    assert head is not None
    spoil(guarded)
    look = looked(desk, qtbot)
    qtbot.waitUntil(lambda: bool(look.messages()))
    (message,) = look.messages()
    words = desk.window.words
    assert message.severity == "error"
    assert words("access.looking.entries", first=made.sequence + 1, last=head.sequence) in message.text
    assert words("access.looking.ask_admin") in message.text
    assert message.then is None, "a physician does not restore"
    assert message.text in desk.window.access.notices.texts
    assert desk.ward.store.read_only
    desk.window.access.switch_user()
    log_in(desk, "wangfang")
    look = looked(desk, qtbot)
    qtbot.waitUntil(lambda: bool(look.messages()))
    (message,) = look.messages()
    assert message.then is not None
    message.then()
    dialog = desk.window.findChild(RestoreDialog)
    assert dialog is not None
    assert any(words("access.restore.kept") == label.text() for label in dialog.findChildren(QLabel))
    dialog.reason.setText("文件损坏")
    dialog.restore.click()
    qtbot.waitUntil(lambda: desk.ward is not None and not desk.ward.store.read_only, timeout=30_000)
    assert desk.ward.store.verify().sound
    look = looked(desk, qtbot)
    assert look.messages() == []


def test_T24_an_older_file_in_place_of_the_present_one_is_told_until_an_administrator_answers_for_it(
    desk: Desk, guarded: Path, clock: TurnedClock, qtbot: QtBot
) -> None:
    older = guarded.read_bytes()
    log_in(desk, "liwei")
    desk.window.open_patient("DEMO-01")
    desk.window.access.switch_user()
    store = desk.ward.store if desk.ward is not None else None
    assert store is not None
    store.close()
    guarded.write_bytes(older)
    log_in(desk, "liwei")
    look = looked(desk, qtbot)
    qtbot.waitUntil(lambda: bool(look.messages()))
    (message,) = look.messages()
    assert (message.severity, message.then) == ("error", None), "a physician answers for nothing"
    desk.window.access.switch_user()
    log_in(desk, "wangfang")
    look = looked(desk, qtbot)
    qtbot.waitUntil(lambda: bool(look.messages()))
    (message,) = look.messages()
    assert message.text in desk.window.access.notices.texts
    assert message.then is not None
    message.then()
    dialog = desk.window.findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.take.isEnabled()
    dialog.reason.setText("断电后换回昨日的文件")
    dialog.take.click()
    assert look.messages() == []
    assert desk.ward is not None
    (entry, *_) = desk.ward.store.audit_entries(actions=frozenset({AuditAction.RESTORE}))
    assert entry.reason_text == "断电后换回昨日的文件"
    assert desk.ward.store.verify().sound
