"""Where a command writes, and what it is given from outside."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from desktop_app.exchange import Fault, fault_line
from desktop_app.wording import Wording

_BAR = 30


class Screen(Protocol):
    """What needs a window; the command line itself knows none."""

    def open_window(
        self, store: str | None, clock: Callable[[], datetime], language: str | None, file: str | None = None
    ) -> int: ...

    def screenshot(self, store: Path, patient: str, picture: Path, language: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Console:
    """Results go to ``out``, everything else to ``err``; all of it in one language."""

    words: Wording
    out: TextIO
    err: TextIO
    clock: Callable[[], datetime]
    screen: Screen
    user: str | None = None
    """The account named on the command line."""

    @property
    def today(self) -> date:
        """The local calendar day."""
        return self.clock().astimezone().date()

    def say(self, text: str = "") -> None:
        self.out.write(text + "\n")

    def note(self, text: str) -> None:
        self.err.write(text + "\n")

    def refuse(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.note(fault_line(fault, self.words))

    def warn(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.note(self.words("exchange.warning_line", line=fault_line(fault, self.words)))

    def say_list(self, values: Iterable[Any]) -> None:
        """A JSON list, written one value at a time."""
        separator = "[\n"
        for value in values:
            self.out.write(separator + json.dumps(value, ensure_ascii=False))
            separator = ",\n"
        self.out.write("\n]\n" if separator == ",\n" else "[]\n")

    def say_table(self, rows: Sequence[Sequence[str]]) -> None:
        """Columns aligned by what a terminal shows: a Chinese character is two cells wide."""
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            self.say("  ".join(cells).rstrip())

    def progress(self, total: int) -> Callable[[int], None]:
        """A bar on a terminal, nothing in a log."""
        if not self.err.isatty() or total == 0:
            return lambda _: None

        def show(done: int) -> None:
            filled = _BAR * done // total
            end = "\n" if done == total else ""
            self.err.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}{end}")
            self.err.flush()

        return show


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
