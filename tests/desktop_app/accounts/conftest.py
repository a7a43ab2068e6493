"""One set-up at full cost for the tests that are about it; cheap guesses for the others."""

from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.slots import FLOOR
from tests.desktop_app.accounts.keyring_samples import EVERYBODY, NOON, cheap

__all__ = ["cheap"]


class SetUp(NamedTuple):
    store: Path
    key: DataKey
    code: str


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    store = tmp_path_factory.mktemp("keyring") / "ward.db"
    made, key = Keyring.create(store)
    return SetUp(store, key, made.set_up(key, EVERYBODY, now=NOON, cost=FLOOR))


@pytest.fixture
def ward(_made_once: SetUp, tmp_path: Path) -> SetUp:
    """A copy of a keyring with everybody, at the cost that a ward pays."""
    copytree(_made_once.store.parent, tmp_path / "ward")
    return _made_once._replace(store=tmp_path / "ward" / "ward.db")
