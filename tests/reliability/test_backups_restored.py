"""Backups that were made at any moment come back as the store was at that moment, and say what they lack."""

import random
import shutil
from pathlib import Path

from desktop_app.store import StoreLocation, open_store
from desktop_app.store.backup import back_up, read_backup
from desktop_app.store.restoring_file import access_to, restore_to, what_would_be_missing
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import file_in, place, prepare_store, user_1
from tests.reliability.folder_state import rows_of
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier


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
