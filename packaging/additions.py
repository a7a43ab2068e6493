"""What PyInstaller does not collect: the two fonts, the program's version, the licences, the list of all files.

Run by the build, with the Python of the build's own environment: `additions.py FOLDER`, the folder of the frozen
program.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from recipe import INNER, MANIFEST, NAME, UNUSED_MODULES, hashes_of, version_of

ROOT = Path(__file__).resolve().parent.parent
LICENCES = ROOT / "packaging" / "licences"
# Their packages hold no licence text; Qt's own say that these are the two that apply together.
LGPL = (LICENCES / "LGPL-3.0.txt", LICENCES / "GPL-3.0.txt")
TEXTS_ELSEWHERE = {"pyside6-essentials": LGPL, "pyside6-pdf": LGPL, "shiboken6": LGPL}
# The driver's package holds the driver's licence, but not that of the engine that is built into it.
TEXTS_BESIDES = {"sqlcipher3": (LICENCES / "SQLCipher.txt",)}
UNUSED_PACKAGES = {name.lower().replace("_", "-") for name in UNUSED_MODULES if "." not in name}


def add_all(folder: Path) -> None:
    """Everything, the list of files last: it covers the rest."""
    sys.path.insert(0, str(ROOT))
    inner = folder / INNER
    add_fonts(inner / "resources" / "fonts")
    add_version(inner)
    add_release(inner)
    add_licences(inner)
    lines = [f"{digest}  {place}\n" for place, digest in hashes_of(folder) if place != f"{INNER}/{MANIFEST}"]
    (inner / MANIFEST).write_text("".join(lines), encoding="utf-8")


def add_fonts(target: Path) -> None:
    from desktop_app.resources import FONT_PACKAGE, VARIABLE_FONT, _variable_font, make_fonts

    shutil.rmtree(target, ignore_errors=True)
    make_fonts(_variable_font(), target)
    variable = Path(str(distribution(FONT_PACKAGE).locate_file(VARIABLE_FONT)))
    shutil.copyfile(variable.with_name("OFL.txt"), target / "OFL.txt")


def add_version(inner: Path) -> None:
    """As an installed package has it, which is where the program looks."""
    version = version_of(ROOT)
    folder = inner / f"{NAME}-{version}.dist-info"
    folder.mkdir(exist_ok=True)
    metadata = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n"
    (folder / "METADATA").write_text(metadata, encoding="utf-8")


def add_release(inner: Path) -> None:
    """What an update is compared with, and what the package of this build says of itself."""
    from desktop_app.store.schema import CURRENT
    from desktop_app.updating.release import BUILD_FILE, Release, platform_name
    from domain.resistance.registry import RULES_VERSION

    release = Release(version_of(ROOT), platform_name(), RULES_VERSION, CURRENT.number)
    (inner / "resources" / BUILD_FILE).write_text(json.dumps(release.plain(), sort_keys=True), encoding="utf-8")


def add_licences(inner: Path) -> None:
    target = inner / "resources" / "licences"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    index = [entry(target, *part) for part in sorted(parts(inner), key=lambda part: part[0].lower())]
    (target / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")


def entry(target: Path, name: str, version: str, licence: str, texts: tuple[Path, ...]) -> dict[str, object]:
    """One part in the index, its texts copied beside it. Nothing is shipped whose licence is not."""
    if not texts:
        raise SystemExit(f"no licence text found for {name} {version}")
    kept = [f"{re.sub(r'[^A-Za-z0-9.+-]', '_', name)}-{place}.txt" for place in range(1, len(texts) + 1)]
    for source, copy in zip(texts, kept, strict=True):
        shutil.copyfile(source, target / copy)
    return {"name": name, "version": version, "licence": licence, "texts": kept}


def parts(inner: Path) -> Iterator[tuple[str, str, str, tuple[Path, ...]]]:
    from desktop_app.licences import component_of, installed

    for each in installed(ROOT / "packaging" / "requirements.lock"):
        name = each.name.lower().replace("_", "-")
        if name not in UNUSED_PACKAGES:
            texts = (each.texts or TEXTS_ELSEWHERE.get(name, ())) + TEXTS_BESIDES.get(name, ())
            yield each.name, each.version, each.licence, texts
    # On Windows it lies at the top, elsewhere in the library.
    tops = (Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")))
    python = next(top / "LICENSE.txt" for top in tops if (top / "LICENSE.txt").is_file())
    yield "Python", platform.python_version(), "PSF-2.0", (python,)
    yield "Noto Sans SC", "2.004", "OFL-1.1", (inner / "resources" / "fonts" / "OFL.txt",)
    loader = component_of(distribution("pyinstaller"))
    yield "PyInstaller (loader)", loader.version, loader.licence, loader.texts
    if sys.platform.startswith("linux"):
        yield from system_parts(inner)


def system_parts(inner: Path) -> Iterator[tuple[str, str, str, tuple[Path, ...]]]:
    """Libraries that came from the system this was built on, by the packages they belong to."""
    files = [file for file in inner.glob("lib*.so*") if not file.is_symlink()]
    packages = {owner for file in files if not file.name.startswith("libpython") for owner in owners(file.name)}
    for package in sorted(packages):
        version = said("dpkg-query", "--show", "--showformat=${Version}", package)
        name = package.partition(":")[0]
        yield name, version, "", (Path("/usr/share/doc") / name / "copyright",)


def owners(soname: str) -> list[str]:
    """The package that holds the library of this name; none where it is no library of the system."""
    found = re.search(rf"^\s*{re.escape(soname)} .*=> (\S+)$", said("/sbin/ldconfig", "-p"), re.MULTILINE)
    if found is None:
        return []
    path = Path(found[1])
    # Where /lib is a link to /usr/lib, packages name the one or the other.
    for candidate in (path, path.resolve(), Path("/usr") / path.relative_to("/"), Path("/", *path.parts[2:])):
        said_by = subprocess.run(["dpkg", "-S", str(candidate)], capture_output=True, text=True, check=False)
        if said_by.returncode == 0:
            return [said_by.stdout.partition(": ")[0]]
    return []


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    add_all(Path(sys.argv[1]))
