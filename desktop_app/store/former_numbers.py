"""The numbers under which a patient was known before records were merged: within a list line's text.

They are searched like the patient's own number. What is behind the last separator repeats them as they were
written, since the searched text is casefolded.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.store.contents import Save
from desktop_app.store.list_tables import PATIENT_SUMMARY

_SEPARATOR: Final = "\x1e"


def with_former_numbers(searched: str, numbers: tuple[str, ...]) -> str:
    """The searched text (casefolded) with these numbers."""
    if not numbers:
        return searched
    written = json.dumps(numbers, ensure_ascii=False)
    return "\n".join((searched, *numbers)).casefold() + f"{_SEPARATOR}{written}{_SEPARATOR}"


def former_numbers(searched: str) -> tuple[str, ...]:
    """The numbers that this text was written with, the oldest merge first."""
    parts = searched.rsplit(_SEPARATOR, 2)
    if len(parts) < 3 or parts[2]:
        return ()
    try:
        found = json.loads(parts[1])
    except ValueError:
        return ()
    return tuple(found) if isinstance(found, list) and all(isinstance(each, str) for each in found) else ()


def numbers_of_saves(connection: Connection, saves: Sequence[Save]) -> Mapping[str, tuple[str, ...]]:
    """Patient → the numbers of records merged into it, as the save says, else as the line before it has them."""
    line = PATIENT_SUMMARY.c
    said = {save.record.patient.id: save.summary.former_numbers for save in saves}
    before = [save.record.patient.id for save in saves if save.expected_revision is not None]
    rows = connection.execute(select(line.patient_id, line.search_text).where(line.patient_id.in_(before)))
    found = {row.patient_id: former_numbers(row.search_text) for row in rows} if before else {}
    return found | {patient: numbers for patient, numbers in said.items() if numbers is not None}
