"""A disk that fails, is full, read-only or locked by a scanner, at any operation: what is said is true, always."""

import errno
import shutil
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.reliability.actions import ACTIONS, settled_state
from tests.reliability.folder_state import between
from tests.reliability.forking import ForkServer, Job, Ran
from tests.reliability.shim import EVERY, FOR_GOOD, Fault, Mode
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ERRORS = {name: getattr(errno, name) for name in ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES")}
HARMLESS_TWICE = frozenset(
    {"put a draft", "drop a draft", "put a setting", "open", "create", "migrate", "encrypt", "copy", "export"}
    | {"back up", "restore into a new file", "restore in its place"}
    | {"print to a file"}
)
"""Steps without a request id: a false alarm is allowed, because trying again leads to the same state."""
ONCE_ONLY = frozenset({"back up", "restore into a new file"})
"""What is there already is refused, and that is as good."""
STILL_THERE = 5
"""Operations after which a scanner lets a file go."""


class FailingDisk:
    """One action on a failing disk, again and again."""

    def __init__(self, base: Path, action: str, server: ForkServer, tally: Tally) -> None:
        self.action, self.server, self.tally = action, server, tally
        self.before, self.tried, self.then = base / "before", base / "tried", base / "tried-then"
        self.before.mkdir()
        ACTIONS[action].prepare(self.before)
        self.old = settled_state(self.before, action)
        ran = self.run(Fault(EVERY))
        assert ran.all("acknowledged"), ran.said
        self.total = int(ran.last("struck"))
        self.new = settled_state(self.tried, action)

    def run(self, fault: Fault, *, reconciled: bool = True) -> Ran:
        for folder in (self.tried, self.then):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.before, self.tried)
        arguments = {"action": self.action, "reconciled": reconciled}
        return self.server.run(Job("fail_and_recover", self.tried, fault, arguments))

    def judge(self, ran: Ran, case: str) -> None:
        """What was said holds for the folder as it was left, and the action works once the disk does."""
        self.tally.tried += 1
        if ran.killed or ran.all("bug"):
            self.tally.failed(f"{case}: {ran.said}")
            return
        told = ran.said[0][0]
        self.tally.seen[told] += 1
        may = {"acknowledged": [self.new], "refused": [self.old], "unknown": [self.old, self.new]}[told]
        then = settled_state(self.then, self.action)
        if told == "refused" and self.action in HARMLESS_TWICE and between(self.old, self.old, then):
            self.tally.seen["false alarms"] += 1
            may = [self.old, self.new]
        for name in between(may[0], may[-1], then):
            self.tally.failed(f"{case}: {ran.said[0]}, but not so: {name}")
        if ran.said[2][1] != "acknowledged" and not (self.action in ONCE_ONLY and then == self.new):
            self.tally.failed(f"{case}: not usable again: {ran.said[2]}")
        elif between(self.new, self.new, settled_state(self.tried, self.action)):
            self.tally.failed(f"{case}: wrong after trying again")


@BOTH_TIERS
@pytest.mark.parametrize("action", ACTIONS)
def test_R4_what_is_said_on_a_failing_disk_is_true(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    """Every error at every operation, once and for good by turns; the quick tier takes turns at some of them."""
    tally.of("R4", "EIO, ENOSPC, EDQUOT, EROFS, EACCES at every operation, once and for good")
    disk = FailingDisk(fast_folder, action, server, tally)
    # Eleven turns, so that five at each operation shift which error comes once and which for good.
    ways = [(name, times) for times in (1, FOR_GOOD) for name in ERRORS] + [("EIO", FOR_GOOD)]
    turns, at_each = cycle(ways), tier.choose(2, len(ERRORS))
    for at in tier.points(disk.total, 9):
        for name, times in islice(turns, at_each):
            fault = Fault(EVERY, at, times, Mode.FAIL, ERRORS[name])
            disk.judge(disk.run(fault), f"{action}, {name} at {at}, {'once' if times == 1 else 'for good'}")
    tally.check()


@BOTH_TIERS
@pytest.mark.parametrize("action", ["save an edit", "import fifty", "migrate"])
def test_T19_a_disk_that_fills_up_within_a_write_keeps_nothing_by_halves(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("T19", "disk full halfway through a write")
    disk = FailingDisk(fast_folder, action, server, tally)
    writes = int(disk.run(Fault("w")).last("struck"))
    for at in tier.points(writes, 6):
        fault = Fault("w", at, FOR_GOOD, Mode.HALF_THEN_FAIL, errno.ENOSPC)
        disk.judge(disk.run(fault), f"{action}, halfway through write {at}")
    tally.check()


@BOTH_TIERS
@pytest.mark.parametrize("action", ["save an edit", "open", "copy", "export"])
def test_T21_a_scanner_that_holds_a_file_for_a_moment_makes_nobody_say_what_is_not_so(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("T21", "EACCES and EBUSY for some operations in a row on open, rename, unlink and lock")
    disk = FailingDisk(fast_folder, action, server, tally)
    for number in (errno.EACCES, errno.EBUSY):
        total = int(disk.run(Fault("counl")).last("struck"))
        for at in tier.points(total, 5):
            fault = Fault("counl", at, STILL_THERE, Mode.FAIL, number)
            disk.judge(disk.run(fault), f"{action}, {errno.errorcode[number]} at {at}")
    tally.check()


def test_a_wrong_message_shows_where_a_failed_save_is_not_looked_up(server: ForkServer, fast_folder: Path) -> None:
    """The control: the same faults, and an error of the last sync taken at its word."""
    tally = Tally()
    disk = FailingDisk(fast_folder, "save an edit", server, tally)
    total = int(disk.run(Fault("ts")).last("struck"))
    for at in range(1, total + 1):
        disk.judge(disk.run(Fault("ts", at, 1, Mode.FAIL, errno.EIO), reconciled=False), str(at))
    assert any("but not so" in failure for failure in tally.failures)
