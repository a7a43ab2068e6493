"""Every command on real files and a real store: what it prints, what it leaves, how it ends."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from desktop_app import cli
from desktop_app.cli import self_test
from desktop_app.exchange import read_records
from desktop_app.exchange.demo import demo_records
from desktop_app.store import open_store, store_location
from desktop_app.updating.release import INNER
from tests.desktop_app.cli.conftest import NOW, NoScreen, Result, Tacewatch
from tests.raw_store import raw


def record(number: str, /, **parts: Any) -> dict[str, Any]:
    return {"format": "tacewatch.record/1", "patient": {"id": number}, **parts}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("demo") / "demo.db"
    arguments = ["demo", "--to", str(store), "--language", "en"]
    code = cli.main(arguments, clock=lambda: NOW, screen=NoScreen(), out=io.StringIO(), err=io.StringIO())
    assert code == 0
    return store


@pytest.fixture
def ward(made_once: Path, tmp_path: Path) -> Path:
    """A store with the invented patients, a fresh copy for each test, with its keys and its anchor."""
    for beside in made_once.parent.glob("demo.*"):
        shutil.copy2(beside, tmp_path)
    return tmp_path / "demo.db"


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_without_a_command_the_window_opens(tacewatch: Tacewatch, screen: NoScreen) -> None:
    assert tacewatch().code == 0
    assert tacewatch("--store", "ward.db").code == 0
    assert screen.opened == [None, "ward.db"]
    assert tacewatch("--open", "a.tacewatch").code == 0
    assert tacewatch("--open").code == 0  # as a launcher without a file writes it
    assert screen.files == [None, None, "a.tacewatch", None]


@pytest.mark.parametrize(
    "arguments",
    [
        ("cure",),
        ("assess",),
        ("assess", "a.json", "--json", "--table"),
        ("assess", "a.json", "--nonsense"),
        ("export",),
        ("report", "--to", "x"),
        ("demo",),
        ("backup", "--to", "copy.sqlite"),
        ("restore", "copy.db"),
        ("audit",),
        ("accounts", "add", "somebody"),
        ("accounts", "dismiss", "somebody"),
        ("worklist", "--password", "secret"),
        ("export", "--to", "ward.xls"),
    ],
)
def test_wrong_usage_ends_with_2(tacewatch: Tacewatch, arguments: tuple[str, ...]) -> None:
    result = tacewatch(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    assert result.err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_speaks_the_language(tacewatch: Tacewatch, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tacewatch("--help", language=language).code == 0
    assert tacewatch("assess", "--help", language=language).code == 0
    assert ("判定" in capsys.readouterr().out) is (language == "zh")


def test_assess_prints_one_object_per_record_in_order(tacewatch: Tacewatch, tmp_path: Path) -> None:
    path = written(tmp_path / "list.json", [record("B"), record("A")])
    result = tacewatch("assess", path, "--json")
    assert (result.code, result.err) == (0, "")
    found = json.loads(result.out)
    assert [one["patient"] for one in found] == ["B", "A"]
    assert {verdict["verdict"] for verdict in found[0]["verdicts"].values()} == {"not_met"}


def test_assess_of_an_empty_list_prints_an_empty_list(tacewatch: Tacewatch, tmp_path: Path) -> None:
    assert json.loads(tacewatch("assess", written(tmp_path / "none.json", []), "--json").out) == []


def test_a_given_profile_changes_the_verdict_and_its_hash(tacewatch: Tacewatch, tmp_path: Path) -> None:
    vignette = json.loads((Path(__file__).parents[2] / "vignettes/records/V07.json").read_text(encoding="utf-8"))
    path = written(tmp_path / "v07.json", vignette["record"])
    strict = written(tmp_path / "p.json", {"change_of_technique": "require"})
    (before,) = json.loads(tacewatch("assess", path, "--json").out)
    (after,) = json.loads(tacewatch("assess", path, "--json", "--profile", strict).out)
    assert [one["verdicts"]["JSH-LCSGJ-2014"]["verdict"] for one in (before, after)] == ["met", "not_met"]
    assert [one["profile"]["name"] for one in (before, after)] == ["default", "custom"]
    assert before["profile"]["hash"] != after["profile"]["hash"]


def test_a_refused_file_prints_one_line_per_fault_and_nothing_else(tacewatch: Tacewatch, tmp_path: Path) -> None:
    path = written(tmp_path / "f.json", [record("A", sessions=[{}]), record("B", x=1), record("C")])
    result = tacewatch("assess", path, tmp_path / "gone.json", "--json")
    assert (result.code, result.out) == (1, "")
    assert len(result.faults) == 4
    assert "patient A, [0].sessions[0].date" in result.faults[0]
    assert "gone.json" in result.faults[3]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_assess_for_a_reader_names_verdicts_and_what_is_missing(
    tacewatch: Tacewatch, tmp_path: Path, language: str
) -> None:
    session = {"date": "2024-01-10", "type": "cTACE"}
    result = tacewatch("assess", written(tmp_path / "r.json", record("P7", sessions=[session])), language=language)
    assert result.code == 0
    assert result.lines[0].startswith("P7 ")
    assert len([line for line in result.lines if "-20" in line]) == 7
    assert ("缺：" if language == "zh" else "missing: ") in result.out


def test_import_says_what_happens_to_each_record(tacewatch: Tacewatch, tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    first = written(tmp_path / "1.json", [record("A"), record("B")])
    second = written(tmp_path / "2.json", [record("A"), record("B", note=None, markers=[]), record("C")])
    changed = written(tmp_path / "3.json", record("A", patient={"id": "A", "name": "张三"}))
    assert tacewatch("import", first, "--store", store).lines == [
        "A\tadded",
        "B\tadded",
        "added 2, changed 0, unchanged 0, refused 0",
    ]
    refused = tacewatch("import", second, "--store", store)
    assert (refused.code, refused.out) == (1, "")
    assert tacewatch("import", changed, "--store", store).lines[0] == "A\tchanged"
    assert tacewatch("import", changed, "--store", store).lines[0] == "A\tunchanged"
    with open_store(store_location(str(store)), clock=lambda: NOW) as records:
        assert records.patient_ids() == ["A", "B"]
        assert [revision.number for revision in records.revisions("A")] in ([1, 2], [2, 1])
        assert records.load("A").record.patient.name == "张三"
        verdicts = records.verdicts_at("A", 2)
        assert verdicts is not None
        assert verdicts["verdicts"]["CCI-2022"]["verdict"] == "not_met"


def test_a_dry_run_writes_nothing_and_makes_no_store(tacewatch: Tacewatch, tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    path = written(tmp_path / "r.json", record("A"))
    result = tacewatch("import", path, "--dry-run", "--store", store)
    assert result.code == 0
    assert result.lines[0] == "A\tadded"
    assert list(tmp_path.glob("ward.*")) == []
    tacewatch("import", path, "--store", store)
    before = store.read_bytes()
    assert tacewatch("import", path, "--dry-run", "--store", store).lines[0] == "A\tunchanged"
    assert store.read_bytes() == before


def test_a_day_after_today_is_taken_with_a_warning(tacewatch: Tacewatch, tmp_path: Path) -> None:
    days = [{"date": f"{day}", "type": "cTACE"} for day in ("2026-06-30", "2026-07-01")]
    path = written(tmp_path / "r.json", record("A", sessions=days))
    for extra in (("--dry-run",), ()):
        result = tacewatch("import", path, *extra, "--store", tmp_path / "ward.db")
        assert result.code == 0
        assert result.lines[0] == "A\tadded"
        (warning,) = [line for line in result.faults if line.startswith("warning")]
        assert "sessions.date: 2026-07-01" in warning
        assert "2026-06-30" in warning


def test_one_faulty_file_keeps_all_files_out(tacewatch: Tacewatch, tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    good, bad = written(tmp_path / "good.json", record("A")), written(tmp_path / "bad.json", record("B", x=1))
    assert tacewatch("import", good, bad, "--store", store).code == 1
    assert not store.exists()


def test_a_patient_that_stands_twice_is_refused(tacewatch: Tacewatch, tmp_path: Path) -> None:
    result = tacewatch(
        "import", written(tmp_path / "r.json", [record("A"), record("A")]), "--store", tmp_path / "s.db"
    )
    assert result.code == 1
    assert "more than once" in result.faults[0]


def test_a_voided_patient_is_refused_with_everything_else(tacewatch: Tacewatch, tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    tacewatch("import", written(tmp_path / "a.json", record("A")), "--store", store)
    with open_store(store_location(str(store)), clock=lambda: NOW) as records:
        records.void("A", reason="test", author="test", expected_revision=1, request_id=uuid4())
    result = tacewatch("import", written(tmp_path / "b.json", [record("B"), record("A")]), "--store", store)
    assert (result.code, result.lines) == (
        1,
        ["B\tadded", "A\trefused", "added 1, changed 0, unchanged 0, refused 1"],
    )
    assert "void" in result.faults[0]
    assert "nothing was imported" in result.faults[-1]
    with open_store(store_location(str(store)), clock=lambda: NOW) as records:
        assert records.patient_ids(with_void=True) == ["A"]


@pytest.mark.parametrize("name", ["back.json", "back.jsonl", "back.json.gz", "back.jsonl.gz"])
def test_what_is_exported_equals_what_was_stored(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path, name: str
) -> None:
    assert tacewatch("export", "--store", ward, "--to", tmp_path / name).code == 0
    back = {entry.record.patient.id: entry.record for entry in read_records(tmp_path / name).records}
    assert back == {one.patient.id: one for one in demo_records(NOW.date())}


def test_chosen_patients_are_exported_in_the_order_asked_for(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path
) -> None:
    path = tmp_path / "two.json"
    assert tacewatch("export", "--store", ward, "--patient", "DEMO-07", "DEMO-02", "--to", path).code == 0
    assert {entry.record.patient.id for entry in read_records(path).records} == {"DEMO-02", "DEMO-07"}
    unknown = tacewatch("export", "--store", ward, "--patient", "NOBODY", "--to", tmp_path / "no.json")
    assert unknown.code == 1
    assert "NOBODY" in unknown.err
    assert not (tmp_path / "no.json").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_is_a_pdf_with_the_patients_name_inside_and_not_outside(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path, language: str
) -> None:
    result = tacewatch(
        "report", "--store", ward, "--patient", "DEMO-13", "--to", tmp_path / "out", language=language
    )
    assert result.code == 0, result.err
    (path,) = [Path(line) for line in result.lines]
    assert path.name.startswith("patient-")
    assert "DEMO" not in path.name
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "高䶮㛃" in text
    assert "DEMO-13" in text


def test_the_worklist_says_who_is_due_overdue_and_closing(tacewatch: Tacewatch, ward: Path) -> None:
    result = tacewatch("worklist", "--store", ward, "--json")
    found = {line["patient"]: (line["state"], line["days"], line["days_left"]) for line in json.loads(result.out)}
    assert found == {
        "DEMO-07": ("closing", 85, 7),
        "DEMO-06": ("overdue", 60, 32),
        "DEMO-05": ("due", 35, 57),
    }
    table = tacewatch("worklist", "--store", ward, language="zh").out
    assert table.index("窗口将关闭") < table.index("逾期") < table.index("应复查")


def test_the_worklist_follows_the_calendar_without_any_save(tacewatch: Tacewatch, ward: Path) -> None:
    found = json.loads(tacewatch("worklist", "--store", ward, "--json", clock=lambda: NOW + timedelta(days=8)).out)
    assert {line["patient"]: line["state"] for line in found} == {"DEMO-06": "overdue", "DEMO-05": "overdue"}


def test_verify_finds_a_row_that_was_changed_behind_the_programs_back(tacewatch: Tacewatch, ward: Path) -> None:
    with closing(raw(ward)) as database:
        database.execute("UPDATE patient SET name = 'somebody else' WHERE id = 'DEMO-03'")
    result = tacewatch("verify", "--store", ward)
    assert (result.code, result.lines) == (1, ["66 patients checked, faults: 1"])
    assert "DEMO-03" in result.err
    assert tacewatch("verify", "--store", ward, "--patient", "DEMO-03").code == 1
    assert tacewatch("verify", "--store", ward, "--patient", "DEMO-04").code == 0


def test_demo_patients_never_go_into_a_file_that_is_there(tacewatch: Tacewatch, tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    tacewatch("import", written(tmp_path / "a.json", record("A")), "--store", store)
    before = store.read_bytes()
    assert tacewatch("demo", "--to", store).code == 1
    assert store.read_bytes() == before


def test_a_backup_opens_and_holds_everything(tacewatch: Tacewatch, ward: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert tacewatch("backup", "--store", ward, "--to", copy).code == 0
    assert tacewatch("verify", "--store", copy).lines == ["66 patients checked, faults: 0"]
    assert tacewatch("backup", "--store", ward, "--to", copy).code == 1


@pytest.mark.parametrize(
    "command",
    [("worklist",), ("verify",), ("export", "--to", "x.json"), ("report", "--patient", "P", "--to", "x")],
)
def test_a_store_that_is_not_there_is_one_line(
    tacewatch: Tacewatch, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = tacewatch(*command, "--store", tmp_path / "none.db")
    assert (result.code, result.out) == (1, "")
    assert not (tmp_path / "x").exists()
    assert len(result.faults) == 1
    assert "none.db" in result.err


def test_a_file_that_is_no_store_is_refused_untouched(tacewatch: Tacewatch, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague")
    result = tacewatch("import", written(tmp_path / "a.json", record("A")), "--store", path)
    assert result.code == 1
    assert len(result.faults) == 1
    assert path.read_text() == "Dear colleague"


def test_a_bug_prints_no_patient_data(
    tacewatch: Tacewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("张三")

    monkeypatch.setattr("desktop_app.cli.assessing.assess", broken)
    result = tacewatch("assess", written(tmp_path / "a.json", record("A")))
    assert result.code == 1
    assert "RuntimeError at test_commands.py" in result.err
    assert "张三" not in result.err


def test_the_store_may_be_named_before_the_command_as_well_as_behind_it(tacewatch: Tacewatch, ward: Path) -> None:
    """Else a command would quietly work on the user's own store."""
    behind = tacewatch("worklist", "--store", ward)
    assert behind.code == 0
    assert tacewatch("--store", ward, "worklist") == behind


def test_the_self_test_passes(tacewatch: Tacewatch) -> None:
    result = tacewatch("self-test")
    assert result.lines[-1] == "self-test passed", result.out
    assert result.code == 0


@pytest.fixture
def self_test_of(tacewatch: Tacewatch, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The self-test with these of its steps: for what one step finds; the others have their turn above."""

    def run(*names: str) -> Result:
        steps = {name: step for name, step in self_test._steps() if name in names}
        assert list(steps) == list(names)
        with monkeypatch.context() as patch:
            patch.setattr(self_test, "_steps", lambda: iter(steps.items()))
            return tacewatch("self-test")

    return run


def test_the_self_test_notices_a_missing_word(
    self_test_of: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = written(tmp_path / "words.json", {"a.b": {"zh": "词", "en": ""}}).parent
    monkeypatch.setattr("desktop_app.cli.self_test.resource_path", lambda *_: broken)
    result = self_test_of("wording", "fonts")
    assert result.lines[1].startswith("ok")
    assert result.code == 1
    assert any(line.startswith("FAILED") and "a.b" in line for line in result.lines)


def test_the_self_test_names_a_file_that_is_not_as_it_was_built(
    self_test_of: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a frozen program, whose list of files lies among its resources."""
    inner = tmp_path / INNER
    (inner / "resources").mkdir(parents=True)
    (inner / "part.so").write_bytes(b"built")
    listed = f"{hashlib.sha256(b'built').hexdigest()}  {INNER}/part.so\n"
    (inner / "resources" / "files.sha256").write_text(listed, encoding="utf-8")
    monkeypatch.setattr("desktop_app.cli.self_test.frozen_program", lambda: tmp_path)
    monkeypatch.setattr("desktop_app.cli.self_test._frozen", lambda: True)
    files = "files as they were built"
    assert f"ok  {files}: 1" in self_test_of("files").lines
    (inner / "added.py").write_text("import os")
    assert any(files in line and "added.py" in line and "FAILED" in line for line in self_test_of("files").lines)
    (inner / "added.py").unlink()
    (inner / "part.so").write_bytes(b"other")
    assert any(f"{INNER}/part.so (changed)" in line for line in self_test_of("files").lines)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_exported_records_are_for_the_owner_only(tacewatch: Tacewatch, ward: Path, tmp_path: Path) -> None:
    tacewatch("export", "--store", ward, "--to", tmp_path / "x.json")
    assert (tmp_path / "x.json").stat().st_mode & 0o077 == 0
