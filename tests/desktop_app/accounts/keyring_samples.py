"""Accounts, passwords and moments for the tests of the keyring."""

# ruff: noqa: S105  (passwords of nobody)

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.accounts import kept_keyring, keyring, keyring_json
from desktop_app.accounts.contents import Access, DataKey, Role
from desktop_app.accounts.keyring import Keyring, NewAccount, keyring_path
from desktop_app.accounts.slots import PUBLISHED

NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "slow-Harbor-19"
ADMIN_PASSWORD = "dry:Kettle:73"
ENTRY_PASSWORD = "green boat, no oars"
PHYSICIAN = NewAccount("wang", "王医师", Role.PHYSICIAN, PASSWORD)
ADMIN = NewAccount("li", "李管理", Role.ADMIN, ADMIN_PASSWORD)
ENTRY = NewAccount("zhao", "赵护士", Role.ENTRY, ENTRY_PASSWORD)
NEW_PASSWORD = "three tin lamps"
EVERYBODY = (PHYSICIAN, ADMIN, ENTRY)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def cheapen(replace: Callable[[object, str, object], object]) -> None:
    """Guesses cost next to nothing: for tests that open hundreds of slots and are about something else."""
    for module, name in ((keyring, "FLOOR"), (kept_keyring, "FLOOR"), (keyring_json, "CHEAPEST_WRITTEN")):
        replace(module, name, PUBLISHED)
    replace(keyring, "calibrated", lambda: PUBLISHED)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen(monkeypatch.setattr)


def set_up_cheaply(store: Path) -> tuple[Keyring, DataKey, str]:
    """A keyring with everybody, its key and its recovery code; for tests under ``cheap``."""
    made, key = Keyring.create(store)
    return made, key, made.set_up(key, EVERYBODY, now=NOON, cost=PUBLISHED)


def admin_of(made: Keyring) -> Access:
    return made.login(ADMIN.user, ADMIN_PASSWORD, now=NOON)


def edited(store: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The file as somebody with an editor and a checksum tool would leave it."""
    path = keyring_path(store)
    values = json.loads(path.read_text(encoding="utf-8"))
    del values["checksum"]
    change(values)
    path.write_text(json.dumps({**values, "checksum": keyring_json._checksum(values)}), encoding="utf-8")
