"""The larger data beside the checkout: the cases as delivered, and the real courses."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_app.exchange import read_records

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
VIGNETTES = SHARED / "cases" / "vignettes.json"
COURSES = SHARED / "data" / "sysucc" / "records.jsonl.gz"
PATIENTS = 1629

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not COURSES.exists(), reason="the larger data is not beside this checkout (../shared)"),
]


def tacewatch(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in English."""
    command = [sys.executable, "-m", "desktop_app", *arguments, "--language", "en"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def test_the_cases_as_delivered_come_out_as_expected() -> None:
    result = tacewatch("assess", str(VIGNETTES), "--json")
    assert (result.returncode, result.stderr) == (0, "")
    cases: list[dict[str, Any]] = json.loads(VIGNETTES.read_text(encoding="utf-8"))["vignettes"]
    found = json.loads(result.stdout)
    assert len(found) == len(cases) == 43
    for case, assessed in zip(cases, found, strict=True):
        assert {name: verdict["verdict"] for name, verdict in assessed["verdicts"].items()} == case["expected"]
        recommendation = {name: assessed["recommendation"][name] for name in ("status", "tier")}
        assert recommendation == case["expected_recommendation"], case["id"]


def test_the_cases_kept_here_are_the_cases_as_delivered() -> None:
    for case in json.loads(VIGNETTES.read_text(encoding="utf-8"))["vignettes"]:
        kept = json.loads(
            (ROOT / "tests" / "vignettes" / "records" / f"{case['id']}.json").read_text(encoding="utf-8")
        )
        assert kept == {"why": case["why"], "profile": case["profile"], "record": case["record"]}


def test_every_real_course_is_assessed(capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    result = tacewatch("assess", str(COURSES), "--table")
    with capsys.disabled():
        print(f"\n{PATIENTS} real courses, {time.monotonic() - started:.1f} s\n{result.stdout}")
    assert result.returncode == 0
    rows = [line.split() for line in result.stdout.split("\n\n")[0].splitlines()[1:]]
    assert len(rows) == 7
    for _, *counts, total in rows:
        assert sum(map(int, counts)) == int(total) == PATIENTS
    assert {line.split("patient ")[1].split(",")[0] for line in result.stderr.splitlines()} == {
        "SY1237",
        "SY1471",
        "SY1504",
    }


def test_every_real_course_goes_into_a_store_and_comes_out_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, back = str(tmp_path / "ward.db"), tmp_path / "back.jsonl.gz"
    started = time.monotonic()
    result = tacewatch("import", str(COURSES), "--store", store)
    with capsys.disabled():
        print(f"\nimport of {PATIENTS} patients: {time.monotonic() - started:.1f} s")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == f"added {PATIENTS}, changed 0, unchanged 0, refused 0"
    assert tacewatch("export", "--store", store, "--to", str(back)).returncode == 0
    originals = {entry.record.patient.id: entry.record for entry in read_records(COURSES).records}
    assert {entry.record.patient.id: entry.record for entry in read_records(back).records} == originals
