"""Tables on the command line: strict, all or nothing, told row by row."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.store import open_store, store_location

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHEET = "住院号,姓名,手术日期,术式,影像日期,T1 (mm),AFP (ng/mL)\n00123,张三,2024-01-10,cTACE,2024-01-03,60.0,<2\n"
Command = Callable[..., tuple[int, str, str]]


class NoScreen:
    def open_window(self, *_: Any) -> int:
        raise AssertionError

    def screenshot(self, *_: Any) -> None:
        raise AssertionError


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("TACEWATCH_USER", raising=False)

    def run(*arguments: object) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        given = ["--store", str(tmp_path / "s.db"), "--language", "en", *map(str, arguments)]
        code = main(given, clock=lambda: NOW, screen=NoScreen(), out=out, err=err)
        return code, out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "随访.csv"
    path.write_text(SHEET, encoding="gb18030")
    return path


def kept(folder: Path) -> Any:
    with open_store(store_location(str(folder / "s.db")), clock=lambda: NOW) as store:
        return {number: store.load(number).record for number in store.patient_ids()}


def test_a_rehearsal_tells_of_every_row_and_writes_nothing(command: Command, sheet: Path, tmp_path: Path) -> None:
    code, out, _ = command("import", sheet, "--dry-run")
    assert code == 0
    assert f"{sheet} row 2\t00123\tpatients, sessions, images, targets, tumour markers\tadded" in out.replace(
        "sessions, images, targets, tumour markers, patients",
        "patients, sessions, images, targets, tumour markers",
    )
    assert not (tmp_path / "s.db").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_and_import_change_nothing(command: Command, sheet: Path, tmp_path: Path, kind: str) -> None:
    assert command("import", sheet)[0] == 0
    target = tmp_path / f"all.{kind}"
    assert command("export", "--to", target)[0] == 0
    before = kept(tmp_path)
    code, out, _ = command("import", target)
    assert (code, out.splitlines()[0]) == (0, "00123\tunchanged")
    other = tmp_path / "other.db"
    assert command("--store", other, "import", target)[0] == 0
    with open_store(store_location(str(other)), clock=lambda: NOW) as store:
        assert store.load("00123").record == before["00123"]


def test_a_faulty_table_keeps_the_sound_one_out_too(command: Command, sheet: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(SHEET.replace("00123", "00124").replace("60.0", '"60,0"').replace("张三", "李四"))
    code, out, err = command("import", sheet, bad)
    assert (code, out) == (1, "")
    assert "bad.csv, line 2, patient 00124, T1 (mm)" in err
    assert not (tmp_path / "s.db").exists() or not kept(tmp_path)


def test_rows_that_contradict_the_store_are_refused_and_new_rows_join(
    command: Command, sheet: Path, tmp_path: Path
) -> None:
    assert command("import", sheet)[0] == 0
    sheet.write_text(SHEET + "00123,,,,2024-03-01,30,\n")
    assert command("import", sheet)[0] == 0
    assert [str(image.targets[0].viable_mm) for image in kept(tmp_path)["00123"].images] == ["60.0", "30"]
    sheet.write_text(SHEET.replace("60.0", "61"))
    code, _, err = command("import", sheet)
    assert code == 1
    assert "60.0" in err
    assert "61" in err
    assert [str(image.targets[0].viable_mm) for image in kept(tmp_path)["00123"].images] == ["60.0", "30"]


def test_a_patient_in_a_table_and_in_a_record_file_is_refused(
    command: Command, sheet: Path, tmp_path: Path
) -> None:
    records = tmp_path / "r.json"
    records.write_text('{"format": "tacewatch.record/1", "patient": {"id": "00123"}}')
    code, _, err = command("import", sheet, records)
    assert code == 1
    assert "00123" in err
