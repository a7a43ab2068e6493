"""A new data key: every row under it, the old one of no use, the audit trail true; killed anywhere it opens."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop_app.accounts.contents import Access, DataKey, Role
from desktop_app.accounts.keyring import Keyring, NewAccount
from desktop_app.accounts.slots import FLOOR
from desktop_app.errors import LoginNeeded, StoreLocked, WrongKey
from desktop_app.store import StoreLocation, copying, open_store
from desktop_app.store.audit_contents import Anchor, AuditAction
from desktop_app.store.backup import back_up, backup_folder, backups
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.cipher_file import connected, key_fits
from desktop_app.store.faults import faults_named
from desktop_app.store.rekeying import change_key
from desktop_app.store.renewing_key import renew_key
from desktop_app.store.restoring_file import restore
from tests.desktop_app.store.cutting_off import cut_off_at
from tests.desktop_app.store.store_samples import NOON, noon, record, save_of

NEW = DataKey(bytes(range(100, 132)))
PASSWORD = "Zuiho-7731-abc"  # noqa: S105


def accounts() -> Sequence[NewAccount]:
    return (
        NewAccount("chief", "主任", Role.ADMIN, PASSWORD),
        NewAccount("doctor", "医师", Role.PHYSICIAN, PASSWORD),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ward" / "store.db"
    with open_store(StoreLocation(path=path), clock=noon, create=True) as store:
        store.save(save_of(record()))
    return path


def test_T2_after_set_up_with_a_new_key_the_old_one_opens_nothing(path: Path) -> None:
    """The keyring changes first; the next opening changes the file."""
    keyring = Keyring.load(path)
    old = keyring.open_access("x").key
    assert old is not None
    keyring.set_up(old, accounts(), now=NOON, new_key=NEW, cost=FLOOR)
    assert key_fits(path, old)
    with pytest.raises(LoginNeeded):
        open_store(StoreLocation(path=path), clock=noon)
    access = Keyring.load(path).login("doctor", PASSWORD, now=NOON)
    assert access.key == NEW
    with open_store(StoreLocation(path=path), clock=noon, access=access) as store:
        assert store.load("0001").revision == 1
        assert store.verify().sound
        store.save(save_of(record(note="later"), 1, author="doctor"))
        assert store.verify().sound
    assert not key_fits(path, old)
    assert Keyring.load(path).former_key(NEW) is None
    with pytest.raises(WrongKey):
        open_store(StoreLocation(path=path), clock=noon, access=Access(old, access.person))


def test_an_administrator_renews_the_key_after_a_backup(path: Path) -> None:
    keyring = Keyring.load(path)
    first = keyring.open_access("x").key
    assert first is not None
    keyring.set_up(first, accounts(), now=NOON, cost=FLOOR)
    access = Keyring.load(path).login("chief", PASSWORD, now=NOON)
    renewed = renew_key(path, access, PASSWORD, clock=noon)
    assert renewed.access.key is not None
    assert key_fits(path, renewed.access.key)
    assert not key_fits(path, first)
    assert renewed.one_time_passwords.keys() == {"doctor"}
    (made,) = backups(backup_folder(path))
    assert (made.why, key_fits(made.path, first)) == (BackupReason.BEFORE_REKEY, True)
    again = Keyring.load(path).login("chief", PASSWORD, now=NOON)
    with open_store(StoreLocation(path=path), clock=noon, access=again) as store:
        assert store.verify().sound
        (entry,) = store.audit_entries(actions=frozenset({AuditAction.REKEY}))
        assert entry.user == "chief"


def test_the_audit_trail_keeps_its_key_through_every_change(path: Path) -> None:
    """What a print or a backup says of the trail's head stays true."""
    with open_store(StoreLocation(path=path), clock=noon) as store:
        access, head = store.access, store.audit_head()
    assert head is not None
    key = access.key
    for number in range(3):
        assert key is not None
        new = DataKey(bytes([number]) * 32)
        change_key(path, key, new)
        key = new
        with open_store(StoreLocation(path=path), clock=noon, access=Access(key, access.person)) as store:
            store.save(save_of(record(f"1{number}")))
            assert store.verify().sound
            assert store.holds_anchor(Anchor(head.sequence, head.hash)) is None
            assert store.access.key is not None
            assert store.access.key.audit_key == access.key.audit_key  # type: ignore[union-attr]


def test_tampering_is_found_after_a_change_of_key(path: Path) -> None:
    with open_store(StoreLocation(path=path), clock=noon) as store:
        access = store.access
    assert access.key is not None
    change_key(path, access.key, NEW)
    with closing(connected(path, NEW)) as connection:
        connection.execute("DROP TRIGGER audit_refuses_update")
        connection.execute("UPDATE audit SET user_id = 'somebody' WHERE seq = 2")
    with open_store(StoreLocation(path=path), clock=noon, access=Access(NEW, access.person)) as store:
        assert not store.verify().sound


def test_a_backup_from_before_the_change_is_restored_under_the_key_of_today(path: Path, tmp_path: Path) -> None:
    with open_store(StoreLocation(path=path), clock=noon) as store:
        made, then = back_up(store, tmp_path / "medium", clock=noon), store.access
        store.save(save_of(record("0002")))
    assert then.key is not None
    change_key(path, then.key, NEW)
    today = Access(NEW, then.person)
    restore(path, made, access=today, backup_access=then, reason="x", clock=noon)
    with open_store(StoreLocation(path=path), clock=noon, access=today) as store:
        assert store.patient_ids() == ["0001"]
        assert store.verify().sound


def test_a_store_that_somebody_writes_keeps_its_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "connected", partial(connected, busy_timeout_ms=50))
    with open_store(StoreLocation(path=path), clock=noon) as store:
        key = store.access.key
    assert key is not None
    with closing(connected(path, key)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked), faults_named(StoreLocation(path=path)):
            change_key(path, key, NEW)
        writer.execute("ROLLBACK")
    assert key_fits(path, key)


@pytest.mark.posix
def test_a_change_of_key_cut_off_at_any_step_opens_with_the_new_login(path: Path, tmp_path: Path) -> None:
    """The keyring is changed, then the file at the next opening, which is killed at each of its steps."""
    keyring = Keyring.load(path)
    old = keyring.open_access("x").key
    assert old is not None
    keyring.set_up(old, accounts(), now=NOON, new_key=NEW, cost=FLOOR)
    person = Keyring.load(path).login("chief", PASSWORD, now=NOON + timedelta(minutes=1)).person
    access = Access(NEW, person)
    sides, step, killed = set(), 0, True
    while killed:
        step += 1
        folder = tmp_path / f"cut-{step}"
        shutil.copytree(path.parent, folder)
        place = StoreLocation(path=folder / "store.db")
        killed = cut_off_at(step, lambda at=place: open_store(at, clock=noon, access=access))  # type: ignore[misc]
        assert place.path is not None
        sides.add(key_fits(place.path, NEW))
        assert key_fits(place.path, NEW) is not key_fits(place.path, old)
        with open_store(place, clock=noon, access=access) as store:
            assert store.verify().sound
        assert Keyring.load(place.path).former_key(NEW) is None
        shutil.rmtree(folder)
    assert sides == {True, False}
    assert step > 15
