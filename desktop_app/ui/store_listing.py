"""The worklist's questions, asked of the store."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from desktop_app.store import FollowUpWindow, ListQuery, RecordStore, SortKey, SummaryRow
from desktop_app.ui.pages.listing import CONSENSUS, STUDIES, FollowUp, Wanted
from domain.days import CLOSING_DAYS, DUE_DAYS, ResponseWindow, window_after

URGENCY: Final = ("closing", "overdue", "due", "waiting", "missed")
"""The order in which the worklist sorts the patients who wait for an image."""
LONGEST_WINDOW: Final = 400
_SORTED_BY: Final = {"sex_age": SortKey.BIRTH_DATE}


class StoreListing:
    """Of one ward; ``shown`` says how the store's lines may be shown."""

    def __init__(
        self,
        store: RecordStore,
        response_window: Callable[[], ResponseWindow],
        today: Callable[[], date],
        shown: Callable[[list[SummaryRow]], list[SummaryRow]],
    ) -> None:
        self._store = store
        self._response_window = response_window
        self._today = today
        self._shown = shown
        self._windows: tuple[date, ResponseWindow, tuple[FollowUpWindow, ...]] | None = None

    @property
    def today(self) -> date:
        return self._today()

    def count(self, wanted: Wanted) -> int:
        return self._store.count(self._query(wanted))

    def page(self, wanted: Wanted, offset: int, limit: int) -> Sequence[SummaryRow]:
        return self._shown(self._store.page(self._query(wanted), offset=offset, limit=limit))

    def follow_up(self, line: Any) -> FollowUp:
        """The state today; days since the last part of the last session, days until its window closes."""
        if line.follow_up_from is None:
            return FollowUp(line.follow_up_fixed or "none", None, None)
        state, left = waiting_state(line.follow_up_from, self._response_window(), self.today)
        return FollowUp(state, (self.today - line.follow_up_from).days, left)

    @property
    def windows(self) -> tuple[FollowUpWindow, ...]:
        """The windows of the profile counted from today, the most urgent first."""
        today, response_window = self.today, self._response_window()
        if self._windows is None or self._windows[:2] != (today, response_window):
            found = sorted(_windows(response_window, today), key=lambda window: URGENCY.index(window.state))
            self._windows = (today, response_window, tuple(found))
        return self._windows[2]

    def _query(self, wanted: Wanted) -> ListQuery:
        by_definition = wanted.sort in (*CONSENSUS, *STUDIES)
        return ListQuery(
            today=self.today,
            search=wanted.search,
            verdicts={wanted.definition: frozenset({wanted.verdict})} if wanted.verdict else {},
            follow_up_states=frozenset({wanted.follow_up}) if wanted.follow_up else frozenset(),
            windows=self.windows,
            sort=SortKey.VERDICT if by_definition else _SORTED_BY.get(wanted.sort) or SortKey(wanted.sort),
            sort_definition=wanted.sort if by_definition else None,
            descending=wanted.descending,
        )


def waiting_state(session: date, response_window: ResponseWindow, today: date) -> tuple[str, int | None]:
    """The state of a session that waits for its image, and the days until its window closes."""
    window = window_after(session, response_window)
    if today > window.last:
        return "missed", None
    left = (window.last - today).days
    if today < window.first:
        return "waiting", left
    if left < CLOSING_DAYS:
        return "closing", left
    return ("due" if (today - window.first).days < DUE_DAYS else "overdue"), left


def _windows(response_window: ResponseWindow, today: date) -> Iterator[FollowUpWindow]:
    """Days since a session and the state they mean today; the window of calendar months differs by month."""
    sessions = (today - timedelta(days=days) for days in range(LONGEST_WINDOW))
    states = [waiting_state(session, response_window, today)[0] for session in sessions]
    first = 0
    for state, same in groupby(states):
        last = first + len(list(same)) - 1
        yield FollowUpWindow(state, first, None if state == "missed" else last)
        first = last + 1
