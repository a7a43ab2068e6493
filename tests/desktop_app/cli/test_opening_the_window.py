"""A start that only opens the window does not go through the command line."""

import subprocess
import sys

import pytest

from desktop_app.__main__ import window_options


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], {}),
        (["--store", "a.db"], {"--store": "a.db"}),
        (["--language", "en", "--store", "a.db"], {"--language": "en", "--store": "a.db"}),
        (["--language", "fr"], None),
        (["--open", "a.tacewatch"], {"--open": "a.tacewatch"}),
        (["--open"], None),
        (["--store"], None),
        (["--store", ""], None),
        (["assess", "a.json"], None),
        (["--help"], None),
    ],
)
def test_only_known_options_open_the_window_at_once(arguments: list[str], options: dict[str, str] | None) -> None:
    assert window_options(arguments) == options


def test_the_way_to_the_window_loads_nothing_that_the_first_paint_can_do_without() -> None:
    """The window's own modules come with Qt; database, rules and command line come after the first paint."""
    late = ("sqlalchemy", "pydantic", "domain", "desktop_app.cli", "reportlab")
    program = (
        "import sys, desktop_app.__main__ as start; start.window_options([]); import desktop_app.main;"
        f"print([name for name in {late!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
