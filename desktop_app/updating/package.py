"""A package on a stick: its signature proved before anything in it is believed, its files read piece by piece.

The file may lie where others can write. So nothing that was read once is taken for what a second reading gives:
every piece is hashed on its way, and a manifest that has changed since is refused.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from desktop_app.errors import KnownError
from desktop_app.updating.package_contents import (
    MANIFEST,
    MOST_FILES,
    SIGNATURE,
    Contents,
    PackedFile,
    UnsafePlaceError,
    contents_from,
)
from desktop_app.updating.refusals import (
    NotAnUpdate,
    NoUpdateKey,
    UpdateDamaged,
    UpdateNotTrusted,
    UpdateUnreadable,
    UpdateUnsafe,
)
from desktop_app.updating.signature import SIGNATURE_BYTES, is_signed

Tell = Callable[[int, int], None]
"""Hears how many bytes of how many are done; raises to stop."""
Take = Callable[[bytes], object]
PIECE: Final = 1 << 20
_MOST_MANIFEST: Final = 16 << 20
_MOST_DIRECTORY: Final = 16 << 20
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_ENCRYPTED: Final = 1


@dataclass(frozen=True, slots=True)
class Package:
    """A file whose manifest somebody has signed whom this build knows. Its other bytes are not yet proved."""

    path: Path
    contents: Contents
    manifest: bytes

    @property
    def name(self) -> str:
        return self.path.name


def read_package(path: Path, keys: Sequence[bytes]) -> Package:
    """Raises an UpdateRefused."""
    if not keys:
        raise NoUpdateKey(file=path.name)
    with _archive(path) as archive:
        manifest = _short(archive, path, MANIFEST, _MOST_MANIFEST)
        if not is_signed(manifest, _short(archive, path, SIGNATURE, SIGNATURE_BYTES), keys):
            raise UpdateNotTrusted(file=path.name)
        with _readable(path):
            contents = _contents(path, manifest)
        _agree(archive, path, contents)
        return Package(path, contents, manifest)


def _contents(path: Path, manifest: bytes) -> Contents:
    try:
        return contents_from(manifest)
    except UnsafePlaceError as error:
        raise UpdateUnsafe(file=path.name, place=error.args[0]) from None


def prove(package: Package, tell: Tell) -> None:
    """Every byte is what was signed. Raises an UpdateRefused."""
    read_files(package, package.contents.files, lambda _: _ignore, tell)


def _ignore(_: bytes) -> None:
    """Hashed already."""


def read_files(
    package: Package, files: Sequence[PackedFile], take: Callable[[PackedFile], Take], tell: Tell
) -> None:
    """Hands over each file's bytes as they come, and raises an UpdateRefused at the first that are not right.

    ``take(file)`` gives what takes the pieces; it is called for a file before its first one.
    """
    done, total = 0, sum(file.size for file in files)
    with _archive(package.path) as archive:
        if _short(archive, package.path, MANIFEST, _MOST_MANIFEST) != package.manifest:
            raise UpdateDamaged(file=package.name, place=MANIFEST)
        _agree(archive, package.path, package.contents)
        for file in files:
            taking = take(file)
            for piece in _proved(archive, package.path, file):
                taking(piece)
                done += len(piece)
                tell(done, total)


def _proved(archive: zipfile.ZipFile, path: Path, file: PackedFile) -> Iterator[bytes]:
    """The pieces of one file; raises UpdateDamaged after the last where they are not those that were signed."""
    digest, left = hashlib.sha256(), file.size
    for piece in _pieces(archive, path, file.place):
        left -= len(piece)
        if left < 0:
            break
        digest.update(piece)
        yield piece
    if left or digest.hexdigest() != file.sha256:
        raise UpdateDamaged(file=path.name, place=file.place)


def _pieces(archive: zipfile.ZipFile, path: Path, place: str) -> Iterator[bytes]:
    with _readable(path, place), archive.open(place) as stream:
        while piece := stream.read(PIECE):
            yield piece


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as opened:
        with _readable(path):
            file = opened.enter_context(path.open("rb"))
            _refuse_large_directory(path, file)
            archive = opened.enter_context(zipfile.ZipFile(file))
        yield archive


def _refuse_large_directory(path: Path, file: BinaryIO) -> None:
    """The directory is read as a whole; where it is longer than ours can be, it is not read at all."""
    size = file.seek(0, 2)
    file.seek(max(size - _END_BYTES, 0))
    end = file.read(_END_BYTES)
    if len(end) < _END_BYTES or not end.startswith(_END) or int.from_bytes(end[12:16], "little") > _MOST_DIRECTORY:
        raise NotAnUpdate(file=path.name)


@contextmanager
def _readable(path: Path, place: str | None = None) -> Iterator[None]:
    """What a damaged archive raises is of a dozen classes; what the stick refuses is another matter."""
    try:
        yield
    except (KnownError, GeneratorExit):
        raise
    except OSError as error:
        raise UpdateUnreadable(file=path.name, reason=error.strerror or type(error).__name__) from None
    except Exception:  # noqa: BLE001 - see above
        if place is None:
            raise NotAnUpdate(file=path.name) from None
        raise UpdateDamaged(file=path.name, place=place) from None


def _short(archive: zipfile.ZipFile, path: Path, place: str, most: int) -> bytes:
    with _readable(path):
        info = archive.getinfo(place)
    if info.file_size > most or not _is_ours(info):
        raise NotAnUpdate(file=path.name)
    return b"".join(_pieces(archive, path, place))


def _agree(archive: zipfile.ZipFile, path: Path, contents: Contents) -> None:
    """The directory of the archive names the signed files with their sizes, each once, and no other."""
    listed = archive.infolist()
    sizes = {file.place: file.size for file in contents.files}
    found = {info.filename: info for info in listed if info.filename not in (MANIFEST, SIGNATURE)}
    if len(listed) > MOST_FILES + 2 or len(listed) != len(sizes) + 2 or found.keys() != sizes.keys():
        strange = next((place for place in found if place not in sizes), MANIFEST)
        raise UpdateDamaged(file=path.name, place=strange)
    for place, info in found.items():
        if info.file_size != sizes[place] or not _is_ours(info):
            raise UpdateDamaged(file=path.name, place=place)


def _is_ours(info: zipfile.ZipInfo) -> bool:
    """The other ways to pack a file may give any amount of bytes at once."""
    plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return plain and not info.flag_bits & _ENCRYPTED
