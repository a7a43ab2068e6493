"""A disk that returns something else than was written: refused or found, never taken for a patient's values."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from desktop_app.errors import KnownError
from tests.reliability.actions import place, prepare_store
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier
from tests.reliability.whole_reading import CLINICAL, Values, everything, known_wrong

Damage = Callable[[bytearray, random.Random], None]


def flip_a_bit(content: bytearray, chance: random.Random) -> None:
    """Where something is written: three quarters of a small file are empty pages."""
    written = [at for at, byte in enumerate(content) if byte]
    content[chance.choice(written)] ^= 1 << chance.randrange(8)


def page_size_of(content: bytearray) -> int:
    return int.from_bytes(content[16:18], "big")


def zero_a_page(content: bytearray, chance: random.Random) -> None:
    size = page_size_of(content)
    at = chance.randrange(len(content) // size) * size
    content[at : at + size] = bytes(size)


def swap_two_pages(content: bytearray, chance: random.Random) -> None:
    size = page_size_of(content)
    one, other = (page * size for page in chance.sample(range(len(content) // size), 2))
    content[one : one + size], content[other : other + size] = (
        content[other : other + size],
        content[one : one + size],
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
def test_R7_a_damaged_file_is_refused_or_reads_as_it_was(  # noqa: N802
    tier: Tier, name: str, tally: Tally, fast_folder: Path
) -> None:
    """Clinical values only: lists, drafts and authors have no second copy to be held against."""
    tally.of("R7", f"{name}, plain SQLite, no encryption yet")
    damage, quick, long = DAMAGES[name]
    prepare_store(fast_folder)
    path = place(fast_folder).path
    assert path is not None
    intact, truth = path.read_bytes(), everything(fast_folder)
    for number in range(tier.choose(quick, long)):
        content = bytearray(intact)
        damage(content, random.Random(f"{name} {number}"))  # noqa: S311
        path.write_bytes(content)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        judge(fast_folder, truth, f"{name} {number}", tally)
    tally.check()


def judge(folder: Path, truth: Values, case: str, tally: Tally) -> None:
    tally.tried += 1
    try:
        read = everything(folder)
        wrong = known_wrong(read, folder)
    except KnownError:
        tally.seen["refused"] += 1
        return
    except Exception as error:  # noqa: BLE001  (any other class is the fault looked for)
        tally.failed(f"{case}: {error!r}")
        return
    changed = [name for name in truth.keys() | read.keys() if truth.get(name) != read.get(name)]
    if not changed:
        tally.seen["read as it was"] += 1
    elif any(name[0] in CLINICAL for name in changed):
        tally.failed(f"{case}: given out as if it were right: {changed}")
    elif wrong:
        tally.seen["no longer what was signed"] += 1
    else:
        tally.seen["unnoticed beside the records"] += 1


RECORD_TABLES = (
    "patient",
    "session",
    "image",
    "target",
    "new_lesion",
    "second_reading",
    "second_target",
    "marker",
)


@BOTH_TIERS
@pytest.mark.parametrize("table", RECORD_TABLES)
def test_R6_a_value_that_another_program_changed_is_not_given_out(  # noqa: N802
    tier: Tier, table: str, tally: Tally, fast_folder: Path
) -> None:
    """Every column of one row, and the row itself; there is no keyed chain yet, but each value stands twice."""
    tally.of("R6", "one value of a record's rows changed, or a row deleted, by another program")
    prepare_store(fast_folder)
    path = place(fast_folder).path
    assert path is not None
    intact, truth = path.read_bytes(), everything(fast_folder)
    for statement in tamperings(path, table, VALUES[: tier.choose(1, len(VALUES))]):
        path.write_bytes(intact)
        tamper(path, statement)
        judge(fast_folder, truth, statement, tally)
    tally.check()
    assert tally.seen["refused"] > tally.tried / 2


def tamperings(path: Path, table: str, values: tuple[str, ...]) -> list[str]:
    """Other values in each column of the first row, and the row gone."""
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        (row,) = connection.execute(f"SELECT rowid FROM {table} LIMIT 1").fetchone()  # noqa: S608
    change, at = f"UPDATE {table} SET", f"WHERE rowid = {row}"
    changes = [f'{change} "{name}" = {value} {at}' for name in columns for value in values]
    return [*changes, f"DELETE FROM {table} {at}"]  # noqa: S608


VALUES = ("'7'", "NULL", "1", "'2024-02-02'", "x'ff'")


def tamper(path: Path, statement: str) -> None:
    """What the database itself does not refuse."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        with suppress(sqlite3.IntegrityError):
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
