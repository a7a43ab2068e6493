"""kill -9 while a store gets another key: it opens under the old or the new one, and every record is there."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.accounts.contents import Access
from desktop_app.errors import KnownError
from desktop_app.store import open_store
from desktop_app.store.cipher_file import connected
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import file_in, place
from tests.reliability.changed_keys import KEY_ACTIONS, access_in, cheaper
from tests.reliability.folder_state import digests_of
from tests.reliability.forking import ForkServer, Job
from tests.reliability.shim import CHANGING, Fault, Mode
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ASIDE = ("audit", "setting")
"""A trail that tells of the change, and the key of its chain."""


@pytest.fixture
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheaper(monkeypatch.setattr)


@BOTH_TIERS
@pytest.mark.parametrize("action", KEY_ACTIONS)
@pytest.mark.usefixtures("_cheap")
def test_R2_a_kill_while_a_key_is_changed_leaves_a_store_that_opens(
    tier: Tier, action: str, server: ForkServer, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R2", "kill -9 at every operation of set-up and change of key; who has to get in gets in")
    before, tried = fast_folder / "before", fast_folder / "tried"
    before.mkdir()
    KEY_ACTIONS[action].prepare(before)
    records = records_in(before, access_in(before))

    def run(fault: Fault) -> int:
        shutil.rmtree(tried, ignore_errors=True)
        shutil.copytree(before, tried)
        ran = server.run(Job("act", tried, fault, {"action": action, "settings": {}}))
        assert ran.killed or ran.all("acknowledged"), ran.said
        return 0 if ran.killed else int(ran.last("counted"))

    total = run(Fault(CHANGING))
    for mode in (Mode.KILL, Mode.HALF_THEN_KILL):
        for at in tier.points(total, 11):
            run(Fault(CHANGING, at, 1, mode))
            judge(tried, records, f"{action}, {mode.name} at {at}", tally, KEY_ACTIONS[action].stage)
    tally.check()


def judge(folder: Path, records: dict[str, str], case: str, tally: Tally, stage: Callable[..., object]) -> None:
    tally.tried += 1
    try:
        access = access_in(folder)
        with open_store(place(folder), clock=noon, access=access) as store:
            faults = store.verify().faults
        found = records_in(folder, access)
    except KnownError as error:
        tally.failed(f"{case}: {type(error).__name__}")
        return
    tally.seen["without a login" if access.person.role is None else "with a login"] += 1
    if faults:
        tally.failed(f"{case}: {[fault.kind.value for fault in faults]}")
    if found != records:
        tally.failed(f"{case}: the records are others")


def records_in(folder: Path, access: Access) -> dict[str, str]:
    with closing(connected(file_in(folder), access.key)) as connection:
        tables = digests_of(connection, {})
    return {name: digest for name, digest in tables.items() if name not in ASIDE}
