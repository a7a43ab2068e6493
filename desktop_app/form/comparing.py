"""What differs between two versions of a record, field by field; the history of a patient is made of these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from desktop_app.form.field_spec import Value
from desktop_app.form.fields import FIELDS
from desktop_app.form.record_rows import Pairs, Place, RecordRow, known_again, rows_of
from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row, or with an empty ``path`` a whole row that came or went.

    ``before`` None = the row is new, ``after`` None = it is gone.
    """

    before: RecordRow | None
    after: RecordRow | None
    path: str = ""

    @property
    def row(self) -> RecordRow:
        """The row as it is now, or as it was where it is gone."""
        row = self.after or self.before
        assert row is not None  # noqa: S101 (a change is about a row)
        return row

    @property
    def section(self) -> str:
        return self.row.section

    @property
    def day(self) -> date | None:
        """The visit that it corrects: the day under which the row stood before."""
        return (self.before or self.row).day

    @property
    def old(self) -> Value:
        return self.before.value(self.path) if self.before is not None and self.path else None

    @property
    def new(self) -> Value:
        return self.after.value(self.path) if self.after is not None and self.path else None

    def of_field(self, path: str) -> "Change | None":
        """What this change means for one field of its row; None where it leaves it as it was."""
        if self.path:
            return self if self.path == path else None
        narrowed = Change(self.before, self.after, path)
        return narrowed if (narrowed.old, narrowed.new) != (None, None) else None


def changes(before: PatientRecord | None, after: PatientRecord) -> list[Change]:
    """Everything that differs; ``before`` None = the first version, in which every row is new."""
    if before is after:
        return []
    earlier, later = [] if before is None else list(rows_of(before)), list(rows_of(after))
    return _changes(earlier, later, known_again(earlier, later))


def _changes(earlier: Sequence[RecordRow], later: Sequence[RecordRow], pairs: Pairs) -> list[Change]:
    kept = {row.place for row in pairs.values()}
    found = [each for row in later for each in _changed(pairs.get(row.place), row)]
    return found + [Change(row, None) for row in earlier if row.place not in kept]


def _changed(before: RecordRow | None, after: RecordRow) -> Iterator[Change]:
    if before is None:
        if after.filled:
            yield Change(None, after)
    elif before.row is not after.row and before.row != after.row:
        for path in FIELDS[after.section]:
            if before.value(path) != after.value(path):
                yield Change(before, after, path)


@dataclass(frozen=True, slots=True)
class Traced:
    """A change in the version at this index, and the number of the row that it is about.

    A row keeps its number through all versions in which it is known again.
    """

    version: int
    change: Change
    track: int


def traced(versions: Sequence[PatientRecord]) -> tuple[list[Traced], dict[Place, int]]:
    """All changes through these versions, and the number of each row of the last one."""
    fresh, found = count(1), list[Traced]()
    before, numbers = list[RecordRow](), dict[Place, int]()
    for version, record in enumerate(versions):
        rows = list(rows_of(record))
        pairs, former = known_again(before, rows), numbers
        numbers = {
            row.place: former[pairs[row.place].place] if row.place in pairs else next(fresh) for row in rows
        }
        found += [Traced(version, each, _track(each, former, numbers)) for each in _changes(before, rows, pairs)]
        before = rows
    return found, numbers


def _track(change: Change, former: dict[Place, int], numbers: dict[Place, int]) -> int:
    return numbers[change.after.place] if change.after is not None else former[change.row.place]
