"""Commands on a store with accounts: who gets in, what each role may do, what is left in the audit trail."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring import Keyring, NewAccount
from desktop_app.accounts.slots import FLOOR, PUBLISHED, Cost
from desktop_app.store import Meaning, Signing, open_store, store_location
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.cli.conftest import NOW, Result, Tacewatch

ROOT = Path(__file__).parents[3]
PASSWORDS = {"luo": "Entry of 7 rows", "yi": "Reads 9 pictures", "guan": "Keeps 4 ledgers"}
ROLES = {"luo": Role.ENTRY, "yi": Role.PHYSICIAN, "guan": Role.ADMIN}
As = Callable[..., Result]


@pytest.fixture
def ward(tacewatch: Tacewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one patient and an account of each role, whose guesses are cheap."""
    cheapen(monkeypatch.setattr)
    return set_up(tacewatch, tmp_path, PUBLISHED)


def set_up(tacewatch: Tacewatch, folder: Path, cost: Cost) -> Path:
    store, records = folder / "ward.db", folder / "in.json"
    value = {"format": "tacewatch.record/1", "patient": {"id": "P1", "name": "张三"}}
    records.write_text(json.dumps(value), encoding="utf-8")
    assert tacewatch("import", records, "--store", store).code == 0
    keyring = Keyring.load(store)
    key = keyring.open_access("").key
    assert key is not None
    people = [NewAccount(user, user, ROLES[user], password) for user, password in PASSWORDS.items()]
    keyring.set_up(key, people, now=NOW, cost=cost)
    return store


@pytest.fixture
def run_as(tacewatch: Tacewatch, ward: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Runs a command on the store as this account, whose password is in the environment."""

    def run(user: str, *arguments: object, password: str | None = None, store: Path = ward, **more: Any) -> Result:
        monkeypatch.setenv("TACEWATCH_USER", user)
        monkeypatch.setenv("TACEWATCH_PASSWORD", password or PASSWORDS.get(user, ""))
        return tacewatch(*arguments, "--store", store, **more)

    return run


def test_T1_without_a_login_nothing_is_shown_and_nothing_written(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TACEWATCH_USER", raising=False)
    before = ward.read_bytes()
    for command in (
        ("worklist",),
        ("verify",),
        ("export", "--to", tmp_path / "x.json"),
        ("report", "--patient", "P1", "--to", tmp_path / "x"),
        ("import", tmp_path / "in.json"),
        ("backup", "--to", tmp_path / "x.db"),
        ("audit", "--to", tmp_path / "x.zip"),
        ("accounts",),
    ):
        result = tacewatch(*command, "--store", ward)
        assert (result.code, result.out) == (1, ""), command
        assert len(result.faults) == 1
        assert "TACEWATCH_USER" in result.err
        assert "张三" not in result.err
    assert ward.read_bytes() == before
    assert list(tmp_path.glob("x*")) == []


def test_the_user_from_the_environment_gets_in_with_the_password_from_there(run_as: As, tmp_path: Path) -> None:
    result = run_as("yi", "export", "--to", tmp_path / "x.json")
    assert (result.code, result.err) == (0, "")
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["patient"]["name"] == "张三"


def test_the_account_on_the_command_line_comes_before_the_one_in_the_environment(run_as: As) -> None:
    assert run_as("nobody", "accounts", "--user", "guan", password=PASSWORDS["guan"]).code == 0


def test_a_wrong_password_is_one_line_and_five_of_them_lock_the_account(run_as: As) -> None:
    for _ in range(2):
        result = run_as("yi", "worklist", password="Reads 9 picture")  # noqa: S106
        assert (result.code, result.out) == (1, "")
        assert len(result.faults) == 1
        assert "yi" in result.err
    for minutes in range(1, 4):
        at = NOW + timedelta(minutes=minutes)
        run_as("yi", "worklist", password="Reads 9 picture", clock=lambda at=at: at)  # noqa: S106
    locked = run_as("yi", "worklist", clock=lambda: NOW + timedelta(minutes=4))
    assert (locked.code, locked.out) == (1, "")
    assert "locked" in locked.err or "Too many" in locked.err
    assert run_as("guan", "accounts", "lift", "yi").code == 0
    assert run_as("yi", "worklist").code == 0


def test_an_unknown_account_is_refused_as_a_wrong_password_is(run_as: As) -> None:
    unknown = run_as("nobody", "worklist", password="whatever 1 wants")  # noqa: S106
    wrong = run_as("yi", "worklist", password="whatever 1 wants")  # noqa: S106
    assert unknown.code == wrong.code == 1
    assert unknown.err.replace("nobody", "yi") == wrong.err


MAY: dict[tuple[str, ...], set[str]] = {
    ("worklist",): {"luo", "yi"},
    ("report", "--patient", "P1", "--to", "OUT"): {"luo", "yi"},
    ("import", "IN", "--dry-run"): {"luo", "yi"},
    ("import", "IN"): {"luo", "yi"},
    ("export", "--to", "OUT.json"): {"yi"},
    ("verify",): {"luo", "yi", "guan"},
    ("backup", "--to", "OUT.db"): {"guan"},
    ("audit", "--to", "OUT.zip"): {"guan"},
    ("accounts",): {"guan"},
    ("accounts", "add", "new", "--name", "N", "--role", "entry"): {"guan"},
    ("accounts", "remove", "luo"): {"guan"},
}


@pytest.mark.parametrize("user", PASSWORDS)
def test_each_role_does_what_it_may_and_nothing_else(run_as: As, tmp_path: Path, user: str) -> None:
    for number, (command, may) in enumerate(MAY.items()):
        places = {"IN": str(tmp_path / "in.json"), "OUT": str(tmp_path / f"out{number}")}
        words = [places.get(word, word.replace("OUT.", f"{tmp_path}/out{number}.")) for word in command]
        result = run_as(user, *words)
        assert (result.code == 0) is (user in may), (command, result)
        if user not in may:
            assert (result.code, result.out, len(result.faults)) == (1, "", 1), (command, result)
            assert list(tmp_path.glob(f"out{number}*")) == []


def test_what_an_entry_account_prints_is_a_draft_without_a_recommendation(
    run_as: As, ward: Path, tmp_path: Path
) -> None:
    import pypdf

    texts = {}
    _signed_by_yi(ward)
    for user in ("luo", "yi"):
        path = run_as(user, "report", "--patient", "P1", "--to", tmp_path / user).lines[0]
        texts[user] = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert ("DRAFT" in texts["luo"].upper(), "DRAFT" in texts["yi"].upper()) == (True, False)
    assert ["Recommended regimen" in texts[user] for user in ("luo", "yi")] == [False, True]


def _signed_by_yi(ward: Path) -> None:
    access = Keyring.load(ward).login("yi", PASSWORDS["yi"], now=NOW)
    with open_store(store_location(str(ward)), clock=lambda: NOW, access=access) as store:
        store.sign(Signing("P1", 1, Meaning.REVIEWED, "yi", "yi", Role.PHYSICIAN, uuid4()))


def test_a_new_account_has_a_one_time_password_that_opens_nothing_here(run_as: As, ward: Path) -> None:
    added = run_as("guan", "accounts", "add", "wang", "--name", "王医师", "--role", "physician")
    (password,) = added.lines
    assert added.code == 0
    refused = run_as("wang", "worklist", password=password)
    assert (refused.code, refused.out) == (1, "")
    assert "one-time" in refused.err
    Keyring.load(ward).change_password("wang", password, "Own 5 words now", now=NOW)
    assert run_as("wang", "worklist", password="Own 5 words now").code == 0  # noqa: S106
    reset = run_as("guan", "accounts", "reset", "wang")
    assert run_as("wang", "worklist", password="Own 5 words now").code == 1  # noqa: S106
    assert "one-time" in run_as("wang", "worklist", password=reset.lines[0]).err


def test_the_list_of_accounts_names_role_and_state(run_as: As) -> None:
    run_as("guan", "accounts", "remove", "luo")
    heads, luo, yi, _ = run_as("guan", "accounts", "list").lines
    assert heads.split() == ["account", "name", "role", "state"]
    assert (luo.split(), yi.split()[-2:]) == (["luo", "luo", "entry", "closed"], ["in", "use"])
    assert run_as("luo", "worklist").code == 1


def test_the_last_administrator_stays(run_as: As) -> None:
    result = run_as("guan", "accounts", "remove", "guan")
    assert result.code == 1
    assert run_as("guan", "accounts").code == 0


def test_every_command_that_touches_patients_is_in_the_trail_under_its_user(run_as: As, tmp_path: Path) -> None:
    run_as("yi", "export", "--patient", "P1", "--to", tmp_path / "x.json")
    run_as("luo", "report", "--patient", "P1", "--to", tmp_path / "x")
    run_as("luo", "worklist")
    run_as("guan", "backup", "--to", tmp_path / "copy.db")
    run_as("guan", "accounts", "add", "new", "--name", "N", "--role", "entry")
    assert run_as("guan", "audit", "--to", tmp_path / "audit.zip").code == 0
    with zipfile.ZipFile(tmp_path / "audit.zip") as archive:
        archive.extractall(tmp_path / "audit")
    checked = subprocess.run([sys.executable, "-I", "verify.py"], cwd=tmp_path / "audit", capture_output=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    text = (tmp_path / "audit" / "audit.csv").read_text(encoding="utf-8-sig")
    for user, action in (
        ("yi", "export"),
        ("luo", "print"),
        ("luo", "view"),
        ("guan", "backup"),
        ("guan", "login"),
    ):
        assert any(user in line and action in line for line in text.splitlines()), (user, action)
    assert run_as("guan", "audit", "--to", tmp_path / "audit.zip").code == 1


def test_a_backup_is_restored_into_a_new_store_and_says_what_it_lacks(run_as: As, tmp_path: Path) -> None:
    copy, later = tmp_path / "copies" / "copy.db", tmp_path / "later.json"
    assert run_as("guan", "backup", "--to", copy).code == 0
    value = {"format": "tacewatch.record/1", "patient": {"id": "P2"}}
    later.write_text(json.dumps(value), encoding="utf-8")
    assert run_as("yi", "import", later).code == 0
    back = tmp_path / "back" / "ward.db"
    assert run_as("yi", "restore", copy, "--to", back).code == 1
    rehearsed = run_as("guan", "restore", copy, "--to", back, "--dry-run")
    assert rehearsed.code == 0, rehearsed
    assert rehearsed.lines[0] == "P2\tnot in the backup"
    assert "lack 1 saves, audit entries" in rehearsed.lines[1]
    assert not back.exists()
    restored = run_as("guan", "restore", copy, "--to", back)
    assert (restored.code, restored.err) == (0, "")
    assert run_as("guan", "restore", copy, "--to", back).code == 1
    assert run_as("yi", "verify", store=back).lines == ["1 patients checked, faults: 0"]


def test_the_default_place_of_backups_is_a_folder_beside_the_store(run_as: As, ward: Path) -> None:
    assert run_as("guan", "backup").code == 0
    assert len(list(ward.with_name("ward-backups").glob("*.db"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a matter of Unix")
def test_on_a_terminal_the_password_is_asked_for_and_not_echoed(tacewatch: Tacewatch, tmp_path: Path) -> None:
    ward = set_up(tacewatch, tmp_path, FLOOR)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TACEWATCH_")}
    arguments = ["worklist", "--store", str(ward), "--user", "yi", "--language", "en"]
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "desktop_app", *arguments], environment)  # noqa: S606
    said = read_until(terminal, b"Password of")
    # The prompt comes first, the echo is switched off with it.
    os.write(terminal, PASSWORDS["yi"].encode() + b"\n")
    said += read_until(terminal, None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    assert PASSWORDS["yi"].encode() not in said


def read_until(terminal: int, word: bytes | None) -> bytes:
    said, deadline = b"", time.monotonic() + 30
    while (word is None or word not in said) and time.monotonic() < deadline:
        try:
            more = os.read(terminal, 1024)
        except OSError:
            break
        if not more:
            break
        said += more
    return said


def test_a_demo_and_a_store_without_accounts_ask_for_nobody(
    tacewatch: Tacewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TACEWATCH_USER", "yi")
    monkeypatch.delenv("TACEWATCH_PASSWORD", raising=False)
    demo = tmp_path / "demo.db"
    assert tacewatch("demo", "--to", demo).code == 0
    assert tacewatch("worklist", "--store", demo).code == 0
    monkeypatch.setenv("TACEWATCH_PASSWORD", "tacewatch-demo")
    assert tacewatch("worklist", "--store", demo, "--user", "demo-admin").code == 1
    assert tacewatch("accounts", "--store", demo, "--user", "demo-admin").code == 0
    record = tmp_path / "r.json"
    record.write_text(json.dumps({"format": "tacewatch.record/1", "patient": {"id": "P1"}}), encoding="utf-8")
    assert tacewatch("import", record, "--store", tmp_path / "own.db").code == 0
    assert tacewatch("accounts", "--store", tmp_path / "own.db").code == 1


def test_a_plain_store_is_refused_until_it_is_converted(tacewatch: Tacewatch, tmp_path: Path) -> None:
    import gzip

    store = tmp_path / "old.db"
    frozen = ROOT / "tests" / "databases" / "schema_0003.db.gz"
    store.write_bytes(gzip.decompress(frozen.read_bytes()))
    before = store.read_bytes()
    refused = tacewatch("worklist", "--store", store)
    assert (refused.code, len(refused.faults)) == (1, 1)
    assert "tacewatch encrypt" in refused.err
    assert store.read_bytes() == before
    converted = tacewatch("encrypt", "--store", store)
    assert (converted.code, converted.err) == (0, "")
    (copy,) = tmp_path.glob("old.plain.*.db")
    (tmp_path / "before.db").write_bytes(before)
    assert dumped(copy) == dumped(tmp_path / "before.db")
    assert not store.read_bytes().startswith(b"SQLite")
    assert tacewatch("verify", "--store", store).code == 0
    assert tacewatch("encrypt", "--store", store).code == 1


def dumped(plain: Path) -> list[str]:
    with closing(sqlite3.connect(plain)) as connection:
        return list(connection.iterdump())
