"""What a child of the fork server does; what it said is heard even if it is killed a moment later."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.errors import KnownError, StaleRecord, StoreLocked, UnknownOutcome
from desktop_app.store import open_store, sqlite_file
from desktop_app.store.transactions import Transactions
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import ACTIONS, Perform, place
from tests.reliability.changed_keys import KEY_ACTIONS, cheaper
from tests.reliability.course import course_of_saves
from tests.reliability.shim import Shim

EVERY_ACTION = ACTIONS | KEY_ACTIONS
Settings = dict[str, tuple[str, str | int]]


@dataclass(frozen=True, slots=True)
class Work:
    folder: Path
    say: Callable[..., None]
    shim: Shim
    fault: dict[str, Any]

    def arm(self) -> None:
        self.shim.arm(**self.fault)


def warm_up() -> None:
    """Every import and every compiled statement, before the first fork."""
    for action in ACTIONS.values():
        with tempfile.TemporaryDirectory() as name:
            action.prepare(Path(name))
            with action.stage(Path(name)) as perform:
                perform()
    with (
        tempfile.TemporaryDirectory() as name,
        open_store(place(Path(name)), clock=noon, create=True) as store,
    ):
        store.save(save_of(record()))
        store.load("0001")


def act(work: Work, action: str, settings: Settings) -> None:
    """The fault may strike while the step is performed."""
    replace_safety(settings)
    if action in KEY_ACTIONS:
        cheaper(setattr)
    with EVERY_ACTION[action].stage(work.folder) as perform:
        work.arm()
        work.say(*outcome_of(perform))
        work.say("counted", work.shim.counted())
        work.shim.disarm()


def replace_safety(settings: Settings) -> None:
    """Other safety settings than the store's own, for the controls."""
    usual = sqlite_file.safety_settings
    sqlite_file.safety_settings = lambda **given: {**usual(**given), **settings}


def outcome_of(perform: Perform) -> tuple[str, str]:
    """What the user would be told: acknowledged, refused (nothing happened), unknown; or a bug."""
    try:
        perform()
    except UnknownOutcome:
        return "unknown", ""
    except KnownError as error:
        return "refused", type(error).__name__
    except Exception as error:  # noqa: BLE001  (to be reported, whatever it is)
        return "bug", f"{type(error).__name__}: {error}"
    return "acknowledged", ""


def fail_and_recover(work: Work, action: str, *, reconciled: bool = True) -> None:
    """A failing disk; what the user is told; the folder as it is then; the disk recovers; the same step again.

    ``reconciled`` False: without looking the request up after an error, to show that the test would notice.
    """
    if not reconciled:
        Transactions._looked_up = lambda self, requests, look_up, *, committing: None  # type: ignore[method-assign]
    replace_safety({"busy_timeout": ("50", 50)})
    with ACTIONS[action].stage(work.folder) as perform:
        work.arm()
        told = outcome_of(perform)
        work.say(*told)
        work.say("struck", work.shim.counted())
        work.shim.disarm()
        shutil.copytree(work.folder, work.folder.with_name(work.folder.name + "-then"))
        work.say("again", *(told if told[0] == "acknowledged" else outcome_of(perform)))


def save_for_ever(work: Work, patient: str, revision: int) -> None:
    """Saves one edit after the other until it is killed; revision 0: nobody knows the patient yet."""
    with open_store(place(work.folder), clock=noon) as store:
        work.say("ready")
        while True:
            store.save(save_of(record(patient, note=str(revision)), revision or None))
            revision += 1
            work.say("saved", revision)


def course(work: Work, settings: Settings) -> None:
    """Ten steps, each marked in the log once it is acknowledged; ``settings`` replace safety settings."""
    replace_safety(settings)
    with open_store(place(work.folder), clock=noon) as store:
        for number, step in enumerate(course_of_saves(), start=1):
            step(store)
            work.shim.mark(number)
    work.say("acknowledged", number)


def logged(work: Work, action: str) -> None:
    """One step, marked once it is acknowledged."""
    with ACTIONS[action].stage(work.folder) as perform:
        perform()
        work.shim.mark(1)
    work.say("acknowledged", 1)


def add_words(work: Work, word: str, times: int) -> None:
    """Appends a word to one note again and again; what is stale is read again, and a locked file waited for."""
    worst, done, locked, first = 0.0, 0, 0, time.monotonic()
    with open_store(place(work.folder), clock=noon) as store:
        while done < times:
            began = time.monotonic()
            try:
                stored = store.load("0001")
                note = (stored.record.patient.note or "") + word
                store.save(save_of(record(note=note), stored.revision, author=word))
                done += 1
            except StaleRecord:
                pass
            except StoreLocked:
                locked += 1
            worst = max(worst, time.monotonic() - began)
    work.say("done", done, worst, locked, time.monotonic() - first)
