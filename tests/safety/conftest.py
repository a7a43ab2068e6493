"""Real windows on real stores, with the invented patients that a test asks for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.store import RecordStore, open_store, store_location
from desktop_app.ui.ward import Ward
from domain.record import PatientRecord
from tests.desktop_app.conftest import _statements_shared  # noqa: F401 (a fixture)
from tests.desktop_app.ui.conftest import (  # noqa: F401 (fixtures)
    NOW,
    _own_settings,
    demo,
    opened,
    remembered,
    shared_theme,
    theme,
)

Staffed = Callable[..., Ward]


@pytest.fixture
def staffed(tmp_path: Path, demo: dict[str, PatientRecord]) -> Iterator[Staffed]:  # noqa: F811
    """A ward on the test's own store for this author; the first one brings the patients."""
    stores: list[RecordStore] = []

    def ward_of(author: str = "nurse.wang", *, file: str = "ward.db", patients: int = 3) -> Ward:
        place = store_location(str(tmp_path / file))
        store = open_store(place, clock=lambda: NOW, create=True)
        stores.append(store)
        ward = Ward(store, lambda: NOW, author)
        if not store.patient_ids():
            for number in range(1, patients + 1):
                store.save(ward.imported(demo[f"DEMO-{number:02}"]))
        return ward

    yield ward_of
    for store in stores:
        store.close()


@pytest.fixture
def ward(staffed: Staffed) -> Ward:
    return staffed()
