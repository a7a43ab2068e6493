"""What Qt needs from the system on Linux, and how a Debian-like system gets it.

The wheels bring Qt itself, not the libraries it stands on. Each soname was read from `ldd` of Qt's own libraries
and platform plugins; the package names are those of Debian 12 and later and Ubuntu 22.04 and later (where a newer
system has renamed one, apt resolves the old name). When libxcb-icccm4 or libxcb-keysyms1 is missing, Qt complains
about libxcb-cursor0, which may well be there: hence one check of every library instead of trusting that message.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable

OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Asked for by plugins that are optional for the user; the package for Debian is told by them what to recommend.
BUILD = {
    "libcups.so.2": "libcups2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
COMMANDS = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool"}

LIBRARIES: dict[str, dict[str, str]] = {
    "nothing": {},
    "offscreen": OFFSCREEN,
    "screen": OFFSCREEN | SCREEN,
    "tests": OFFSCREEN | SCREEN,
    "build": OFFSCREEN | SCREEN | BUILD,
}
PROGRAMS: dict[str, dict[str, str]] = {"tests": COMMANDS, "build": {"objdump": "binutils", "strip": "binutils"}}


def loads(soname: str) -> bool:
    """Whether the system's loader finds the library, which is what Qt will ask."""
    import ctypes

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing(
    needs: str,
    library_found: Callable[[str], bool] = loads,
    program_found: Callable[[str], object] = shutil.which,
) -> dict[str, str]:
    """What is not there -> the package that brings it. `needs`: nothing, offscreen, screen, tests or build."""
    libraries = {name: package for name, package in LIBRARIES[needs].items() if not library_found(name)}
    programs = {name: package for name, package in PROGRAMS.get(needs, {}).items() if not program_found(name)}
    return libraries | programs


def apt_prefix() -> list[str] | None:
    """How apt-get may be called without asking anybody: as root, through sudo, or (None) not at all."""
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def line_to_run(absent: Iterable[str], packages: list[str]) -> str:
    """The one line for somebody who may install packages."""
    if shutil.which("apt-get") is None:
        return f"Missing on this system: {', '.join(absent)}. Install what brings them, then start again."
    line = f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
    return f"Please run this once, then start again:\n    {line}"


def install(packages: list[str]) -> bool:
    """Installs Debian packages where that is allowed; False where it is not or did not work."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    order = [*prefix, *settings, "install", "-y", "--no-install-recommends", *packages]
    if quietly(order):
        return True
    # A fresh machine has no package lists yet, an old one has outdated ones.
    return quietly([*prefix, *settings, "update"]) and quietly(order, tell=True)


def quietly(command: list[str], tell: bool = False) -> bool:
    """Runs a command; what it said is shown only if it failed and that was the last try."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode and tell:
        print(done.stdout + done.stderr, file=sys.stderr, flush=True)
    return done.returncode == 0


def provided(needs: str, announce: Callable[[str], None]) -> str | None:
    """Sees to it that everything is there; else says in one text what is to be done. Nothing runs if it is."""
    if not sys.platform.startswith("linux"):
        return None
    absent = missing(needs)
    if not absent:
        return None
    packages = sorted(set(absent.values()))
    announce(f"system packages: {' '.join(packages)}")
    if install(packages) and not missing(needs):
        return None
    return line_to_run(absent, packages)
