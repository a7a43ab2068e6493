"""The library that stands between the store and its files, as the process sees it that was started with it."""

import ctypes
import os
import subprocess
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("faultio.c")
CHANGING = "cwtsunm"
"""Kinds of operations after which the disk may hold something else."""
EVERY = CHANGING + "orla"
FOR_GOOD = 1_000_000_000


class Mode(IntEnum):
    FAIL = 0
    KILL = 1
    HALF_THEN_FAIL = 2
    HALF_THEN_KILL = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls the operations of these kinds from number ``at`` on (1 = the first, 0 = none is struck)."""

    kinds: str = EVERY
    at: int = 0
    times: int = 1
    mode: Mode = Mode.FAIL
    number: int = 0

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def built(folder: Path) -> Path:
    """The library, compiled."""
    library = folder / "faultio.so"
    command = ["cc", "-O1", "-Wall", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


class Shim:
    """Only in a process that was started with the library."""

    def __init__(self) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.faultio_counted.restype = ctypes.c_long

    def watch(self, folder: str, log: str | None) -> None:
        to = -1 if log is None else os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self._calls.faultio_watch(os.fsencode(folder), to)

    def arm(self, kinds: str, at: int, times: int, mode: int, number: int) -> None:
        numbers = [ctypes.c_long(at), ctypes.c_long(times), ctypes.c_int(mode), ctypes.c_int(number)]
        self._calls.faultio_arm(kinds.encode(), *numbers)

    def disarm(self) -> None:
        self.arm("", 0, 0, Mode.FAIL, 0)

    def counted(self) -> int:
        return int(self._calls.faultio_counted())

    def mark(self, number: int) -> None:
        """Into the log: from here on this much was acknowledged."""
        self._calls.faultio_mark(ctypes.c_long(number))
