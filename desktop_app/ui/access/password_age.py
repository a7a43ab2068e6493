"""Where the administrator has laid down how old a password may be: the warning before."""

from typing import TYPE_CHECKING, Final

from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.keyring_rules import WARNED_BEFORE
from desktop_app.ui.access.door import file_of
from desktop_app.ui.message_bar import Message
from desktop_app.ui.ward import Ward

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_WARNED_DAYS: Final = WARNED_BEFORE.days


def age_notice(window: "MainWindow", ward: Ward) -> Message | None:
    """From two weeks before on."""
    keyring = Keyring.load(file_of(ward.store.location.shown))
    left = keyring.password_days_left(ward.store.access, ward.clock())
    if left is None or left > _WARNED_DAYS:
        return None
    words = window.words
    return Message(
        words("access.password.ages", days=left),
        "note",
        words("access.password.change_now"),
        window.access.change_password,
    )
