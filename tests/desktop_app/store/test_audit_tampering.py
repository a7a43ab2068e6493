"""Whoever edits the file past the program, even with its key, is found: every column, every row, every place."""

import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import Error

from desktop_app.store import FaultKind, RecordStore, StoreLocation, open_store
from tests.desktop_app.store.audit_samples import (
    UNAUDITED,
    Tampering,
    copied,
    edited,
    every_row,
    tables_of,
    without_triggers,
    work_in,
)
from tests.desktop_app.store.store_samples import noon
from tests.raw_store import raw

TABLES = (
    "audit",
    "change_reason",
    "image",
    "marker",
    "new_lesion",
    "override",
    "packing",
    "patient",
    "patient_summary",
    "profile",
    "revision",
    "second_reading",
    "second_target",
    "session",
    "signature",
    "status",
    "target",
    "therapy",
    "ward_profile",
)
ALIKE = {"image", "new_lesion", "override", "second_reading", "second_target", "session", "signature", "status"}
ALIKE |= {"marker", "target", "therapy", "ward_profile"}
"""Tables with one row, or whose rows differ by the patient alone."""
COPIED_SIGNATURE = (
    "INSERT INTO signature SELECT 99, patient_id, 1, meaning, 'chief', printed_name, role, "
    "signed_at, snapshot, 'ff' FROM signature"
)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StoreLocation, RecordStore]]:
    location = StoreLocation(path=tmp_path_factory.mktemp("worked") / "store.db")
    with open_store(location, clock=noon, create=True) as store:
        work_in(store)
        assert store.verify().sound
        yield location, store


def columns_of(connection: Any, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def other(value: Any) -> Any:
    """Another value of the same kind: a digit more, another byte, one more."""
    match value:
        case None:
            return "x"
        case int():
            return value + 1000
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case _:
            return f"{value}0"


def test_R6_every_audited_table_holds_a_row_to_tamper_with(worked: tuple[StoreLocation, RecordStore]) -> None:
    rows = every_row(worked[0])
    assert set(TABLES) == set(rows) - UNAUDITED
    assert [table for table in TABLES if not rows[table]] == []


@pytest.mark.parametrize("table", TABLES)
def test_R6_every_single_row_tamper_is_found(table: str, worked: tuple[StoreLocation, RecordStore]) -> None:
    """Every column of the first and the last row, and these rows deleted."""
    location, store = worked
    tampering, tried, missed = Tampering(store), 0, []
    with closing(raw(location.path)) as connection:
        columns = columns_of(connection, table)
        rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()  # noqa: S608
    for row in [rows[at] for at in sorted({0, len(rows) - 1})]:
        statements = [
            (f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (other(value), row[0]))  # noqa: S608
            for column, value in zip(columns, row[1:], strict=True)
        ]
        statements.append((f"DELETE FROM {table} WHERE rowid = ?", (row[0],)))  # noqa: S608
        for statement in statements:
            with tampering.done(statement) as done:
                tried += 1
                if done.verified().sound:
                    missed.append(statement)
    assert missed == []
    assert tried >= 4


@pytest.mark.parametrize("table", TABLES)
def test_R6_a_value_of_another_kind_is_a_fault_and_not_a_crash(
    table: str, worked: tuple[StoreLocation, RecordStore]
) -> None:
    """Numbers of patients that are bytes, of revisions that are dates: SQLite keeps whatever it is given."""
    location, store = worked
    with closing(raw(location.path)) as connection:
        columns = columns_of(connection, table)
    for column in columns:
        for strange in (b"\xff", "2024-02-02"):
            statement = f'UPDATE {table} SET "{column}" = ? WHERE rowid = (SELECT min(rowid) FROM {table})'  # noqa: S608
            with suppress(Error), Tampering(store).done((statement, (strange,))) as done:
                assert not done.verified().sound, (column, strange)


@pytest.mark.parametrize("table", TABLES)
def test_R6_two_rows_whose_values_are_swapped_are_found(
    table: str, worked: tuple[StoreLocation, RecordStore]
) -> None:
    location, store = worked
    with closing(raw(location.path)) as connection:
        columns = columns_of(connection, table)
        keys = {row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]}
        rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()  # noqa: S608
    swapped = []
    for at, column in enumerate(columns, start=1):
        # Keys, and what must be unique anyway, have no two values that the database lets be swapped one by one.
        if column in keys | {"request_id", "number", "patient_id", "revision"} or rows[0][at] == rows[-1][at]:
            continue
        put = f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?'  # noqa: S608
        with Tampering(store).done((put, (rows[0][at], rows[-1][0])), (put, (rows[-1][at], rows[0][0]))) as done:
            assert not done.verified().sound, column
        swapped.append(column)
    assert swapped or table in ALIKE


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        (
            ["UPDATE audit SET seq = -seq WHERE seq > 5", "UPDATE audit SET seq = 1 - seq WHERE seq < 0"],
            "entry_missing",
        ),
        (["DELETE FROM audit WHERE seq = 7"], "entry_missing"),
        (["DELETE FROM audit WHERE seq > 9"], "older_than_anchor"),
        (["DELETE FROM audit"], "chain_empty"),
        (
            ["UPDATE revision SET sequence = sequence + 100"],
            "row_changed",
        ),
        (["DELETE FROM signature"], "row_missing"),
        (["INSERT INTO therapy (patient_id, position, kind) VALUES ('0002', 0, 'haic')"], "present_differs"),
        (["INSERT INTO profile (hash, settings) VALUES ('more', '{}')"], "row_unknown"),
        (
            [
                COPIED_SIGNATURE,
            ],
            "row_unknown",
        ),
    ],
)
def test_R6_what_was_cut_renumbered_or_put_in_is_named(
    statements: list[str], kind: str, worked: tuple[StoreLocation, RecordStore]
) -> None:
    with Tampering(worked[1]).done(*((statement, ()) for statement in statements)) as done:
        found = done.verified()
    assert FaultKind(kind) in {fault.kind for fault in found.faults}


def test_R6_a_patient_removed_with_all_rows_is_found(worked: tuple[StoreLocation, RecordStore]) -> None:
    """The trail still tells of the patient."""
    location, store = worked
    with closing(raw(location.path)) as connection:
        below = [
            name
            for name in tables_of(connection)
            if "patient_id" in columns_of(connection, name) and name != "draft"
        ]
    statements = [(f"DELETE FROM {name} WHERE patient_id = '0002'", ()) for name in below]  # noqa: S608
    with Tampering(store).done(*statements, ("DELETE FROM patient WHERE id = '0002'", ())) as done:
        faults = done.verified().faults
    assert {fault.facts.get("patient") for fault in faults} == {"0002"}
    assert FaultKind.ROW_MISSING in {fault.kind for fault in faults}


def test_R6_text_that_is_no_text_is_a_fault_and_not_a_crash(
    worked: tuple[StoreLocation, RecordStore],
) -> None:
    broken = "UPDATE marker SET note = CAST(x'ff00fe' AS TEXT) WHERE patient_id = '0001'"
    with Tampering(worked[1]).done((broken, ())) as done:
        faults = done.verified().faults
    assert [fault.facts["patient"] for fault in faults] == ["0001"]


def random_edit(connection: Any, chance: random.Random) -> str:
    """One cell of one row of one table, changed and committed."""
    table = chance.choice([name for name in tables_of(connection) if name not in UNAUDITED])
    rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()  # noqa: S608
    row, columns = chance.choice(rows), columns_of(connection, table)
    at = chance.randrange(len(columns))
    connection.execute("PRAGMA foreign_keys=OFF")
    sql = f'UPDATE OR REPLACE {table} SET "{columns[at]}" = ? WHERE rowid = ?'  # noqa: S608
    connection.execute(sql, (other(row[at + 1]), row[0]))
    return f"{table}.{columns[at]}"


def test_R6_a_hundred_random_edits_of_a_copied_file_are_found(
    worked: tuple[StoreLocation, RecordStore], tmp_path: Path
) -> None:
    path = worked[0].path
    assert path is not None
    chance, missed = random.Random(11), []  # noqa: S311
    place = copied(path, tmp_path / "copy")
    assert place.path is not None
    clean = place.path.read_bytes()
    with open_store(place, clock=noon) as store:
        for _ in range(100):
            store._engine.dispose()
            place.path.write_bytes(clean)
            with edited(place) as connection:
                where = random_edit(connection, chance)
            if store.verify().sound:
                missed.append(where)
    assert missed == []


def test_R6_a_patient_that_is_opened_is_held_against_the_trail(
    worked: tuple[StoreLocation, RecordStore], tmp_path: Path
) -> None:
    path = worked[0].path
    assert path is not None
    place = copied(path, tmp_path / "copy")
    with edited(place) as connection:
        without_triggers(connection)
        connection.execute("UPDATE target SET viable_mm = '6.0' WHERE patient_id = '0002'")
    with open_store(place, clock=noon) as store:
        (fault,) = store.verify_patient("0002")
        assert (fault.kind, fault.facts) == (FaultKind.PRESENT_DIFFERS, {"patient": "0002", "table": "target"})
        assert store.verify_patient("0001") == ()
        assert store.verify_patient("nobody") == ()
