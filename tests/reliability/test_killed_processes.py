"""kill -9 at random moments and at every operation that changes the disk: as before or as after, never between."""

import random
import shutil
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from desktop_app.store import open_store
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import ACTIONS, place, prepare_store, settled_state
from tests.reliability.folder_state import (
    State,
    UnsoundError,
    between,
    left_behind,
    refuse_unsound,
    rows_of,
    state_of,
)
from tests.reliability.forking import ForkServer, Job
from tests.reliability.shim import CHANGING, Fault, Mode
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ENDLESS_WITHOUT_HARM = ("open",)
"""Steps that leave everything as it was."""


@BOTH_TIERS
def test_R1_a_kill_at_a_random_moment_loses_no_acknowledged_save(
    tier: Tier, server: ForkServer, tally: Tally, tmp_path: Path
) -> None:
    """On a real disk, because its syncs are what a kill falls into; the store grows all the while."""
    tally.of("R1", "kill -9 at random moments during saves")
    prepare_store(tmp_path)
    moments = random.Random(1)  # noqa: S311
    revision = 2
    for number in range(tier.choose(200, 10_000)):
        job = Job(
            "save_for_ever", tmp_path, arguments={"revision": revision}, kill_after_s=moments.uniform(0, 0.06)
        )
        ran = server.run(job)
        assert ran.killed, ran.said
        tally.tried += 1
        tally.seen["hot journals"] += journal_of(tmp_path).stat().st_size > 0
        acknowledged = ran.last("saved") if ran.all("saved") else revision
        revision = found_after(tmp_path, acknowledged, tally, whole=number % 50 == 49)
    tally.check()
    assert tally.seen["hot journals"] >= 0.3 * tally.tried, "the kills must fall into transactions"


def journal_of(folder: Path) -> Path:
    return folder / "ward" / "store.db-journal"


def found_after(folder: Path, acknowledged: int, tally: Tally, *, whole: bool) -> int:
    """The revision that the reopened store holds; its chain from the last anchor, and now and then all of it."""
    with open_store(place(folder), clock=noon) as store:
        stored = store.load("0001")
        kept = store.record_at("0001", stored.revision)
        numbers = [revision.number for revision in store.revisions("0001")]
        faults = store.verify().faults if whole else store.verify_start()
    if faults:
        tally.failed(f"chain broken at revision {stored.revision}: {[fault.kind.value for fault in faults]}")
    if not acknowledged <= stored.revision <= acknowledged + 1:
        tally.failed(f"lost: acknowledged {acknowledged}, found {stored.revision}")
    if stored.record != kept or numbers != list(range(1, stored.revision + 1)):
        tally.failed(f"torn at revision {stored.revision}")
    return stored.revision


@BOTH_TIERS
@pytest.mark.parametrize("action", ACTIONS)
def test_R2_a_kill_at_any_operation_leaves_the_old_or_the_new(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R2", "kill -9 at every operation that changes the disk, and halfway through every write")
    folders = Folders(fast_folder, action)
    total = folders.counted(server)
    for mode in (Mode.KILL, Mode.HALF_THEN_KILL):
        for at in tier.points(total, 11):
            ran = server.run(folders.job(Fault(CHANGING, at, 1, mode)))
            assert ran.killed, ran.said
            folders.judge(f"{action}, {mode.name} at {at}", tally)
    tally.check()


def test_a_kill_shows_where_a_store_is_written_without_a_journal(server: ForkServer, fast_folder: Path) -> None:
    """The control: the same kills, the same checks, and no journal to take a torn save back."""
    tally, folders = Tally(), Folders(fast_folder, "save an edit", {"journal_mode": ("OFF", "off")})
    total = folders.counted(server)
    for at in range(1, total + 1, 3):
        server.run(folders.job(Fault(CHANGING, at, 1, Mode.KILL)))
        folders.judge(str(at), tally, repeat=False)
    assert len(tally.failures) > 5


class Folders:
    """One action between two known states, and a folder in which it is tried again and again."""

    def __init__(self, base: Path, action: str, settings: dict[str, tuple[str, str | int]] | None = None) -> None:
        self.action = action
        self.settings = settings or {}
        self.before, self.tried = base / "before", base / "tried"
        self.before.mkdir()
        ACTIONS[action].prepare(self.before)
        self.old = settled_state(self.before, action)
        self._again()
        self._perform()
        self.new = settled_state(self.tried, action)
        assert self.new != self.old or action in ENDLESS_WITHOUT_HARM

    def _again(self) -> None:
        shutil.rmtree(self.tried, ignore_errors=True)
        shutil.copytree(self.before, self.tried)

    def _perform(self) -> None:
        with ACTIONS[self.action].stage(self.tried) as perform:
            perform()

    def job(self, fault: Fault) -> Job:
        self._again()
        return Job("act", self.tried, fault, {"action": self.action, "settings": self.settings})

    def counted(self, server: ForkServer) -> int:
        """How many operations the action takes; undisturbed, it leads to the new state."""
        ran = server.run(self.job(Fault(CHANGING)))
        assert ran.all("acknowledged"), ran.said
        assert settled_state(self.tried, self.action) == self.new
        return int(ran.last("counted"))

    def judge(self, case: str, tally: Tally, *, repeat: bool = True) -> None:
        """What is found is the old or the new, opens, and where it is the old, the action still works."""
        tally.tried += 1
        try:
            found = settled_state(self.tried, self.action)
            refuse_unsound(self.tried)
        except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
            tally.failed(f"{case}: {error!r}")
            return
        for name in between(self.old, self.new, found):
            tally.failed(f"{case}: {name} is neither")
        tally.seen["unfinished files"] += len(left_behind(self.tried))
        if repeat and self._half_done(found):
            self._perform()
            for name in between(self.new, self.new, settled_state(self.tried, self.action)):
                tally.failed(f"{case}: {name} after trying again")

    def _half_done(self, found: State) -> bool:
        if self.action == "back up" and "ward/kept/backup.db" in found:
            # Only the entry in the trail is missing, and the name is taken.
            return False
        return found != self.new or self.action in ENDLESS_WITHOUT_HARM


def test_the_state_of_a_folder_tells_one_changed_value(fast_folder: Path) -> None:
    prepare_store(fast_folder)
    before = state_of(fast_folder)
    with open_store(place(fast_folder), clock=noon) as store:
        store.put_setting("a", 1)
    after = state_of(fast_folder)
    assert between(before, after, before) == between(before, after, after) == []
    assert between(before, before, after) == ["ward/store.db"]
    assert rows_of(fast_folder / "ward" / "store.db") == after["ward/store.db"]
