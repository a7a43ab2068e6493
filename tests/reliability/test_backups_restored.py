"""Backups that were made at any moment come back as the store was at that moment, and say what they lack."""

import random
import shutil
import time
from pathlib import Path
from uuid import UUID

from desktop_app.store import ListQuery, RecordStore, StoreLocation, open_store
from desktop_app.store.backup import back_up, read_backup
from desktop_app.store.restoring_file import access_to, restore_to, what_would_be_missing
from tests.desktop_app.store.listed_patients import fill
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import file_in, place, prepare_store, user_1
from tests.reliability.folder_state import rows_of
from tests.reliability.forking import ForkServer, Job
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

LONGEST_START_S = 3.0


@BOTH_TIERS
def test_R10_a_backup_of_any_moment_comes_back_as_the_store_was_then(
    tier: Tier, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R10", "drill: restored from a backup of a random moment, opened, verified, compared")
    prepare_store(fast_folder)
    path, chance = file_in(fast_folder), random.Random(10)  # noqa: S311
    kept: dict[Path, tuple[dict[str, str], int]] = {}
    revision = 2
    for number in range(tier.choose(6, 30)):
        with open_store(place(fast_folder), clock=noon) as store:
            for _ in range(chance.randint(1, 4)):
                store.save(save_of(record("0001", note=str(revision)), revision))
                revision += 1
            before = rows_of(path)
            made = back_up(store, fast_folder / "copies" / f"{number}.db", clock=noon)
            kept[made.path] = before, revision
    for _ in range(tier.choose(20, 200)):
        copy = chance.choice(list(kept))
        judge(fast_folder, copy, *kept[copy], revision, tally)
    tally.check()


def judge(folder: Path, copy: Path, rows: dict[str, str], then: int, now: int, tally: Tally) -> None:
    tally.tried += 1
    backup, again = read_backup(copy), folder / "again"
    shutil.rmtree(again, ignore_errors=True)
    access = access_to(backup, user_1(folder))
    missing = what_would_be_missing(file_in(folder), user_1(folder), backup, access)
    if missing.revisions != now - then or missing.changed != (("0001",) if now > then else ()):
        tally.failed(f"{copy.name}: {missing}, and {now - then} saves are missing")
    restored = restore_to(backup, again / "store.db", access)
    if rows_of(restored) != rows:
        tally.failed(f"{copy.name}: not as it was")
    with open_store(StoreLocation(path=restored), clock=noon) as store:
        if not store.verify().sound or store.load("0001").revision != then:
            tally.failed(f"{copy.name}: does not verify")


@BOTH_TIERS
def test_R17_the_start_after_an_unclean_exit_takes_no_longer_than_any_other(
    tier: Tier, server: ForkServer, tally: Tally, tmp_path: Path
) -> None:
    """Killed in a save, with a hot journal, in a store of many patients; measured until the list is there."""
    tally.of("R17", "starts after kill -9 in a store of many patients (5 000; long: 100 000)")
    with open_store(place(tmp_path), clock=noon, create=True) as store:
        fill(store, tier.choose(5000, 100_000))
        store.save(save_of(record("0001"), request_id=UUID(int=1)))
        revision = store.load("0001").revision
    journal = file_in(tmp_path).with_name("store.db-journal")
    chance = random.Random(17)  # noqa: S311
    while tally.tried < tier.choose(3, 20):
        after = chance.uniform(0, 0.06)
        server.run(Job("save_for_ever", tmp_path, arguments={"revision": revision}, kill_after_s=after))
        hot = journal.stat().st_size > 0
        began = time.perf_counter()
        with open_store(place(tmp_path), clock=noon) as store:
            revision = list_and_load(store)
        taken = time.perf_counter() - began
        if hot:
            tally.tried += 1
            tally.seen["slowest, ms"] = max(tally.seen["slowest, ms"], int(1000 * taken))
            if taken > LONGEST_START_S:
                tally.failed(f"{taken:.1f} s")
    tally.check()


def list_and_load(store: RecordStore) -> int:
    """What a start shows, and the patient who was being saved; its revision."""
    assert store.page(ListQuery(today=noon().date()), offset=0, limit=50)
    return store.load("0001").revision
