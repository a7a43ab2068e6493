import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.store import RecordStore, StoreLocation, open_store
from tests.desktop_app.store.store_samples import noon


@pytest.fixture
def location(tmp_path: Path) -> StoreLocation:
    """A place whose name is awkward for anything that builds addresses out of paths."""
    # Windows has no "?" in names.
    return StoreLocation(path=tmp_path / ("病房 数据 100%#" + "?" * (os.name != "nt")) / "store.db")


@pytest.fixture
def store(location: StoreLocation) -> Iterator[RecordStore]:
    with open_store(location, clock=noon, create=True) as opened:
        yield opened
