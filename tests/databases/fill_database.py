"""Makes the filled database of the present schema: ``python -m tests.databases.fill_database`` from the checkout.

Run once per released schema; what it wrote before is never made again, because it stands for what wards have.
"""

import gzip
import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings

from desktop_app.store import RecordStore, Save, StoreLocation, Summary, open_store
from desktop_app.store.schema import CURRENT
from domain.record import PatientRecord
from tests.record_strategies import patient_records

HERE = Path(__file__).parent
PATIENTS = 300
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
    store.put_draft("new-1", "user-1", {"patient": {"name": "张三"}})
    store.put_setting("ward.name", "介入科")


def main() -> None:
    target = HERE / f"schema_{CURRENT.number:04d}.db.gz"
    if target.exists():
        raise SystemExit(f"{target.name} stands for what wards have and is not made again")
    records = invented_records()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with open_store(StoreLocation(path=path), clock=lambda: MADE_AT, create=True) as store:
            fill(store, records)
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    written = json.dumps([content.exported() for content in records], ensure_ascii=False)
    golden = HERE / f"schema_{CURRENT.number:04d}.json.gz"
    golden.write_bytes(gzip.compress(written.encode("utf-8"), mtime=0))


if __name__ == "__main__":
    main()
