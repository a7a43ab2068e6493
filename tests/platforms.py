"""Which tests belong to which systems. A plugin, loaded by ``tests/conftest.py``."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what only a POSIX system can do; the hazard log is proved whole there."""
    if os.name == "posix":
        return
    elsewhere = [item for item in items if item.get_closest_marker("posix")]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if not item.get_closest_marker("posix")]
