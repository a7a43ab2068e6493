"""What was tried and what failed, for the table that the long tier prints."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """One line of the table; ``row`` is the row of the reliability figures that it shows."""

    row: str = ""
    what: str = ""
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    """Other things counted on the way."""

    def of(self, row: str, what: str) -> "Tally":
        self.row, self.what = row, what
        return self

    def failed(self, why: str) -> None:
        self.failures.append(why)

    def check(self) -> None:
        """Nothing failed, and something was tried."""
        assert self.tried > 0
        assert self.failures == [], f"{len(self.failures)} of {self.tried}: {self.failures[:5]}"


Line = tuple[str, str, int, int, dict[str, int]]


def table_of(lines: list[Line]) -> list[str]:
    """A Markdown table, lines of one row and kind added up."""
    rows: dict[tuple[str, str], tuple[int, int, Counter[str]]] = {}
    for row, what, tried, failed, seen in lines:
        before = rows.get((row, what), (0, 0, Counter()))
        rows[row, what] = before[0] + tried, before[1] + failed, before[2] + Counter(seen)
    head = ["| row | what | tried | failures | seen |", "|---|---|---:|---:|---|"]
    return head + [_line(row, what, *rows[row, what]) for row, what in sorted(rows)]


def _line(row: str, what: str, tried: int, failed: int, seen: Counter[str]) -> str:
    shown = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
    return f"| {row} | {what} | {tried} | {failed} | {shown} |"
