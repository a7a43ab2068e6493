"""Single steps under the fault library: everything imported once, one fork for each job, one line for each answer.

What a step is, its own script says: it calls ``serve`` with what is to be done with a job.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.reliability.shim import Fault, Shim

ROOT: Final = Path(__file__).parents[2]
MEMORY: Final = Path("/dev/shm")  # noqa: S108  (only where the system offers it)
Job = dict[str, Any]


def serve(perform: Callable[[Job], str], warm_up: Callable[[], None]) -> None:
    """``perform`` says "done", or how the step was refused; files below the job's ``folder`` are watched."""
    os.environ.pop("LD_PRELOAD", None)
    shim = Shim()
    warm_up()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line), perform, shim)), flush=True)


def _forked(job: Job, perform: Callable[[Job], str], shim: Shim) -> list[Any]:
    """What happened, and how many operations were counted where the child lived to tell."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        shim.watch(job["folder"], job["log"])
        shim.arm(**job["fault"])
        told = _outcome(job, perform)
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


def _outcome(job: Job, perform: Callable[[Job], str]) -> str:
    try:
        return perform(job)
    except BaseException:  # noqa: BLE001  (whatever it is, the test is to hear of it)
        return traceback.format_exc()


class StepServer:
    """The tests' end: a script that calls ``serve``, running under the fault library."""

    def __init__(self, script: str, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", script],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(library)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: Path, fault: Fault, log: Path | None = None, **job: str) -> tuple[str, int]:
        """What the step said, and how many operations were counted."""
        line = {**job, "folder": str(folder), "fault": fault.plain(), "log": None if log is None else str(log)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        told, counted = json.loads(self._process.stdout.readline())
        return told, counted

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """In memory where the system offers it: a killed process does not show how slow a disk is."""
    folder = Path(tempfile.mkdtemp(prefix="tacewatch-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
