#!/usr/bin/env python3
"""Sets TACEWatch up and runs or tests it. Standard library only; any Python from 3.11 on.

python3 packaging/dev.py run [ARGUMENTS]      open the program (set up first, where needed)
python3 packaging/dev.py test [OPTIONS]       the whole gate; `test --help` lists the options
python3 packaging/dev.py reliability          the long tier of the fault tests, hours on an old machine
python3 packaging/dev.py setup [--dev]        only set up
python3 packaging/dev.py lock [--upgrade]     write the lock files anew from pyproject.toml
python3 packaging/dev.py build                the frozen program and its packages, in dist/
python3 packaging/dev.py windows-check        on Linux: the installer for Windows, made and tried under wine
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def has_screen(environment: dict[str, str], platform: str = sys.platform) -> bool:
    """Windows and macOS always have one; elsewhere X or Wayland says so."""
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def program_call(
    arguments: list[str], environment: dict[str, str], root: Path = ROOT, platform: str = sys.platform
) -> tuple[list[str], dict[str, str], str]:
    """What to hand to the program: its arguments, its environment, and a line for the user (may be empty)."""
    if has_screen(environment, platform):
        return arguments, environment, ""
    quiet = {**environment, "QT_QPA_PLATFORM": "offscreen"}
    if arguments:
        return arguments, quiet, ""
    target = root / "out"
    line = f"This machine has no display: showing the program's work as files in {target} instead of a window."
    return ["showcase", "--to", str(target)], quiet, line


def run(arguments: list[str]) -> int:
    """Becomes the program, so that its exit code, its signals and its terminal are the program's own."""
    from environment import venv_python
    from setting_up import set_up

    environment = dict(os.environ)
    problem = set_up(ROOT, dev=False, needs="screen" if has_screen(environment) else "offscreen")
    if problem:
        return complain(problem)
    arguments, environment, line = program_call(arguments, environment)
    if line:
        print(line, flush=True)
    # -P: the folder one happens to stand in must not be able to replace the program's modules.
    command = [str(venv_python(ROOT)), "-P", "-m", "desktop_app", *arguments]
    if sys.platform == "win32":
        import subprocess

        return subprocess.call(command, env=environment)
    return os.execve(command[0], command, environment)  # noqa: S606


def test(arguments: list[str]) -> int:
    """Runs the gate."""
    from gate import chosen, run_gate
    from setting_up import set_up

    choice = chosen(arguments)
    problem = set_up(ROOT, dev=True, needs="tests")
    if problem:
        return complain(problem)
    return run_gate(ROOT, choice)


def reliability(arguments: list[str]) -> int:
    """Runs the long tier of the fault tests; what the README states is in build/reliability."""
    from gate import Tests
    from setting_up import set_up

    problem = set_up(ROOT, dev=True, needs="tests")
    return complain(problem) if problem else Tests(ROOT, arguments).reliability()


def setup(arguments: list[str]) -> int:
    """Only sets up."""
    from setting_up import set_up

    dev = "--dev" in arguments
    problem = set_up(ROOT, dev=dev, needs="tests" if dev else "screen")
    return complain(problem) if problem else 0


def lock(arguments: list[str]) -> int:
    """Writes the lock files anew."""
    from locking import write_locks
    from setting_up import set_up

    problem = set_up(ROOT, dev=False, needs="nothing")
    return complain(problem) if problem else write_locks(ROOT, upgrade="--upgrade" in arguments)


def build(arguments: list[str]) -> int:
    """The frozen program, self-tested, and its packages."""
    import freezing

    return freezing.build(ROOT, arguments)


def windows_check(_: list[str]) -> int:
    """The installer for Windows, made and tried without Windows."""
    import windows_check as checking

    return checking.check(ROOT)


def complain(problem: str) -> int:
    """One clear line (or what the failed step said) on the error stream."""
    print(problem, file=sys.stderr, flush=True)
    return 1


COMMANDS = {
    "run": run,
    "test": test,
    "reliability": reliability,
    "setup": setup,
    "lock": lock,
    "build": build,
    "windows-check": windows_check,
}


def newer_python() -> str | None:
    """A Python new enough that stands beside the old one this was started with."""
    import shutil

    found = (shutil.which(f"python3.{minor}") for minor in range(OLDEST[1] + 4, OLDEST[1] - 1, -1))
    return next((path for path in found if path), None)


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A folder's name may hold letters that this console cannot show.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if sys.version_info[:2] < OLDEST:
        newer = newer_python()
        if newer is None or sys.platform == "win32":
            return complain(f"TACEWatch needs Python 3.11 or newer; this one is {sys.version.split()[0]}.")
        os.execv(newer, [newer, str(Path(__file__).resolve()), *arguments])  # noqa: S606
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return complain("Stopped.") and 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
