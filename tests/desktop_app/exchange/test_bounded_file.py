"""A file cannot take more than its share: bombs, damage and absence are refused with their reason."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.exchange import FileRefused, read_records

ROOT = Path(__file__).parents[3]
MIB = 1024 * 1024


def code_of(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_records(path)
    (fault,) = refused.value.faults
    return fault.code


def bomb(path: Path, unit: bytes, size: int) -> Path:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(size // len(unit)):
            file.write(unit)
    return path


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("zeros.json.gz", b" " * MIB, "document_too_large"),
        ("line.jsonl.gz", b"0" * MIB, "line_too_large"),
    ],
)
def test_a_bomb_of_300_mb_is_refused_in_little_memory(tmp_path: Path, name: str, unit: bytes, code: str) -> None:
    path = bomb(tmp_path / name, unit, 300 * MIB)
    program = (
        "import re, sys; from pathlib import Path\n"
        "from desktop_app.exchange import FileRefused, read_records\n"
        "try: read_records(Path(sys.argv[1]))\n"
        "except FileRefused as refused: print(refused.faults[0].code)\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)\n"
    )
    result = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True)
    found, peak = result.stdout.split()
    assert found == code
    assert int(peak) < 250


def test_lines_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.exchange.bounded_file.LARGEST_LINES", MIB // 2)
    assert code_of(bomb(tmp_path / "blank.jsonl.gz", b"\n" * MIB, MIB)) == "file_too_large"


def test_a_cut_or_damaged_archive_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b'{"format": "tacewatch.record/1", "patient": {"id": "P"}}' * 50)
    for name, content, code in (
        ("cut.json.gz", whole[:-9], "gzip_cut_short"),
        ("bits.json.gz", whole[:30] + bytes([whole[30] ^ 255]) + whole[31:], "gzip_damaged"),
        ("tail.json.gz", whole + b"tail", "gzip_damaged"),
        ("plain.json.gz", b"{}", "not_gzip"),
        ("empty.json.gz", b"", "empty"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert code_of(path) == code, name


def test_what_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.json") == "not_found"
    assert code_of(tmp_path) == "is_folder"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "closed.json"
    path.write_text("{}")
    path.chmod(0)
    assert code_of(path) == "no_permission"
