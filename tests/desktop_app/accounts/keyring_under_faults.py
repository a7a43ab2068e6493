"""Runs under the fault library: a line with a job on standard input, a fork, a line with what became of it."""

import gc
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from desktop_app.errors import KnownError
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.accounts.keyring_steps import STEPS, Step
from tests.reliability.shim import Shim


def main() -> None:
    os.environ.pop("LD_PRELOAD", None)
    cheapen(setattr)
    shim = Shim()
    for step in STEPS.values():
        with tempfile.TemporaryDirectory() as name:
            store = Path(name) / "ward.db"
            step.perform(store, step.prepare(store))
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line), shim)), flush=True)


def _forked(job: dict[str, Any], shim: Shim) -> list[Any]:
    """What happened, and how many operations were counted where the child lived to tell."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        shim.watch(job["folder"], job["log"])
        shim.arm(**job["fault"])
        told = _outcome(STEPS[job["step"]], Path(job["folder"]) / "ward.db", job["code"])
        if told == "done":
            shim.mark(1)
        os.write(writing, json.dumps([told, shim.counted()]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    answer: list[Any] = json.loads(said) if said else ["killed", 0]
    return answer


def _outcome(step: Step, store: Path, code: str) -> str:
    try:
        step.perform(store, code)
    except KnownError:
        return "refused"
    except BaseException:  # noqa: BLE001  (whatever it is, the test is to hear of it)
        return traceback.format_exc()
    return "done"


if __name__ == "__main__":
    main()
