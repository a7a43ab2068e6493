"""The tests' end of the fork server."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.reliability.shim import Fault

ROOT = Path(__file__).parents[2]
NOTHING = Fault()


@dataclass(frozen=True, slots=True)
class Job:
    """``how`` names a function of ``performing``; files below ``folder`` are watched."""

    how: str
    folder: Path
    fault: Fault = NOTHING
    arguments: dict[str, Any] = field(default_factory=dict)
    log: Path | None = None
    kill_after_s: float | None = None
    """Counted from the first word of the child."""

    def plain(self) -> dict[str, Any]:
        return {
            "how": self.how,
            "folder": str(self.folder),
            "fault": self.fault.plain(),
            "arguments": self.arguments,
            "log": None if self.log is None else str(self.log),
            "kill_after_s": self.kill_after_s,
        }


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a job: whether it was killed, and what it said until then."""

    killed: bool
    said: list[list[Any]]

    def all(self, word: str) -> list[list[Any]]:
        """The rest of every line that began with this word."""
        return [line[1:] for line in self.said if line[0] == word]

    def last(self, word: str) -> Any:
        return self.all(word)[-1][0]


class ForkServer:
    """One process with everything imported; a job costs a fork."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.fork_server"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(library), "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, job: Job) -> Ran:
        return self.run_all([job])[0]

    def run_all(self, jobs: Sequence[Job]) -> list[Ran]:
        """All at once; returns when the last has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([job.plain() for job in jobs]) + "\n")
        self._process.stdin.flush()
        return [Ran(**answer) for answer in json.loads(self._process.stdout.readline())]
