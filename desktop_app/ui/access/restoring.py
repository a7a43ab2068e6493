"""The exchange of the store for one of its backups, with the window waiting."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork
from desktop_app.store.backup_contents import Backup
from desktop_app.store.restoring_file import access_to
from desktop_app.store.restoring_file import restore as put_back
from desktop_app.ui.access.door import Door, file_of
from desktop_app.ui.access.front_page import FrontPage
from desktop_app.ui.dialogs.remedy import show_known_error

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


def restore(window: "MainWindow", door: Door, ward: "Ward", backup: Backup, reason: str) -> None:
    """Nobody may have the store open meanwhile, so it is closed first and opened again whatever comes of it."""
    place, access = str(file_of(ward.store.location.shown)), ward.store.access
    window.leave_ward()
    window.show_front(lambda: _waiting(window))
    ward.close()
    kept: list[Path] = []

    def again(error: Exception | None = None) -> None:
        door.let_in(place, access)
        if error is None:
            window.messages.say(window.words("access.restore.done", path=str(kept[0])), stays=True)
        elif isinstance(error, KnownError):
            show_known_error(window.words, error, window)
        else:
            raise error

    def exchange(_: BackgroundWork) -> None:
        then = access_to(backup, access)
        kept.append(
            put_back(Path(place), backup, access=access, backup_access=then, reason=reason, clock=ward.clock)
        )

    work = BackgroundWork(exchange, window)
    work.done.connect(lambda _: again())
    work.failed.connect(again)
    work.start()


def _waiting(window: "MainWindow") -> FrontPage:
    page = FrontPage(window.theme, window.words)
    page.add_title(window.words("access.restore.title"))
    page.add_text(window.words("access.restore.going_on"))
    return page
