"""``python -m desktop_app`` and ``tacewatch``: the window without arguments, the command line with them."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from desktop_app import cli


def main() -> int:
    """Run with the arguments of the process; its exit code."""
    return cli.main(sys.argv[1:], clock=_now, screen=Desktop())


def _now() -> datetime:
    return datetime.now(UTC)


class Desktop:
    """The window, loaded only where one is opened."""

    def open_window(self, store: str | None, clock: Callable[[], datetime]) -> int:
        from desktop_app.main import run_window

        return run_window(store, clock)

    def screenshot(self, store: Path, patient: str, picture: Path, language: str) -> None:
        from desktop_app.main import window_screenshot

        window_screenshot(store, patient, picture, language)


if __name__ == "__main__":
    sys.exit(main())
