"""The two commands: what they hand to the program and to pytest, and how soon."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("environment", "platform", "screen"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_screen_is_recognized(environment: dict[str, str], platform: str, screen: bool) -> None:
    import dev

    assert dev.has_screen(environment, platform) is screen


def test_with_a_screen_the_arguments_are_the_programs_own(tmp_path: Path) -> None:
    import dev

    called = dev.program_call(["--language", "en"], {"DISPLAY": ":0"}, tmp_path, "linux")
    assert called == (["--language", "en"], {"DISPLAY": ":0"}, "")


def test_without_a_screen_the_work_is_shown_as_files(tmp_path: Path) -> None:
    import dev

    arguments, environment, line = dev.program_call([], {}, tmp_path, "linux")
    assert arguments == ["showcase", "--to", str(tmp_path / "out")]
    assert environment == {"QT_QPA_PLATFORM": "offscreen"}
    assert "no display" in line


def test_without_a_screen_a_command_is_still_that_command(tmp_path: Path) -> None:
    import dev

    assert dev.program_call(["showcase", "--to", "x"], {}, tmp_path, "linux")[0] == ["showcase", "--to", "x"]


def test_nothing_chosen_is_everything() -> None:
    from gate import Choice, chosen

    assert chosen([]) == Choice(quick=False, screen_only=False, pytest_arguments=[])


def test_what_follows_the_dashes_goes_to_pytest() -> None:
    from gate import chosen

    choice = chosen(["--quick", "--", "tests/domain", "-k", "x"])
    assert choice.quick
    assert choice.pytest_arguments == ["tests/domain", "-k", "x"]


def names(root: Path, *arguments: str) -> list[str]:
    from gate import chosen, steps_for
    from spent import Spending

    return [step.name.partition(" ")[0].strip(",") for step in steps_for(root, chosen([*arguments]), Spending())]


def test_the_gate_goes_from_the_quickest_to_the_slowest(root: Path) -> None:
    screen = ["tests"] if sys.platform.startswith("linux") else []
    assert names(root) == ["format", "lint", "types", "tests", "benchmarks", *screen]


def test_quick_leaves_out_benchmarks_and_screen(root: Path) -> None:
    assert names(root, "--quick") == ["format", "lint", "types", "tests"]


def test_every_test_is_run_by_one_pass_and_the_domain_by_the_one_that_covers_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gate

    ran: list[list[str]] = []
    monkeypatch.setattr(gate, "called", lambda _, command, *__: ran.append(command) or 0)
    tests = gate.Tests(root, [])
    assert (tests.domain(), tests.offscreen(), tests.benchmarks()) == (0, 0, 0)
    domain, others, benchmarks = ([word for word in command[5:] if "tests/" in word] for command in ran)
    assert all(word.startswith("--ignore=") for word in others)
    left_out = [word.removeprefix("--ignore=") for word in others]
    assert sorted(left_out) == sorted([*domain, *benchmarks])
    assert ["--cov" in command for command in ran] == [True, False, False]


def marking(root: Path, mark: str) -> set[Path]:
    """The files of tests in which this mark stands; put together, or this one would be among them."""
    words = ".".join(("pytest", "mark", mark))
    return {file for file in (root / "tests").rglob("*.py") if words in file.read_text(encoding="utf-8")}


def test_every_file_that_marks_a_test_for_the_screen_is_in_the_pass_of_the_screen(root: Path) -> None:
    from gate import naming_a_screen

    found = marking(root, "xvfb")
    assert {root / file for file in naming_a_screen(root)} == found
    assert any(file.name == "test_real_screen.py" for file in found)


def test_the_long_tier_is_where_the_gate_looks_for_it(root: Path) -> None:
    from gate import LONG_TIER

    places, found = [root / place for place in LONG_TIER], marking(root, "reliability_long")
    assert len(found) >= len(places)
    assert [file for file in found if not any(file.is_relative_to(place) for place in places)] == []


def test_what_is_compiled_is_kept_whatever_this_machine_prefers(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without, every program that a test starts compiles all that it imports."""
    from gate import called

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "imported.py").write_text("")
    assert called(tmp_path, [sys.executable, "-c", "import imported"]) == 0
    assert list(tmp_path.rglob("imported.*.pyc"))


def test_what_reads_beside_the_tests_is_heard_and_fails_the_step(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import gate

    good, bad = ([sys.executable, "-c", f"print('read {code}'); raise SystemExit({code})"] for code in (0, 4))
    assert gate.beside(root, [good], lambda: 0) == 0
    assert gate.beside(root, [good, bad], lambda: 0) == 4
    assert gate.beside(root, [bad], lambda: 1) == 1
    assert "read 0" in capsys.readouterr().out


def test_the_gate_says_what_each_step_took_and_which_tests_took_longest(tmp_path: Path) -> None:
    from spent import SHOWN, Spending

    case = '<testcase classname="tests.a" name="test_{0}" time="{0}.25"/>'
    report = tmp_path / "tests.xml"
    report.write_text(
        "<testsuites><testsuite>" + "".join(map(case.format, range(40))) + "</testsuite></testsuites>"
    )
    spending = Spending()
    busy = [sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"]
    assert spending.measured("one", lambda: subprocess.run(busy).returncode) == 0
    spending.read(report)
    spending.read(tmp_path / "nothing.xml")
    assert spending.steps[0].wall >= 0.25
    assert sys.platform == "win32" or spending.steps[0].processor >= 0.25
    said = spending.lines()
    longest = [line.split()[-1] for line in said if "::" in line]
    assert longest == [f"tests.a::test_{number}" for number in range(39, 39 - SHOWN, -1)]
    assert said[-2].endswith("one")
    assert "in all" in said[-1]


def test_the_first_failure_ends_the_gate(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import gate

    ran: list[str] = []

    def step(name: str, code: int) -> gate.Step:
        return gate.Step(name, lambda: ran.append(name) or code)

    monkeypatch.setattr(gate, "steps_for", lambda *_: [step("one", 0), step("two", 3), step("three", 0)])
    assert gate.run_gate(root, gate.Choice()) == 3
    assert ran == ["one", "two"]
    assert "The gate stopped at 'two' (exit code 3)." in capsys.readouterr().out


def test_a_pass_without_tests_of_its_kind_is_no_failure() -> None:
    from gate import none_is_fine

    assert [none_is_fine(code) for code in (0, 1, 5)] == [0, 1, 0]


def test_an_old_python_can_read_the_script_and_say_so(root: Path) -> None:
    """With its own syntax it would stumble over the first new construct instead of naming the version it needs."""
    ast.parse((root / "packaging" / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_without_a_newer_one_beside_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import dev

    monkeypatch.setattr(dev, "OLDEST", (99, 0))
    monkeypatch.setattr(dev, "newer_python", lambda: None)
    assert dev.main(["run"]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_an_unknown_command_is_refused_with_the_list(root: Path) -> None:
    asked = subprocess.run([sys.executable, root / "packaging" / "dev.py", "fly"], capture_output=True, text=True)
    assert asked.returncode == 2
    assert "packaging/dev.py test" in asked.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt-get and sonames are Linux matters")
def test_the_second_set_up_takes_no_time(root: Path, tmp_path: Path) -> None:
    """A checkout whose stamp is complete: five starts of the real script, which must not call anything."""
    from environment import stamp_for, venv_python, write_stamp

    checkout = tmp_path / "checkout"
    (checkout / "packaging").mkdir(parents=True)
    for file in (root / "packaging").iterdir():
        if file.is_file():
            (checkout / "packaging" / file.name).write_bytes(file.read_bytes())
    venv_python(checkout).parent.mkdir(parents=True)
    venv_python(checkout).touch()
    write_stamp(checkout, stamp_for(checkout, dev=True))
    seconds = [second_start(checkout) for _ in range(5)]
    print(f"second set-up: median {sorted(seconds)[2] * 1000:.0f} ms")
    assert min(seconds) < 0.5


def second_start(checkout: Path) -> float:
    """In seconds of the processor. Nothing is on the PATH, so any call of another program would fail."""
    before = sum(os.times()[2:4])
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "setup"],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": ""},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return sum(os.times()[2:4]) - before
