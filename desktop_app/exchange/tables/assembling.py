"""Rows of all tables to records, each validated by the record's own model; faults keep the row they came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop_app.exchange.path import Location
from desktop_app.exchange.record_file import validated
from desktop_app.exchange.tables.layout import Kind, sections
from desktop_app.exchange.tables.lines import Faults, Line, Origin
from desktop_app.exchange.tables.values import Unread
from domain.course import same_day_conflicts
from domain.record import FORMAT, PatientRecord

_LISTS = ("sessions", "images", "markers", "status", "therapies", "overrides")
_CHILDREN = {
    "targets": ("targets",),
    "new_lesions": ("new_lesions",),
    "second_targets": ("second_reading", "targets"),
}


@dataclass(slots=True)
class RawRecord:
    """A patient's rows on their way to a record, and where each of them stood."""

    patient: str
    first: Origin
    value: dict[str, Any] = field(default_factory=dict)
    places: dict[Location, Origin] = field(default_factory=dict)
    images: list[Line] = field(default_factory=list)
    images_by_number: dict[int, int] = field(default_factory=dict)

    def origin(self, location: Location) -> Origin:
        """Where the row stood that holds this place."""
        for length in range(len(location), 0, -1):
            if location[:length] in self.places:
                return self.places[location[:length]]
        return self.first


Lines = dict[str, list[Line]]
"""Section → its rows of all files."""


def assembled(lines: Lines, faults: Faults) -> list[tuple[PatientRecord, RawRecord]]:
    """The records in the order in which their patients are first named."""
    patients: dict[str, RawRecord] = {}
    for name in sections():
        for line in lines.get(name, ()):
            raw = patients.get(line.patient)
            if raw is None:
                raw = RawRecord(line.patient, line.origin)
                raw.value = {"format": FORMAT, "patient": {"id": line.patient}}
                patients[line.patient] = raw
            _take(raw, name, line, faults)
    for raw in patients.values():
        _settle_new_lesions(raw)
    return list(_valid(patients.values(), faults))


def _take(raw: RawRecord, section: str, line: Line, faults: Faults) -> None:
    row = nested(section, line.values)
    if section in ("patients", "constraints"):
        name = "patient" if section == "patients" else section
        if (name,) in raw.places:
            faults.add(line.origin, Unread("table_patient_twice"), line.patient)
        raw.places[(name,)] = line.origin
        raw.value[name] = {**raw.value.get(name, {}), **row}
    elif section in _LISTS:
        rows = raw.value.setdefault(section, [])
        raw.places[(section, len(rows))] = line.origin
        rows.append(row)
        if section == "images":
            _number(raw, line, faults)
    else:
        _inside(raw, section, line, row, faults)


def _number(raw: RawRecord, line: Line, faults: Faults) -> None:
    if line.image is not None and raw.images_by_number.setdefault(line.image, len(raw.images)) != len(raw.images):
        faults.add(line.origin, Unread("table_image_twice", (("image", line.image),)), line.patient)
    raw.images.append(line)


def nested(section: str, values: dict[str, Any]) -> dict[str, Any]:
    """The row as the exchange format writes it, from fields by their dotted paths."""
    row: dict[str, Any] = {}
    for column in sections()[section].columns:
        value = values.get(column.path)
        if value is None or (column.kind is Kind.PART and value is not True):
            continue
        *above, last = column.path.split(".")
        part = row
        for step in above:
            part = part.setdefault(step, {})
        if column.kind is Kind.PART:
            part.setdefault(last, {})
        else:
            part[last] = value
    return row


def _inside(raw: RawRecord, section: str, line: Line, row: dict[str, Any], faults: Faults) -> None:
    index = _image_of(raw, line)
    if index is None:
        faults.add(line.origin, Unread("table_no_image"), line.patient)
        return
    *above, last = _CHILDREN[section]
    image: dict[str, Any] = raw.value["images"][index]
    location: Location = ("images", index, *above, last)
    for step in above:
        image = image.setdefault(step, {})
    rows = image.get(last)
    if not isinstance(rows, list):
        if rows is False:
            faults.add(line.origin, Unread("table_rows_contradict", (("column", last),)), line.patient)
        rows = image[last] = []
    raw.places[(*location, len(rows))] = line.origin
    rows.append(row)


def _image_of(raw: RawRecord, line: Line) -> int | None:
    """The position of the image that this row is of: by its number, and of its date; else by its date alone."""
    if line.image is not None:
        index = raw.images_by_number.get(line.image)
        if index is None or line.date not in (None, raw.images[index].values.get("date")):
            return None
        return index
    same = [at for at, image in enumerate(raw.images) if line.date and image.values.get("date") == line.date]
    return same[0] if len(same) == 1 else None


def _settle_new_lesions(raw: RawRecord) -> None:
    """A "no" is the empty list; "yes" without a row is one lesion of which nothing more is known."""
    for image in raw.value.get("images", ()):
        if isinstance(image.get("new_lesions"), bool):
            image["new_lesions"] = [{}] if image["new_lesions"] else []


def _valid(patients: Iterable[RawRecord], faults: Faults) -> Iterator[tuple[PatientRecord, RawRecord]]:
    for raw in patients:
        record, found = validated(PatientRecord, raw.value)
        for code, location, facts in found:
            column = ".".join(str(part) for part in location if isinstance(part, str))
            faults.add(raw.origin(location), Unread(code, facts), raw.patient, column)
        if record is not None:
            yield record, raw


def tell_same_days(record: PatientRecord, raw: RawRecord, faults: Faults) -> None:
    """Two contrast images of one day, of which the rules cannot know which one is meant."""
    for clash in same_day_conflicts(record):
        day = record.images[clash[0]].date.isoformat()
        lines = [line.origin for line in raw.images if line.values.get("date") == day]
        faults.add(lines[0] if lines else raw.first, Unread("same_day_images", (("day", day),)), raw.patient)
