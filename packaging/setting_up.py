"""From a fresh checkout to everything installed, in steps that a power cut may interrupt anywhere."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from environment import (
    UNFINISHED,
    State,
    current_state,
    emptied,
    holds_developer_packages,
    lock_name,
    only_one_at_a_time,
    stamp_for,
    venv_folder,
    venv_python,
    write_stamp,
)
from pip_settings import read_listing, uv_environment
from system_libraries import install, line_to_run, provided


class SetUpError(Exception):
    """A step did not work; the text says which and what it said."""


class Progress:
    """One line per step, with the time since the start."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def step(self, text: str) -> None:
        print(f"set-up {time.monotonic() - self.started:6.1f} s  {text}", flush=True)


def set_up(root: Path, dev: bool, needs: str) -> str | None:
    """Returns None once everything is there, else what the user has to know. Does nothing the second time."""
    progress = Progress()
    problem = provided(needs, progress.step)
    if problem or current_state(root, dev) is State.READY:
        return problem
    try:
        with only_one_at_a_time(root):
            state = current_state(root, dev)
            if state is not State.READY:
                build(root, dev or holds_developer_packages(root), state, progress)
    except SetUpError as failure:
        return str(failure)
    return None


def build(root: Path, dev: bool, state: State, progress: Progress) -> None:
    """The stamp says `unfinished` from the first step to the last; whoever finds it so starts anew."""
    write_stamp(root, dict(UNFINISHED))
    if state is State.REBUILD:
        progress.step("clearing what an earlier set-up left")
        emptied(root)
    if state in (State.CREATE, State.REBUILD):
        progress.step(f"virtual environment in .venv, Python {sys.version.split()[0]}")
        create_environment(root, progress)
    install_packages(root, dev, progress)
    add_program(root)
    write_stamp(root, stamp_for(root, dev))
    progress.step("ready")


def create_environment(root: Path, progress: Progress) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        provide_venv_module(progress)
    # The interpreter below, in case this runs in a virtual environment that is about to go.
    python = getattr(sys, "_base_executable", sys.executable)
    call([python, "-m", "venv", str(venv_folder(root))], "creating the virtual environment")


def provide_venv_module(progress: Progress) -> None:
    """Debian and Ubuntu keep the part of Python that makes virtual environments in a package of its own."""
    package = f"python3.{sys.version_info[1]}-venv"
    progress.step(f"system package: {package}")
    if not install([package]):
        raise SetUpError(line_to_run(["the Python module ensurepip"], [package]))


def install_packages(root: Path, dev: bool, progress: Progress) -> None:
    """uv where it works (seconds), pip where it does not (a minute); both refuse what the lock does not name."""
    lock = root / "packaging" / lock_name(dev)
    try:
        progress.step("uv, the installer")
        environment = with_uv(root)
        progress.step(f"packages of {lock.name}, checked against their hashes")
        python = ["--python", str(venv_python(root)), "--require-hashes", "--compile-bytecode"]
        uv = [str(uv_program(root)), "pip", "sync"]
        call([*uv, *python, str(lock)], "installing with uv", environment, watched=True)
    except (SetUpError, OSError) as failure:
        progress.step("uv did not work here; the same packages with pip, about a minute")
        print(f"  ({str(failure).strip()[-600:]})", file=sys.stderr, flush=True)
        install_with_pip(root, lock)


def uv_folder(root: Path) -> Path:
    return venv_folder(root) / "share" / "tacewatch-uv"


def uv_program(root: Path) -> Path:
    return uv_folder(root) / "bin" / ("uv.exe" if sys.platform == "win32" else "uv")


def with_uv(root: Path) -> dict[str, str]:
    """Installs uv beside the packages (so that no sync removes it); returns the environment to call it with."""
    ensure_pip(root)
    lock = root / "packaging" / "uv.lock.txt"
    pip = [str(venv_python(root)), "-m", "pip"]
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "--upgrade"]
    call([*pip, "install", *options, "--target", str(uv_folder(root)), "-r", str(lock)], "installing uv")
    listing = call([*pip, "config", "list"], "reading pip's configuration")
    return uv_environment(read_listing(listing), os.environ)


def ensure_pip(root: Path) -> None:
    """An environment that uv made has no pip; one that was synced before may have lost it."""
    python = str(venv_python(root))
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        call([python, "-m", "ensurepip", "--default-pip"], "installing pip")


def install_with_pip(root: Path, lock: Path) -> None:
    ensure_pip(root)
    options = ["--disable-pip-version-check", "--require-hashes", "--quiet", "--no-deps"]
    call([str(venv_python(root)), "-m", "pip", "install", *options, "-r", str(lock)], "installing with pip")


def add_program(root: Path) -> None:
    """Makes the checkout importable. A relative path: any letters may stand above the checkout."""
    folder = Path(
        sysconfig.get_path("purelib", "venv", {key: str(venv_folder(root)) for key in ("base", "platbase")})
    )
    path = folder / "tacewatch.pth"
    path.write_text(os.path.relpath(root, folder) + "\n", encoding="ascii")


def call(
    command: list[str], purpose: str, environment: dict[str, str] | None = None, watched: bool = False
) -> str:
    """Runs a step quietly; a failure carries what it said. `watched`: a person at a terminal sees its progress."""
    to_terminal = watched and sys.stderr.isatty()
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if to_terminal else subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SetUpError(f"Set-up failed while {purpose}:\n{done.stdout}{done.stderr or ''}")
    return done.stdout
