"""The frozen folder as an installer for Windows, made by NSIS: on Windows itself, or by Debian's on Linux."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from recipe import NAME, TITLE, WINDOW_NAME, version_of, without_stand_ins
from signing_code import VARIABLE, signing_command
from windows_program import ICON, four

SCRIPT = Path(__file__).resolve().parent / "windows" / "installer.nsi"
# Debian's makensis makes installers of 64 bits, which also run where nothing of 32 bits does.
TARGET = "amd64-unicode"


class InstallerError(Exception):
    """There is no installer; the text says why."""


def installer(root: Path, folder: Path, version: str = "", fast: bool = False) -> Path:
    """`dist/TACEWatch-VERSION-setup.exe` of the frozen folder.

    ``version``: another than the program's own, and ``fast``: large and soon made, both for trying it.
    """
    version = version or version_of(root)
    compiler = makensis()
    without_stand_ins(folder)
    work = root / "build" / "windows"
    work.mkdir(parents=True, exist_ok=True)
    listed = work / "files.nsh"
    # Whole paths: the compiler looks from where its script lies.
    listed.write_text(file_list(folder.resolve()), encoding="utf-8-sig")
    target = root / "dist" / f"{TITLE}-{version}-setup.exe"
    command = [str(compiler), "-INPUTCHARSET", "UTF8", "-V2", *definitions(version, folder)]
    command += [f"-DICON={root / ICON}", f"-DOUTPUT={target}", f"-DFILES={listed}"]
    if fast:
        command.append("-DFAST")
    if has_target(compiler):
        command.append(f"-DTARGET={TARGET}")
    if signing_command():
        command.append(f"-DSIGN={signing_command()}")
    done = subprocess.run([*command, str(SCRIPT)], capture_output=True, check=False, env=plain_environment())
    if done.returncode:
        raise InstallerError(f"makensis failed:\n{(done.stdout + done.stderr).decode(errors='replace')}")
    if not signing_command():
        print(f"not signed ({VARIABLE} names no command): {target.name}, its uninstaller", flush=True)
    return target


def definitions(version: str, folder: Path) -> list[str]:
    """What the script is told of the version and its size."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    numbers = ".".join(map(str, four(version)))
    return [f"-DVERSION={version}", f"-DVERSION_FOUR={numbers}", f"-DSIZE_KB={size // 1024}"]


def makensis() -> Path:
    """On the path, else where its own installer puts it."""
    places = [os.environ.get(name, "") for name in ("PROGRAMFILES(X86)", "PROGRAMFILES")]
    found = [shutil.which("makensis"), *(str(Path(place) / "NSIS" / "makensis.exe") for place in places if place)]
    for each in found:
        if each and Path(each).is_file():
            return Path(each)
    raise InstallerError(
        "No installer: NSIS (makensis) is not there. Install it from nsis.sourceforge.io or, on"
        " Debian, with: apt-get install nsis"
    )


def has_target(compiler: Path) -> bool:
    """Whether this NSIS makes installers of 64 bits; the one for Windows makes those of 32, which do as well."""
    tops = (compiler.parent, compiler.parent.parent / "share" / "nsis")
    return any((top / "Stubs" / f"lzma_solid-{TARGET}").is_file() for top in tops)


def plain_environment() -> dict[str, str]:
    """NSIS reads its own variables; nobody's configuration decides what is packed."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NSIS")}


def file_list(folder: Path) -> str:
    """Two macros: what is put into a folder, and the very same taken away again, file by file."""
    files = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    if not {f"{NAME}.exe", f"{WINDOW_NAME}.exe"} <= {file.name for file in files if len(file.parts) == 1}:
        raise InstallerError(f"{folder} holds no program for Windows")
    places = [PurePosixPath(file.as_posix()) for file in files]
    lines = ["!macro InstallFiles WHERE", *installing(folder, places), "!macroend", ""]
    lines += ["!macro RemoveFiles WHERE", *removing(places), "!macroend", ""]
    return "\n".join(lines)


def installing(folder: Path, places: Iterable[PurePosixPath]) -> Iterable[str]:
    former = None
    for place in sorted(places, key=lambda each: (each.parent.parts, each.name)):
        if place.parent != former:
            former = place.parent
            yield f'  SetOutPath "{inside(former)}"'
        # What is read now is named as it is; what is written later, as NSIS writes it.
        yield f'  File "/oname={literal(place.name)}" "{folder / place}"'


def removing(places: Iterable[PurePosixPath]) -> Iterable[str]:
    """The folders last and the innermost first; one that holds something else stays."""
    folders: set[PurePosixPath] = set()
    for place in places:
        yield f'  Delete "{inside(place)}"'
        folders.update(place.parents)
    for place in sorted(folders - {PurePosixPath(".")}, key=lambda each: (-len(each.parts), each)):
        yield f'  RMDir "{inside(place)}"'


def inside(place: PurePosixPath) -> str:
    return "\\".join(["${WHERE}", *(literal(part) for part in place.parts)])


def literal(text: str) -> str:
    """As NSIS reads it in quotation marks."""
    return text.replace("$", "$$").replace('"', '$\\"')


def main(arguments: list[str]) -> int:
    """For the check, whose Python that builds is another one than its makensis."""
    parser = argparse.ArgumentParser(description="The installer of a folder that was frozen for Windows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", default="")
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args(arguments)
    root = Path(__file__).resolve().parent.parent
    try:
        print(installer(root, options.folder, options.version, options.fast))
    except InstallerError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
