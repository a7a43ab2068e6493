"""What only something outside the file can tell: a cut end, an older file, a chain that was written anew."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.accounts.contents import Role
from desktop_app.errors import NotPermitted
from desktop_app.store import Anchor, AuditAction, FaultKind, RecordStore, StoreLocation, open_store
from desktop_app.store.audit_anchor import (
    AnchorStays,
    AnchorUnreadable,
    anchor_path,
    read_anchor,
    write_anchor,
)
from desktop_app.store.audit_chain import GENESIS, Chain
from desktop_app.store.audit_table import AUDIT, HASHED
from tests.desktop_app.store.audit_samples import as_person, edited
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import key_of


def anchor_of(location: StoreLocation) -> Path:
    assert location.path is not None
    return anchor_path(location.path)


def kinds(store: RecordStore) -> list[FaultKind]:
    return [fault.kind for fault in store.verify().faults]


@pytest.fixture
def saved(location: StoreLocation) -> StoreLocation:
    with open_store(location, clock=noon, create=True) as store:
        for number in range(1, 6):
            store.save(save_of(record("0001", note=str(number)), number - 1 or None))
    return location


def test_the_anchor_follows_every_committed_change(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        assert store.verify_start() == ()
        assert not anchor_of(location).exists()
        for change in (
            lambda: store.save(save_of(record("0001"))),
            lambda: store.save_many([save_of(record("0002"))]),
            lambda: store.note(AuditAction.VIEW, patient="0001"),
            lambda: store.put_setting("ward_name", "x"),
        ):
            change()
            assert read_anchor(anchor_of(location)) == store.audit_head()
        head = store.audit_head()
        assert head is not None
        assert head.code == f"{head.sequence:06d}-{head.hash[:6]}"
    assert json.loads(anchor_of(location).read_text()) == {"sequence": head.sequence, "hash": head.hash}
    assert anchor_of(location).stat().st_mode & 0o077 == 0


def test_T24_an_older_file_put_in_place_is_found_and_its_anchor_kept(saved: StoreLocation) -> None:
    assert saved.path is not None
    old = saved.path.read_bytes()
    with open_store(saved, clock=noon) as store:
        store.save(save_of(record("0002")))
        store.save(save_of(record("0003")))
        newest = store.audit_head()
    saved.path.write_bytes(old)
    with open_store(saved, clock=noon) as store:
        failed: list[Exception] = []
        store.on_anchor_failed = failed.append
        (fault,) = store.verify_start()
        assert (fault.kind, fault.facts["first"], fault.facts["last"]) == (FaultKind.OLDER_THAN_ANCHOR, 8, 9)
        # Saving goes on, also past the lost entries, and the anchor stays as evidence.
        for number in range(4, 8):
            store.save(save_of(record(f"000{number}")))
        assert read_anchor(anchor_of(saved)) == newest
        assert len(failed) == 4
        assert all(isinstance(error, AnchorStays) for error in failed)
        assert kinds(store) == [FaultKind.OTHER_THAN_ANCHOR]


def test_T24_a_restored_backup_is_accepted_with_a_reason_and_both_heads(saved: StoreLocation) -> None:
    assert saved.path is not None
    old = saved.path.read_bytes()
    with open_store(saved, clock=noon) as store:
        older = store.audit_head()
        store.save(save_of(record("0002")))
        newest = store.audit_head()
    saved.path.write_bytes(old)
    with as_person(saved, "nurse", Role.ENTRY) as store, pytest.raises(NotPermitted):
        store.accept_anchor("x")
    with as_person(saved, "chief", Role.ADMIN) as store:
        store.accept_anchor("硬盘损坏，恢复昨日备份")
        entry = store.audit_entries()[0]
        assert entry.action is AuditAction.RESTORE
        assert entry.reason_text == "硬盘损坏，恢复昨日备份"
        assert older is not None
        assert newest is not None
        heads = tuple({"sequence": each.sequence, "hash": each.hash} for each in (newest, older))
        assert entry.changes["anchor"] == heads
        assert store.verify_start() == ()
        assert kinds(store) == []
        assert store.holds_anchor(newest) is not None
        assert store.holds_anchor(older) is None


def test_T24_a_cut_end_is_found(saved: StoreLocation) -> None:
    """The last save, undone without a trace: its entry, its revision, its rows."""
    with edited(saved) as connection:
        connection.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        connection.execute("DELETE FROM revision WHERE number = 5")
        connection.execute("UPDATE patient SET revision = 4, note = '4'")
        connection.execute("UPDATE patient_summary SET revision = 4")
    with open_store(saved, clock=noon) as store:
        assert kinds(store) == [FaultKind.OLDER_THAN_ANCHOR]


def test_T24_the_file_of_another_store_is_found(saved: StoreLocation, tmp_path: Path) -> None:
    other = StoreLocation(path=tmp_path / "other" / "store.db")
    with open_store(other, clock=noon, create=True) as store:
        for number in range(9):
            store.save(save_of(record(f"9{number}")))
    shutil.copy(anchor_of(other), anchor_of(saved))
    with open_store(saved, clock=noon) as store:
        assert kinds(store) == [FaultKind.OLDER_THAN_ANCHOR]
        for number in range(9):
            store.save(save_of(record(f"9{number}")))
        assert kinds(store) == [FaultKind.OTHER_THAN_ANCHOR]


def hashed_again(connection: Any, chain: Chain) -> None:
    """What somebody can do who has the data key: every entry hashed anew, from the first to the last."""
    names = [column.name for column in AUDIT.columns]
    previous = GENESIS
    for row in connection.execute(f"SELECT {', '.join(names)} FROM audit ORDER BY seq").fetchall():  # noqa: S608
        values = dict(zip(names, row, strict=True))
        own = chain.hash([values[name] for name in HASHED], previous)
        connection.execute("UPDATE audit SET prev = ?, hash = ? WHERE seq = ?", (previous, own, values["seq"]))
        previous = own


def test_T26_a_chain_written_anew_with_the_key_is_found_only_by_the_anchor(saved: StoreLocation) -> None:
    with open_store(saved, clock=noon) as store:
        on_paper = store.audit_head()
        assert on_paper is not None
    with edited(saved) as connection:
        connection.execute("UPDATE audit SET user_id = 'somebody else' WHERE seq = 3")
        hashed_again(connection, Chain(key_of(saved.path)))
    with open_store(saved, clock=noon) as store:
        assert kinds(store) == [FaultKind.OTHER_THAN_ANCHOR]
        # Whoever also replaces the anchor beside the file is found by what was printed or kept elsewhere, alone.
        forged = store.audit_head()
        assert forged is not None
        write_anchor(anchor_of(saved), forged)
        assert kinds(store) == []
        fault = store.holds_anchor(on_paper)
        assert fault is not None
        assert fault.kind is FaultKind.OTHER_THAN_ANCHOR


def test_T26_without_the_key_the_chain_cannot_be_written_anew(saved: StoreLocation) -> None:
    with edited(saved) as connection:
        connection.execute("UPDATE audit SET user_id = 'somebody else' WHERE seq = 3")
        hashed_again(connection, Chain(None))
    with open_store(saved, clock=noon) as store:
        assert FaultKind.ENTRY_CHANGED in kinds(store)


def test_a_missing_anchor_is_a_fault_and_is_not_quietly_made_again(saved: StoreLocation) -> None:
    anchor_of(saved).unlink()
    with open_store(saved, clock=noon) as store:
        failed: list[Exception] = []
        store.on_anchor_failed = failed.append
        assert [fault.kind for fault in store.verify_start()] == [FaultKind.ANCHOR_MISSING]
        store.save(save_of(record("0002")))
        assert kinds(store) == [FaultKind.ANCHOR_MISSING]
        assert len(failed) == 1
        store.accept_anchor("文件夹被清理")
        assert kinds(store) == []


UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b'{"sequence": 1}',
    b'{"sequence": "1", "hash": "00"}',
    b"\xff\xfe",
    b"[" * 100_000,
]
UNREADABLE += [json.dumps({"sequence": at, "hash": "00" * 32}).encode() for at in (0, -1, 1.0, True, None)]
UNREADABLE += [json.dumps({"sequence": 1, "hash": name}).encode() for name in ("zz" * 32, "00", None, 5)]


@pytest.mark.parametrize("content", UNREADABLE)
def test_an_anchor_that_is_none_is_a_fault_and_not_a_crash(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "store.anchor.json"
    path.write_bytes(content)
    with pytest.raises(AnchorUnreadable):
        read_anchor(path)


def test_a_damaged_anchor_stays_until_it_is_answered_for(saved: StoreLocation) -> None:
    anchor_of(saved).write_bytes(b"")
    with open_store(saved, clock=noon) as store:
        store.save(save_of(record("0002")))
        assert kinds(store) == [FaultKind.ANCHOR_UNREADABLE]
        assert anchor_of(saved).read_bytes() == b""
        store.accept_anchor("断电")
        assert kinds(store) == []


@pytest.mark.posix
@pytest.mark.parametrize("spoil", [lambda path: path.unlink() or path.mkdir(), lambda path: path.chmod(0o000)])
def test_an_anchor_that_cannot_be_moved_fails_no_save(
    saved: StoreLocation, spoil: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Exception] = []

    def refused(*_: object) -> None:
        raise PermissionError(13, "refused")

    with open_store(saved, clock=noon) as store:
        store.on_anchor_failed = failed.append
        monkeypatch.setattr("desktop_app.store.audit_anchor.write_anchor", refused)
        assert store.save(save_of(record("0002"))).number == 1
        assert [type(error) for error in failed] == [PermissionError]
        monkeypatch.undo()
        store.save(save_of(record("0003")))
        assert len(failed) == 1
        assert read_anchor(anchor_of(saved)) == store.audit_head()


def test_another_process_that_was_faster_is_no_fault(saved: StoreLocation) -> None:
    failed: list[Exception] = []
    with open_store(saved, clock=noon) as mine, open_store(saved, clock=noon) as theirs:
        mine.on_anchor_failed = theirs.on_anchor_failed = failed.append
        for number in range(6):
            (mine if number % 2 else theirs).save(save_of(record(f"5{number}")))
        late = mine.audit_head()
        theirs.save(save_of(record("60")))
        assert late is not None
        keeper = mine._transactions.anchors
        assert keeper is not None
        keeper.advance(late, mine._transactions, written=1)
        assert read_anchor(anchor_of(saved)) == theirs.audit_head()
    assert failed == []


def test_what_a_killed_process_left_is_removed(saved: StoreLocation) -> None:
    import os

    left = anchor_of(saved).with_name(anchor_of(saved).name + ".99-99.tmp")
    young = anchor_of(saved).with_name(anchor_of(saved).name + ".98-98.tmp")
    for path in (left, young):
        path.write_bytes(b"{")
    os.utime(left, (1, 1))
    with open_store(saved, clock=noon) as store:
        store.save(save_of(record("0002")))
    assert not left.exists()
    assert young.exists()


def test_an_empty_trail_is_a_fault(saved: StoreLocation) -> None:
    with edited(saved) as connection:
        connection.execute("DELETE FROM audit")
    with open_store(saved, clock=noon) as store:
        assert FaultKind.CHAIN_EMPTY in kinds(store)
        assert FaultKind.OLDER_THAN_ANCHOR in kinds(store)


def test_the_hash_covers_each_value_with_its_type() -> None:
    chain = Chain(None)
    different = [[1, "2"], ["1", "2"], [12], ["12"], [None, 12], ["", "12"], [1, 2], ["1,2"]]
    hashes = {chain.hash(values, GENESIS) for values in different}
    assert len(hashes) == len(different)
    assert chain.hash([1], GENESIS) != chain.hash([1], bytes([1]) * 32)


def test_the_first_entry_follows_nothing(saved: StoreLocation) -> None:
    with open_store(saved, clock=noon) as store, store._reading() as connection:
        first = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).first()
    assert first is not None
    assert (first.seq, first.prev) == (1, GENESIS)
    assert Anchor(1, first.hash.hex()).code.startswith("000001-")
