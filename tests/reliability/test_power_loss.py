"""The power fails after any operation: nothing acknowledged is lost or torn; and the settings that do lose."""

import random
import shutil
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from desktop_app.store import open_store
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import ACTIONS, place, prepare_store, settled_state
from tests.reliability.course import course_of_saves
from tests.reliability.folder_state import State, UnsoundError, between, refuse_unsound, state_of
from tests.reliability.forking import ForkServer, Job
from tests.reliability.performing import Settings
from tests.reliability.power_loss import Disk, Event, events_of
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

LOST, TORN = "lost", "torn"
MODELS = {"in order": True, "any sectors": False}


class Replayed:
    """A logged run: every disk that a power loss may leave, against the states between the steps."""

    def __init__(self, base: Path, states: list[State], action: str = "") -> None:
        self.base, self.states, self.action = base, states, action
        self.watched, self.log, self.image = base / "watched", base / "log", base / "image"
        self._known: dict[tuple[int, int], str] = {}

    def try_images(self, tally: Tally, per_operation: int, every: int = 1) -> None:
        disk = Disk(self.base / "before-run")
        events = [self._moved(event) for event in events_of(self.log.read_bytes())]
        for number, event in enumerate(events, start=1):
            disk.take(event)
            if number % every and number < len(events):
                continue
            # What was acknowledged last has nothing after it that would sync it in passing.
            for which in range(per_operation if number < len(events) else 20 * per_operation):
                for model, in_order in MODELS.items():
                    chance = random.Random(f"{number} {which} {model}")  # noqa: S311
                    self._judge(disk, disk.image(chance, in_order=in_order), f"after {number}, {model}", tally)

    def _moved(self, event: Event) -> Event:
        """Of the folder that the disk was read from."""
        home, to = str(self.watched), str(self.base / "before-run")
        data = event.data.replace(home.encode(), to.encode()) if event.kind == "n" else event.data
        return Event(event.kind, event.path.replace(home, to), event.offset, data)

    def _judge(self, disk: Disk, image: dict[str, bytes | None], case: str, tally: Tally) -> None:
        key = (hash(tuple(image.items())), disk.acknowledged)
        if key not in self._known:
            self._write(image)
            self._known[key] = self._verdict(disk.acknowledged)
        tally.tried += 1
        if self._known[key]:
            tally.seen[self._known[key].split(" ")[0]] += 1
            tally.failed(f"{case}: {self._known[key]}")

    def _write(self, image: dict[str, bytes | None]) -> None:
        shutil.rmtree(self.image, ignore_errors=True)
        self.image.mkdir()
        for path, content in image.items():
            target = self.image / Path(path).relative_to(self.base / "before-run")
            if content is None:
                target.mkdir(exist_ok=True)
            else:
                target.write_bytes(content)

    def _verdict(self, acknowledged: int) -> str:
        """Empty where the image is the state after the last acknowledged step, or after the one that was begun."""
        try:
            found = settled_state(self.image, self.action)
            refuse_unsound(self.image)
        except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
            return f"{TORN} ({error})"
        may = self.states[acknowledged : acknowledged + 2]
        if not between(may[0], may[-1], found):
            return ""
        earlier = any(not between(state, state, found) for state in self.states[:acknowledged])
        return LOST if earlier else f"{TORN} {between(may[0], may[-1], found)}"


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
    watched, before = fast_folder / "watched", fast_folder / "before-run"
    watched.mkdir()
    ACTIONS[action].prepare(watched)
    shutil.copytree(watched, before)
    old = settled_state(before, action)
    ran = server.run(Job("logged", watched, log=fast_folder / "log", arguments={"action": action}))
    assert ran.all("acknowledged"), ran.said
    replayed = Replayed(fast_folder, [old, settled_state(watched, action)], action)
    replayed.try_images(tally, tier.choose(1, 20), every=tier.choose(2, 1))
    tally.check()
