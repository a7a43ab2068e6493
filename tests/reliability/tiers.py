"""How much is tried: a quick tier with every run of the tests, a long one by one command."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Tier:
    name: str

    def choose(self, quick: int, long: int) -> int:
        return long if self.name == "long" else quick

    def points(self, total: int, quick: int) -> list[int]:
        """Numbers from 1 to ``total``: all in the long tier, else as many as asked, spread evenly."""
        if self.name == "long" or total <= quick:
            return list(range(1, total + 1))
        return sorted({1 + at * (total - 1) // (quick - 1) for at in range(quick)})


QUICK, LONG = Tier("quick"), Tier("long")
BOTH_TIERS: pytest.MarkDecorator = pytest.mark.parametrize(
    "tier", [pytest.param(QUICK, id="quick"), pytest.param(LONG, id="long", marks=pytest.mark.reliability_long)]
)
