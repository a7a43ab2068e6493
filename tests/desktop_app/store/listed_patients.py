"""A ward's worth of lines for lists, written past the records: what a list reads, and nothing else."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from desktop_app.store import RecordStore
from desktop_app.store.audit_trail import Entries
from desktop_app.store.engine import writing
from desktop_app.store.list_tables import PATIENT_SUMMARY
from desktop_app.store.mapping import patient_row
from desktop_app.store.saving import values_of
from desktop_app.store.tables import PatientRow
from tests.desktop_app.store.store_samples import NOON, TODAY, record

DEFINITIONS = (
    "JSH-LCSGJ-2014",
    "JSH-2021",
    "EPOIHCC-2013",
    "European-2014",
    "CCI-2022",
    "Iwasa-2011",
    "Ikeda-2013",
)
_SURNAMES = (("王", "wang"), ("李", "li"), ("张", "zhang"), ("欧阳", "ouyang"), ("单", "shan"))
_GIVEN = (("伟", "wei"), ("娜", "na"), ("建国", "jianguo"), ("秀英", "xiuying"), ("磊", "lei"))


def fill(store: RecordStore, size: int) -> None:
    """``size`` invented patients with every kind of follow-up state and verdict."""
    chance = random.Random(7)  # noqa: S311
    lines = [_line(chance, number) for number in range(size)]
    blank = values_of(patient_row(record(), revision=1, saved_at=NOON, author="user-1"))
    with writing(store._engine) as connection:
        Entries(connection, store._transactions.trail)  # Lists do not care that the trail tells nothing of these.
        connection.execute(insert(PatientRow.table()), [{**blank, "id": line["patient_id"]} for line in lines])
        connection.execute(insert(PATIENT_SUMMARY), lines)


def put_lines(store: RecordStore, lines: list[dict[str, Any]]) -> None:
    """These lines in place of all that are there."""
    blank = values_of(patient_row(record(), revision=1, saved_at=NOON, author="user-1"))
    with writing(store._engine) as connection:
        Entries(connection, store._transactions.trail)
        connection.execute(delete(PATIENT_SUMMARY))
        known = set(connection.scalars(select(PatientRow.id)))
        new = [{**blank, "id": line["patient_id"]} for line in lines if line["patient_id"] not in known]
        if new:
            connection.execute(insert(PatientRow.table()), new)
        connection.execute(insert(PATIENT_SUMMARY), lines)


def line_of(patient: str, name: str, pinyin: str, initials: str) -> dict[str, Any]:
    """As a save writes what is searched."""
    searched = "\n".join((patient, name, pinyin, initials)).casefold()
    line = _line(random.Random(0), 0)  # noqa: S311
    return {**line, "patient_id": patient, "name": name, "pinyin": pinyin.casefold(), "search_text": searched}


_VERDICTS = ("met", "not_met", "indeterminate")


def _line(chance: random.Random, number: int) -> dict[str, Any]:
    (surname, surname_read), (given, given_read) = chance.choice(_SURNAMES), chance.choice(_GIVEN)
    patient, name, pinyin = f"{20_240_000 + number}", surname + given, surname_read + given_read
    waits = chance.random() < 0.5
    session = TODAY - timedelta(days=chance.randrange(400))
    return {
        "patient_id": patient,
        "name": name,
        "pinyin": pinyin,
        "search_text": f"{patient}\n{name}\n{pinyin}\n{surname_read[0]}{given_read[0]}",
        "sex": None,
        "birth_date": None,
        "tace_count": chance.randrange(1, 9),
        "last_session_on": session,
        "latest_response": chance.choice(["CR", "PR", "SD", "PD", "NE", None]),
        "verdicts": {definition: chance.choice(_VERDICTS) for definition in DEFINITIONS},
        "follow_up_from": session if waits else None,
        "follow_up_fixed": None if waits else chance.choice(["done", "unassessed", "none"]),
        "revision": 1,
        "saved_at": NOON,
        "void": False,
    }
