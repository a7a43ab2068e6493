"""The rows of a record with their places, and which row of an earlier version each of them was.

A store keeps versions whole and rows have no number of their own: a row is known again by what it is (a day and
a modality, a lesion's name), and where just that was corrected, by the rest of what it holds.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.form.field_spec import INSIDE_IMAGES, LISTS, NEW_LESIONS, SINGLE, Value
from desktop_app.form.fields import FIELDS
from domain.record import ImagingStudy, PatientRecord, Row

_IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "sessions": ("date", "type"),
    "images": ("date", "modality"),
    "markers": ("date", "marker"),
    "status": ("date",),
    "therapies": ("kind", "name", "started_on"),
    "overrides": ("definition", "on"),
}
_DAYS: Final = {"therapies": "started_on", "overrides": "on"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a record; ``inner`` within its image, -1 for a row that is in none."""

    section: str
    index: int = 0
    inner: int = -1

    @property
    def image(self) -> "Place":
        return Place("images", self.index)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of one version; ``day`` is the visit it belongs to, None for what belongs to no day."""

    place: Place
    row: Row
    day: date | None

    @property
    def section(self) -> str:
        return self.place.section

    def value(self, path: str) -> Value:
        return FIELDS[self.section][path].read_off(self.row)

    @property
    def filled(self) -> dict[str, Value]:
        """Field → value, of the fields that are recorded."""
        values = {path: self.value(path) for path in FIELDS[self.section]}
        return {path: value for path, value in values.items() if value is not None}


def rows_of(record: PatientRecord) -> Iterator[RecordRow]:
    """Every row: the patient, the lists in their order, behind each image the rows in it, the constraints."""
    for section in SINGLE:
        yield RecordRow(Place(section), getattr(record, section), None)
    for section in LISTS:
        for index, row in enumerate(getattr(record, section)):
            day = getattr(row, _DAYS.get(section, "date"))
            yield RecordRow(Place(section, index), row, day)
            if isinstance(row, ImagingStudy):
                yield from _inside(row, index)


def _inside(image: ImagingStudy, index: int) -> Iterator[RecordRow]:
    second = image.second_reading.targets if image.second_reading is not None else ()
    for section, rows in zip(INSIDE_IMAGES, (image.targets, image.new_lesions or (), second), strict=True):
        for inner, row in enumerate(rows):
            yield RecordRow(Place(section, index, inner), row, image.date)


Pairs = dict[Place, RecordRow]
"""Place in the later version → the row that it was in the earlier one; a new row has none."""


def known_again(before: Sequence[RecordRow], after: Sequence[RecordRow]) -> Pairs:
    """Which row of the earlier version each row of the later one was."""
    pairs: Pairs = {}
    for section in (*SINGLE, *LISTS):
        _pair(_of(before, section), _of(after, section), pairs)
    images = [row for row in after if row.section == "images" and row.place in pairs]
    for section in INSIDE_IMAGES:
        earlier, later = _by_image(before, section), _by_image(after, section)
        for image in images:
            was = pairs[image.place].place
            _pair(earlier.get(was, []), later.get(image.place, []), pairs)
    return pairs


def _of(rows: Iterable[RecordRow], section: str) -> list[RecordRow]:
    return [row for row in rows if row.section == section]


def _by_image(rows: Iterable[RecordRow], section: str) -> dict[Place, list[RecordRow]]:
    found: dict[Place, list[RecordRow]] = defaultdict(list)
    for row in _of(rows, section):
        found[row.place.image].append(row)
    return found


def _pair(before: list[RecordRow], after: list[RecordRow], pairs: Pairs) -> None:
    """Equal rows first, then rows of the same identity, then the most alike of what is left."""
    left = {row.place: row for row in before}
    _pair_unchanged(left, after, pairs)
    _pair_where(left, after, pairs, lambda row: row.row)
    _pair_where(left, after, pairs, _identity)
    if not left:
        return
    rest = [row for row in after if row.place not in pairs]
    alike = [(_likeness(old, new), old, new) for old in left.values() for new in rest]
    for likeness, old, new in sorted(alike, key=lambda each: -each[0]):
        if likeness and new.place not in pairs and old.place in left:
            pairs[new.place] = left.pop(old.place)


def _pair_unchanged(left: dict[Place, RecordRow], after: list[RecordRow], pairs: Pairs) -> None:
    """The very same rows, and equal ones at the same place: nearly all of them, and cheap to find."""
    same = {id(row.row): row.place for row in left.values()}
    for row in after:
        place = same.get(id(row.row), row.place)
        old = left.get(place)
        if old is not None and (old.row is row.row or old.row == row.row):
            pairs[row.place] = left.pop(place)


def _pair_where(
    left: dict[Place, RecordRow], after: list[RecordRow], pairs: Pairs, key: Callable[[RecordRow], Hashable]
) -> None:
    if not left:
        return
    waiting: dict[Hashable, list[RecordRow]] = defaultdict(list)
    for row in left.values():
        waiting[key(row)].append(row)
    for row in after:
        alike = waiting.get(key(row)) if row.place not in pairs else None
        if alike:
            pairs[row.place] = left.pop(alike.pop(0).place)


def _identity(row: RecordRow) -> Hashable:
    if row.section in SINGLE:
        return row.section
    if row.section == NEW_LESIONS:
        return row.place.inner
    if row.place.inner >= 0:
        return str(row.value("lesion"))
    return tuple(getattr(row.row, name) for name in _IDENTITY[row.section])


def _likeness(old: RecordRow, new: RecordRow) -> float:
    """How much of what the emptier row holds stands in both; 0 where that is too little to call them one row.

    Between different days the day is not counted, and more must agree.
    """
    one, other = old.filled, new.filled
    if old.day != new.day:
        one.pop("date", None)
        other.pop("date", None)
    fields = min(len(one), len(other))
    same = sum(other.get(path) == value for path, value in one.items())
    share = same / fields if fields else 0.0
    return share if share >= (0.5 if old.day == new.day else 0.7) else 0.0
