"""The exported trail checks itself with nothing but Python, and finds what was changed in it."""

import csv
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from desktop_app.errors import StoreError
from desktop_app.resources import resource_path
from desktop_app.store import AuditAction, RecordStore, StoreLocation, open_store
from tests.desktop_app.store.audit_samples import work_in
from tests.desktop_app.store.store_samples import noon, record, save_of

BARE = (sys.executable, "-I")
CHECK_MANY = """
import pathlib, runpy, sys
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        runpy.run_path(str(folder / "verify.py"), run_name="__main__")
    except SystemExit as ended:
        sys.stderr.write(f"{folder.name} {ended.code}\\n")
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    with open_store(StoreLocation(path=folder / "store.db"), clock=noon, create=True) as store:
        work_in(store)
        store.void("0002", reason='=HYPERLINK("x")', author="＋1", expected_revision=1, request_id=record_id())
        store.note(AuditAction.PRINT, reason="  @SUM(A1)", file='半个字\ud83d,"\n')
        store.export_audit(folder / "audit.zip")
    return folder / "audit.zip"


def record_id() -> Any:
    from uuid import UUID

    return UUID(int=77)


def unpacked(archive: Path, folder: Path) -> Path:
    with ZipFile(archive) as zipped:
        zipped.extractall(folder)
    return folder


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*BARE, str(folder / "verify.py")], capture_output=True, text=True, cwd="/")


def test_an_untouched_export_checks_itself_without_the_program(exported: Path, tmp_path: Path) -> None:
    folder = unpacked(exported, tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == {"audit.jsonl", "audit.csv", "manifest.json", "verify.py"}
    ran = checked(folder)
    assert (ran.returncode, ran.stdout) == (0, "unchanged\n"), ran.stderr


def test_the_checker_is_short_and_needs_nothing_but_python() -> None:
    source = (resource_path("audit") / "verify.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    imported = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def edited_somewhere(folder: Path, chance: random.Random) -> str:
    """One bit of one of the files changed, a line of the entries dropped, doubled or moved, or the end cut."""
    name = chance.choice(["audit.jsonl"] * 6 + ["audit.csv", "manifest.json"])
    path = folder / name
    content, lines = path.read_bytes(), path.read_bytes().splitlines(keepends=True)
    at, line = chance.randrange(len(content)), chance.randrange(len(lines) - 1)
    kind = chance.choice(["byte", "byte", "drop", "double", "swap", "cut"])
    if kind == "byte" or name != "audit.jsonl":
        content = content[:at] + bytes([content[at] ^ chance.choice([1, 2, 4, 16])]) + content[at + 1 :]
    elif kind == "swap":
        content = b"".join([*lines[:line], lines[line + 1], lines[line], *lines[line + 2 :]])
    else:
        kept = {"drop": [], "double": [lines[line]] * 2, "cut": []}[kind]
        content = b"".join([*lines[:line], *kept, *([] if kind == "cut" else lines[line + 1 :])])
    path.write_bytes(content)
    return f"{name}: {kind} at {at}, line {line}"


def test_each_of_a_hundred_edits_is_found_by_a_bare_python(exported: Path, tmp_path: Path) -> None:
    chance, done = random.Random(5), {}  # noqa: S311
    for number in range(100):
        folder = unpacked(exported, tmp_path / "edits" / f"{number:03}")
        done[folder.name] = edited_somewhere(folder, chance)
    unpacked(exported, tmp_path / "edits" / "untouched")
    ran = subprocess.run(
        [*BARE, "-c", CHECK_MANY, str(tmp_path / "edits")], capture_output=True, text=True, cwd="/"
    )
    codes = dict(line.split() for line in ran.stderr.splitlines())
    assert codes.pop("untouched") == "0"
    assert len(codes) == 100
    assert {done[name] for name, code in codes.items() if code != "1"} == set()


def test_a_line_changed_with_its_own_sum_is_found_by_the_next(exported: Path, tmp_path: Path) -> None:
    """Somebody who reads the checker and mends the line, its sum and the sums of the files."""
    import hashlib

    folder = unpacked(exported, tmp_path / "out")
    lines = (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    kept, before = json.loads(lines[4]), json.loads(lines[3])["sha256"]
    kept["entry"]["user_id"] = "somebody else"
    canonical = json.dumps(kept["entry"], sort_keys=True, separators=(",", ":"))
    kept["sha256"] = hashlib.sha256((before + canonical).encode()).hexdigest()
    lines[4] = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    content = "".join(f"{line}\n" for line in lines).encode()
    (folder / "audit.jsonl").write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"]["audit.jsonl"] = hashlib.sha256(content).hexdigest()
    del manifest["sha256"]
    own = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    manifest["sha256"] = hashlib.sha256(own.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    ran = checked(folder)
    assert (ran.returncode, ran.stdout) == (1, "audit.jsonl, line 6: was changed, or the line before it\n")


@pytest.mark.parametrize("name", ["manifest.json", "audit.jsonl", "audit.csv"])
def test_a_missing_part_is_said_and_is_no_crash(name: str, exported: Path, tmp_path: Path) -> None:
    folder = unpacked(exported, tmp_path / "out")
    (folder / name).unlink()
    ran = checked(folder)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("cannot be checked: FileNotFoundError")


def test_the_manifest_says_who_when_how_many_and_the_head(exported: Path, tmp_path: Path) -> None:
    manifest = json.loads((unpacked(exported, tmp_path / "out") / "manifest.json").read_bytes())
    with open_store(StoreLocation(path=exported.with_name("store.db")), clock=noon) as store:
        head = store.audit_head()
        assert head is not None
        assert manifest["head"] == {"sequence": head.sequence, "hash": head.hash, "code": head.code}
        assert manifest["entries"] == head.sequence
        assert manifest["exported_by"] == store.person.user
        assert store.audit_entries(limit=1)[0].action is AuditAction.EXPORT
    assert manifest["exported_at"] == noon().isoformat()


def cells(folder: Path) -> Iterator[dict[str, str]]:
    text = (folder / "audit.csv").read_bytes().decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text))


def test_T5_no_cell_of_the_table_is_a_formula(exported: Path, tmp_path: Path) -> None:
    rows = list(cells(unpacked(exported, tmp_path / "out")))
    assert [row["reason_text"] for row in rows if "HYPERLINK" in row["reason_text"]] == ['\'=HYPERLINK("x")']
    assert [row["user_id"] for row in rows if "＋" in row["user_id"]] == ["'＋1"]
    assert [row["reason_text"] for row in rows if "SUM" in row["reason_text"]] == ["'  @SUM(A1)"]
    leading = {cell.lstrip()[:1] for row in rows for cell in row.values()}
    assert leading & set("=+-@＝＋－＠\t\r") == set()


def test_the_table_holds_every_entry(exported: Path, tmp_path: Path) -> None:
    folder = unpacked(exported, tmp_path / "out")
    lines = (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [json.loads(line)["entry"] for line in lines]
    rows = list(cells(folder))
    assert [int(row["seq"]) for row in rows] == [entry["seq"] for entry in kept]
    assert [row["hash"] for row in rows] == [entry["hash"] for entry in kept]
    assert {row["action"] for row in rows} == {entry["action"] for entry in kept}


def test_an_export_that_fails_leaves_no_half_file(store: RecordStore, tmp_path: Path) -> None:
    store.save(save_of(record()))
    with pytest.raises(StoreError):
        store.export_audit(tmp_path / "missing" / "audit.zip")
    (tmp_path / "taken.zip").mkdir()
    with pytest.raises(StoreError):
        store.export_audit(tmp_path / "taken.zip")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
