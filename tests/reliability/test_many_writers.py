"""Several processes on one file: no error, no change lost, nobody waits long."""

from pathlib import Path

import pytest

from desktop_app.store import open_store
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import place
from tests.reliability.forking import ForkServer, Job
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

LONGEST_WAIT_S = 5.0
SAVES_WAITED_FOR = 40
"""Of the others, by whoever has the least luck."""


@BOTH_TIERS
@pytest.mark.parametrize("writers", [2, 4, 8])
def test_R5_no_change_of_several_writers_is_lost(
    tier: Tier, writers: int, server: ForkServer, tally: Tally, tmp_path: Path
) -> None:
    """Each adds its letter to one note; a change lost would take letters with it."""
    tally.of("R5", "saves by 2, 4 and 8 processes on one file")
    times = tier.choose(6, 100)
    with open_store(place(tmp_path), clock=noon, create=True) as store:
        store.save(save_of(record(note="")))
    letters = "abcdefgh"[:writers]
    jobs = [Job("add_words", tmp_path, arguments={"word": letter, "times": times}) for letter in letters]
    ran = server.run_all(jobs)
    assert [one.all("bug") for one in ran] == [[]] * writers
    done = [one.all("done")[0] for one in ran]
    tally.tried = sum(count for count, *_ in done)
    each_s = max(whole for *_, whole in done) / tally.tried
    with open_store(place(tmp_path), clock=noon) as store:
        stored = store.load("0001")
        numbers = [revision.number for revision in store.revisions("0001")]
        tally.failures += [f"chain: {fault.kind.value}" for fault in store.verify().faults]
    note = stored.record.patient.note or ""
    for letter, (count, worst, locked, _) in zip(letters, done, strict=True):
        if note.count(letter) != count:
            tally.failed(f"{letter} was saved {count} times and is there {note.count(letter)} times")
        tally.measured("worst wait, ms", worst * 1000)
        tally.seen["refused as locked"] += locked
    assert numbers == list(range(1, tally.tried + 2))
    tally.check()
    if (
        each_s * SAVES_WAITED_FOR < LONGEST_WAIT_S
    ):  # Else the machine has other things to do, and it is not the store.
        assert tally.most["worst wait, ms"] < LONGEST_WAIT_S * 1000
        assert tally.seen["refused as locked"] == 0
