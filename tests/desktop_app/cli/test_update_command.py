"""``tacewatch update``: listed, checked, installed with the store secured, taken back; refused in one line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import updating
from desktop_app.session import updates
from desktop_app.session.updates import this_release
from desktop_app.store.backup import backup_folder, backups
from desktop_app.updating.installation import Installation
from tests.desktop_app.updating.update_samples import PUBLIC, in_effect, installed, package

Tacewatch = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    where = installed(tmp_path / "home", this_release())
    monkeypatch.setattr(updating, "here", lambda: where)
    monkeypatch.setattr(updates, "public_keys", lambda: (PUBLIC,))
    return where


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    return package(tmp_path, replace(this_release(), version="99.0"))


def test_a_package_is_only_looked_at_in_a_dry_run(tacewatch: Tacewatch, home: Installation, offered: Path) -> None:
    result = tacewatch("update", offered, "--dry-run")
    assert result.code == 0
    assert "99.0" in result.out
    assert "Faster." in result.out
    assert in_effect(home) == this_release().version


def test_where_no_package_lies_that_is_said(
    tacewatch: Tacewatch, home: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "offers", lambda _: iter(()))
    result = tacewatch("update")
    assert (result.code, result.out) == (0, "")
    assert "no update package" in result.err


def test_the_store_is_secured_and_the_next_start_runs_the_new_version(
    tacewatch: Tacewatch, home: Installation, offered: Path, tmp_path: Path
) -> None:
    store = tmp_path / "ward.db"
    assert tacewatch("demo", "--to", tmp_path / "demo.db").code == 0
    assert (
        tacewatch(
            "--store", tmp_path / "demo.db", "export", "--patient", "DEMO-01", "--to", tmp_path / "a.json"
        ).code
        == 0
    )
    assert tacewatch("--store", store, "import", tmp_path / "a.json").code == 0
    result = tacewatch("--store", store, "update", offered)
    assert (result.code, result.err) == (0, "")
    assert in_effect(home) == "99.0"
    assert len(backups(backup_folder(store))) == 1
    assert tacewatch("--store", store, "update", "--back").code == 0
    assert in_effect(home) == this_release().version


def test_without_a_store_nothing_has_to_be_secured(
    tacewatch: Tacewatch, home: Installation, offered: Path
) -> None:
    assert tacewatch("update", offered).code == 0
    assert in_effect(home) == "99.0"


def test_a_changed_an_older_and_a_foreign_package_are_refused_in_one_line(
    tacewatch: Tacewatch, home: Installation, offered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = package(tmp_path / "older", replace(this_release(), version="0.0.1"))
    changed = tmp_path / "changed.tacewatch-update"
    content = bytearray(offered.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 100] = bytes(100)
    changed.write_bytes(content)
    for path in (older, changed, tmp_path / "gone"):
        result = tacewatch("update", path)
        assert (result.code, len(result.faults)) == (1, 1), path
        assert in_effect(home) == this_release().version
    monkeypatch.setattr(updates, "public_keys", lambda: (bytes(32),))
    assert tacewatch("update", offered).code == 1
    assert tacewatch("update", "--back").code == 1
    assert in_effect(home) == this_release().version


def test_what_lies_on_a_stick_is_listed(
    tacewatch: Tacewatch, home: Installation, offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "places", lambda *_: [offered.parent])
    assert tacewatch("update").lines == [f"{offered}\t99.0"]


def test_a_checkout_says_that_it_does_not_exchange_itself(
    tacewatch: Tacewatch, offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "public_keys", lambda: (PUBLIC,))
    result = tacewatch("update", offered)
    assert result.code == 1
    assert "not installed so that it could exchange itself" in result.err
