"""The power fails after any operation: nothing acknowledged is lost or torn; and the settings that do lose."""

import shutil
from pathlib import Path

import pytest

from desktop_app.store import open_store
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import ACTIONS, place, prepare_store
from tests.reliability.course import course_of_saves
from tests.reliability.folder_state import State, state_of
from tests.reliability.forking import ForkServer, Job
from tests.reliability.performing import Settings
from tests.reliability.replaying import LOST, TORN, Replayed, action_replayed
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier


def course_replayed(server: ForkServer, base: Path, settings: Settings) -> Replayed:
    """Ten acknowledged steps in an open store."""
    for name in ("watched", "before-run", "truth"):
        (base / name).mkdir()
        prepare_store(base / name)
    replayed = Replayed(base, states_of_the_course(base / "truth"))
    shutil.rmtree(base / "before-run")
    shutil.copytree(replayed.watched, base / "before-run")
    ran = server.run(Job("course", replayed.watched, log=replayed.log, arguments={"settings": settings}))
    assert ran.all("acknowledged"), ran.said
    assert state_of(replayed.watched) == replayed.states[-1]
    return replayed


def states_of_the_course(folder: Path) -> list[State]:
    states = [state_of(folder)]
    with open_store(place(folder), clock=noon) as store:
        for step in course_of_saves():
            step(store)
            states.append(state_of(folder))
    return states


@BOTH_TIERS
def test_R3_no_power_loss_takes_an_acknowledged_step_or_tears_one(
    tier: Tier, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R3", "power loss after any operation, TRUNCATE + EXTRA as shipped")
    course_replayed(server, fast_folder, {}).try_images(tally, tier.choose(1, 40))
    tally.check()


WEAKER: dict[str, Settings] = {
    "DELETE + FULL": {"journal_mode": ("DELETE", "delete"), "synchronous": ("FULL", 2)},
    "WAL + NORMAL": {"journal_mode": ("WAL", "wal"), "synchronous": ("NORMAL", 1)},
    "synchronous=OFF": {"synchronous": ("OFF", 0)},
}


@BOTH_TIERS
@pytest.mark.parametrize("name", WEAKER)
def test_R3_weaker_settings_are_seen_to_lose(
    tier: Tier, name: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    """The control: the same replayer, the same checks."""
    replayed = course_replayed(server, fast_folder, WEAKER[name])
    tried = Tally()
    replayed.try_images(tried, tier.choose(1, 10), every=tier.choose(3, 1))
    tally.of("R3", f"control, must lose: {name}")
    tally.tried, tally.seen = tried.tried, tried.seen
    assert tried.seen[LOST] + tried.seen[TORN] > tried.tried / 20
    if name == "synchronous=OFF":
        assert tried.seen[TORN] > 0


@BOTH_TIERS
@pytest.mark.parametrize("action", ACTIONS)
def test_R3_what_was_acknowledged_once_is_still_there_after_a_power_loss(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R3", "power loss after any operation of each action")
    replayed = action_replayed(server, fast_folder, action)
    replayed.try_images(tally, tier.choose(1, 20), every=tier.choose(2, 1))
    tally.check()
