"""What the worklist asks for and gets, free of the store: nothing here is imported late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from desktop_app.wording import Wording

CONSENSUS: Final = ("CCI-2022", "JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "European-2014")
STUDIES: Final = ("Iwasa-2011", "Ikeda-2013")
VERDICTS: Final = ("met", "not_met", "indeterminate")
FOLLOW_UP_STATES: Final = ("closing", "overdue", "due", "waiting", "missed", "unassessed", "done")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patients, in which order. Empty = all; ``sort`` is a column's name or a definition."""

    search: str = ""
    follow_up: str = ""
    definition: str = CONSENSUS[0]
    verdict: str = ""
    sort: str = "follow_up"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where a patient stands after the last TACE; ``days`` since it, ``left`` until the window closes."""

    state: str
    days: int | None
    left: int | None


class Line(Protocol):
    """One patient of the list, as the store hands it out."""

    @property
    def patient_id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def sex(self) -> str | None: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def tace_count(self) -> int: ...
    @property
    def last_session_on(self) -> date | None: ...
    @property
    def latest_response(self) -> str | None: ...
    @property
    def formerly(self) -> tuple[str, ...]: ...
    @property
    def verdicts(self) -> Mapping[str, str]: ...
    @property
    def saved_at(self) -> datetime: ...
    @property
    def judged(self) -> bool: ...


class Listing(Protocol):
    """The patients of a store, page by page."""

    @property
    def today(self) -> date: ...
    def count(self, wanted: Wanted) -> int: ...
    def page(self, wanted: Wanted, offset: int, limit: int) -> Sequence[Line]: ...
    def follow_up(self, line: Line) -> FollowUp: ...


def follow_up_detail(words: "Wording", found: FollowUp) -> str:
    """What stands behind the word of a state: the day, or the days left; "" where that says nothing."""
    key = f"ui.follow_up.{found.state}"
    if found.days is None or not words.has(key):
        return ""
    return words(key, days=found.days, left=found.left)


def age_on(birth_date: date | None, today: date) -> int | None:
    """Completed years of life."""
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
