"""A store as large as a hospital's after many years: 100 000 patients, each saved after every session.

Twenty-four courses are assessed and saved by the store itself; every further patient is one of them under another
number. Its rows are written as the store writes them and its entries by the trail itself, so that the chain, the
anchor and the replay of every row hold. Only within the issued verdicts the number stays that of the first patient
of the course. Saving all of them one by one gives the same rows and takes ten times as long.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, TableClause, insert, select

from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.exchange.summary import summary_of
from desktop_app.store import RecordStore, Save, StoreLocation, Summary, open_store
from desktop_app.store.audit_chain import digest_of
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.audit_rows import LINE, REVISION, Row, bare, rows_of_patients
from desktop_app.store.audit_table import AUDIT
from desktop_app.store.audit_trail import Happening
from desktop_app.store.packing import Packed, pack, unpack
from desktop_app.store.tables import REPLACED_ROWS, PatientRow
from domain.assessment import assess
from domain.profile import Profile
from domain.record import FORMAT, PatientRecord
from tests.desktop_app.store.store_samples import NOON, noon

COURSES: Final = 24
ENTRIES_EACH: Final = 11.5
"""Of a patient in the audit trail: a save after each session, and looks."""
_AT_ONCE: Final = 2000
_FIRST: Final = 20_240_000
_NAMES: Final = ("王伟", "李娜", "张建国", "欧阳秀英", "单磊")
_PRESENT: Final = (bare(PatientRow.table()), *(bare(kind.table()) for kind in REPLACED_ROWS))


def number_of(patient: int) -> str:
    """The hospital number of this patient, the first being 0."""
    return f"{_FIRST + patient}"


def course(patient: int, sessions: int) -> PatientRecord:
    """An image and two markers after each session."""
    kind = patient % COURSES
    first = date(2021, 1, 4) + timedelta(days=37 * kind)
    days = [first + timedelta(days=56 * at) for at in range(sessions)]
    shrinking = [60 - 3 * at if kind % 2 else 40 + 6 * at for at in range(sessions + 1)]
    return PatientRecord.model_validate(
        {
            "format": FORMAT,
            "patient": {"id": number_of(patient), "name": _NAMES[kind % len(_NAMES)], "sex": "male"},
            "sessions": [{"date": str(day), "type": "cTACE", "agents": ["epirubicin"]} for day in days],
            "images": [
                {"date": str(first + timedelta(days=56 * at - 14)), "targets": [_target(size)]}
                for at, size in enumerate(shrinking)
            ],
            "markers": [_marker(day, which, at) for at, day in enumerate(days) for which in ("AFP", "PIVKA-II")],
        }
    )


def _target(size: int) -> dict[str, str]:
    return {"lesion": "T1", "viable_mm": f"{size}.0"}


def _marker(day: date, kind: str, at: int) -> dict[str, str]:
    unit = "ng/mL" if kind == "AFP" else "mAU/mL"
    return {"date": str(day + timedelta(days=28)), "marker": kind, "value": str(400 - 20 * at), "unit": unit}


def build(path: Path, patients: int) -> None:
    """The store in this file, which is not there yet."""
    with open_store(StoreLocation(path=path), clock=noon, create=True) as store:
        for patient in range(COURSES):
            for session in range(1, patient % 6 + 2):
                store.save(_save(course(patient, session), session, patient))
        with store._reading() as connection:
            courses = [_Course(connection, number_of(patient)) for patient in range(COURSES)]
        for start in range(COURSES, patients, _AT_ONCE):
            _write(store, courses, range(start, min(start + _AT_ONCE, patients)))


def _save(record: PatientRecord, revision: int, patient: int) -> Save:
    profile = Profile()
    found = assess(record, profile)
    return Save(
        record=record,
        summary=Summary(**asdict(summary_of(found))),
        verdicts=assessment_json(found),
        profile=profile.settings(),
        profile_hash=profile.hash,
        rules_version=found.rules_version,
        author="user-1",
        expected_revision=revision - 1 or None,
        request_id=UUID(int=100 * patient + revision),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    action: AuditAction
    changes: dict[str, Any]


class _Course:
    """All rows of one patient, as the database holds them."""

    def __init__(self, connection: Connection, patient: str) -> None:
        self.present = {
            kept: rows_of_patients(
                connection, kept, [patient], key="id" if kept.name == "patient" else "patient_id"
            )
            for kept in _PRESENT
        }
        self.revisions = rows_of_patients(connection, REVISION, [patient])
        self.records = [unpack(row["record"]) for row in self.revisions]
        (self.line,) = rows_of_patients(connection, LINE, [patient])
        told = connection.execute(select(AUDIT).where(AUDIT.c.entity_id == patient).order_by(AUDIT.c.seq))
        self.told = [_Told(AuditAction(row.action), json.loads(row.changes)) for row in told]

    def present_of(self, patient: str) -> Iterator[tuple[Any, list[Row]]]:
        for kept, rows in self.present.items():
            yield kept, [{**row, _key_of(kept): patient} for row in rows]

    def revisions_of(self, patient: str, sequence: int) -> list[Row]:
        """Numbered from this sequence on."""
        return [
            {
                **row,
                "sequence": sequence + at,
                "patient_id": patient,
                "request_id": UUID(int=1_000_000_000 + sequence + at).hex,
                "record": _packed(record, patient),
            }
            for at, (row, record) in enumerate(zip(self.revisions, self.records, strict=True))
        ]

    def line_of(self, patient: str) -> Row:
        searched = patient + str(self.line["search_text"])[len(patient) :]
        return {**self.line, "patient_id": patient, "search_text": searched}

    def happenings(self, patient: str, revisions: list[Row], line: Row) -> Iterator[Happening]:
        whole = digest_of([line])
        for told, row in zip(self.told, revisions, strict=True):
            yield Happening(
                told.action,
                "patient",
                patient,
                revision=row["number"],
                changes=told.changes,
                digest={REVISION.name: digest_of([row]), LINE.name: whole},
                request_id=row["request_id"],
                author=row["author"],
            )


def _key_of(kept: TableClause) -> str:
    return "id" if kept.name == "patient" else "patient_id"


def _packed(record: dict[str, Any], patient: str) -> bytes:
    own = {**record, "patient": {**record["patient"], "id": patient}}
    return pack(Packed.RECORD, own)


def _write(store: RecordStore, courses: list[_Course], patients: range) -> None:
    rows: dict[Any, list[Row]] = {kept: [] for kept in (*_PRESENT, REVISION, LINE)}
    happenings: list[Happening] = []
    with store._transactions.audited() as entries:
        sequence = entries.connection.exec_driver_sql("SELECT max(sequence) FROM revision").scalar_one() + 1
        for number in patients:
            patient, own = number_of(number), courses[number % COURSES]
            revisions, line = own.revisions_of(patient, sequence), own.line_of(patient)
            sequence += len(revisions)
            for kept, several in (*own.present_of(patient), (REVISION, revisions), (LINE, [line])):
                rows[kept] += several
            happenings += own.happenings(patient, revisions, line)
            looks = int(ENTRIES_EACH * (number + 1)) - int(ENTRIES_EACH * number) - len(revisions)
            happenings += [Happening(AuditAction.VIEW, "patient", patient)] * looks
        for kept, several in rows.items():
            if several:
                entries.connection.execute(insert(kept), several)
        entries.append(happenings, NOON)


def kept(patients: int) -> Path:
    """The store built once and kept in the temporary folder, for as long as this file says the same."""
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"tacewatch-large-{patients}-{made_by}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        build(unfinished / "ward" / "store.db", patients)
        unfinished.rename(folder)
    return folder


def copied(patients: int, to: Path, *, keep: bool) -> Path:
    """A store of this size that may be written into; the original is kept for the next run, or not."""
    if keep:
        shutil.copytree(kept(patients), to, dirs_exist_ok=True)
    else:
        build(to / "ward" / "store.db", patients)
    return to
