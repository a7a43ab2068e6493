"""What was tried and what failed, for the table at the end of a run."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """One line of the table; ``row`` is the row of the reliability figures that it shows."""

    row: str = ""
    what: str = ""
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    """Other things counted on the way."""
    most: dict[str, float] = field(default_factory=dict)
    """The largest of what was measured on the way."""

    def of(self, row: str, what: str) -> "Tally":
        self.row, self.what = row, what
        return self

    def failed(self, why: str) -> None:
        self.failures.append(why)

    def measured(self, name: str, value: float) -> None:
        self.most[name] = max(self.most.get(name, value), value)

    def check(self) -> None:
        """Nothing failed, and something was tried."""
        assert self.tried > 0
        assert self.failures == [], f"{len(self.failures)} of {self.tried}: {self.failures[:5]}"

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "seen": dict(self.seen)}

    def take(self, line: dict[str, Any]) -> None:
        """Add what another test of the same row and kind tried."""
        self.tried += line["tried"]
        self.failures += line["failures"]
        self.seen.update(line["seen"])
        for name, value in line["most"].items():
            self.measured(name, value)
