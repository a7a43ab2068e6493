"""T2, T23, R7: what is on the disk says nothing, opens with its own key only, and every flipped bit is found."""

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.accounts.contents import Access, DataKey, Person
from desktop_app.accounts.keyring import Keyring, keyring_path, older_keyring_path
from desktop_app.errors import KeyringMissing, NotAStore, StoreError, StoreIsNewer, StoreNotEncrypted, WrongKey
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.backup import back_up
from desktop_app.store.cipher_file import PAGE, connected, key_fits
from desktop_app.store.copying import prove_sound
from desktop_app.store.schema import CURRENT
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.desktop_app.store.test_read_only import leave_hot_journal
from tests.raw_store import in_the_clear, key_of, raw

ROOT = Path(__file__).parents[3]
CANARIES = ("王金丝雀测试", "canary-7f3a9d", "ZY-20250301-0077")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
WRONG = Access(DataKey(bytes(range(32))), Person("thief", "thief"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that holds the canaries in a name, a number, a remark, a draft and a setting."""
    path = tmp_path / "ward" / "store.db"
    with open_store(StoreLocation(path=path), clock=noon, create=True) as store:
        store.save(save_of(record(CANARIES[2], name=CANARIES[0], note=CANARIES[1])))
        store.put_draft("draft", store.person.user, {"name": CANARIES[0], "note": CANARIES[1]})
        store.put_setting("ward_name", CANARIES[0])
    return path


def given_away(folder: Path) -> set[str]:
    """Files below this folder that hold one of the canaries in one of the encodings, or by name."""
    wanted = [canary.encode(encoding) for canary in CANARIES for encoding in ENCODINGS]
    return {
        file.name
        for file in folder.rglob("*")
        if any(canary in file.name for canary in CANARIES)
        or (file.is_file() and any(each in file.read_bytes() for each in wanted))
    }


def test_T2_no_file_of_a_store_or_its_backup_gives_a_patient_away(path: Path) -> None:
    with open_store(StoreLocation(path=path), clock=noon) as store:
        back_up(store, path.with_name("backups"), clock=noon)
    leave_hot_journal(path)
    files = {file.name for file in path.parent.rglob("*") if file.is_file() and file.stat().st_size}
    assert {"store.db", "store.db-journal", "store.keyring.json", "store.anchor.json"} <= files
    assert any(name.endswith(".manifest.json") for name in files)
    assert given_away(path.parent) == set()


def test_the_search_for_canaries_finds_them_in_the_clear(path: Path) -> None:
    """Otherwise the test above would say nothing."""
    in_the_clear(path, path.with_name("clear.db"))
    assert given_away(path.parent) == {"clear.db"}


def test_T2_sqlite_without_encryption_refuses_the_file(path: Path) -> None:
    before = path.read_bytes()
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        connection.execute("SELECT * FROM patient").fetchall()
    assert path.read_bytes() == before


def test_T2_a_wrong_key_is_refused_and_changes_nothing(path: Path) -> None:
    before = whole(path.parent)
    with pytest.raises(WrongKey):
        open_store(StoreLocation(path=path), clock=noon, access=WRONG)
    assert whole(path.parent) == before


def test_T2_a_wrong_key_takes_no_unfinished_change_back(path: Path) -> None:
    """The right one does."""
    leave_hot_journal(path)
    before = whole(path.parent)
    with pytest.raises(WrongKey):
        open_store(StoreLocation(path=path), clock=noon, access=WRONG)
    assert whole(path.parent) == before
    with open_store(StoreLocation(path=path), clock=noon) as store:
        assert store.load(CANARIES[2]).record.patient.name == CANARIES[0]


def test_T2_a_wrong_key_is_silent(path: Path) -> None:
    """SQLCipher by itself writes to stderr, which may be a log."""
    code = (
        "import sys\n"
        "from desktop_app.errors import WrongKey\n"
        "from desktop_app.store import open_store, store_location\n"
        "from tests.desktop_app.store.store_samples import noon\n"
        "from tests.desktop_app.store.test_encryption import WRONG\n"
        "try: open_store(store_location(sys.argv[1]), clock=noon, access=WRONG)\n"
        "except WrongKey: print('refused')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("refused\n", "", 0)


def test_a_key_is_not_in_the_words_of_an_error_or_an_engine(path: Path) -> None:
    key = key_of(path)
    assert key is not None
    with open_store(StoreLocation(path=path), clock=noon) as store:
        shown = repr((store, store._engine, store._engine.url, store.access, store.access.key))
    assert key.secret.hex() not in shown
    assert str(key.secret) not in shown


def whole(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_the_key_is_recognised_in_the_first_page_and_in_the_journal(path: Path) -> None:
    right, wrong = key_of(path), WRONG.key
    assert right is not None
    assert wrong is not None
    assert key_fits(path, right)
    assert not key_fits(path, wrong)
    leave_hot_journal(path)
    torn = bytearray(path.read_bytes())
    torn[600:700] = bytes(100)
    path.write_bytes(torn)
    assert key_fits(path, right)
    assert not key_fits(path, wrong)
    path.with_name("store.db-journal").write_bytes(b"")
    assert not key_fits(path, right)


def test_a_store_without_its_keyring_is_refused(path: Path) -> None:
    before = path.read_bytes()
    for each in (keyring_path(path), older_keyring_path(path)):
        each.unlink()
    with pytest.raises(KeyringMissing):
        open_store(StoreLocation(path=path), clock=noon)
    assert path.read_bytes() == before


def test_a_store_under_another_stores_keyring_is_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "store.db"
    open_store(StoreLocation(path=other), clock=noon, create=True).close()
    shutil.copy(keyring_path(other), keyring_path(path))
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        open_store(StoreLocation(path=path), clock=noon)
    assert path.read_bytes() == before


def test_an_encrypted_file_of_another_program_is_refused(tmp_path: Path) -> None:
    """Under our own key, which only a mistake can bring about."""
    path = tmp_path / "store.db"
    _, key = Keyring.create(path)
    path.touch()
    with closing(connected(path, key)) as connection:
        connection.execute("CREATE TABLE other (x)")
    before = path.read_bytes()
    with pytest.raises(NotAStore):
        open_store(StoreLocation(path=path), clock=noon)
    assert path.read_bytes() == before


def test_a_store_in_the_clear_is_refused_byte_for_byte(path: Path, tmp_path: Path) -> None:
    clear = in_the_clear(path, tmp_path / "clear.db")
    before = clear.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreNotEncrypted):
            open_store(StoreLocation(path=clear), clock=noon, create=create)
    assert clear.read_bytes() == before
    assert [file.name for file in tmp_path.glob("clear*")] == ["clear.db"]


def test_T23_an_older_program_leaves_a_newer_store_as_it_is(path: Path) -> None:
    with closing(raw(path)) as later:
        later.execute(f"PRAGMA user_version={CURRENT.number + 1}")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for _ in range(2):
        with pytest.raises(StoreIsNewer) as refused:
            open_store(StoreLocation(path=path), clock=noon)
        assert refused.value.facts["found"] == CURRENT.number + 1
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def found_damaged(path: Path, key: DataKey) -> bool:
    """Whether opening or proving this file says that it is not what was written."""
    try:
        open_store(StoreLocation(path=path), clock=noon).close()
        with closing(connected(path, key, mode="ro")) as connection:
            prove_sound(connection, path, encrypted=True)
    except StoreError:
        return True
    return False


def test_R7_each_of_400_flipped_bits_is_found(path: Path) -> None:
    key, sound = key_of(path), path.read_bytes()
    assert key is not None
    assert not found_damaged(path, key)
    chance = random.Random(7)  # noqa: S311
    for _ in range(400):
        flipped = bytearray(sound)
        flipped[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        with closing(connected(path, key, mode="ro")) as connection, pytest.raises(Exception) as found:  # noqa: PT011
            prove_sound(connection, path, encrypted=True)
        assert type(found.value).__name__ in ("StoreDamaged", "DatabaseError")
    for _ in range(20):
        flipped = bytearray(sound)
        flipped[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        assert found_damaged(path, key)


@pytest.mark.parametrize("damage", ["zeroed", "swapped", "repeated"])
def test_R7_whole_pages_that_were_zeroed_or_moved_are_found(path: Path, damage: str) -> None:
    key, sound = key_of(path), path.read_bytes()
    assert key is not None
    chance = random.Random(11)  # noqa: S311
    for _ in range(12):
        one, other = chance.sample(range(len(sound) // PAGE), 2)
        pages = [sound[start : start + PAGE] for start in range(0, len(sound), PAGE)]
        if damage == "zeroed":
            pages[one] = bytes(PAGE)
        elif damage == "swapped":
            pages[one], pages[other] = pages[other], pages[one]
        else:
            pages[one] = pages[other]
        path.write_bytes(b"".join(pages))
        assert found_damaged(path, key)


def test_R7_every_truncation_is_found(path: Path) -> None:
    key, sound = key_of(path), path.read_bytes()
    assert key is not None
    lengths = [1, 15, 16, 99, 100, PAGE - 1, PAGE, PAGE + 1, len(sound) - 1, len(sound) - PAGE, len(sound) // 2]
    for length in lengths:
        path.write_bytes(sound[:length])
        assert found_damaged(path, key), length
