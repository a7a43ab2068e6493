"""Builds the frozen program in `dist/`, proves that it works, and packs it for the system it was built on.

The packages come from a lock of their own into an environment of their own, so that nothing that a developer has
installed reaches a ward.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import linux_packages
import windows_installer
from locking import BUILD_LOCK
from recipe import INNER, NAME, hashes_of, version_of, without_stand_ins
from signing_code import SigningError, sign
from system_libraries import provided
from trimming import sizes

LARGEST = 10
STARTS = 5


class BuildError(Exception):
    """A step of the build did not work; the text says which and what it said."""


def build(root: Path, arguments: list[str]) -> int:
    """`build [--folder-only] [--with-this-python]`: the frozen folder, self-tested, then packages of it.

    `--with-this-python`: this Python has the packages of the build already, as where there can be no environment.
    """
    started = time.monotonic()
    problem = provided("build", step)
    if problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    try:
        python = Path(sys.executable) if "--with-this-python" in arguments else build_python(root)
        folder = frozen(root, python)
        print(size_lines(folder), flush=True)
        print(start_up_lines(folder), flush=True)
        if not takes_updates(folder):
            print("no update key: this build will take no update packages (signing_update.py new-key)", flush=True)
        made = [folder] if "--folder-only" in arguments else [folder, *packed(root, folder)]
    except (BuildError, windows_installer.InstallerError, SigningError) as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    for path in made:
        size = f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else ""
        print(f"{path.relative_to(root)}  {size}")
    print(f"built in {time.monotonic() - started:.0f} s")
    return 0


def frozen(root: Path, python: Path) -> Path:
    """The program in one folder that has passed its self-test."""
    work = root / "build" / "frozen"
    shutil.rmtree(work, ignore_errors=True)
    spec = root / "packaging" / "tacewatch.spec"
    places = ["--distpath", str(work / "dist"), "--workpath", str(work / "work")]
    call([str(python), "-m", "PyInstaller", str(spec), "--noconfirm", "--log-level", "WARN", *places], "freezing")
    made = work / "dist" / NAME
    without_stand_ins(made)
    call([str(python), str(root / "packaging" / "trimming.py"), str(made)], "leaving out what nothing asks for")
    if sys.platform == "win32":
        # Before the list of files is made: a signature changes the file.
        sign(sorted(made.glob("*.exe")))
    call([str(python), str(root / "packaging" / "additions.py"), str(made)], "adding fonts and licences")
    prove(made)
    folder = root / "dist" / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(exist_ok=True)
    shutil.move(made, folder)
    return folder


def build_python(root: Path) -> Path:
    """The Python of the build's environment, made anew when the lock or this Python has changed."""
    place = root / "build" / "environment"
    lock = root / "packaging" / BUILD_LOCK
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = place / "tacewatch-stamp", f"{sys.version}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    step(f"environment of the build: the packages of {BUILD_LOCK}, checked against their hashes")
    shutil.rmtree(place, ignore_errors=True)
    import venv  # Not every Python that builds has it, nor needs it.

    venv.create(place, with_pip=True)
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    call([str(python), "-m", "pip", "install", *options, "-r", str(lock)], "installing the build's packages")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def prove(folder: Path) -> None:
    """The gate of the build: the self-test, away from every setting, store and cache of this machine.

    It must also leave the folder as it found it: an installed one cannot be written to.
    """
    step("self-test of the frozen program")
    before = dict(hashes_of(folder))
    for language in ("zh", "en"):
        with tempfile.TemporaryDirectory() as home:
            command = [str(folder / NAME), "--language", language, "self-test"]
            print(call(command, "the self-test", nobodys(home)), flush=True)
    if dict(hashes_of(folder)) != before:
        raise BuildError("The self-test has changed files of the program.")


def nobodys(home: str) -> dict[str, str]:
    """The surroundings of somebody who has nothing but this home folder, and no screen."""
    if sys.platform == "win32":
        return {**os.environ, "LOCALAPPDATA": home, "QT_QPA_PLATFORM": "offscreen"}
    return {"HOME": home, "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}


def start_up_lines(folder: Path) -> str:
    """How long the frozen program takes to start, beside a bare window of the same folder; told, no limit."""
    program = str(folder / NAME)
    with tempfile.TemporaryDirectory() as home:
        store = str(Path(home) / "demo.db")
        call([program, "demo", "--to", store], "the demo patients", nobodys(home))

        def started(*what: str) -> dict[str, float]:
            environment = {**nobodys(home), "TACEWATCH_BEGAN": str(time.time())}
            said = call([program, "--start-up-probe", *what], "the start", environment)
            return {name: float(value) for name, value in (line.split() for line in said.splitlines())}

        pairs = [(started("bare"), started("program", store)) for _ in range(1 + STARTS)][1:]
    bare = statistics.median(one["painted"] for one, _ in pairs)
    told = [f"start: bare window {bare:.0f} ms"]
    for what, words in (("painted", "first paint"), ("usable", "usable worklist")):
        took = statistics.median(other[what] for _, other in pairs)
        told.append(f"{words} {took:.0f} ms ({took / bare:.2f} times)")
    return ", ".join(told)


def takes_updates(folder: Path) -> bool:
    """Whether somebody's public key is in it."""
    lines = (folder / INNER / "resources" / "updates" / "public_key").read_text(encoding="utf-8").splitlines()
    return any(line.partition("#")[0].strip() for line in lines)


def size_lines(folder: Path) -> str:
    counted = sizes(folder)
    largest = [f"  {size / 1e6:7.1f} MB  {part}" for part, size in list(counted.items())[:LARGEST]]
    return "\n".join([f"installed size {sum(counted.values()) / 1e6:.1f} MB, the largest parts:", *largest])


def packed(root: Path, folder: Path) -> list[Path]:
    """The packages for this platform; elsewhere than on Linux and Windows the folder is all there is yet."""
    if sys.platform == "win32":
        step("installer for Windows")
        try:
            windows_installer.makensis()
        except windows_installer.InstallerError as absent:
            print(absent, file=sys.stderr)
            return []
        return [windows_installer.installer(root, folder)]
    if not sys.platform.startswith("linux"):
        return []
    version = version_of(root)
    step("archive for any Linux")
    archive = linux_packages.archive(
        folder, root / "dist" / f"{NAME}-{version}-linux-{platform.machine()}.tar.gz", version
    )
    if shutil.which("dpkg-shlibdeps") is None:
        print("no Debian package: dpkg-shlibdeps (Debian's dpkg-dev) is not there", file=sys.stderr)
        return [archive]
    step("package for Debian and its relatives")
    return [archive, linux_packages.debian_package(root, folder, version)]


def step(text: str) -> None:
    print(f"build: {text}", flush=True)


def call(command: list[str], purpose: str, environment: dict[str, str] | None = None) -> str:
    """Runs a step; a failure carries all that it said."""
    if environment is None:
        step(purpose)
        # What somebody's shell says of Python must not decide what is built; with one seed, nor does chance.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["PYTHONHASHSEED"] = "0"
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"The build failed at {purpose} ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout
