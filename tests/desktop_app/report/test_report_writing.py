"""A report on the disk is whole or absent."""

import os
import stat
from pathlib import Path

import pytest

from desktop_app.errors import KnownError
from desktop_app.report import ReportNotWritten, write_pdf
from desktop_app.wording import LANGUAGES, Wording


def test_a_report_is_written_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", b"%PDF whole")
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF whole"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    write_pdf(tmp_path / "a.pdf", b"new")
    assert (tmp_path / "a.pdf").read_bytes() == b"new"


def test_a_failed_write_leaves_the_older_report_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReportNotWritten) as refusal:
        write_pdf(tmp_path / "a.pdf", b"new")
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert "No space" in str(refusal.value.facts["reason"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_folder_is_a_known_error_with_words(tmp_path: Path, language: str) -> None:
    with pytest.raises(KnownError) as refusal:
        write_pdf(tmp_path / "gone" / "a.pdf", b"new")
    words = Wording("zh" if language == "zh" else "en")
    said = [words(f"{refusal.value.key}.{part}", **refusal.value.facts) for part in ("title", "text", "remedy")]
    assert str(tmp_path) in said[1]


@pytest.mark.skipif(os.name == "nt", reason="the rights of a file are others on Windows")
def test_a_report_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", b"x")
    assert stat.S_IMODE((tmp_path / "a.pdf").stat().st_mode) == 0o600
