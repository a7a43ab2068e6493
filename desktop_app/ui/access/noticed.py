"""Which lasting lines are true of what the window shows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop_app.ui.message_bar import Message

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


def noticed(window: "MainWindow") -> Iterator[Message]:
    ward = window.ward
    if ward is None:
        return
    yield from _read_only(window, ward)
    if ward.demo:
        yield from _demo(window, ward)
    elif ward.person.role is not None:
        yield from _old_copies(window, ward)
        yield from _secrets(window, ward)
    elif ward.store.location.path is not None and not ward.store.read_only:
        words = window.words
        yield Message(
            words("access.notice.open"), "warning", words("access.notice.set_up"), window.access.set_up_accounts
        )


def _read_only(window: "MainWindow", ward: "Ward") -> Iterator[Message]:
    why = ward.store.why_read_only
    if why is not None:
        words = window.words
        yield Message(words("access.notice.read_only", why=words(f"{why.key}.text", **why.facts)), "error")


def _old_copies(window: "MainWindow", ward: "Ward") -> Iterator[Message]:
    from desktop_app.ui.access.backup_places import old_copies

    text, severity = old_copies(ward, window.words)
    if text:
        yield Message(text, severity)


def _secrets(window: "MainWindow", ward: "Ward") -> Iterator[Message]:
    """What becomes due about the recovery code and one's own password."""
    from desktop_app.ui.access.code_drill import drill_notice
    from desktop_app.ui.access.password_age import age_notice

    for notice in (drill_notice(window, ward), age_notice(window, ward)):
        if notice is not None:
            yield notice


def _demo(window: "MainWindow", ward: "Ward") -> Iterator[Message]:
    words = window.words
    if ward.person.role is None:
        yield Message(words("access.notice.demo_open"), "note")
    else:
        yield Message(
            words("access.notice.demo", name=ward.person.printed_name),
            "note",
            words("access.notice.switch"),
            window.access.switch_user,
        )
