"""Marker values: a jump, a unit that does not look right, a day entered twice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from domain.course import Course
from domain.discrepancy.found import ERROR, NOTE, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.tumour_marker import Bound, Marker, TumourMarker
from domain.resistance.marker_values import canonical

JUMP, THOUSANDFOLD = 10, 1000
HIGHEST = Decimal(10_000_000)
"""ng/mL or mAU/mL: above the highest values that are ever reported."""
LOWEST_PIVKA = Decimal(1)
"""mAU/mL: where assays begin; healthy people have about 20."""
WHOLE = Decimal(100)
USUAL_POWERS = {Marker.AFP: (-6, 7), Marker.PIVKA_II: (0, 7), Marker.AFP_L3: (-6, 2)}
"""Powers of ten between which no value is implausible: only what lies outside is looked at."""
_SIGN = {Bound.LT: "<", Bound.GT: ">"}


class _Value(NamedTuple):
    """A usable row, its place, its value in the marker's one unit, and the power of ten that it begins with."""

    place: int
    row: TumourMarker
    value: Decimal
    power: int


def markers(course: Course) -> Iterator[Discrepancy]:
    """Every value in one pass, each beside the one before of the same marker."""
    last: dict[Marker, _Value] = {}
    for index, row in enumerate(course.record.markers):
        if row.value is None or row.unit is None:
            continue
        marker, value = row.marker, canonical(row.value, row.unit)
        now = _Value(index, row, value, value.adjusted())
        lowest, highest = USUAL_POWERS[marker]
        if not lowest <= now.power < highest:
            yield from _implausible(now)
        before = last.get(marker)
        if before is not None:
            if row.date == before.row.date:
                yield _same_day(now, before)
            if now.power != before.power and value and before.value:
                yield from _jump(now, before)
        last[marker] = now


def _implausible(now: _Value) -> Iterator[Discrepancy]:
    row, value, cell = now.row, now.value, Cell("markers", now.place, "value")
    if row.marker is Marker.AFP_L3:
        if value > WHOLE:
            yield found("afp_l3_above_100", ERROR, cell, day=row.date, value=value)
    elif value > HIGHEST:
        yield found("marker_implausible", WARNING, cell, day=row.date, marker=row.marker, value=value)
    elif row.marker is Marker.PIVKA_II and 0 < value < LOWEST_PIVKA and row.bound is not Bound.LT:
        cells = (cell, Cell("markers", now.place, "unit"))
        yield found("pivka_unit_suspected", WARNING, *cells, day=row.date, value=row.value, unit=row.unit)


def _same_day(now: _Value, before: _Value) -> Discrepancy:
    """Two rows of one day and marker: entered twice, or two values for one day."""
    cells = (Cell("markers", before.place, "value"), Cell("markers", now.place, "value"))
    bounds = {now.row.bound or Bound.EXACT, before.row.bound or Bound.EXACT}
    same = now.value == before.value and len(bounds) == 1
    code, severity = ("marker_twice", NOTE) if same else ("marker_values_differ", WARNING)
    return found(code, severity, *cells, day=now.row.date, marker=now.row.marker)


def _jump(now: _Value, before: _Value) -> Iterator[Discrepancy]:
    """Asked about: tenfold is often a unit or a slipped point, a thousandfold hardly anything else."""
    low, high = sorted((now.value, before.value))
    if high < JUMP * low:
        return
    row, cell = now.row, Cell("markers", now.place, "value")
    severity = WARNING if high >= THOUSANDFOLD * low else NOTE
    entered = f"{_SIGN.get(row.bound or Bound.EXACT, '')}{now.value:f}"
    yield found(
        "tenfold_jump", severity, cell, marker=row.marker, value=entered, before=before.value, day=row.date
    )
