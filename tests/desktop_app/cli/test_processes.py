"""The command as a process: encodings, pipes, what it loads, how it ends."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def tacewatch(
    *arguments: object, environment: dict[str, str] | None = None, options: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *options, "-m", "desktop_app", *map(str, arguments)]
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(environment or {})}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, timeout=120)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "张三.json"
    value = {"format": "tacewatch.record/1", "patient": {"id": "㛃-1"}, "sessions": []}
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_output_is_utf8_whatever_the_locale(record: Path) -> None:
    for variables in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "gbk"}):
        result = tacewatch("assess", record, "--json", environment=variables)
        assert (result.returncode, result.stderr) == (0, b"")
        assert json.loads(result.stdout.decode("utf-8"))[0]["patient"] == "㛃-1"
        refused = tacewatch("assess", record.parent, environment=variables)
        assert refused.returncode == 1
        assert len(refused.stderr.decode("utf-8").splitlines()) == 1


def test_assess_loads_neither_database_nor_screen_nor_paper(record: Path) -> None:
    result = tacewatch("assess", record, options=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in result.stderr.decode().splitlines()}
    assert "pydantic" in loaded
    assert loaded & {"sqlalchemy", "alembic", "PySide6", "reportlab", "pypinyin", "pyqtgraph"} == set()


def test_a_reader_that_goes_away_is_no_error_message(tmp_path: Path) -> None:
    records = [{"format": "tacewatch.record/1", "patient": {"id": str(number)}} for number in range(300)]
    path = tmp_path / "many.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    command = [sys.executable, "-m", "desktop_app", "assess", str(path), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) != 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_under_the_output_is_one_line_and_no_success(record: Path) -> None:
    command = [sys.executable, "-m", "desktop_app", "assess", str(record), "--json", "--language", "en"]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert result.returncode == 1
    (line,) = result.stderr.decode().splitlines()
    assert "No space left" in line


@pytest.mark.skipif(os.name == "nt", reason="no shell of this kind on Windows")
def test_without_an_output_the_work_is_done_and_nothing_is_said(record: Path, tmp_path: Path) -> None:
    for closing, arguments, code in ((">&-", f"assess {record} --json", 0), ("2>&-", "assess nofile.json", 1)):
        line = f"{sys.executable} -m desktop_app {arguments} {closing}"
        result = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, timeout=60)
        assert (result.returncode, result.stderr) == (code, b"")


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no name for the input on this system")
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_may_come_through_a_pipe(record: Path, pack: Callable[[bytes], bytes]) -> None:
    command = [sys.executable, "-m", "desktop_app", "assess", "/dev/stdin", "--json"]
    result = subprocess.run(command, cwd=ROOT, input=pack(record.read_bytes()), capture_output=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)[0]["patient"] == "㛃-1"


def test_wrong_usage_and_refusals_end_with_their_codes_and_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    for arguments, code in ((["nonsense"], 2), (["assess", tmp_path / "bad.json"], 1)):
        result = tacewatch(*arguments)
        assert result.returncode == code
        assert b"Traceback" not in result.stderr


def test_showcase_makes_store_reports_and_a_picture_of_the_window(tmp_path: Path) -> None:
    result = tacewatch("showcase", "--to", tmp_path / "out", "--language", "en")
    assert result.returncode == 0, result.stderr.decode()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len([name for name in names if name.endswith(".pdf")]) == 2
    (picture,) = (tmp_path / "out").glob("*.png")
    assert picture.stat().st_size > 20_000
    assert "demo-store.db" in names
