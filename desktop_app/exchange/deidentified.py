"""Records that name nobody: for a study, a question to the maintainers, a case to teach with.

Numbers, names and free text go; words that only have to be told apart become codes; every date of a patient moves
by one random number of days, which is kept nowhere. What remains can still single a patient out to someone who
knows the course: it is no anonymous data, and its recipient treats it as a patient's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from secrets import SystemRandom
from typing import Any, Final

from desktop_app.exchange.fault import Fault, FileRefused
from domain.assessment import Assessment, assess
from domain.discrepancy.found import whole_years
from domain.profile import Profile
from domain.record import Override, OverrideReason, Patient, PatientRecord, Row
from domain.resistance.registry import DEFINITIONS

OLDEST: Final = 89
"""Completed years; who is older counts as OLDEST + 1, as the privacy rule of the USA has it (45 CFR 164.514)."""
FARTHEST_DAYS: Final = 1200
NEAREST_DAYS: Final = 30
TRIES: Final = 200
REMOVED: Final = "–"
KEPT: Final = frozenset({"format", "images.portal_vein", "images.hepatic_vein", "overrides.verdict"})
"""Words of a closed list that are written as plain text."""
CODED: Final[Mapping[str, tuple[str, Callable[[str], str]]]] = {
    "sessions.agents": ("agent", lambda text: text.strip().casefold()),
    "sessions.course": ("course", str.strip),
    "images.targets.lesion": ("T", str),
    "images.second_reading.targets.lesion": ("T", str),
    "images.spread_sites": ("site", str),
    "markers.assay": ("assay", str.strip),
    "markers.laboratory": ("laboratory", str.strip),
}
"""Where -> the code's first part, and when two words are the same to the rules."""
_CAUSES: Final = {
    "HBV": ("hbv", "乙肝", "hepatitis b"),
    "HCV": ("hcv", "丙肝", "hepatitis c"),
    "alcohol": ("alco", "酒"),
}
_KNOWN: Final = frozenset(definition.id for definition in DEFINITIONS)


def deidentified(
    records: Iterable[PatientRecord], profile: Profile, to: Path, chance: Random | None = None
) -> tuple[PatientRecord, ...]:
    """The records in a random order, numbered anew, each with the verdicts it had under this profile.

    Raises:
        FileRefused: a record leaves no room for its dates to move; nothing is to be written to ``to``.
    """
    dice = chance or SystemRandom()
    shuffled = list(records)
    dice.shuffle(shuffled)
    return tuple(
        _moved(record, f"P{number:05}", profile, to, dice) for number, record in enumerate(shuffled, start=1)
    )


def _moved(record: PatientRecord, number: str, profile: Profile, to: Path, dice: Random) -> PatientRecord:
    """A window of calendar months is a day longer or shorter elsewhere in the year: then another move is drawn."""
    wanted = _answers(assess(record, profile))
    for _ in range(TRIES):
        days = dice.choice((-1, 1)) * dice.randint(NEAREST_DAYS, FARTHEST_DAYS)
        try:
            found = PatientRecord.model_validate(_Nobody(number, timedelta(days)).row(record, ""))
        except (ValueError, OverflowError):
            continue  # Beyond 1900–2199, where the format ends.
        found = _of_grouped_age(found)
        if _answers(assess(found, profile)) == wanted:
            return found
    raise FileRefused(Fault(str(to), "dates_cannot_move", record.patient.id))


def _answers(assessment: Assessment) -> tuple[object, ...]:
    verdicts = {name: found.verdict for name, found in assessment.verdicts.items()}
    recommended = assessment.recommendation
    return verdicts, recommended.status, recommended.tier, recommended.decided_by


class _Nobody:
    """One patient without a name: the same word gets the same code throughout."""

    def __init__(self, number: str, shift: timedelta) -> None:
        self._number = number
        self._shift = shift
        self._codes: dict[tuple[str, str], str] = {}

    def row(self, row: Row, at: str) -> dict[str, object]:
        """The row's values by the keys of the format."""
        values = {
            name: self._value(getattr(row, name), f"{at}.{name}" if at else name)
            for name in type(row).model_fields
        }
        if isinstance(row, Patient):
            values |= {"id": self._number, "aetiology": _causes(row)}
        if isinstance(row, Override):
            explained = row.reason is OverrideReason.OTHER
            known = row.definition if row.definition in _KNOWN else "other"
            values |= {"definition": known, "text": REMOVED if explained else None}
        return {field.alias or name: values[name] for name, field in type(row).model_fields.items()}

    def _value(self, value: object, at: str) -> Any:
        if isinstance(value, Row):
            return self.row(value, at)
        if isinstance(value, tuple):
            return tuple(self._value(inner, at) for inner in value)
        if isinstance(value, date):
            return value + self._shift
        return self._text(value, at) if type(value) is str else value

    def _text(self, text: str, at: str) -> str | None:
        """Free text is dropped unless it is known to be needed: a field that is added later leaks nothing."""
        if at in KEPT:
            return text
        if at not in CODED:
            return None
        kind, read = CODED[at]
        if not read(text).strip():
            return ""
        codes = sum(known == kind for known, _ in self._codes)
        return self._codes.setdefault((kind, read(text)), f"{kind}{codes + 1}")


def _causes(patient: Patient) -> tuple[str, ...] | None:
    if patient.aetiology is None:
        return None
    found = [
        next(
            (cause for cause, marks in _CAUSES.items() if any(mark in text.casefold() for mark in marks)), "other"
        )
        for text in patient.aetiology
    ]
    return tuple(dict.fromkeys(found))


def _of_grouped_age(record: PatientRecord) -> PatientRecord:
    """Whoever is older than OLDEST on the last day of the record turns OLDEST + 1 in its year."""
    born, days = record.patient.birth_date, tuple(_days(record))
    if born is None or not days or whole_years(born, max(days)) <= OLDEST:
        return record
    grouped = date(max(days).year - OLDEST - 1, 1, 1)
    return record.amended(patient=record.patient.model_copy(update={"birth_date": grouped}))


def _days(row: Row) -> Iterator[date]:
    """Every date below a row but the birth date."""
    for name in type(row).model_fields:
        value = getattr(row, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Row):
                yield from _days(inner)
            elif isinstance(inner, date) and name != "birth_date":
                yield inner
