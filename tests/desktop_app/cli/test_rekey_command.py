"""``accounts rekey``, passwords that are too old, and what a killed backup left, on the command line."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.slots import PUBLISHED
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.cli.conftest import NOW, Result, Tacewatch
from tests.desktop_app.cli.test_login import PASSWORDS, As, set_up


@pytest.fixture
def ward(tacewatch: Tacewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cheapen(monkeypatch.setattr)
    return set_up(tacewatch, tmp_path, PUBLISHED)


@pytest.fixture
def run_as(tacewatch: Tacewatch, ward: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    def run(user: str, *arguments: object, password: str | None = None, **more: Any) -> Result:
        monkeypatch.setenv("TACEWATCH_USER", user)
        monkeypatch.setenv("TACEWATCH_PASSWORD", password or PASSWORDS[user])
        return tacewatch(*arguments, "--store", ward, **more)

    return run


def test_an_administrator_changes_the_key_and_everything_is_said_once(run_as: As, ward: Path) -> None:
    result = run_as("guan", "accounts", "rekey")
    assert result.code == 0
    one_time = dict(line.split("\t") for line in result.lines[:2])
    code = result.lines[2]
    assert set(one_time) == {"luo", "yi"}
    assert "backups from before" in result.err
    assert "not proved" in result.err
    keyring = Keyring.load(ward)
    assert keyring.recovery_code_fits(code)
    assert run_as("guan", "verify").code == 0
    assert run_as("yi", "worklist", password=one_time["yi"]).code == 1, "it is changed in the window first"
    assert run_as("yi", "worklist").code == 1
    assert keyring.account("yi").must_change
    assert sorted(path.suffix for path in ward.parent.glob("ward-backups/*")) == [".db", ".json", ".json", ".json"]


@pytest.mark.parametrize("user", ["luo", "yi"])
def test_only_an_administrator_changes_the_key(run_as: As, ward: Path, user: str) -> None:
    before = Keyring.load(ward).login("guan", PASSWORDS["guan"], now=NOW).key
    assert run_as(user, "accounts", "rekey").code == 1
    assert Keyring.load(ward).login("guan", PASSWORDS["guan"], now=NOW).key == before


def test_a_password_that_is_too_old_opens_nothing_on_the_command_line(run_as: As, ward: Path) -> None:
    keyring = Keyring.load(ward)
    keyring.use_password_days(keyring.login("guan", PASSWORDS["guan"], now=NOW), 30)
    assert run_as("yi", "worklist", clock=lambda: NOW + timedelta(days=29)).code == 0
    refused = run_as("yi", "worklist", clock=lambda: NOW + timedelta(days=31))
    assert (refused.code, refused.out) == (1, "")


@pytest.mark.posix
def test_what_a_killed_backup_left_is_told_and_stands_in_nobodys_way(
    run_as: As, ward: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copies" / "mine.db"
    target.parent.mkdir()
    child = os.fork()
    if child == 0:
        from desktop_app.store import unfinished

        with unfinished.being_made(target, [target]) as note:
            target.with_name("mine.db.tmp").write_bytes(b"half")
            note.add(target, "00")
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    result = run_as("guan", "backup", "--to", target)
    assert result.code == 0
    assert "mine.db.tmp" in result.err
    assert not list(target.parent.glob("*.tmp"))
    assert run_as("guan", "backup", "--to", target).code == 1
