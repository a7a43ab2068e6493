"""The gate: format, lint, types, contracts, tests. In this order; the first failure ends it."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from environment import venv_python, venv_script
from spent import Spending

NO_TESTS = 5
# The worked cases belong to it: they reach what only whole courses reach.
DOMAIN = ["tests/domain", "tests/vignettes"]
LONG_TIER = ["tests/reliability", "tests/domain/test_former.py"]
# Neighbours stay with one worker, which prepares once what their file needs; an idle one takes over what is left.
SPREAD = ["-n", "2", "--dist", "worksteal", "--benchmark-disable"]
# Enough for the ratios that a benchmark asserts; figures to be quoted are measured by `pytest tests/benchmarks`.
BRIEFLY = ["--benchmark-max-time=0.2", "--benchmark-min-rounds=3"]
# A test that waits for ever (a dialog that nobody closes) says where it stands and ends.
STUCK = ["-o", "faulthandler_timeout=180", "-o", "faulthandler_exit_on_timeout=true"]


@dataclass(frozen=True)
class Choice:
    """What a developer asked for; nothing asked for is everything."""

    quick: bool = False
    screen_only: bool = False
    pytest_arguments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One part of the gate; `run` returns an exit code."""

    name: str
    run: Callable[[], int]


def chosen(arguments: list[str]) -> Choice:
    """Reads `test [--quick | --screen] [-- PYTEST ARGUMENTS]`."""
    own, rest = arguments, []
    if "--" in arguments:
        cut = arguments.index("--")
        own, rest = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="dev.py test",
        description="The whole gate. What follows `--` goes to pytest; then only those tests run.",
    )
    parser.add_argument("--quick", action="store_true", help="without benchmarks and without the virtual screen")
    parser.add_argument("--screen", action="store_true", help="only the tests on a virtual screen")
    found = parser.parse_args(own)
    return Choice(quick=found.quick, screen_only=found.screen, pytest_arguments=rest)


def run_gate(root: Path, choice: Choice) -> int:
    """Runs the steps, prints what each one took, stops at the first failure."""
    spending = Spending()
    steps = steps_for(root, choice, spending)
    for number, step in enumerate(steps, start=1):
        print(f"\n=== {number}/{len(steps)} {step.name}", flush=True)
        code = spending.measured(step.name, step.run)
        took = f"{spending.steps[-1].wall:.1f} s"
        print(f"--- {step.name}: {'passed' if code == 0 else 'FAILED'} in {took}", flush=True)
        if code:
            print(f"\nThe gate stopped at '{step.name}' (exit code {code}).", flush=True)
            return code
    print("\n" + "\n".join(spending.lines()), flush=True)
    return 0


def steps_for(root: Path, choice: Choice, spending: Spending) -> list[Step]:
    tests = Tests(root, choice.pytest_arguments, spending)
    if choice.screen_only:
        return [Step("tests on a virtual screen", tests.on_virtual_screen)]
    if choice.pytest_arguments:
        return [Step("chosen tests", tests.chosen_ones)]
    # The type checker has one process, the tests have two: a core would stand idle for as long as it reads.
    both = "types, contracts, and the tests of the domain (covered to 100 %)"
    domain = Step(both, lambda: beside(root, readings(root), tests.domain) or called(root, types_of_scripts(root)))
    quick = [*static_steps(root), domain, Step("tests (offscreen)", tests.offscreen)]
    if choice.quick:
        return quick
    screen = (
        [Step("tests on a virtual screen", tests.on_virtual_screen)] if sys.platform.startswith("linux") else []
    )
    return [*quick, Step("benchmarks", tests.benchmarks), *screen]


def static_steps(root: Path) -> list[Step]:
    """What is over in a second."""
    python = str(venv_python(root))
    return [
        Step("format (ruff)", lambda: called(root, [python, "-m", "ruff", "format", "--check", "."])),
        Step("lint (ruff)", lambda: called(root, [python, "-m", "ruff", "check", "."])),
    ]


def readings(root: Path) -> list[list[str]]:
    """The commands that read the code without running it, and take their time."""
    return [[str(venv_python(root)), "-m", "mypy"], [str(venv_script(root, "lint-imports"))]]


def types_of_scripts(root: Path) -> list[str]:
    """Read for Linux everywhere; there it comes after the other reading, which knows the libraries by then."""
    scripts = [str(script) for script in sorted((root / "packaging").glob("*.py"))]
    kept = ".mypy_cache" if sys.platform == "linux" else ".mypy_cache/scripts"
    return [str(venv_python(root)), "-m", "mypy", "--platform", "linux", "--cache-dir", kept, *scripts]


def beside(root: Path, commands: list[list[str]], work: Callable[[], int]) -> int:
    """Runs the commands while the work goes on, and shows what each said afterwards; the first failure's code."""
    with contextlib.ExitStack() as open_files:
        started = []
        for command in commands:
            said = open_files.enter_context(tempfile.TemporaryFile())
            both, nobody = subprocess.STDOUT, subprocess.DEVNULL
            process = subprocess.Popen(command, cwd=root, stdin=nobody, stdout=said, stderr=both)
            started.append((command, process, said))
        codes = [work()]
        for command, process, said in started:
            codes.append(process.wait())
            said.seek(0)
            told = said.read().decode(errors="replace").strip()
            print(f"\n{' '.join(command[:4])} (exit code {codes[-1]})\n{told}", flush=True)
    return next((code for code in codes if code), 0)


class Tests:
    """pytest, four times: the domain, the rest without a screen, the benchmarks alone, on a virtual screen."""

    def __init__(self, root: Path, arguments: list[str], spending: Spending | None = None) -> None:
        self.root = root
        self.arguments = arguments
        self.spending = spending or Spending()
        self._between = tempfile.TemporaryDirectory(prefix="tacewatch-passes-")

    def domain(self) -> int:
        """Alone, because tracing doubles the time of whatever is run under it."""
        covered = ["--cov", "--cov-config=pyproject.toml", "--cov-report=term-missing:skip-covered"]
        return self.without_screen([*SPREAD, *DOMAIN, *covered])

    def offscreen(self) -> int:
        others = [f"--ignore={folder}" for folder in (*DOMAIN, "tests/benchmarks")]
        return self.without_screen(["-m", "not xvfb", *SPREAD, *others])

    def chosen_ones(self) -> int:
        return self.without_screen(["-m", "not xvfb", *self.arguments])

    def benchmarks(self) -> int:
        if not (self.root / "tests" / "benchmarks").is_dir():
            print("no benchmarks yet")
            return 0
        return none_is_fine(self.without_screen(["-m", "not xvfb", *BRIEFLY, "tests/benchmarks"]))

    def reliability(self) -> int:
        # One test of this tier takes minutes, and is not stuck.
        patient = ["-o", "faulthandler_timeout=7200", *SPREAD]
        patient += ["--reliability-results", str(self.root / "build" / "reliability")]
        return self.without_screen([*patient, "-m", "reliability_long", *LONG_TIER, *self.arguments])

    def without_screen(self, arguments: list[str]) -> int:
        # The hazard log is proved by all passes together.
        proved = {"TACEWATCH_EARLIER_EVIDENCE": str(Path(self._between.name) / "evidence.json")}
        with coverage_data_elsewhere() as settings:
            return self.pytest(arguments, {"QT_QPA_PLATFORM": "offscreen", **proved, **settings})

    def on_virtual_screen(self) -> int:
        with virtual_screen() as display:
            settings = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}
            files = [] if self.arguments else naming_a_screen(self.root)
            return none_is_fine(self.pytest(["-m", "xvfb", *self.arguments, *files], settings))

    def pytest(self, arguments: list[str], settings: dict[str, str]) -> int:
        # pytest-xvfb would start a screen of its own, without -noreset, for every worker.
        with tempfile.TemporaryDirectory(prefix="tacewatch-times-") as folder:
            report = Path(folder) / "tests.xml"
            command = [str(venv_python(self.root)), "-m", "pytest", "--no-xvfb", f"--junitxml={report}", *STUCK]
            code = called(self.root, [*command, *arguments], settings)
            self.spending.read(report)
        return code


def naming_a_screen(root: Path) -> list[str]:
    """The files that name the mark of the screen: to collect all the others takes longer than these run."""
    files = sorted((root / "tests").rglob("test_*.py"))
    return [
        str(file.relative_to(root)) for file in files if "pytest.mark.xvfb" in file.read_text(encoding="utf-8")
    ]


def none_is_fine(code: int) -> int:
    """For the passes that may have no test of their kind; the main pass must have some."""
    return 0 if code == NO_TESTS else code


@contextlib.contextmanager
def coverage_data_elsewhere() -> Iterator[dict[str, str]]:
    """The workers' data files are put together outside the checkout."""
    with tempfile.TemporaryDirectory(prefix="tacewatch-coverage-") as folder:
        yield {"COVERAGE_FILE": str(Path(folder) / "coverage")}


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """Xvfb on a display number of its own choice. `-noreset`: it must outlive the last window of a test."""
    reading, writing = os.pipe()
    size = ["-screen", "0", "1920x1080x24"]
    command = ["Xvfb", "-displayfd", str(writing), *size, "-noreset", "-nolisten", "tcp"]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                number = pipe.readline().strip()
            if not number:
                said.seek(0)
                raise SystemExit(f"Xvfb did not start: {said.read().decode(errors='replace')}")
            yield f":{number}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def called(root: Path, command: list[str], settings: dict[str, str] | None = None) -> int:
    """Runs a tool in the checkout with its output visible and nobody to ask."""
    environment = {**os.environ, **(settings or {})}
    # Every worker and every program that a test starts would compile all that it imports, each time anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
