"""The way from every schema ever released to the present one: all rows, or nothing changed."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop_app.errors import MigrationFailed, StoreIsNewer
from desktop_app.store import Meaning, ReasonCode, StoreLocation, open_store, opening
from desktop_app.store.converting import encrypt_plain_store
from desktop_app.store.engine import engine_for
from desktop_app.store.file_refusals import is_plain
from desktop_app.store.list_tables import METADATA
from desktop_app.store.packing_table import PACKING  # noqa: F401  (declares its table)
from desktop_app.store.saving import write  # noqa: F401  (declares all tables)
from desktop_app.store.schema import CURRENT, Schema
from tests.databases.fill_database import BESIDE
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import IntegrityError, key_of, raw

ROOT = Path(__file__).parents[3]
DATABASES = ROOT / "tests" / "databases"
RELEASED = sorted(path.name.removesuffix(".db.gz") for path in DATABASES.glob("schema_*.db.gz"))
PRESENT = f"schema_{CURRENT.number:04d}"
SHA256 = {
    "schema_0001": "f4610addc5908a1532069a1dcfb6d56545122d149857d06c05d84e909945fbef",
    "schema_0003": "256603052616103516dc9278c6f3f163f074dd007c8aaac7d5debeff48db4013",
    "schema_0004": "b513c15fc7ddc1a94914095f46a12523522b8f74e131b67d5f3d961c0a112ebe",
    "schema_0005": "18075e830b859db47c5e37cb38c23d48a4937c1b34997a13300f196538856e85",
}
"""What wards have does not change; a new schema adds a line."""
FIRST_CODES = set(ReasonCode) - {ReasonCode.CONFIRMED}
"""The codes of reasons that the first database with reasons could hold."""

LATER = '''
"""A later schema for the tests: a table is rebuilt, which under enforced references would delete its children."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("image", recreate="always") as image:
        image.add_column(sa.Column("slice_mm", sa.String()))
    with op.batch_alter_table("revision", recreate="always") as revision:
        revision.add_column(sa.Column("host", sa.Text()))
    {last}
'''


def unpacked(name: str, folder: Path) -> StoreLocation:
    """As a ward has it: what was released before schema 4 was in the clear, and is encrypted first."""
    path = folder / "ward" / "store.db"
    path.parent.mkdir()
    path.write_bytes(gzip.decompress((DATABASES / f"{name}.db.gz").read_bytes()))
    for beside in BESIDE:
        packed = DATABASES / f"{name}.{beside}.gz"
        if packed.exists():
            path.with_suffix(f".{beside}").write_bytes(gzip.decompress(packed.read_bytes()))
    if is_plain(path):
        encrypt_plain_store(path, clock=noon)
    return StoreLocation(path=path)


def golden(name: str) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = json.loads(gzip.decompress((DATABASES / f"{name}.json.gz").read_bytes()))
    return values


def later_schema(folder: Path, last: str = "pass") -> Schema:
    """The present scripts and one more."""
    scripts = folder / "migrations"
    shutil.copytree(CURRENT.scripts, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    number = CURRENT.number + 1
    facts = {"revision": f"{number:04d}", "before": f"{CURRENT.number:04d}", "last": last}
    script = LATER
    for name, fact in facts.items():
        script = script.replace(f"{{{name}}}", fact)
    (scripts / "versions" / f"schema_{number:04d}.py").write_text(script, encoding="utf-8")
    return Schema(number=number, scripts=scripts)


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(raw(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def test_the_newest_script_is_the_schema_that_the_program_expects() -> None:
    scripts = ScriptDirectory(str(CURRENT.scripts))
    assert scripts.get_heads() == [f"{CURRENT.number:04d}"]
    assert RELEASED[-1] == f"schema_{CURRENT.number:04d}"


def test_migrations_lead_to_exactly_the_tables_of_the_program(location: StoreLocation) -> None:
    open_store(location, clock=noon, create=True).close()
    engine = engine_for(location, key_of(location.path))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        connection.exec_driver_sql("ALTER TABLE marker ADD COLUMN later TEXT")
        assert compare_metadata(context, METADATA) != []
    engine.dispose()


def test_the_file_says_whose_it_is_and_of_which_schema(location: StoreLocation) -> None:
    open_store(location, clock=noon, create=True).close()
    with closing(raw(location.path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"TACE"),)
        assert connection.execute("PRAGMA user_version").fetchone() == (CURRENT.number,)


@pytest.mark.parametrize("name", RELEASED)
def test_a_filled_database_of_every_schema_is_what_it_was(name: str) -> None:
    packed = [DATABASES / f"{name}.{part}.gz" for part in ("db", "json", *BESIDE)]
    content = b"".join(path.read_bytes() for path in packed if path.exists())
    assert hashlib.sha256(content).hexdigest() == SHA256[name]


@pytest.mark.parametrize("name", RELEASED)
def test_every_row_of_a_filled_database_is_kept(name: str, tmp_path: Path) -> None:
    records = golden(name)
    with open_store(unpacked(name, tmp_path), clock=noon) as store:
        numbers = store.patient_ids(with_void=True)
        stored = {one.record.patient.id: one for one in store.records(numbers)}
        assert len(numbers) == len(records) >= 300
        assert [stored[values["patient"]["id"]].record.exported() for values in records] == records
        assert sum(one.void for one in stored.values()) == 10
        changed = records[0]["patient"]["id"]
        assert [revision.number for revision in store.revisions(changed)] == [1, 2]
        assert store.record_at(changed, 1).exported() == records[0]
        assert store.verdicts_at(changed, 1) == {"JSH-2021": {"verdict": "met", "missing": []}}
        assert [draft.content for draft in store.drafts()] == [{"patient": {"name": "张三"}}]
        assert store.setting("ward.name") == "介入科"


@pytest.mark.parametrize("name", RELEASED[1:])
def test_signatures_and_reasons_of_a_filled_database_are_kept(name: str, tmp_path: Path) -> None:
    with open_store(unpacked(name, tmp_path), clock=noon) as store:
        signed = [values["patient"]["id"] for values in golden(name)[50:60]]
        found = [store.signatures(patient)[0] for patient in signed]
        assert {each.meaning for each in found} == set(Meaning)
        assert all(store.holds(each) and each.revision == 1 for each in found)
        assert {store.reasons(patient)[2][0].code for patient in signed} >= FIRST_CODES


@pytest.mark.parametrize("name", RELEASED[1:])
def test_the_wards_profiles_of_a_filled_database_are_kept(name: str, tmp_path: Path) -> None:
    with open_store(unpacked(name, tmp_path), clock=noon) as store:
        latest, first = store.ward_profiles.all()
        assert store.ward_profiles.in_effect() == latest
        assert (first.number, first.name, first.profile_hash, first.settings) == (
            1,
            "介入科 2025",
            "own",
            {"mrecist_five_mm": True},
        )
        assert (latest.name, latest.author) == ("default", "user-3")


def test_what_was_packed_before_schema_5_stays_byte_for_byte_and_is_read_beside_what_comes_after(
    tmp_path: Path,
) -> None:
    """The audit trail holds digests of these bytes."""
    place = unpacked("schema_0004", tmp_path)
    before = rows_of(place.path)
    patient = golden("schema_0004")[100]["patient"]["id"]
    with open_store(place, clock=noon) as store:
        (stored,) = store.records([patient])
        note = "x" * 200
        changed = stored.record.amended(patient=stored.record.patient.model_copy(update={"note": note}))
        store.save(save_of(changed, stored.revision))
        assert store.verify().sound
    after = rows_of(place.path)
    assert after["revision"][:-1] == before["revision"]
    assert after["audit"][: len(before["audit"])] == before["audit"]
    *_, record_then, verdicts_then = before["revision"][-1]
    *_, record_now, verdicts_now = after["revision"][-1]
    assert [packed[1] & 0x20 for packed in (record_then, verdicts_then, record_now, verdicts_now)] == [
        0,
        0,
        32,
        32,
    ]
    with open_store(place, clock=noon) as store:
        assert store.record_at(patient, stored.revision) == stored.record
        assert store.record_at(patient, stored.revision + 1) == changed
        assert store.audit_entries(patient)[0].changes["patient.note"][1] == note


def test_a_migration_keeps_every_row_and_a_verified_copy(tmp_path: Path) -> None:
    place = unpacked(PRESENT, tmp_path)
    assert place.path is not None
    before, bytes_before = rows_of(place.path), place.path.read_bytes()
    schema = later_schema(tmp_path)
    opening.open_store(place, clock=noon, schema=schema).close()
    after = rows_of(place.path)
    assert [row[:-1] for row in after["image"]] == before["image"]
    changed = ("image", "revision", "alembic_version", "audit")
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }
    assert after["audit"][:-1] == before["audit"]
    copy = place.path.with_name(f"store.schema-{CURRENT.number}.20250301T120000Z.db")
    assert rows_of(copy) == before
    opening.open_store(place, clock=noon, schema=schema).close()
    with pytest.raises(StoreIsNewer):
        open_store(place, clock=noon)
    assert bytes_before != place.path.read_bytes()


def test_history_stays_guarded_after_its_table_was_rebuilt(tmp_path: Path) -> None:
    place = unpacked(PRESENT, tmp_path)
    opening.open_store(place, clock=noon, schema=later_schema(tmp_path)).close()
    with (
        closing(raw(place.path)) as connection,
        pytest.raises(IntegrityError, match="refuses"),
    ):
        connection.execute("DELETE FROM revision")


@pytest.mark.parametrize("last", ["raise RuntimeError", 'op.execute("DELETE FROM image")'])
def test_a_migration_that_fails_changes_nothing(tmp_path: Path, last: str) -> None:
    """The second one leaves rows that refer to nothing, which only the check of references finds."""
    place = unpacked(PRESENT, tmp_path)
    assert place.path is not None
    before = rows_of(place.path)
    with pytest.raises(Exception) as failed:  # noqa: PT011
        opening.open_store(place, clock=noon, schema=later_schema(tmp_path, last))
    assert type(failed.value).__name__ in ("MigrationFailed", "StoreDamaged")
    assert rows_of(place.path) == before
    with open_store(place, clock=noon) as store:
        assert store.save(save_of(record("after the failure"))).number == 1


def test_a_failed_migration_names_the_copy(tmp_path: Path) -> None:
    place = unpacked(PRESENT, tmp_path)
    with pytest.raises(MigrationFailed) as failed:
        opening.open_store(place, clock=noon, schema=later_schema(tmp_path, "raise RuntimeError"))
    assert Path(str(failed.value.facts["copy"])).exists()


@pytest.mark.posix
def test_a_process_killed_in_a_migration_leaves_the_old_schema(tmp_path: Path) -> None:
    place = unpacked(PRESENT, tmp_path)
    assert place.path is not None
    before = rows_of(place.path)
    # Spilling puts changed pages into the file before the commit: only the journal can take them back.
    spill = 'op.execute("PRAGMA cache_spill=1"); op.execute("PRAGMA cache_size=1"); '
    kill = 'op.execute("DELETE FROM marker"); import os, signal; os.kill(os.getpid(), signal.SIGKILL)'
    schema = later_schema(tmp_path, spill + kill)
    code = (
        "import sys; from pathlib import Path\n"
        "from desktop_app.store import opening, store_location\n"
        "from desktop_app.store.schema import Schema\n"
        "from tests.desktop_app.store.store_samples import noon\n"
        f"later = Schema({CURRENT.number + 1}, Path(sys.argv[2]))\n"
        "opening.open_store(store_location(sys.argv[1]), clock=noon, schema=later)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(place.path), str(schema.scripts)], cwd=ROOT)
    assert ran.returncode == -9
    assert place.path.with_name("store.db-journal").stat().st_size > 0
    with open_store(place, clock=noon) as store:
        assert store.setting("ward.name") == "介入科"
    assert rows_of(place.path) == before


def test_a_header_from_a_migration_that_was_cut_off_is_not_taken_for_a_newer_store(tmp_path: Path) -> None:
    """The power failed after the later number had reached the file and before the journal was done with."""
    place = unpacked(PRESENT, tmp_path)
    assert place.path is not None
    before, rows_before = place.path.read_bytes(), rows_of(place.path)
    journal = place.path.with_name("store.db-journal")
    with closing(raw(place.path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # The journal is then whole without a sync.
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA user_version={CURRENT.number + 1}")
        left_behind = journal.read_bytes()
        connection.execute("COMMIT")
    assert place.path.read_bytes() != before
    journal.write_bytes(left_behind)
    with open_store(place, clock=noon) as store:
        assert store.setting("ward.name") == "介入科"
    # Every page that is written back is encrypted anew: the bytes differ, what they say does not.
    assert rows_of(place.path) == rows_before
    with closing(raw(place.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (CURRENT.number,)


def test_two_processes_may_make_the_same_store(location: StoreLocation) -> None:
    code = (
        "import sys\n"
        "from desktop_app.store import open_store, store_location\n"
        "from tests.desktop_app.store.store_samples import noon, record, save_of\n"
        "store = open_store(store_location(sys.argv[1]), clock=noon, create=True)\n"
        "store.save(save_of(record(sys.argv[2])))\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(location.path), name], cwd=ROOT) for name in ("a", "b")
    ]
    assert [child.wait(60) for child in children] == [0, 0]
    with open_store(location, clock=noon) as store:
        assert store.patient_ids() == ["a", "b"]
