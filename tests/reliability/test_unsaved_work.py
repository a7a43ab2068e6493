"""The program is killed while somebody types: all but the last seconds is offered again, to them alone."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from desktop_app.form.draft import form_of_draft
from desktop_app.store import open_store
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import place
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier
from tests.reliability.typing_script import LETTERS

ROOT = Path(__file__).parents[2]
MOST_LOST_S = 5.0
LONGEST_TYPING_S = 9.0


@BOTH_TIERS
def test_R16_all_but_the_last_seconds_of_typing_is_kept_when_the_program_is_killed(
    tier: Tier, tally: Tally, tmp_path: Path
) -> None:
    """One long remark, no field left; killed at a random moment."""
    tally.of("R16", "kill -9 of the window while a remark is being typed")
    with open_store(place(tmp_path), clock=noon, create=True) as store:
        store.save(save_of(record("0001", note=None)))
    moments = random.Random(16)  # noqa: S311
    for _ in range(tier.choose(2, 60)):
        typed, killed_at = typed_until_killed(tmp_path, moments.uniform(1.0, LONGEST_TYPING_S))
        tally.tried += 1
        kept = kept_letters(tmp_path)
        owed = max((number for number, moment in typed if moment < killed_at - MOST_LOST_S), default=0)
        behind = [moment for number, moment in typed if number > kept]
        tally.measured("longest lost, ms", 1000 * (killed_at - min(behind, default=killed_at)))
        if kept < owed:
            tally.failed(f"{owed} letters were owed and {kept} are in the draft")
    tally.check()
    assert tally.most["longest lost, ms"] > 0, "the kills must fall into the typing"


def typed_until_killed(folder: Path, seconds: float) -> tuple[list[tuple[int, float]], float]:
    """Each letter's number and moment, and the moment of the kill; the store's draft is started anew."""
    with open_store(place(folder), clock=noon) as store:
        for draft in store.drafts():
            store.drop_draft(draft.key, draft.author)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "settings")}
    command = [sys.executable, "-m", "tests.reliability.typing_script", str(place(folder).path), "0001"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        assert lines[0], "the window did not come as far as the first letter"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        killed_at = time.monotonic()
        lines += process.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(int(number), float(moment)) for number, moment in whole], killed_at


def kept_letters(folder: Path) -> int:
    """How many letters the draft holds, which must be the first ones in their order."""
    with open_store(place(folder), clock=noon) as store:
        drafts = store.drafts()
    if not drafts:
        return 0
    (draft,) = drafts
    note = form_of_draft(draft.content).record.patient.note or ""
    assert note == "".join(LETTERS[at % len(LETTERS)] for at in range(len(note)))
    return len(note)
