"""Events of a record that lie after today: a record is taken with them, but never without a word."""

from collections.abc import Iterator
from datetime import date

from desktop_app.exchange.fault import Fault
from desktop_app.exchange.record_file import FileRecord
from domain.record import PatientRecord


def days_to_come(file: str, entry: FileRecord, today: date) -> Iterator[Fault]:
    """One warning for each such day; the clock of this computer may be wrong, so nothing is refused for it."""
    for path, day in dict.fromkeys(_days(entry.record)):
        if day is not None and day > today:
            facts = (("day", day.isoformat()), ("today", today.isoformat()))
            yield Fault(file, "day_to_come", entry.record.patient.id, entry.line, path, facts)


def _days(record: PatientRecord) -> Iterator[tuple[str, date | None]]:
    """Rows stand in the order of their days, not in that of the file: no position is named."""
    patient = record.patient
    for name in ("birth_date", "diagnosed_on", "died_on", "followed_until"):
        yield f"patient.{name}", getattr(patient, name)
    for section in ("sessions", "images", "markers", "status"):
        for row in getattr(record, section):
            yield f"{section}.date", row.date
    for therapy in record.therapies:
        yield "therapies.from", therapy.started_on
    for override in record.overrides:
        yield "overrides.on", override.on
