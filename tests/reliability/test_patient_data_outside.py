"""Nothing of a patient is anywhere but in the store and in the files that were asked for."""

import gzip
import json
import os
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from tests.raw_store import raw
from tests.reliability.canary import NAME, NOTE, NUMBER, exported_record, traces_below, traces_in
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ROOT = Path(__file__).parents[2]
ASKED_FOR = ("in.json", "faulty.json", "out.jsonl")
"""What somebody asked for in the clear; the store and its backup are not among it."""


class Home:
    """A home folder of its own: settings, caches, temporary files, all below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("home", "temp", "runtime"):
            (folder / name).mkdir(mode=0o700)
        places = {name: str(folder / "home" / name.lower()) for name in XDG}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COV_")},
            **places,
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temp"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, timeout=120)

    def command(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return self.run("-m", "desktop_app", *words, "--store", "store.db")


XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    (tmp_path / "in.json").write_text(json.dumps(exported_record(), ensure_ascii=False), encoding="utf-8")
    faulty = exported_record()
    faulty["patient"]["sex"] = NAME
    faulty["markers"][0]["value"] = NOTE
    (tmp_path / "faulty.json").write_text(json.dumps(faulty, ensure_ascii=False), encoding="utf-8")
    assert made.command("import", "in.json").returncode == 0
    return made


COMMANDS: dict[str, tuple[str, ...]] = {
    "faulty import": ("import", "faulty.json"),
    "report": ("report", "--patient", NUMBER, "--to", "printed"),
    "export": ("export", "--to", "out.jsonl"),
    "backup": ("backup", "--to", "backup.db"),
    "verify": ("verify",),
    "faulty assessment": ("assess", "faulty.json"),
    "report into a file": ("report", "--patient", NUMBER, "--to", "in.json"),
}


@BOTH_TIERS
def test_R13_no_command_leaves_a_trace_of_a_patient(tier: Tier, home: Home, tally: Tally) -> None:
    """The hospital number may stand in a message on the terminal; name and remarks nowhere."""
    tally.of("R13", "workflows with a canary patient; errors, temporary files, settings, caches, names searched")
    for name, words in islice(COMMANDS.items(), tier.choose(4, len(COMMANDS))):
        ran = home.command(*words)
        tally.tried += 1
        for trace in traces_in(ran.stderr, (NAME, NOTE)):
            tally.failed(f"{name}: {trace} in {ran.stderr.decode()[:300]}")
    printed = [path.name for path in (home.folder / "printed").iterdir()]
    assert printed
    for trace in traces_below(home.folder, may_hold=(*ASKED_FOR, *printed)):
        tally.failed(trace)
    assert list((home.folder / "temp").iterdir()) == []
    tally.check()


def test_R13_a_damaged_store_is_complained_about_without_its_content(home: Home, tally: Tally) -> None:
    """The driver quotes what it cannot decode; with developer mode off nothing of it comes through."""
    tally.of("R13", "a canary patient in a damaged store; the error streams searched")
    for column, word in (("name", NAME.encode()), ("note", NOTE.encode())):
        spoilt = word[:4] + b"\xff" + word[5:]
        with closing(raw(home.folder / "store.db")) as connection:
            changed = connection.execute(f"UPDATE patient SET {column} = CAST(? AS TEXT)", (spoilt,))  # noqa: S608
            assert changed.rowcount == 1
        ran = home.command("verify")
        tally.tried += 1
        assert ran.returncode == 1
        rest = (word[5:].decode("utf-8", "ignore"), "Traceback")
        for trace in traces_in(ran.stderr + ran.stdout, rest):
            tally.failed(f"{trace} in {ran.stderr.decode()[:300]}")
    tally.check()


@BOTH_TIERS
def test_R13_the_window_leaves_no_trace_of_an_open_patient(tier: Tier, home: Home, tally: Tally) -> None:
    """Typed in, a bug with patient data in its message, closed; in the long tier also killed."""
    tally.of("R13", "the window with a canary patient open, a bug raised, closed or killed")
    for end in ("closed", "killed") if tier.name == "long" else ("closed",):
        ran = home.run("-m", "tests.reliability.window_script", str(home.folder / "store.db"), end)
        tally.tried += 1
        assert ran.returncode == (-9 if end == "killed" else 0), ran.stderr.decode()
        for trace in traces_in(ran.stderr + ran.stdout):
            tally.failed(f"{trace} in what was written: {ran.stderr.decode()[:300]}")
    for trace in traces_below(home.folder, may_hold=ASKED_FOR):
        tally.failed(trace)
    tally.check()


def test_the_search_for_traces_finds_them(tmp_path: Path) -> None:
    """The control: every encoding, every place."""
    (tmp_path / NUMBER).mkdir()
    for number, content in enumerate(
        [NAME.encode(), NAME.encode("utf-16-le"), NAME.encode("gb18030"), json.dumps(NOTE).encode()]
    ):
        (tmp_path / f"file{number}").write_bytes(b"before" + content + b"behind")
    (tmp_path / "packed").write_bytes(gzip.compress(b"nothing"))
    assert len(list(traces_below(tmp_path, may_hold=()))) == 5
