"""A file under its name, also where a virus scanner holds it for a moment."""

from pathlib import Path

import pytest

from desktop_app.durable import write_whole


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """``[3]``: the next three renames find the file held, as Windows says it."""
    left, rename = [0], Path.replace

    def replace(path: Path, target: Path) -> Path:
        if left[0] > 0:
            left[0] -= 1
            raise PermissionError(
                13, "The process cannot access the file because it is being used by another process"
            )
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return left


def test_T21_a_file_that_is_held_for_a_moment_is_written_all_the_same(tmp_path: Path, held: list[int]) -> None:
    held[0] = 9
    write_whole(tmp_path / "报告.pdf", b"%PDF-1")
    assert held == [0]
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("报告.pdf", b"%PDF-1")]


def test_T21_a_file_that_stays_held_is_told_and_the_former_one_stays(tmp_path: Path, held: list[int]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"former")
    held[0] = 1000
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a.pdf", b"new")
    assert held == [990], "ten times tried"
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.pdf", b"former")]
