"""A disk that returns something else than was written, a program that writes behind ours: refused or found."""

import io
import random
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError, IntegrityError

from desktop_app.cli import main as command
from desktop_app.errors import KnownError
from desktop_app.store import StoreLocation
from desktop_app.store.cipher_file import PAGE
from desktop_app.store.copying import prove_sound
from desktop_app.store.faults import faults_named
from tests.desktop_app.store.store_samples import noon
from tests.raw_store import raw
from tests.reliability.actions import file_in, prepare_store
from tests.reliability.folder_state import UnsoundError, digests_of, refuse_unsound, rows_of
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier
from tests.reliability.whole_reading import Values, everything

Damage = Callable[[bytearray, random.Random], None]


def flip_a_bit(content: bytearray, chance: random.Random) -> None:
    """Where something is written: in the clear, three quarters of a small file are empty pages."""
    written = [at for at, byte in enumerate(content) if byte]
    content[chance.choice(written)] ^= 1 << chance.randrange(8)


def zero_a_page(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content) // PAGE) * PAGE
    content[at : at + PAGE] = bytes(PAGE)


def swap_two_pages(content: bytearray, chance: random.Random) -> None:
    one, other = (page * PAGE for page in chance.sample(range(len(content) // PAGE), 2))
    content[one : one + PAGE], content[other : other + PAGE] = (
        content[other : other + PAGE],
        content[one : one + PAGE],
    )


def cut_off(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def fill_with_noise(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    content[at : at + 200] = chance.randbytes(len(content[at : at + 200]))


def append_noise(content: bytearray, chance: random.Random) -> None:
    content += chance.randbytes(chance.randrange(1, 9000))


DAMAGES: dict[str, tuple[Damage, int, int]] = {
    "single bits flipped": (flip_a_bit, 70, 4000),
    "pages zeroed": (zero_a_page, 20, 200),
    "pages swapped": (swap_two_pages, 20, 200),
    "files cut off": (cut_off, 20, 200),
    "noise over 200 bytes": (fill_with_noise, 30, 400),
    "noise at the end": (append_noise, 5, 50),
}


@BOTH_TIERS
@pytest.mark.parametrize("name", DAMAGES)
def test_R7_a_damaged_file_is_refused_or_reads_as_it_was_and_the_check_of_its_pages_finds_it(
    tier: Tier, name: str, tally: Tally, fast_folder: Path
) -> None:
    """What no reading comes upon, such as an empty page, the check of every page does."""
    tally.of("R7", name)
    damage, quick, long = DAMAGES[name]
    prepare_store(fast_folder)
    path = file_in(fast_folder)
    intact, truth = path.read_bytes(), everything(fast_folder)
    prove(path)
    for number in range(tier.choose(quick, long)):
        content = bytearray(intact)
        damage(content, random.Random(f"{name} {number}"))  # noqa: S311
        if content == intact:
            continue
        path.write_bytes(content)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        judge(fast_folder, truth, f"{name} {number}", tally)
        if proved(path):
            tally.failed(f"{name} {number}: the check of every page finds nothing")
    tally.check()
    assert tally.seen["unnoticed"] == 0


def prove(path: Path) -> None:
    """As ``tacewatch verify`` looks at the file itself."""
    with faults_named(StoreLocation(path=path)), closing(raw(path, mode="ro")) as connection:
        prove_sound(connection, path, encrypted=True)


def proved(path: Path) -> bool:
    try:
        prove(path)
    except KnownError:
        return False
    return True


def judge(folder: Path, truth: Values, case: str, tally: Tally) -> None:
    tally.tried += 1
    try:
        read = everything(folder)
    except KnownError:
        tally.seen["refused"] += 1
        return
    except Exception as error:  # noqa: BLE001  (any other class is the fault looked for)
        tally.failed(f"{case}: {error!r}")
        return
    changed = [name for name in truth.keys() | read.keys() if truth.get(name) != read.get(name)]
    tally.seen["unnoticed" if changed else "read as it was"] += 1
    if changed:
        tally.failed(f"{case}: given out as if it were right: {changed}")


def test_flipped_bits_in_a_file_in_the_clear_go_unnoticed_by_sqlite(fast_folder: Path) -> None:
    """The control: the same flips, the same rows, and SQLite's own check instead of encryption's."""
    prepare_store(fast_folder)
    plain = fast_folder / "plain.db"
    with closing(raw(file_in(fast_folder))) as connection:
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        connection.execute("SELECT sqlcipher_export('plain')").fetchall()
    intact, truth = plain.read_bytes(), rows_of(plain)
    unnoticed = 0
    for number in range(150):
        content = bytearray(intact)
        flip_a_bit(content, random.Random(number))  # noqa: S311
        plain.write_bytes(content)
        with suppress(DatabaseError, UnicodeDecodeError, AssertionError):
            unnoticed += rows_of(plain) != truth
    assert unnoticed > 10


EDITED_TABLES = (
    *("patient", "session", "image", "target", "new_lesion", "second_reading", "second_target", "marker"),
    *("revision", "profile", "ward_profile", "signature", "patient_summary", "audit"),
)


@BOTH_TIERS
@pytest.mark.parametrize("table", EDITED_TABLES)
def test_R6_every_value_that_another_program_changed_is_found(
    tier: Tier, table: str, tally: Tally, fast_folder: Path
) -> None:
    """Every column of one row, and the row itself, by somebody who has the key."""
    tally.of("R6", "one value changed, or a row deleted, by a program with the key; found by verification")
    prepare_store(fast_folder)
    path = file_in(fast_folder)
    intact = path.read_bytes()
    for statement in tamperings(path, table, VALUES[: tier.choose(1, len(VALUES))]):
        path.write_bytes(intact)
        if tamper(path, statement):
            tally.tried += 1
            if not found_out(fast_folder):
                tally.failed(statement)
    tally.check()


def found_out(folder: Path) -> bool:
    try:
        refuse_unsound(folder)
    except UnsoundError:
        return True
    return False


def tamperings(path: Path, table: str, values: tuple[str, ...]) -> list[str]:
    """Other values in each column of the first row, and the row gone."""
    with closing(raw(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        (row,) = connection.execute(f"SELECT rowid FROM {table} LIMIT 1").fetchone()  # noqa: S608
    change, at = f"UPDATE {table} SET", f"WHERE rowid = {row}"
    changes = [f'{change} "{name}" = {value} {at}' for name in columns for value in values]
    return [*changes, f"DELETE FROM {table} {at}"]  # noqa: S608


VALUES = ("'7'", "NULL", "1", "'2024-02-02'", "x'ff'")


def tamper(path: Path, statement: str) -> bool:
    """Whether the rows are others now: what the database itself refuses is no tampering."""
    with closing(raw(path)) as connection:
        before = digests_of(connection, {})
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        with suppress(IntegrityError):
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        return digests_of(connection, {}) != before


@BOTH_TIERS
def test_R6_the_command_verify_finds_each_of_many_random_edits(
    tier: Tier, tally: Tally, fast_folder: Path
) -> None:
    tally.of("R6", "random edits of a copied store, found by the command verify")
    prepare_store(fast_folder)
    path = file_in(fast_folder)
    intact = path.read_bytes()
    code, out, _ = verify_command(path)
    assert (code, out) == (0, "3 patients checked, faults: 0\n")
    head = {beside: beside.read_bytes() for beside in path.parent.glob("store.anchor.json")}
    statements = [one for table in EDITED_TABLES for one in tamperings(path, table, VALUES)]
    chance = random.Random(6)  # noqa: S311
    chance.shuffle(statements)
    for statement in statements:
        path.write_bytes(intact)
        for beside, content in head.items():
            beside.write_bytes(content)
        if tamper(path, statement):
            tally.tried += 1
            code, _, err = verify_command(path)
            if code != 1 or not err.strip():
                tally.failed(f"{statement}: {code} {err}")
        if tally.tried == tier.choose(100, 1000):
            break
    tally.check()
    assert tally.tried >= 100


def verify_command(path: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    arguments = ["verify", "--store", str(path), "--language", "en"]
    code = command(arguments, clock=noon, screen=None, out=out, err=err)  # type: ignore[arg-type]
    return code, out.getvalue(), err.getvalue()
