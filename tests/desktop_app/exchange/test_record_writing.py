"""Writing: what goes out comes in again, whole or not at all."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import DiskFailed, DiskFull
from desktop_app.exchange import Fault, FileRefused, read_records, write_bytes, write_records
from domain.course import same_day_conflicts
from domain.record import FORMAT, PatientRecord
from tests.record_strategies import patient_records

NAMES = ("r.json", "r.jsonl", "r.json.gz", "r.jsonl.gz")
told_apart = patient_records().filter(lambda record: not same_day_conflicts(record))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(records=st.lists(told_apart, max_size=3), name=st.sampled_from(NAMES))
def test_what_is_written_is_read_again(records: list[PatientRecord], name: str) -> None:
    if name.startswith("r.jsonl") and not records:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_records(path, records)
        assert [entry.record for entry in read_records(path).records] == records


def a_record() -> PatientRecord:
    return PatientRecord.model_validate({"format": FORMAT, "patient": {"id": "P", "name": "㛃𠅤"}})


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in NAMES:
        write_records(tmp_path / name, [a_record()] * 2)
        first = (tmp_path / name).read_bytes()
        write_records(tmp_path / name, [a_record()] * 2)
        assert (tmp_path / name).read_bytes() == first


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_owner_may_read_what_was_written(tmp_path: Path) -> None:
    write_records(tmp_path / "r.json", [a_record()])
    assert stat.S_IMODE((tmp_path / "r.json").stat().st_mode) == 0o600


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        write_bytes(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["r.json"]
    assert path.read_text() == "old"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        write_bytes(tmp_path / "no" / "r.json", b"")
    assert refused.value.faults == (Fault(str(tmp_path / "no" / "r.json"), "no_folder"),)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    with pytest.raises(DiskFailed) as failed:
        write_bytes(tmp_path / "r.json", b"")
    assert failed.value.facts["path"] == str(tmp_path / "r.json")
    assert [file.name for file in tmp_path.iterdir()] == ["r.json"]
