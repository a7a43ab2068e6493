"""A session at the window as a person has it, in a process of its own, watched for sockets.

Arguments: the store, the folder for the paper. Typed, saved, left as a draft, printed, looked up in history, tried
out; between it a fault of the program that carries patient data in its message.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.form.form_row import RowId
from desktop_app.main import Desk, application_of
from desktop_app.ui.dialogs.report_preview import ReportPreview
from tests.reliability.canary import NAME, NOTE, NUMBER

PATIENT = RowId("patient")
OFFERED = ("show_palette", "show_shortcuts", "ward_settings", "patient_history", "as_known_on", "override_verdict",
           "sign_record", "try_values", "next_chart", "light_or_dark", "zoom_in", "zoom_reset", "other_language",
           "other_language")  # fmt: skip
sockets: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Python's own sockets; what a library opens below Python is seen in the process's table."""
    if event.startswith("socket.") and event != "socket.gethostname":
        sockets.append(event)


def networked() -> list[str]:
    """The open sockets of this process that belong to a network."""
    inodes = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    tables = [Path("/proc/self/net") / name for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")]
    lines = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return [" ".join(line[1:3]) for line in lines if len(line) > 9 and line[9] in inodes]


def settle(milliseconds: int = 150) -> None:
    application = application_of([])
    waiting = QTimer(interval=milliseconds, singleShot=True)
    waiting.start()
    while waiting.isActive():
        application.processEvents()
    sockets.extend(networked())


def typed(widget: QWidget, text: str) -> None:
    """Key by key; what is not ASCII as an input method gives it."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)


def fail() -> None:
    raise ValueError(f"{NUMBER} {NAME} {NOTE}")


def closed(desk: Desk) -> None:
    for each in QApplication.topLevelWidgets():
        if each is not desk.window and each.isVisible():
            each.close()
    for dialog in desk.window.findChildren(QDialog):
        dialog.close()
    settle(50)


def enter(desk: Desk) -> None:
    """A patient from nothing: number, name and remark typed into the fields."""
    window = desk.window
    window.new_patient()
    settle()
    assert window.record is not None
    assert window.patient is not None
    window.patient.entry.show_page("patient", focus=True)
    focused = QApplication.focusWidget() or window
    typed(focused, NUMBER)
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    settle(50)
    record = window.record
    record.edit(PATIENT, "id", NUMBER)
    record.edit(PATIENT, "name", NAME)
    record.edit(PATIENT, "note", NOTE)
    session = record.add_row("sessions", None, {"date": "2026-01-10", "type": "cTACE", "note": NOTE})
    image = record.add_row("images", None, {"date": "2026-01-03", "arterial_phase": "yes", "reader": NOTE})
    record.add_row("images.targets", image, {"lesion": "T1", "viable_mm": "50"})
    assert session in record.form.rows
    settle()
    assert record.save()


def work(desk: Desk, to: Path) -> None:
    window = desk.window
    assert window.record is not None
    assert window.patient is not None
    for name in OFFERED:
        if name in window.shortcuts and window.shortcuts[name].isEnabled():
            window.shortcuts[name].trigger()
            settle(80)
            closed(desk)
    preview = ReportPreview(window.words, desk.ward, window.record, window)  # type: ignore[arg-type]
    preview.open()
    while not preview.pdf:
        settle(50)
    preview.confirmation.setText(NUMBER)
    preview.write_to(to / preview.default_name())
    closed(desk)
    QTimer.singleShot(0, fail)
    settle()
    closed(desk)


def main(store: str, to: str) -> None:
    sys.addaudithook(watch)
    application = application_of(["tacewatch"])
    settings = QSettings("TACEWatch", "TACEWatch")
    desk = Desk(application, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), store, settings, "zh")
    sys.excepthook = desk.on_exception
    desk.window.show()
    desk.furnish()
    settle()
    desk.window.help.end_first_steps()
    enter(desk)
    work(desk, Path(to))
    assert desk.window.record is not None
    desk.window.record.edit(PATIENT, "note", NOTE + " 2")
    desk.window.back_to_list()
    settle()
    desk.close()
    settings.sync()
    print("keys", *sorted(settings.allKeys()))
    print("sockets", *sockets)


if __name__ == "__main__":
    main(*sys.argv[1:])
