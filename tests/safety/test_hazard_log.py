"""The hazard log is whole, says what there is to prove it, and is what the manual shows."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.ui.help.manual import Manual
from tests.safety.evidence import Evidence
from tests.safety.hazard_log import ROOT, bearing_the_name, loaded, named_tests, pages

LOG = loaded()
HAZARDS = [f"H{number:02}" for number in range(1, 29)]
THREATS = [f"T{number}" for number in range(1, 29)]


def both_languages(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"} and all(text.strip() for text in value.values())


def test_every_hazard_and_every_threat_stands_in_the_log() -> None:
    assert [entry["id"] for entry in LOG["hazards"]] == HAZARDS
    assert [entry["id"] for entry in LOG["threats"]] == THREATS


@pytest.mark.parametrize("entry", LOG["hazards"], ids=HAZARDS)
def test_a_hazard_is_described_rated_and_controlled_in_both_languages(entry: dict[str, Any]) -> None:
    assert set(entry) == {
        "id", "initial", "residual", "hazard", "cause", "effect", "controls", "not_built", "tests"
    }  # fmt: skip
    assert all(both_languages(entry[part]) for part in ("hazard", "cause", "effect"))
    assert entry["controls"]
    assert all(both_languages(each) for part in ("controls", "not_built") for each in entry[part])
    assert 1 <= entry["residual"] <= entry["initial"] <= 5


@pytest.mark.parametrize("entry", LOG["threats"], ids=THREATS)
def test_a_threat_without_a_test_says_so(entry: dict[str, Any]) -> None:
    assert both_languages(entry["threat"])
    assert entry["controls"]
    assert all(both_languages(each) for part in ("controls", "not_built") for each in entry[part])
    assert entry["tests"] or entry["not_built"]


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_has_tests_and_one_that_bears_its_name(hazard: str) -> None:
    names = [test.rpartition("::")[2] for test in named_tests(LOG)[hazard]]
    assert names
    assert any(name.startswith(f"test_{hazard}_") for name in names)


def test_the_log_says_that_it_is_a_draft_without_an_owner() -> None:
    assert "engineering draft" in LOG["about"]["en"]
    assert "named clinician" in LOG["about"]["en"]
    assert "草案" in LOG["about"]["zh"]
    assert LOG["owner"] is None


def test_every_named_test_exists() -> None:
    """That it is collected, runs and passes, the run of the whole suite shows (``evidence``)."""
    named = {test for tests in named_tests(LOG).values() for test in tests}
    files = {test.partition("::")[0] for test in named}
    assert {file for file in files if not (ROOT / file).is_file()} == set()
    written = {
        f"{file}::{node.name}"
        for file in files
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert named - written == set()


def test_whatever_bears_the_name_of_a_hazard_counts_as_evidence() -> None:
    found = bearing_the_name()
    assert set(found) <= set(HAZARDS)
    assert sum(map(len, found.values())) > 50
    evidence = Evidence({"H01": ("a::b",)}, {"H01": ("c::d", "a::b")})
    evidence.take(report("c::d", "failed"))
    assert evidence.table() == {"H01": {"a::b": "not run", "c::d": "failed"}}
    assert evidence.unproved(whole=False) == {"H01": ["c::d: failed"]}


def test_the_pages_of_the_manual_are_made_from_the_log() -> None:
    """`python -m tests.safety.hazard_log` writes them."""
    differing = [
        file.name for file, text in pages(LOG).items() if not file.exists() or file.read_text("utf-8") != text
    ]
    assert differing == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_finds_each_hazard(language: Any) -> None:
    manual = Manual(language)
    assert {*HAZARDS, *THREATS} <= set(manual.anchors)
    assert manual.anchors["H12"].page == "51-hazards"


def report(test: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(test, ("", 0, ""), {}, outcome, None, when)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reports", "outcome"),
    [
        ([("a::b", "passed", "setup"), ("a::b", "passed", "call"), ("a::b", "passed", "teardown")], "passed"),
        ([("a::b[1]", "passed", "call"), ("a::b[2]", "failed", "call")], "failed"),
        ([("a::b[1]", "passed", "call"), ("a::b[2]", "skipped", "call")], "skipped"),
        ([("a::b", "skipped", "setup")], "skipped"),
        ([("a::b", "passed", "setup"), ("a::b", "passed", "call"), ("a::b", "failed", "teardown")], "failed"),
        ([("a::b", "passed", "setup")], "not run"),
        ([("a::c", "passed", "call")], "not run"),
    ],
)
def test_evidence_is_what_the_run_showed(reports: list[tuple[str, str, str]], outcome: str) -> None:
    evidence = Evidence({"H01": ("a::b",)})
    for name, each, when in reports:
        evidence.take(report(name, each, when))
    assert evidence.table() == {"H01": {"a::b": outcome}}
    assert bool(evidence.unproved(whole=True)) is (outcome != "passed")
    assert bool(evidence.unproved(whole=False)) is (outcome in ("failed", "skipped"))


TESTS = (
    "import pytest\ndef test_a():\n    pass\n@pytest.mark.skip(reason='no compiler')\ndef test_b():\n    pass\n"
)


@pytest.mark.parametrize(
    ("named", "chosen", "code", "workers"),
    [("test_a", "", 0, "0"), ("test_b", "", 1, "1"), ("test_gone", "", 1, "0"), ("test_gone", "test_a", 0, "1")],
)
def test_a_run_that_skips_or_lacks_a_test_of_the_log_does_not_pass(
    tmp_path: Path, named: str, chosen: str, code: int, workers: str
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")
    log = {"hazards": [{"id": "H01", "tests": [f"tests/test_it.py::{named}"]}], "threats": []}
    (tmp_path / "log.yaml").write_text(json.dumps(log), encoding="utf-8")
    environment = {
        **os.environ,
        "TACEWATCH_HAZARDS": str(tmp_path / "log.yaml"),
        "PYTHONPATH": str(ROOT),
        "PYTEST_ADDOPTS": "",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.safety.evidence", "-n", workers]
    ran = subprocess.run(
        [*command, *(["-k", chosen] if chosen else [])],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == code, ran.stdout
    assert ("hazards that this run does not prove" in ran.stdout) is bool(code)


def test_one_pass_hands_its_outcomes_on_to_the_next(tmp_path: Path) -> None:
    """The gate runs the domain by itself; a test of the log that failed there is not proved by the rest."""
    wanted = {"H01": ("a::b", "a::c")}
    first, second = Evidence(wanted), Evidence(wanted)
    between = tmp_path / "evidence.json"
    first.take_from(between)
    first.take(report("a::b[1]", "passed", "call"))
    first.hand_to(between)
    second.take_from(between)
    assert second.unproved(whole=True) == {"H01": ["a::c: not run"]}
    second.take(report("a::c", "passed", "call"))
    assert second.unproved(whole=True) == {}
    second.take(report("a::b[2]", "failed", "call"))
    assert second.unproved(whole=True) == {"H01": ["a::b: failed"]}
