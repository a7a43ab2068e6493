"""What every test process needs before its first Qt call, and what spares it time."""

import gc

import pytest

from desktop_app.none_guard import keep_none_alive
from desktop_app.plain_imports import import_plainly

keep_none_alive()
# Thousands of tests and all that they import stay until the end: nobody looks through them while they are loaded,
# nor again and again afterwards.
gc.disable()
pytest_plugins = ("tests.safety.evidence", "tests.platforms")
YOUNG, MIDDLE, OLD = 100_000, 20, 100


def pytest_collection_finish(session: pytest.Session) -> None:
    import_plainly()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
