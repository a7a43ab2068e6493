"""Invented patients to learn and to test with; their dates follow the calendar so that somebody is always due."""

from datetime import date, timedelta

from desktop_app.exchange.record_file import read_records
from desktop_app.resources import resource_path
from domain.record import PatientRecord, Row

WRITTEN_FOR = date(2026, 6, 30)
"""The day that was today when the patients were invented."""
_KEPT = frozenset({"birth_date"})


def demo_records(today: date) -> tuple[PatientRecord, ...]:
    """The invented patients as they would stand today: all their days moved alike, birthdays kept."""
    entries = read_records(resource_path("demo", "patients.jsonl")).records
    shift = today - WRITTEN_FOR
    return tuple(PatientRecord.model_validate(_moved(entry.record, shift)) for entry in entries)


def _moved(row: Row, shift: timedelta) -> dict[str, object]:
    """The row's values by the keys of the format, with every clinical day moved."""
    return {
        field.alias or name: getattr(row, name) if name in _KEPT else _value(getattr(row, name), shift)
        for name, field in type(row).model_fields.items()
    }


def _value(value: object, shift: timedelta) -> object:
    if isinstance(value, Row):
        return _moved(value, shift)
    if isinstance(value, tuple):
        return tuple(_value(inner, shift) for inner in value)
    return value + shift if isinstance(value, date) else value
