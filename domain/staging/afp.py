"""The latest alpha-fetoprotein as a number to compare, exact or censored."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.logic.cell import Cell
from domain.record import Bound, Marker, MarkerUnit, PatientRecord, TumourMarker
from domain.staging.reading import ALWAYS, Days, Input, rows_of_latest_day

NG_PER_IU: Final = Decimal("1.21")
"""AFP: 1 IU = 1.21 ng; ng/mL = µg/L and IU/mL = kIU/L."""
_SIGNS = {Bound.LT: "<", Bound.GT: ">", Bound.EXACT: ""}


@dataclass(frozen=True, slots=True)
class AfpReading:
    """AFP in ng/mL; ``value`` None = no row with a value and a unit. ``<v`` is [0, v), ``>v`` is (v, ∞)."""

    value: Decimal | None
    bound: Bound
    input: Input

    def exceeds(self, limit: Decimal) -> bool | None:
        """Whether AFP > limit (ng/mL); None where that is open."""
        return self._censored(limit) if self._open else self._number > limit

    def reaches(self, limit: Decimal) -> bool | None:
        """Whether AFP ≥ limit (ng/mL); None where that is open."""
        return self._censored(limit) if self._open else self._number >= limit

    @property
    def missing(self) -> tuple[Cell, ...]:
        """The cell whose entry is needed: of a censored value too, since only another value can decide."""
        return self.input.cells

    @property
    def _open(self) -> bool:
        return self.value is None or self.bound is not Bound.EXACT

    @property
    def _number(self) -> Decimal:
        return self.value if self.value is not None else Decimal(0)

    def _censored(self, limit: Decimal) -> bool | None:
        if self.bound is Bound.LT and self._number <= limit:
            return False
        return True if self.bound is Bound.GT and self._number >= limit else None


def latest_afp(record: PatientRecord, days: Days = ALWAYS) -> AfpReading:
    """The latest AFP with a value and a unit; of several of one day the highest."""
    rows = rows_of_latest_day(record.markers, _is_usable, days)
    if not rows:
        return AfpReading(
            None, Bound.EXACT, Input("afp", None, cells=(days.row_to_add("markers", "staging", Marker.AFP),))
        )
    index, row = max(rows, key=_height)
    bound = row.bound or Bound.EXACT
    cells = (Cell("markers", index, "value"),)
    return AfpReading(
        _ng_per_ml(row), bound, Input("afp", row.value, row.unit or "", row.date, cells, _SIGNS[bound])
    )


def _is_usable(row: TumourMarker) -> bool:
    return row.marker is Marker.AFP and row.value is not None and row.unit is not None


def _ng_per_ml(row: TumourMarker) -> Decimal:
    per_unit = NG_PER_IU if row.unit in (MarkerUnit.IU_PER_ML, MarkerUnit.KIU_PER_L) else 1
    return (row.value or Decimal(0)) * per_unit


def _height(found: tuple[int, TumourMarker]) -> tuple[Decimal, bool, bool]:
    """The highest value; of equal ones ">" before "=" before "<"."""
    row = found[1]
    return (_ng_per_ml(row), row.bound is Bound.GT, row.bound is not Bound.LT)
