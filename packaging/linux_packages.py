"""The frozen folder as an archive for any Linux and as a Debian package that installs to `/opt`."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from additions import owners
from recipe import INNER, NAME

DESKTOP_FILES = Path(__file__).resolve().parent / "linux"
# A plugin that cannot load for want of these is only left aside: without cups one prints into a file, without
# wayland one works through X.
OPTIONAL = ("*/plugins/printsupport/*", "*/plugins/wayland*/*", "*/plugins/platforms/libqwayland*", "*Wayland*")
SUMMARY = "TACE follow-up and resistance for liver-cancer wards"
ABOUT = """\
 Imaging response and tumour markers are entered after each TACE session;
 while they are typed, the published definitions of TACE resistance are
 checked: what is met, why, what is missing and which entry would decide.
 A summary is printed as PDF. In Chinese and English."""


def archive(folder: Path, target: Path, version: str) -> Path:
    """One folder that can take updates; the same files always make the same archive, whoever packs them.

    The program lies in ``versions/VERSION``, where the next version will lie beside it; ``current`` leads to the
    one that is in effect.
    """
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = epoch
        return entry

    target.unlink(missing_ok=True)
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=epoch) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as packed,
    ):
        top = target.name.removesuffix(".tar.gz")
        packed.add(folder, arcname=f"{top}/versions/{version}", filter=anonymous)
        for name, leads_to in (("current", f"versions/{version}"), (NAME, f"current/{NAME}")):
            link = tarfile.TarInfo(f"{top}/{name}")
            link.type, link.linkname, link.mode = tarfile.SYMTYPE, leads_to, 0o777
            packed.addfile(anonymous(link))
    return target


def debian_package(root: Path, folder: Path, version: str) -> Path:
    """The package, its needs read from the libraries themselves. No script runs at its installing or removing."""
    architecture = said("dpkg", "--print-architecture").strip()
    tree = root / "build" / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    package = tree / "package"
    shutil.copytree(folder, package / "opt" / NAME, symlinks=True)
    lay_out(root, package, version)
    (package / "DEBIAN").mkdir()
    needs = dependencies(tree, package / "opt" / NAME / INNER)
    (package / "DEBIAN" / "control").write_text(control(package, version, architecture, needs), encoding="utf-8")
    (package / "DEBIAN" / "md5sums").write_text(checksums(package), encoding="utf-8")
    for place in [package, *package.rglob("*")]:
        if not place.is_symlink():
            place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
    target = root / "dist" / f"{NAME}_{version}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z6", "--build", str(package), str(target)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(tree)
    return target


def lay_out(root: Path, package: Path, version: str) -> None:
    """What makes it a program of the desktop: command, entry, icons, kind of file, manual page, copyright."""
    share = package / "usr" / "share"
    command = package / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{NAME}/{NAME}")
    icons = root / "resources" / "icons"
    copied(DESKTOP_FILES / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    copied(DESKTOP_FILES / f"{NAME}.xml", share / "mime" / "packages" / f"{NAME}.xml")
    copied(icons / f"{NAME}.svg", share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg")
    copied(icons / f"{NAME}.png", share / "icons" / "hicolor" / "256x256" / "apps" / f"{NAME}.png")
    copied(DESKTOP_FILES / "copyright", share / "doc" / NAME / "copyright")
    page = (DESKTOP_FILES / f"{NAME}.1").read_text(encoding="utf-8").replace("@VERSION@", version)
    compressed(page, share / "man" / "man1" / f"{NAME}.1.gz")


def copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def compressed(text: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def dependencies(tree: Path, inner: Path) -> dict[str, str]:
    """{"Depends": …, "Recommends": …} from what every library and plugin asks for, by Debian's own means.

    Not of the packages whose libraries are brought along.
    """
    (tree / "debian").mkdir()
    (tree / "debian" / "control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
    files = [file for file in sorted(inner.rglob("*.so*")) if file.is_file() and not file.is_symlink()]
    optional = {file for file in files for pattern in OPTIONAL if file.match(pattern)}
    shelves = sorted({str(file.parent) for file in files})
    brought = sorted({owner.partition(":")[0] for file in inner.glob("lib*.so*") for owner in owners(file.name)})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *(f"-l{shelf}" for shelf in shelves)]
    command += [f"-x{package}" for package in brought]
    command += ["-dDepends", *map(str, [inner.parent / NAME, *(file for file in files if file not in optional)])]
    command += ["-dRecommends", *(str(file) for file in files if file in optional)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"dpkg-shlibdeps: {done.stderr[-3000:]}")
    return dict(re.findall(r"^shlibs:(\w+)=(.+)$", done.stdout, flags=re.MULTILINE))


def control(package: Path, version: str, architecture: str, needs: dict[str, str]) -> str:
    size = sum(file.lstat().st_size for file in package.rglob("*") if file.is_file() and not file.is_symlink())
    fields = {
        "Package": NAME,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "TACEWatch <tacewatch@localhost>",
        "Section": "science",
        "Priority": "optional",
        "Installed-Size": str(size // 1024),
        **{name: listed for name, listed in needs.items() if name in ("Depends", "Recommends")},
        "Description": f"{SUMMARY}\n{ABOUT}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def checksums(package: Path) -> str:
    """For `dpkg --verify`, which then names every changed file."""
    import hashlib

    files: Iterable[Path] = sorted(file for top in ("opt", "usr") for file in (package / top).rglob("*"))
    kept = [file for file in files if file.is_file() and not file.is_symlink()]
    digests = (hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest() for file in kept)
    return "".join(f"{digest}  {file.relative_to(package)}\n" for digest, file in zip(digests, kept, strict=True))


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
