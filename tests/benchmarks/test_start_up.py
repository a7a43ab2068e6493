"""How long a start takes beside a bare PySide6 window, both in processes of their own. Ratios, not limits."""

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from desktop_app.store import open_store, store_location
from desktop_app.ui.opening import FIRST_PATIENT, FIRST_SAVE, fill_demo
from desktop_app.ui.ward import Ward
from tests.desktop_app.ui.store_copies import copy_store
from tests.raw_store import raw

ROOT = Path(__file__).parents[2]
PROBE = ROOT / "packaging" / "start_up_probe.py"
ROUNDS = 5
MOST_MEGABYTES = 220
NOW = datetime(2026, 11, 23, tzinfo=UTC)

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="the probe reads the start time from /proc")

START = """
import gc, sys
from datetime import datetime
from PySide6.QtCore import QSettings
from desktop_app.__main__ import collect_later
from desktop_app.main import Desk, application_of

collect_later()
settings = QSettings(sys.argv[2], QSettings.Format.IniFormat)
desk = Desk(application_of(["tacewatch"]), lambda: datetime.now().astimezone(), sys.argv[1], settings)
desk.window.show()
desk.furnish()
rows = desk.window.worklist.model.rowCount()
heavy = [name for name in ("sqlalchemy.orm", "alembic", "pydantic", "domain.record") if name in sys.modules]
print("rows", rows, "collecting", gc.isenabled(), "loaded", *heavy)
desk.window.close()
desk.close()
"""


def as_installed(folder: Path) -> dict[str, str]:
    """Compiled modules are kept in this folder, as they are beside an installed program."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder)}
    return {**kept, **own}


def started(folder: Path, *arguments: str) -> dict[str, float]:
    """Milliseconds, or megabytes, that a process reports; ``folder`` keeps its compiled modules."""
    done = subprocess.run(
        [sys.executable, str(PROBE), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        env={**as_installed(folder), "TACEWATCH_BEGAN": str(time.time())},
    )
    found = dict(line.split() for line in done.stdout.splitlines())
    assert "painted" in found, done.stderr
    return {name: float(value) for name, value in found.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("start") / "store.db"
    ward = Ward(open_store(store_location(str(path)), clock=lambda: NOW, create=True), lambda: NOW, "tester")
    fill_demo(ward)
    ward.close()
    return path


def test_the_worklist_is_there_before_the_mapper_and_the_models_are_loaded(store: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(store), str(tmp_path / "settings.ini")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )
    said = done.stdout.split()
    assert said[:1] == ["rows"], done.stderr
    assert int(said[1]) > 0
    assert said[2:] == ["collecting", "True", "loaded"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    """The same patients and 20 000 lines beside them: a list holds lines, and no record before it is opened."""
    path = copy_store(store, tmp_path_factory.mktemp("many") / "many.db")
    with raw(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        columns = [row[1] for row in connection.execute("PRAGMA table_info(patient_summary)")]
        shown = ", ".join("'M' || number || patient_id" if name == "patient_id" else name for name in columns)
        connection.execute(
            "INSERT INTO patient_summary WITH RECURSIVE counted(number) AS "  # noqa: S608 (the store's own columns)
            "(SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 400) "
            f"SELECT {shown} FROM patient_summary, counted LIMIT 20000"
        )
        connection.commit()
    return path


@pytest.mark.parametrize("name", [*FIRST_PATIENT, *FIRST_SAVE])
def test_what_is_loaded_ahead_exists(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


@only_linux
def test_first_paint_and_usable_worklist_beside_a_bare_window(
    store: Path, tmp_path: Path, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, "bare"), started(tmp_path, "program", str(store))
    bare, painted, usable = [], [], []
    for _ in range(ROUNDS):
        bare.append(started(tmp_path, "bare")["painted"])
        found = started(tmp_path, "program", str(store))
        painted.append(found["painted"])
        usable.append(found["usable"])
    benchmark.pedantic(started, args=(tmp_path, "program", str(store)), rounds=1)
    middle = statistics.median(bare)
    ratios = {
        "bare window, ms": middle,
        "first paint / bare": statistics.median(painted) / middle,
        "usable worklist / bare": statistics.median(usable) / middle,
    }
    benchmark.extra_info.update(ratios)
    with capsys.disabled():
        print("\n  " + " · ".join(f"{name} {value:.2f}" for name, value in ratios.items()))
    assert min(painted) < min(usable)


@only_linux
def test_the_memory_of_a_ward_with_very_many_patients(
    many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path, "memory", str(many))
    found = started(tmp_path, "memory", str(many))
    with capsys.disabled():
        print("\n  " + " · ".join(f"{name} {found[name]:.0f} MB" for name in ("usable", "preloaded", "saved")))
    assert found["usable"] < found["preloaded"]
    assert found["saved"] < MOST_MEGABYTES
