"""What every test process needs before its first Qt call, and what spares it time."""

import gc
from collections.abc import Generator

import pytest

from desktop_app.none_guard import keep_none_alive
from desktop_app.plain_imports import import_plainly

keep_none_alive()
pytest_plugins = ("tests.safety.evidence",)
YOUNG, MIDDLE, OLD = 100_000, 20, 100
LONG_MARK = "reliability_long"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """After pytest-qt, which loads PySide6."""
    import_plainly()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests and all that they import stay until the end, and are not looked through for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, OLD)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long tier runs only where it is asked for by its mark."""
    if LONG_MARK not in str(config.option.markexpr):
        later = [item for item in items if item.get_closest_marker(LONG_MARK)]
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if not item.get_closest_marker(LONG_MARK)]
