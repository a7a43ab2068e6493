"""A logged run replayed: every folder that a power loss or a kill may leave, held against the states between."""

import random
import shutil
from pathlib import Path

from sqlcipher3.dbapi2 import DatabaseError

from tests.reliability.actions import ACTIONS, settled_state
from tests.reliability.folder_state import State, UnsoundError, between, exactly, refuse_unsound
from tests.reliability.forking import ForkServer, Job
from tests.reliability.power_loss import Disk, Event, events_of
from tests.reliability.tallying import Tally

LOST, TORN = "lost", "torn"
MODELS = {"in order": True, "any sectors": False}


class Replayed:
    """A logged run: every disk that a power loss may leave, against the states between the steps."""

    def __init__(self, base: Path, states: list[State], action: str = "") -> None:
        self.base, self.states, self.action = base, states, action
        self.watched, self.log, self.image = base / "watched", base / "log", base / "image"
        self._known: dict[tuple[int, int], str] = {}
        self._sound: dict[str, str] = {}

    def try_kills(self, tally: Tally) -> None:
        """A kill after every event, and halfway through every write: all that was written is there."""
        disk = Disk(self.base / "before-run")
        for number, event in enumerate(self._events(), start=1):
            disk.take(event)
            self._judge(disk, disk.killed(event), f"killed after {number}", tally)
            if event.kind == "w" and event.path in disk.names:
                self._judge(disk, disk.killed(event, halfway=True), f"killed halfway through {number}", tally)

    def try_images(self, tally: Tally, per_operation: int, every: int = 1) -> None:
        disk = Disk(self.base / "before-run")
        events = self._events()
        for number, event in enumerate(events, start=1):
            disk.take(event)
            if number % every and number < len(events):
                continue
            # What was acknowledged last has nothing after it that would sync it in passing.
            for which in range(per_operation if number < len(events) else 20 * per_operation):
                for model, in_order in MODELS.items():
                    chance = random.Random(f"{number} {which} {model}")  # noqa: S311
                    self._judge(disk, disk.image(chance, in_order=in_order), f"after {number}, {model}", tally)

    def _events(self) -> list[Event]:
        return [self._moved(event) for event in events_of(self.log.read_bytes())]

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
        except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
            return f"{TORN} ({error})"
        if unsound := self._unsound():
            return unsound
        may = self.states[acknowledged : acknowledged + 2]
        if not between(may[0], may[-1], found):
            return ""
        earlier = any(not between(state, state, found) for state in self.states[:acknowledged])
        return LOST if earlier else f"{TORN} {between(may[0], may[-1], found)}"

    def _unsound(self) -> str:
        """Most disks, what was begun being rolled back, are one and the same again."""
        held = exactly(self.image, unfinished=False)
        if held not in self._sound:
            try:
                refuse_unsound(self.image)
                self._sound[held] = ""
            except (UnsoundError, DatabaseError, UnicodeDecodeError) as error:
                self._sound[held] = f"{TORN} ({error})"
        return self._sound[held]


def action_replayed(server: ForkServer, base: Path, action: str) -> Replayed:
    """One acknowledged step."""
    watched, before = base / "watched", base / "before-run"
    watched.mkdir()
    ACTIONS[action].prepare(watched)
    shutil.copytree(watched, before)
    old = settled_state(before, action)
    ran = server.run(Job("logged", watched, log=base / "log", arguments={"action": action}))
    assert ran.all("acknowledged"), ran.said
    return Replayed(base, [old, settled_state(watched, action)], action)
