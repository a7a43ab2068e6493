"""What import-linter cannot say: single submodules of Qt."""

import pytest
from pytest_archon import archrule


@pytest.mark.parametrize("floor", ["form", "session"])
def test_form_and_session_are_qt_without_a_screen(floor: str) -> None:
    (
        archrule(f"{floor} without a screen", comment="it must be testable and usable without any widget")
        .match(f"desktop_app.{floor}", f"desktop_app.{floor}.*")
        .should_not_import("PySide6.QtWidgets", "PySide6.QtGui", "PySide6.QtPrintSupport", "PySide6.QtPdfWidgets")
        .check("desktop_app")
    )


def test_what_the_first_window_does_not_need_waits() -> None:
    """fontTools and HarfBuzz cost a third of the time to the first window; they are imported inside functions."""
    (
        archrule("resources start light")
        .match("desktop_app.resources")
        .should_not_import("fontTools*", "uharfbuzz*", "platformdirs*", "hashlib", "importlib.metadata")
        .check("desktop_app", only_toplevel_imports=True)
    )
