"""JSH item B over all measured markers."""

from decimal import Decimal

from domain.course import Course, Reads, once_while
from domain.logic.cell import Cell
from domain.logic.deciding import Ways, either
from domain.logic.finding import Fact, Finding, any_of, decided, undecided
from domain.logic.verdict import Verdict, kleene_or
from domain.record.tumour_marker import Marker
from domain.resistance.marker_gaps import deciding_entries
from domain.resistance.marker_trend import Trend, trends
from domain.resistance.marker_values import DayValue, MarkerRows, rows_of, usable

_BECAUSE = {3: "assays_differ", 7: "no_clear_trend"}


@once_while(Reads.MARKERS)
def rising_markers(course: Course) -> Finding:
    """Item B: any measured marker rises; where none is measured it cannot be told."""
    limit = course.profile.upper_limit
    rows = {marker: rows_of(course.record.markers, marker) for marker in Marker}
    measured = [marker for marker in Marker if any(usable(row) for _, row in rows[marker])]
    if measured:
        return any_of("jsh.B", (marker_rise(course, marker, rows[marker], limit(marker)) for marker in measured))
    ways = [deciding_entries(marker, rows[marker], course.sessions, limit(marker)) for marker in Marker]
    return undecided("jsh.B.none_measured", either(*(met for met, _ in ways)), either(*(no for _, no in ways)))


def marker_rise(course: Course, marker: Marker, rows: MarkerRows, limit: Decimal) -> Finding:
    """One marker: the latest session with a value after it, and it together with the session before."""
    tests = trends(rows, course.sessions, limit)
    facts: dict[str, Fact] = {"marker": marker, "limit": limit}
    if not tests:
        return _open_marker(course, marker, rows, limit, (), {**facts, "step": 2})
    verdict = kleene_or(test.verdict for test in tests)
    if verdict is Verdict.INDETERMINATE:
        return _open_marker(course, marker, rows, limit, tests, facts)
    return any_of("jsh.B.marker", (_leaf(test, marker, limit) for test in tests), **facts)


def _leaf(test: Trend, marker: Marker, limit: Decimal) -> Finding:
    facts = _facts(test, marker, limit)
    cells = _cells(test)
    if test.verdict.decided:
        return decided(f"jsh.B.step{test.step}", test.verdict is Verdict.MET, cells, **facts)
    return undecided(f"jsh.B.step{test.step}", (), (), cells, _BECAUSE.get(test.step, ""), **facts)


def _open_marker(
    course: Course,
    marker: Marker,
    rows: MarkerRows,
    limit: Decimal,
    tests: tuple[Trend, ...],
    facts: dict[str, Fact],
) -> Finding:
    """An open marker with the entries that would decide it, and its tests below."""
    to_met: Ways
    tested = {number for test in tests for number in test.sessions}
    to_met, to_not_met = deciding_entries(marker, rows, course.sessions, limit, tested)
    because = next((_BECAUSE[test.step] for test in tests if test.step in _BECAUSE), "no_room_for_a_value")
    finding = undecided("jsh.B.marker", to_met, to_not_met, (), because, **facts)
    leaves = tuple(_leaf(test, marker, limit) for test in tests)
    return finding.explained_by("any", leaves) if leaves else finding


def _facts(test: Trend, marker: Marker, limit: Decimal) -> dict[str, Fact]:
    last = test.after[-1]
    return {
        "marker": marker,
        "limit": limit,
        "step": test.step,
        "sessions": "–".join(dict.fromkeys(str(number) for number in test.sessions)),
        "before": _text(test.before),
        "before_day": None if test.before is None else test.before.day,
        "last": _text(last),
        "last_day": last.day,
        "borderline": test.borderline,
    }


def _text(value: DayValue | None) -> str | None:
    """The value in the marker's canonical unit, as printed beside the verdict."""
    if value is None:
        return None
    if value.high is None:
        return f">{value.low:f}"
    if value.exact:
        return f"{value.low:f}"
    return f"<{value.high:f}" if value.low == 0 and value.high_open else f"{value.low:f}–{value.high:f}"


def _cells(test: Trend) -> tuple[Cell, ...]:
    used = test.after if test.before is None else (test.before, *test.after)
    return tuple(Cell("markers", row, "value") for value in used for row in value.rows)
