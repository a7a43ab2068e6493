from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.session.workplace import Workplace
from tests.desktop_app.form.form_samples import course
from tests.desktop_app.session.workplaces import keep, workplace_at


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """A store with one patient, number 0017."""
    place = workplace_at(tmp_path / "store.db")
    keep(place, course())
    yield place
    place.store.close()
