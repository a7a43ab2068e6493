"""A place in a record: what a verdict read, or what it lacks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One field of a record, or a row still to be entered.

    ``section`` is a key of the record ("images"); ``row`` the index in it, -1 where the row does not
    exist yet and -2 where the section is no list ("patient", "constraints"); ``field`` the key of the row;
    ``item`` what stands inside it: the lesion of a target ("T1"), the index of a new lesion ("0"), the
    marker of a value to be measured. A row still to be entered has the days on which it would count
    (``earliest``, ``latest``, both inclusive) and in ``field`` what it is for.
    """

    section: str
    row: int
    field: str
    item: str = ""
    earliest: date = date.min
    latest: date = date.max

    @property
    def to_be_added(self) -> bool:
        return self.row == NEW_ROW

    @property
    def path(self) -> str:
        """The cell as a path in the exchange format, such as ``images[3].targets[T1].viable_mm``."""
        if self.row == NEW_ROW:
            days = f"{_day(self.earliest)}..{_day(self.latest)}"
            return f"{self.section}[+{self.item and self.item + ' '}{days}].{self.field}"
        if self.row == NO_ROW:
            return f"{self.section}.{self.field}"
        if not self.item:
            return f"{self.section}[{self.row}].{self.field}"
        inside = "new_lesions" if self.field in _OF_NEW_LESION else "targets"
        return f"{self.section}[{self.row}].{inside}[{self.item}].{self.field}"


NEW_ROW = -1
NO_ROW = -2
_OF_NEW_LESION = frozenset({"size_mm", "pattern", "growth_mm"})


def _day(day: date) -> str:
    return "" if day in (date.min, date.max) else day.isoformat()
