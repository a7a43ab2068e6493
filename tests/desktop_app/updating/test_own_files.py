"""T13: a changed, lacking or slipped-in file of the installed program is found, and named."""

from pathlib import Path

import pytest

from desktop_app.updating.own_files import ADDED, CHANGED, MISSING, FileFault, faults_of
from tests.desktop_app.updating.update_samples import OLD, program, write_list

LIBRARY = "_internal/libx.so.1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return program(tmp_path / "tacewatch", OLD)


def test_T13_a_program_as_it_was_built_has_no_fault(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    assert list(faults_of(folder, lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (7, 7)


def test_T13_every_single_changed_file_is_found(folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    for file in files:
        if file.name == "files.sha256":
            continue
        before = file.read_bytes()
        file.write_bytes(before[:-1] + bytes([before[-1] ^ 1]) if before else b"x")
        found = {fault.place: fault.kind for fault in faults_of(folder)}
        assert found[file.relative_to(folder).as_posix()] == CHANGED
        file.write_bytes(before)
    assert list(faults_of(folder)) == []


def test_T13_a_missing_file_and_one_that_was_slipped_in_are_found(folder: Path) -> None:
    (folder / "_internal" / "empty").unlink()
    (folder / "_internal" / "sitecustomize.py").write_text("import os")
    assert list(faults_of(folder)) == [
        FileFault("_internal/empty", MISSING),
        FileFault("_internal/sitecustomize.py", ADDED),
    ]


def test_T13_a_link_turned_to_another_file_is_found(folder: Path) -> None:
    (folder / "_internal" / "libx.so").unlink()
    (folder / "_internal" / "libx.so").symlink_to("empty")
    assert list(faults_of(folder)) == [FileFault("_internal/libx.so", CHANGED)]


def test_T13_a_program_without_its_list_is_not_taken_for_whole(folder: Path) -> None:
    (folder / "_internal" / "resources" / "files.sha256").unlink()
    assert FileFault("_internal/resources/files.sha256", MISSING) in list(faults_of(folder))
    write_list(folder)
    assert list(faults_of(folder)) == []
