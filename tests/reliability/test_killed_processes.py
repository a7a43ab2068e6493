"""kill -9 at random moments and at every operation that changes the disk: as before or as after, never between."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from desktop_app.errors import UnknownPatient
from desktop_app.store import RecordStore, open_store
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import ACTIONS, place, prepare_store, settled_state
from tests.reliability.folder_state import (
    State,
    UnsoundError,
    between,
    exactly,
    left_behind,
    refuse_unsound,
    rows_of,
    state_of,
)
from tests.reliability.forking import ForkServer, Job
from tests.reliability.replaying import action_replayed
from tests.reliability.shim import CHANGING, Fault, Mode
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

KILLS_EACH = 150
ENDLESS_WITHOUT_HARM = ("open",)
"""Steps that leave everything as it was."""


@BOTH_TIERS
def test_R1_a_kill_at_a_random_moment_loses_no_acknowledged_save(
    tier: Tier, server: ForkServer, tally: Tally, tmp_path: Path
) -> None:
    """On a real disk, because its syncs are what a kill falls into; the store grows all the while."""
    tally.of("R1", "kill -9 at random moments during saves")
    prepare_store(tmp_path)
    moments, window = random.Random(1), Window()  # noqa: S311
    kills = tier.choose(200, 10_000)
    kept: dict[str, int] = {"0001": 2}
    for number in range(kills):
        # A patient of thousands of revisions would only take the time to read them all.
        patient = "0001" if number < KILLS_EACH else f"{number // KILLS_EACH:04}K"
        after_s = moments.uniform(0, window.seconds)
        kept[patient], saves = killed_once(server, tmp_path, patient, kept.get(patient, 0), after_s, tally)
        window.move(saves)
        if number % (kills // 4) == kills // 4 - 1:
            refuse_lost(tmp_path, kept, tally)
    tally.check()
    assert tally.seen["hot journals"] >= 0.3 * tally.tried, "the kills must fall into transactions"
    assert tally.seen["saves acknowledged"] >= 0.3 * tally.tried


@dataclass(slots=True)
class Window:
    """How long a process may live: for some saves, however fast or slow the disk is at the moment."""

    seconds: float = 0.06

    def move(self, saves: int) -> None:
        self.seconds *= 1.15 if saves == 0 else 0.95 if saves > 2 else 1.0


def killed_once(
    server: ForkServer, folder: Path, patient: str, revision: int, after_s: float, tally: Tally
) -> tuple[int, int]:
    """The revision that is there after the kill, and how many saves were acknowledged before."""
    tally.tried += 1
    arguments = {"patient": patient, "revision": revision}
    ran = server.run(Job("save_for_ever", folder, arguments=arguments, kill_after_s=after_s))
    assert ran.killed, ran.said
    tally.seen["hot journals"] += journal_of(folder).stat().st_size > 0
    saves = len(ran.all("saved"))
    tally.seen["saves acknowledged"] += saves
    return found_after(folder, patient, revision + saves, tally), saves


def journal_of(folder: Path) -> Path:
    return folder / "ward" / "store.db-journal"


def found_after(folder: Path, patient: str, acknowledged: int, tally: Tally) -> int:
    """The revision that the reopened store holds; its chain from the last anchor."""
    with open_store(place(folder), clock=noon) as store:
        faults = store.verify_start()
        found, torn = held(store, patient)
    if faults:
        tally.failed(f"chain broken at revision {found}: {[fault.kind.value for fault in faults]}")
    if not acknowledged <= found <= acknowledged + 1:
        tally.failed(f"lost: acknowledged {acknowledged}, found {found}")
    if torn:
        tally.failed(f"torn at revision {found}")
    return found


def held(store: RecordStore, patient: str) -> tuple[int, bool]:
    """The last revision (0: nobody knows the patient), and whether the record or its history is another."""
    try:
        stored = store.load(patient)
    except UnknownPatient:
        return 0, bool(store.revisions(patient))
    numbers = [revision.number for revision in store.revisions(patient)]
    as_kept = store.record_at(patient, stored.revision)
    return stored.revision, stored.record != as_kept or numbers != list(range(1, stored.revision + 1))


def refuse_lost(folder: Path, kept: dict[str, int], tally: Tally) -> None:
    """All patients as they were found after their last kill, and the whole chain."""
    with open_store(place(folder), clock=noon) as store:
        for patient, revision in kept.items():
            found, torn = held(store, patient)
            if found != revision or torn:
                tally.failed(f"{patient}: {revision} became {found}")
        for fault in store.verify().faults:
            tally.failed(f"chain: {fault.kind.value}")


@BOTH_TIERS
@pytest.mark.parametrize("action", ACTIONS)
def test_R2_a_kill_at_any_operation_leaves_the_old_or_the_new(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R2", "kill -9 at every operation that changes the disk, and halfway through every write")
    folders = Folders(fast_folder, action)
    total = folders.counted(server)
    for mode in (Mode.KILL, Mode.HALF_THEN_KILL):
        for at in tier.points(total, 6):
            ran = server.run(folders.job(Fault(CHANGING, at, 1, mode)))
            assert ran.killed, ran.said
            folders.judge(f"{action}, {mode.name} at {at}", tally)
    tally.check()


@pytest.mark.parametrize("action", ACTIONS)
def test_R2_what_a_kill_may_leave_is_the_old_or_the_new(
    action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    """From the log of one run: a killed process leaves what it had written, synced or not."""
    tally.of("R2", "folders as left by a kill after every operation and halfway through every write, replayed")
    action_replayed(server, fast_folder, action).try_kills(tally)
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
        self._known: dict[str, list[str]] = {}
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
        except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
            tally.failed(f"{case}: {error!r}")
            return
        for name in between(self.old, self.new, found):
            tally.failed(f"{case}: {name} is neither")
        tally.seen["unfinished files"] += len(left_behind(self.tried))
        # What was begun being rolled back, most kills leave one and the same folder.
        held = exactly(self.tried)
        if held not in self._known:
            self._known[held] = self._faults(found, repeat=repeat)
        for fault in self._known[held]:
            tally.failed(f"{case}: {fault}")

    def _faults(self, found: State, *, repeat: bool) -> list[str]:
        try:
            refuse_unsound(self.tried)
        except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
            return [repr(error)]
        if not repeat or not self._half_done(found):
            return []
        self._perform()
        again = settled_state(self.tried, self.action)
        return [f"{name} after trying again" for name in between(self.new, self.new, again)]

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
