"""Small programs that look like frozen ones, and packages of them signed with keys of the tests' own."""

import hashlib
import importlib.util
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.updating.installation import CURRENT, VERSIONS, Installation, Kind
from desktop_app.updating.package_contents import MANIFEST, SIGNATURE, Contents, canonical
from desktop_app.updating.release import Release
from desktop_app.updating.signature import SIGNED_AS

ROOT: Final = Path(__file__).parents[3]
PLATFORM: Final = "linux-x86_64"
OLD: Final = Release("0.1.0", PLATFORM, "2026.1", 4)
NEW: Final = Release("0.2.0", PLATFORM, "2026.2", 5)
KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC: Final = KEY.public_key().public_bytes_raw()
NEWS: Final = [
    {
        "version": "0.2.0",
        "on": "2027-01-01",
        "clinical": [{"zh": "判定有改动。", "en": "A verdict changes."}],
        "other": [{"zh": "更快。", "en": "Faster."}],
    },
    {"version": "0.1.0", "on": "2026-11-23", "clinical": [], "other": []},
]


def signing() -> ModuleType:
    """The command that signs, which is no part of the program."""
    place = importlib.util.spec_from_file_location("signing_update", ROOT / "packaging" / "signing_update.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def program(folder: Path, release: Release, script: str = "exit 0") -> Path:
    """A folder as the build makes it: an executable, files, a link, what it says of itself, the list of all."""
    resources = folder / "_internal" / "resources"
    (resources / "updates").mkdir(parents=True)
    (folder / "_internal" / "库").mkdir()
    (folder / "tacewatch").write_text(f"#!/bin/sh\necho {release.version}\n{script}\n")
    (folder / "tacewatch").chmod(0o755)
    (folder / "_internal" / "库" / "words.txt").write_text(f"词 {release.version}" * 50)
    (folder / "_internal" / "libx.so.1").write_bytes(bytes(range(256)) * 4)
    (folder / "_internal" / "libx.so").symlink_to("libx.so.1")
    (folder / "_internal" / "empty").touch()
    (resources / "build.json").write_text(json.dumps(release.plain()))
    (resources / "updates" / "whats_new.json").write_text(json.dumps(NEWS, ensure_ascii=False))
    write_list(folder)
    return folder


def write_list(folder: Path) -> None:
    listing = folder / "_internal" / "resources" / "files.sha256"
    listing.unlink(missing_ok=True)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in files
    ]
    listing.write_text("".join(lines))


def package(folder: Path, release: Release = NEW, script: str = "exit 0", installer: str | None = None) -> Path:
    """Made by the very command that makes the real ones."""
    source = program(folder / f"built-{release.version}", release, script)
    installers = []
    if installer is not None:
        (folder / installer).write_bytes(b"!<arch>\n" + release.version.encode())
        installers.append(folder / installer)
    made: Path = signing().sign(KEY, source, installers, folder)
    return made


def hand_made(
    path: Path,
    contents: Contents,
    files: Mapping[str, bytes],
    sign: Callable[[bytes], bytes] = KEY.sign,
    change: Callable[[bytes], bytes] = lambda manifest: manifest,
    way: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """What no honest command would make: any contents, any files, any change after signing."""
    manifest = canonical(contents)
    with zipfile.ZipFile(path, "w", way) as archive:
        archive.writestr(MANIFEST, change(manifest))
        archive.writestr(SIGNATURE, sign(SIGNED_AS + manifest))
        for place, content in files.items():
            archive.writestr(place, content)
    return path


def installed(root: Path, release: Release = OLD) -> Installation:
    """A folder that can exchange itself, with one version in it."""
    (root / VERSIONS).mkdir(parents=True)
    folder = program(root / VERSIONS / release.version, release)
    (root / CURRENT).symlink_to(f"{VERSIONS}/{release.version}")
    return Installation(Kind.FOLDER, root.resolve(), folder.resolve())


def in_effect(installation: Installation) -> str:
    """The version that a start would run; an error where there is none."""
    return (installation.current / "tacewatch").resolve(strict=True).parent.name


def quiet(_done: int, _total: int) -> None:
    """Nobody listens."""


def nothing(*_: Any) -> None:
    """Nothing to secure, nothing to try."""
