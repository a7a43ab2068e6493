"""A piece of work cut off before each of its steps on the file system, in a process of its own."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

STEPS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "os.link"})
"""What Python says of its own steps; those within SQLite are the fault library's in ``tests/reliability``."""


def cut_off_at(step: int, work: Callable[[], object]) -> bool:
    """Whether the work was killed before its step of this number; False = it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            _count(step)
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _count(until: int) -> None:
    done = 0

    def hear(event: str, _: tuple[Any, ...]) -> None:
        nonlocal done
        if event in STEPS:
            done += 1
            if done == until:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)
