"""Makes the filled database of the present schema: ``python -m tests.databases.fill_database`` from the checkout.

From schema 4 on it is encrypted, with its keyring (the open slot holds the key) and its anchor beside it. Run once
per released schema; what it wrote before is never made again, because it stands for what wards have.
"""

import gzip
import json
import os
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings

from desktop_app.store import (
    AuditAction,
    ChangeReason,
    Meaning,
    ProfileChoice,
    ReasonCode,
    RecordStore,
    Role,
    Save,
    Signing,
    StoreLocation,
    Summary,
    open_store,
)
from desktop_app.store.schema import CURRENT
from domain.record import PatientRecord
from tests.record_strategies import patient_records

HERE = Path(__file__).parent
PATIENTS = 300
BESIDE = ("keyring.json", "anchor.json")
"""What belongs to an encrypted file and lies beside it."""
MADE_AT = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


def invented_records() -> list[PatientRecord]:
    """Records over every field and edge value; the same ones at every run."""
    made: list[PatientRecord] = []

    @settings(
        max_examples=PATIENTS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(content=patient_records())
    def collect(content: PatientRecord) -> None:
        number = f"{len(made):04} {content.patient.id}"
        made.append(content.amended(patient=content.patient.model_copy(update={"id": number})))

    collect()
    return made


def save_of(content: PatientRecord, at: int, expected: int | None) -> Save:
    return Save(
        record=content,
        summary=Summary(verdicts={"JSH-2021": "met"}),
        verdicts={"JSH-2021": {"verdict": "met", "missing": []}},
        profile={"name": "default"},
        profile_hash="made",
        rules_version="1",
        author="user-1",
        expected_revision=expected,
        request_id=UUID(int=at * 10 + (expected or 0)),
    )


def fill(store: RecordStore, records: list[PatientRecord]) -> None:
    saves = [save_of(content, at, None) for at, content in enumerate(records)]
    store.save_many(saves)
    changed = [
        replace(save, expected_revision=1, request_id=UUID(int=10**9 + at)) for at, save in enumerate(saves[:40])
    ]
    store.save_many(changed)
    for at, save in enumerate(saves[40:50]):
        request = UUID(int=2 * 10**9 + at)
        store.void(
            save.record.patient.id, reason="重复建档", author="user-2", expected_revision=1, request_id=request
        )
    sign_and_correct(store, saves[50:60])
    choose_profiles(store)
    store.put_draft("new-1", "user-1", {"patient": {"name": "张三"}})
    store.put_setting("ward.name", "介入科")
    store.put_setting("ward_name", "介入科")
    store.note(AuditAction.VIEW, patient=records[0].patient.id)
    store.note(AuditAction.PRINT, patient=records[0].patient.id, reason="出院", file="summary.pdf")


def choose_profiles(store: RecordStore) -> None:
    """A profile of the ward's own, and back to the one that was issued under."""
    own = ProfileChoice("介入科 2025", "own", {"mrecist_five_mm": True}, "user-3", None)
    back = ProfileChoice("default", "made", {"name": "default"}, "user-3", 1)
    for choice in (own, back):
        store.ward_profiles.take(choice, lines={}, seen=store.ward_profiles.revisions())


def sign_and_correct(store: RecordStore, saves: list[Save]) -> None:
    """Each of these is signed and then saved again with a reason; every meaning and every code occurs."""
    signed_as = (
        (Role.ENTRY, Meaning.ENTERED),
        (Role.PHYSICIAN, Meaning.REVIEWED),
        (Role.PHYSICIAN, Meaning.APPROVED),
    )
    for at, save in enumerate(saves):
        role, meaning = signed_as[at % len(signed_as)]
        request, patient = UUID(int=3 * 10**9 + at), save.record.patient.id
        store.sign(Signing(patient, 1, meaning, "user-3", "李医师", role, request))
        code = list(ReasonCode)[at % len(ReasonCode)]
        reason = ChangeReason(date(2025, 2, 20), code, "外院复核" if code is ReasonCode.OTHER else None)
        again = replace(save, expected_revision=1, request_id=UUID(int=4 * 10**9 + at), reasons=(reason,))
        store.save(again)


def main() -> None:
    target = HERE / f"schema_{CURRENT.number:04d}.db.gz"
    if target.exists():
        raise SystemExit(f"{target.name} stands for what wards have and is not made again")
    records = invented_records()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with (
            patch.dict(os.environ, {"LOGNAME": "user-1"}),
            patch("platform.node", return_value="workstation-1"),
            open_store(StoreLocation(path=path), clock=lambda: MADE_AT, create=True) as store,
        ):
            fill(store, records)
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        for beside in BESIDE:
            packed = HERE / f"{target.name.removesuffix('.db.gz')}.{beside}.gz"
            packed.write_bytes(gzip.compress(path.with_suffix(f".{beside}").read_bytes(), mtime=0))
    written = json.dumps([content.exported() for content in records], ensure_ascii=False)
    golden = HERE / f"schema_{CURRENT.number:04d}.json.gz"
    golden.write_bytes(gzip.compress(written.encode("utf-8"), mtime=0))


if __name__ == "__main__":
    main()
