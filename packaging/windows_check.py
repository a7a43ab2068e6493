"""The release check for Windows, on Linux: build under wine, install, run, upgrade, refuse, uninstall.

It shows that the program, its installer and its uninstaller do what they say. How it looks and types on a real
Windows it cannot show; the README has the list for that.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from recipe import INNER, NAME, TITLE, WINDOW_NAME, hashes_of, version_of, without_stand_ins
from windows_root import PLACE, CheckError, WindowsRoot, needs

COPIED = ("packaging", "domain", "desktop_app", "resources", "pyproject.toml", "README.md")
PROGRAM_FILES = "Program Files"
INSTALLED = f"C:\\{PROGRAM_FILES}\\{TITLE}"
PRACTICE = "C:\\ward\\practice.db"
RECORD_KEYS = ("HKLM\\Software\\Classes\\.tacewatch", "HKLM\\Software\\Classes\\TACEWatch.Record")
UNINSTALL_KEY = f"HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{TITLE}"
DATA_KEY = f"HKCU\\Software\\{TITLE}"
# As installer.nsi has them.
TOO_OLD, RUNNING, NEWER_THERE, DOES_NOT_RUN = 10, 11, 12, 13
WINDOW_S, REMOVED_S = 25, 90


def check(root: Path) -> int:
    """Everything; says what it found, and ends at the first thing that does not hold."""
    missing = needs()
    if missing:
        print("The check for Windows cannot run here. Missing:\n  " + "\n  ".join(missing), file=sys.stderr)
        return 1
    started = time.monotonic()
    try:
        place = WindowsRoot(root)
        place.prepare(step)
        folder = frozen(place)
        setups = made(place, folder)
        Sequence(place, folder, setups).run()
    except CheckError as failure:
        print(f"FAILED: {failure}", file=sys.stderr, flush=True)
        return 1
    print(f"checked in {time.monotonic() - started:.0f} s: {setups.now.name}")
    return 0


def step(text: str) -> None:
    print(f"windows-check {time.strftime('%H:%M:%S')}  {text}", flush=True)


def frozen(place: WindowsRoot) -> Path:
    """The build's own command, run by a Windows Python; then what lies here is looked at once more."""
    step("freezing under wine (some minutes)")
    tree = place.folder / PLACE.lstrip("/")
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in COPIED:
        source = place.checkout / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, tree / name)
    build = ("packaging/dev.py", "build", "--folder-only", "--with-this-python")
    print(place.must_wine("/srv/python/python.exe", *build), flush=True)
    folder = tree / "dist" / NAME
    without_stand_ins(folder)
    return folder


class Setups:
    """The installer, and two that are only made to be tried: a newer one, and one of a damaged program."""

    def __init__(self, place: WindowsRoot, folder: Path) -> None:
        self.version = version_of(place.checkout)
        self.newer_version = f"{self.version}.1"
        step("installer (some minutes: packed as small as it gets)")
        self.now = self._made(place, folder, "")
        step("installers to try upgrade, downgrade, signing and a damaged program")
        signer = place.folder / "srv" / "sign"
        signer.write_text('#!/bin/sh\necho "$1" >> /srv/signed\n', encoding="ascii")
        signer.chmod(0o755)
        (place.folder / "srv" / "signed").unlink(missing_ok=True)
        self.newer = self._made(place, folder, self.newer_version, "/srv/sign")
        damaged = folder.with_name("damaged")
        shutil.rmtree(damaged, ignore_errors=True)
        shutil.copytree(folder, damaged)
        with (damaged / INNER / "resources" / "evidence" / "evidence.json").open("ab") as file:
            file.write(b" ")
        self.damaged = self._made(place, damaged, f"{self.version}.2")

    def _made(self, place: WindowsRoot, folder: Path, version: str, signer: str = "") -> Path:
        fast = ("--version", version, "--fast") if version else ()
        where = f"{PLACE}/dist/{folder.name}"
        place.must("python3", f"{PLACE}/packaging/windows_installer.py", where, *fast, TACEWATCH_SIGN=signer)
        name = f"{TITLE}-{version or self.version}-setup.exe"
        return place.folder / PLACE.lstrip("/") / "dist" / name


def made(place: WindowsRoot, folder: Path) -> Setups:
    """The installers; the real one is put where the packages for Linux are."""
    setups = Setups(place, folder)
    signed = (place.folder / "srv" / "signed").read_text(encoding="utf-8").split("\n")
    require(len(signed) == 3, "the uninstaller and the installer were handed to the signing command")
    (place.checkout / "dist").mkdir(exist_ok=True)
    shutil.copyfile(setups.now, place.checkout / "dist" / setups.now.name)
    print(f"  {setups.now.name}  {setups.now.stat().st_size / 1e6:.1f} MB")
    return setups


def require(holds: bool, what: str) -> None:
    if not holds:
        raise CheckError(f"does not hold: {what}")
    print(f"  ok  {what}", flush=True)


class Sequence:
    """What happens to one computer, in order."""

    def __init__(self, place: WindowsRoot, folder: Path, setups: Setups) -> None:
        self.place, self.setups = place, setups
        self.wanted = dict(hashes_of(folder))
        programs = place.drive / PROGRAM_FILES
        self.installed, self.programs = programs / TITLE, programs
        self.data = place.drive / "users" / "root" / "AppData" / "Local" / NAME

    def run(self) -> None:
        parts: tuple[Callable[[], None], ...] = (
            self.old_windows,
            self.install,
            self.self_test,
            self.window,
            self.upgrade,
            self.downgrade,
            self.damaged,
            self.uninstall,
            self.uninstall_with_data,
        )
        for part in parts:
            step(part.__name__.replace("_", " "))
            part()

    def old_windows(self) -> None:
        self.place.must_wine("winecfg", "-v", "win81")
        code = self.setup(self.setups.now)
        require(code == TOO_OLD, f"Windows 8.1 is refused (exit code {code})")
        require("1809" in self.said() and "Windows 10" in self.said(), "the sentence names the Windows it needs")
        require(not self.installed.exists(), "nothing was installed")
        self.place.must_wine("winecfg", "-v", "win10")

    def install(self) -> None:
        self.data.mkdir(parents=True)
        (self.data / "ward.db").write_bytes(b"\x00patients" * 1000)
        self.place.must_wine("reg", "add", DATA_KEY, "/v", "window", "/d", "1", "/f")
        self.kept = dict(hashes_of(self.data))
        code = self.setup(self.setups.now)
        require(code == 0, f"silent installation (exit code {code})")
        self.require_installed(self.setups.version)
        require(self.shortcut(), "entry in the Start menu")

    def self_test(self) -> None:
        for language in ("zh", "en"):
            said = self.place.wine(f"{INSTALLED}\\{NAME}.exe", "--language", language, "self-test")
            require(said.returncode == 0, f"self-test of the installed program, {language}")
        require(self.files() == self.wanted, "it changed no file of the program")
        self.place.must_wine(f"{INSTALLED}\\{NAME}.exe", "showcase", "--to", "C:\\ward\\shown")
        shown = sorted(file.suffix for file in (self.place.drive / "ward" / "shown").glob("[pw]*.*"))
        require(shown == [".pdf", ".pdf", ".png"], "it writes two reports and a picture of its window")
        table = self.place.folder / "srv" / "table.csv"
        table.write_text("姓名,住院号\n王小明,1\n", encoding="utf-8")
        line = f"wine '{INSTALLED}\\{WINDOW_NAME}.exe' --read-table csv < /srv/table.csv"
        require("tables" in self.place.must("sh", "-c", line), "the program without a console reads a table")

    def window(self) -> None:
        """Opens the window with the practice patients, takes a picture, and tries to install over it."""
        self.place.must_wine(f"{INSTALLED}\\{NAME}.exe", "demo", "--to", PRACTICE)
        newer = f"{PLACE}/dist/{self.setups.newer.name}"
        lines = (
            # What the one before left, which was ended with everything else in its system.
            "rm -f /tmp/.X7-lock /tmp/.X11-unix/X7",
            "Xvfb :7 -noreset -screen 0 1600x1000x24 >/dev/null 2>&1 & sleep 2; export DISPLAY=:7",
            f"wine '{INSTALLED}\\{WINDOW_NAME}.exe' --store '{PRACTICE}' --language zh & sleep {WINDOW_S}",
            "import -window root /srv/window.png",
            f"wine {newer} /S; echo code $?; wineserver -k; sleep 1",
        )
        said = self.place.run("sh", "-c", "\n".join(lines)).stdout
        picture = self.place.work / "window.png"
        shutil.copyfile(self.place.folder / "srv" / "window.png", picture)
        colours = self.place.must("identify", "-format", "%k", "/srv/window.png")
        require(int(colours) > 50, f"the window is drawn: {picture} ({colours} colours)")
        require(f"code {RUNNING}" in said, "no installation over a running program")
        self.require_installed(self.setups.version)

    def upgrade(self) -> None:
        (self.installed / "mine.txt").write_text("not of the program", encoding="ascii")
        code = self.setup(self.setups.newer)
        require(code == 0, f"upgrade in place (exit code {code})")
        self.require_installed(self.setups.newer_version)
        aside = [file for file in self.programs.glob(f"{TITLE}.*/**/*") if file.is_file()]
        require(
            [file.name for file in aside] == ["mine.txt"], "of the former only what was not of the program stays"
        )
        shutil.rmtree(aside[0].parent)

    def downgrade(self) -> None:
        code = self.setup(self.setups.now)
        require(code == NEWER_THERE, f"an older version over a newer one is refused (exit code {code})")
        require(self.setups.newer_version in self.said(), "the sentence names the version that is there")
        self.require_installed(self.setups.newer_version)

    def damaged(self) -> None:
        code = self.setup(self.setups.damaged)
        require(code == DOES_NOT_RUN, f"a version that fails its self-test is refused (exit code {code})")
        require("evidence.json" in self.said(), "the sentence says what the self-test found")
        self.require_installed(self.setups.newer_version)
        require(not list(self.programs.glob(f"{TITLE}.*")), "nothing of it stays")

    def uninstall(self) -> None:
        self.remove("/S")
        require(dict(hashes_of(self.data)) == self.kept, "the data is there as it was")
        require(self.registered(DATA_KEY), "the settings are there")

    def uninstall_with_data(self) -> None:
        require(self.setup(self.setups.newer) == 0, "installed once more")
        self.remove("/S", "/DATA")
        require(not self.data.exists(), "the data of this user is gone, as was asked for")
        require(not self.registered(DATA_KEY), "the settings are gone")

    def remove(self, *options: str) -> None:
        """An uninstaller goes on as a copy of itself, so its end is waited for."""
        self.place.must_wine(f"{INSTALLED}\\uninstall.exe", *options, longest_s=REMOVED_S)
        require(not list(self.programs.glob(f"{TITLE}*")), "all files of the program are gone")
        require(not self.registered(UNINSTALL_KEY), "so is its entry among the programs")
        require(not self.shortcut(), "and that in the Start menu")
        require(not any(map(self.registered, RECORD_KEYS)), "and the kind of its record files")

    def setup(self, file: Path) -> int:
        """Installs silently; the exit code."""
        for log in self.logs():
            log.unlink()
        return self.place.wine(f"dist/{file.name}", "/S").returncode

    def said(self) -> str:
        """The sentence of a refusal."""
        return "".join(log.read_text(encoding="utf-16") for log in self.logs())

    def logs(self) -> list[Path]:
        return list(self.place.drive.glob(f"users/*/**/{TITLE}-setup.log"))

    def files(self) -> dict[str, str]:
        """What is installed, without the uninstaller."""
        return {place: digest for place, digest in hashes_of(self.installed) if place != "uninstall.exe"}

    def require_installed(self, version: str) -> None:
        require(self.files() == self.wanted, f"all {len(self.wanted)} files are there as they were built")
        require((self.installed / "uninstall.exe").is_file(), "so is the uninstaller")
        entry = self.place.must_wine("reg", "query", UNINSTALL_KEY, "/reg:64")
        require(
            f"DisplayVersion    REG_SZ    {version}\n" in entry.replace("\r", ""), f"version {version} is entered"
        )
        require("EstimatedSize" in entry and "Publisher" in entry, "with its size and publisher")
        opens = self.place.must_wine("reg", "query", f"{RECORD_KEYS[1]}\\shell\\open\\command", "/ve", "/reg:64")
        require(f'{INSTALLED}\\tacewatchw.exe" --open "%1"' in opens, "record files are opened with it")
        require(dict(hashes_of(self.data)) == self.kept, "the data is as it was")

    def registered(self, key: str) -> bool:
        return self.place.wine("reg", "query", key, "/reg:64").returncode == 0

    def shortcut(self) -> bool:
        return bool(list(self.place.drive.glob(f"ProgramData/Microsoft/Windows/Start Menu/Programs/{TITLE}.lnk")))
