"""What the gate took: wall and processor time of each step, and the tests that took longest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

SHOWN = 15


@dataclass(frozen=True)
class Spent:
    """What one step took, in seconds."""

    name: str
    wall: float
    processor: float


@dataclass
class Spending:
    """Collects it while the gate runs."""

    steps: list[Spent] = field(default_factory=list)
    tests: list[tuple[float, str]] = field(default_factory=list)

    def measured(self, name: str, run: Callable[[], int]) -> int:
        """Runs a step and hands its exit code on."""
        wall, processor = time.monotonic(), processor_seconds()
        code = run()
        self.steps.append(Spent(name, time.monotonic() - wall, processor_seconds() - processor))
        return code

    def read(self, report: Path) -> None:
        """Takes the times from pytest's report in the form of JUnit; without one there is nothing to take."""
        if report.is_file():
            # The gate's own pytest wrote it a moment ago.
            cases = ElementTree.parse(report).iter("testcase")  # noqa: S314
            self.tests += [
                (float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}") for case in cases
            ]

    def lines(self) -> list[str]:
        head = f"{'wall':>9}  {'processor':>11}"
        in_all = Spent("in all: passed", sum(s.wall for s in self.steps), sum(s.processor for s in self.steps))
        rows = [f"{s.wall:7.1f} s  {s.processor:9.1f} s  {s.name}" for s in (*self.steps, in_all)]
        slowest = sorted(self.tests, reverse=True)[:SHOWN]
        tests = [f"{seconds:7.1f} s  {name}" for seconds, name in slowest]
        return [*([f"the slowest of {len(self.tests)} tests", *tests, ""] if tests else []), head, *rows]


def processor_seconds() -> float:
    """Of this process and of every child that has ended. Windows does not count the children."""
    return sum(os.times()[:4])
