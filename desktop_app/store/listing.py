"""The lines of lists: searched, filtered, sorted, paged, in expressions that any database knows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from unicodedata import normalize

from sqlalchemy import ColumnElement, Connection, Text, and_, case, false, func, not_, or_, select, type_coerce

from desktop_app.store.contents import FollowUpWindow, ListQuery, SortKey, SummaryRow
from desktop_app.store.former_numbers import former_numbers
from desktop_app.store.list_tables import PATIENT_SUMMARY

_LINE: Final = PATIENT_SUMMARY
_SHOWN: Final = (
    _LINE.c.patient_id,
    _LINE.c.name,
    _LINE.c.sex,
    _LINE.c.birth_date,
    _LINE.c.tace_count,
    _LINE.c.last_session_on,
    _LINE.c.latest_response,
    _LINE.c.verdicts,
    _LINE.c.follow_up_from,
    _LINE.c.follow_up_fixed,
    _LINE.c.revision,
    _LINE.c.saved_at,
    _LINE.c.void,
    _LINE.c.search_text,
)
_RESPONSES_BEST_FIRST: Final = {"CR": 0, "PR": 1, "SD": 2, "PD": 3, "NE": 4}
_VERDICTS_MET_FIRST: Final = ("met", "indeterminate", "not_met")
_AT_ONCE: Final = 500
_ALWAYS_RECORDED: Final = (SortKey.PATIENT_ID, SortKey.TACE_COUNT, SortKey.SAVED_AT)


def count(connection: Connection, query: ListQuery) -> int:
    return connection.scalar(select(func.count()).select_from(_LINE).where(*_conditions(query))) or 0


def page(connection: Connection, query: ListQuery, *, offset: int, limit: int) -> list[SummaryRow]:
    """``limit`` lines from ``offset``, in the query's order; what is not recorded comes last either way."""
    # Their numbers first: skipping to a late page then reads an index instead of every line before it.
    wanted = _numbers(connection, query, offset=offset, limit=limit)
    lines = {line.patient_id: line for line in lines_of(connection, wanted)}
    return [lines[patient] for patient in wanted]


def _numbers(connection: Connection, query: ListQuery, *, offset: int, limit: int) -> list[str]:
    found: list[str] = []
    conditions = _conditions(query)
    for part, keys in _parts(query):
        if offset:
            there = connection.scalar(select(func.count()).select_from(_LINE).where(*conditions, *part)) or 0
            if offset >= there:
                offset -= there
                continue
        selected = select(_LINE.c.patient_id).where(*conditions, *part).order_by(*keys)
        found += connection.scalars(selected.offset(offset).limit(limit - len(found)))
        if len(found) == limit:
            break
        offset = 0
    return found


def lines_of(connection: Connection, patients: Sequence[str]) -> list[SummaryRow]:
    """The lines of these patients, the voided too, in no order."""
    found: list[SummaryRow] = []
    for start in range(0, len(patients), _AT_ONCE):
        selected = select(*_SHOWN).where(_LINE.c.patient_id.in_(patients[start : start + _AT_ONCE]))
        found += [_row_of(row._asdict()) for row in connection.execute(selected)]
    return found


def _row_of(values: dict[str, Any]) -> SummaryRow:
    searched = values.pop("search_text")
    return SummaryRow(**values, formerly=former_numbers(searched))


def _conditions(query: ListQuery) -> list[ColumnElement[bool]]:
    conditions = [_searched(word) for word in query.search.casefold().split()]
    conditions += [_has_verdict(definition, wanted) for definition, wanted in query.verdicts.items()]
    if query.void is not None:
        conditions.append(_LINE.c.void == query.void)
    if query.follow_up_states:
        conditions.append(_in_follow_up_state(query))
    return conditions


def _searched(word: str) -> ColumnElement[bool]:
    """As it was typed or, where an input method made its letters wide, as they are usually written."""
    forms = dict.fromkeys([word, normalize("NFKC", word).casefold()])
    return or_(*(_LINE.c.search_text.contains(form, autoescape=True) for form in forms))


def _has_verdict(definition: str, wanted: Iterable[str]) -> ColumnElement[bool]:
    written = type_coerce(_LINE.c.verdicts, Text)
    return or_(false(), *(written.contains(_written(definition, verdict), autoescape=True) for verdict in wanted))


def _written(definition: str, verdict: str) -> str:
    """This verdict as it stands within the JSON object of a line."""
    return json.dumps({definition: verdict})[1:-1]


def _in_follow_up_state(query: ListQuery) -> ColumnElement[bool]:
    fixed = and_(_LINE.c.follow_up_from.is_(None), _LINE.c.follow_up_fixed.in_(query.follow_up_states))
    waiting = [_waits_in(window, query) for window in query.windows if window.state in query.follow_up_states]
    return or_(fixed, *waiting)


def _waits_in(window: FollowUpWindow, query: ListQuery) -> ColumnElement[bool]:
    begun = _LINE.c.follow_up_from <= query.today - timedelta(days=window.first_day)
    if window.last_day is None:
        return begun
    return and_(begun, _LINE.c.follow_up_from >= query.today - timedelta(days=window.last_day))


def _parts(query: ListQuery) -> Iterator[tuple[list[ColumnElement[bool]], list[Any]]]:
    """The list as one part, or as parts that follow each other: what belongs to each, and its sort keys."""
    if query.sort is not SortKey.FOLLOW_UP:
        # An index serves an order only where NULLS LAST says nothing new.
        directed = _directed([*_sort_keys(query), _LINE.c.patient_id], query)
        yield [], directed if query.sort in _ALWAYS_RECORDED else [key.nulls_last() for key in directed]
        return
    # Window by window an index serves this order, too; sorting 100 000 lines by a computed rank takes longer.
    keys = _directed([_LINE.c.follow_up_from, _LINE.c.patient_id], query)
    windows = [_waits_in(window, query) for window in query.windows]
    ranked = [[waits, *map(not_, windows[:rank])] for rank, waits in enumerate(windows)]
    for waits in reversed(ranked) if query.descending else ranked:
        yield waits, keys
    yield [_LINE.c.follow_up_from.is_not(None), *map(not_, windows)], keys
    yield [_LINE.c.follow_up_from.is_(None)], keys[1:]


def _directed(keys: list[Any], query: ListQuery) -> list[Any]:
    return [key.desc() if query.descending else key.asc() for key in keys]


def _sort_keys(query: ListQuery) -> list[Any]:
    match query.sort:
        case SortKey.NAME:
            return [_LINE.c.pinyin, _LINE.c.name]
        case SortKey.LATEST_RESPONSE:
            return [case(_RESPONSES_BEST_FIRST, value=_LINE.c.latest_response)]
        case SortKey.VERDICT:
            return [_verdict_rank(query.sort_definition or "")]
        case SortKey.PATIENT_ID:
            return []
        case key:
            return [_LINE.c[key.value]]


def _verdict_rank(definition: str) -> ColumnElement[int | None]:
    return case(*((_has_verdict(definition, [verdict]), rank) for rank, verdict in enumerate(_VERDICTS_MET_FIRST)))
