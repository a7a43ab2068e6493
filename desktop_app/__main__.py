"""``python -m desktop_app`` and ``tacewatch``: the window without a command, the command line with one."""

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.surroundings import drop_hostile

_WINDOW_OPTIONS = ("--store", "--language", "--open")


def main() -> int:
    """Run with the arguments of the process; its exit code."""
    drop_hostile()
    arguments = sys.argv[1:]
    window = window_options(arguments)
    if window is not None:
        return Desktop().open_window(window.get("--store"), _now, window.get("--language"), window.get("--open"))
    from desktop_app import cli

    return cli.main(arguments, clock=_now, screen=Desktop())


def window_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options of a start that only opens the window, None for any other.

    Such a start paints before it loads anything else, the command line included.
    """
    names, values = arguments[::2], arguments[1::2]
    plain = len(names) == len(values) and all(name in _WINDOW_OPTIONS for name in names)
    options = dict(zip(names, values, strict=True)) if plain else {}
    known = options.get("--language", "zh") in ("zh", "en") and "" not in options.values()
    return options if plain and known else None


def collect_later() -> None:
    """No collecting while the program loads itself: nothing of that is garbage, and looking takes a tenth.

    It begins again when the worklist can be used.
    """
    gc.disable()


def _now() -> datetime:
    return datetime.now(UTC)


class Desktop:
    """The window, loaded only where one is opened."""

    def open_window(
        self, store: str | None, clock: Callable[[], datetime], language: str | None, file: str | None = None
    ) -> int:
        collect_later()
        from desktop_app.main import run_window

        return run_window(store, clock, language, file)

    def screenshot(self, store: Path, patient: str, picture: Path, language: str) -> None:
        from desktop_app.main import window_screenshot

        window_screenshot(store, patient, picture, language)


if __name__ == "__main__":
    sys.exit(main())
