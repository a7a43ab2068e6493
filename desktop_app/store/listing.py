"""The lines of lists: searched, filtered, sorted, paged, in expressions that any database knows."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, and_, case, false, func, or_, select, type_coerce

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
_ALWAYS_RECORDED: Final = (SortKey.PATIENT_ID, SortKey.TACE_COUNT, SortKey.SAVED_AT)


def count(connection: Connection, query: ListQuery) -> int:
    return connection.scalar(select(func.count()).select_from(_LINE).where(*_conditions(query))) or 0


def page(connection: Connection, query: ListQuery, *, offset: int, limit: int) -> list[SummaryRow]:
    """``limit`` lines from ``offset``, in the query's order; what is not recorded comes last either way."""
    # Skipping to a late page then reads an index instead of every line before it.
    wanted = _sorted(select(_LINE.c.patient_id).where(*_conditions(query)), query).offset(offset).limit(limit)
    selected = _sorted(select(*_SHOWN).where(_LINE.c.patient_id.in_(wanted)), query)
    return [_row_of(row._asdict()) for row in connection.execute(selected)]


def _row_of(values: dict[str, Any]) -> SummaryRow:
    searched = values.pop("search_text")
    return SummaryRow(**values, formerly=former_numbers(searched))


def lines_of(connection: Connection, patients: list[str]) -> list[SummaryRow]:
    """The lines of these patients, the voided too, in no order."""
    selected = select(*_SHOWN).where(_LINE.c.patient_id.in_(patients))
    return [_row_of(row._asdict()) for row in connection.execute(selected)]


def _conditions(query: ListQuery) -> list[ColumnElement[bool]]:
    conditions = [_LINE.c.search_text.contains(word, autoescape=True) for word in query.search.casefold().split()]
    conditions += [_has_verdict(definition, wanted) for definition, wanted in query.verdicts.items()]
    if query.void is not None:
        conditions.append(_LINE.c.void == query.void)
    if query.follow_up_states:
        conditions.append(_in_follow_up_state(query))
    return conditions


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


def _sorted(selected: Any, query: ListQuery) -> Any:
    keys = [*_sort_keys(query), _LINE.c.patient_id]
    if query.search:
        # Walking an index in its order to find a rare word looks every line up one by one: read them as they lie.
        keys = [case((_LINE.c.patient_id.is_not(None), key)) for key in keys]
    directed = [key.desc() if query.descending else key.asc() for key in keys]
    # An index serves an order only where NULLS LAST says nothing new.
    nullable = query.sort not in _ALWAYS_RECORDED
    return selected.order_by(*(key.nulls_last() if nullable else key for key in directed))


def _sort_keys(query: ListQuery) -> list[Any]:
    match query.sort:
        case SortKey.NAME:
            return [_LINE.c.pinyin, _LINE.c.name]
        case SortKey.FOLLOW_UP:
            return [_window_rank(query), _LINE.c.follow_up_from]
        case SortKey.LATEST_RESPONSE:
            return [case(_RESPONSES_BEST_FIRST, value=_LINE.c.latest_response)]
        case SortKey.VERDICT:
            return [_verdict_rank(query.sort_definition or "")]
        case SortKey.PATIENT_ID:
            return []
        case key:
            return [_LINE.c[key.value]]


def _window_rank(query: ListQuery) -> ColumnElement[int | None]:
    ranks = [(_waits_in(window, query), rank) for rank, window in enumerate(query.windows)]
    return case(*ranks) if ranks else case((_LINE.c.follow_up_from.is_not(None), 0))


def _verdict_rank(definition: str) -> ColumnElement[int | None]:
    return case(*((_has_verdict(definition, [verdict]), rank) for rank, verdict in enumerate(_VERDICTS_MET_FIRST)))
