#!/usr/bin/env python3
"""Makes update packages: one signed file for a stick. Run with a Python that has the program's packages.

signing_update.py new-key PRIVATE_KEY           a key pair; the public half goes into the build
signing_update.py sign --key PRIVATE_KEY [--program FOLDER|TAR.GZ] [--installer FILE]... [--to FOLDER]
                                                TACEWatch-<version>.tacewatch-update

The private key never enters the repository or a build: keep it on a stick of its own, under a password, which is
asked for on a terminal or taken from TACEWATCH_SIGNING_PASSWORD.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import os
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from desktop_app.updating.package import prove, read_package  # noqa: E402
from desktop_app.updating.package_contents import (  # noqa: E402
    ENDING,
    INSTALLERS,
    MANIFEST,
    PROGRAM,
    SIGNATURE,
    Contents,
    PackedFile,
    PackedLink,
    canonical,
    contents_from,
)
from desktop_app.updating.release import INNER, Release, release_of  # noqa: E402
from desktop_app.updating.signature import SIGNED_AS  # noqa: E402
from desktop_app.updating.whats_new import News, news_from  # noqa: E402

PUBLIC_KEY = ROOT / "resources" / "updates" / "public_key"
PASSWORD = "TACEWATCH_SIGNING_PASSWORD"  # noqa: S105  (a variable's name)
SAME_TIME = (1980, 1, 1, 0, 0, 0)


def new_key(private: Path, public: Path, password: bytes) -> str:
    """A pair: the private half at ``private`` (nothing is written over), the public half added to the build's."""
    if private.resolve().is_relative_to(ROOT):
        raise SystemExit("A private key does not belong into the checkout; choose a place outside.")
    key = Ed25519PrivateKey.generate()
    way = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, way)
    descriptor = os.open(private, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    line = public_line(key)
    with public.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return line


def public_line(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def read_key(private: Path, password: bytes) -> Ed25519PrivateKey:
    content = private.read_bytes()
    locked = b"ENCRYPTED" in content.partition(b"\n")[0]
    key = serialization.load_pem_private_key(content, password if locked else None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{private} holds no Ed25519 key.")
    return key


def sign(key: Ed25519PrivateKey, program: Path, installers: Iterable[Path], to: Path) -> Path:
    """The package of the frozen program in this folder, proved as a ward will prove it before it gets its name."""
    release = release_of(program)
    if release is None:
        raise SystemExit(f"{program} is no frozen program (no build.json in it).")
    sources = {**program_files(program), **{f"{INSTALLERS}{file.name}": file for file in installers}}
    contents = contents_of(program, release, sources)
    target = to / f"TACEWatch-{release.version}{ENDING}"
    unfinished = target.with_name(f".{target.name}.part")
    write(unfinished, canonical(contents), key, sources)
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    prove(read_package(unfinished, [raw]), lambda *_: None)
    unfinished.replace(target)
    return target


def contents_of(program: Path, release: Release, sources: dict[str, Path]) -> Contents:
    files = tuple(
        PackedFile(place, file.stat().st_size, digest_of(file), executable=os.access(file, os.X_OK))
        for place, file in sorted(sources.items())
    )
    contents = Contents(release, files, tuple(links_of(program)), tuple(news_of(program)))
    contents_from(canonical(contents))  # Nothing is signed that a ward would refuse.
    return contents


def program_files(program: Path) -> dict[str, Path]:
    found = (file for file in program.rglob("*") if file.is_file() and not file.is_symlink())
    return {PROGRAM + file.relative_to(program).as_posix(): file for file in found}


def links_of(program: Path) -> Iterator[PackedLink]:
    for link in sorted(each for each in program.rglob("*") if each.is_symlink()):
        yield PackedLink(PROGRAM + link.relative_to(program).as_posix(), os.readlink(link))  # noqa: PTH115


def news_of(program: Path) -> Iterator[News]:
    import json

    file = program / INNER / "resources" / "updates" / "whats_new.json"
    return news_from(json.loads(file.read_text(encoding="utf-8")))


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(target: Path, manifest: bytes, key: Ed25519PrivateKey, sources: dict[str, Path]) -> None:
    """The same files under the same key always make the same package."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(entry(MANIFEST), manifest)
        archive.writestr(entry(SIGNATURE), key.sign(SIGNED_AS + manifest))
        for place, file in sorted(sources.items()):
            archive.writestr(entry(place), file.read_bytes())


def entry(place: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(place, SAME_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def unpacked(program: Path, into: Path) -> Path:
    """The frozen folder itself, or that in an archive made by the build."""
    if program.is_dir():
        return program
    with tarfile.open(program) as archive:
        archive.extractall(into, filter="data")
    return next(each.parent for each in sorted(into.rglob(INNER)) if release_of(each.parent) is not None)


def password_for(question: str) -> bytes:
    given = os.environ.get(PASSWORD)
    if given is None:
        given = getpass.getpass(question) if sys.stdin.isatty() else ""
    return given.encode()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Makes update packages.")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new-key", help="a key pair; its public half goes into the build")
    making.add_argument("private", type=Path)
    signing = commands.add_parser("sign", help="a signed package of a frozen program")
    signing.add_argument("--key", type=Path, required=True)
    signing.add_argument("--program", type=Path, default=ROOT / "dist" / "tacewatch")
    signing.add_argument("--installer", type=Path, action="append", default=[])
    signing.add_argument("--to", type=Path, default=ROOT / "dist")
    given = parser.parse_args(arguments)
    if given.command == "new-key":
        print(f"public key {new_key(given.private, PUBLIC_KEY, password_for('Password for the new key: '))}")
        print(f"added to {PUBLIC_KEY.relative_to(ROOT)}: commit it, and build anew.")
        return 0
    key = read_key(given.key, password_for("Password of the key: "))
    with tempfile.TemporaryDirectory() as folder:
        print(sign(key, unpacked(given.program, Path(folder)), given.installer, given.to))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
