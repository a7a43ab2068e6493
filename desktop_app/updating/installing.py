"""A package becomes the version that the next start runs; the present one stays beside it for the way back.

The order is the promise: proved, secured, unpacked beside, tried, and only then one rename. Whoever is interrupted
anywhere finds the old version in effect and whole, or the new one.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from desktop_app.durable import sync_folder
from desktop_app.updating.fitting import refuse_unfit
from desktop_app.updating.installation import RELEASE_FILE, Installation, Kept, Kind, writable
from desktop_app.updating.own_files import faults_of
from desktop_app.updating.package import Package, Tell, prove
from desktop_app.updating.package_contents import INSTALLERS, PROGRAM
from desktop_app.updating.refusals import (
    NoRoomForUpdate,
    NothingToReturnTo,
    NotUpdatable,
    StoreTooNewToReturn,
    UpdateDamaged,
    UpdateLacksPart,
    UpdateNotWritten,
    UpdateUnderWay,
)
from desktop_app.updating.release import Release, release_of
from desktop_app.updating.unpacking import unpack, write_durably

Secure = Callable[[], object]
"""Backs up what the new version will work with; raises where it cannot, and then nothing is installed."""
Try = Callable[[Path, str], None]
"""Raises an UpdateRefused where the program in a folder does not work; also gets its version."""
_SPARE: Final = 200 << 20
_LOCK: Final = ".lock"
_PART, _OLD = ".part", ".old"


def install(
    package: Package, installation: Installation, present: Release, *, secure: Secure, try_out: Try, tell: Tell
) -> Kept:
    """What is installed: in a folder of versions the next start runs it, of a system it is an installer to run.

    Raises an UpdateRefused, or what ``secure`` raises; the present version is then still in effect.
    """
    refuse_unfit(package, present)
    prefix = INSTALLERS if installation.kind is Kind.SYSTEM else PROGRAM
    if installation.kind is Kind.OTHER:
        raise NotUpdatable(file=package.name)
    if not package.contents.below(prefix):
        raise UpdateLacksPart(file=package.name)
    with _written(package.name, installation.root), _alone(package.name, installation):
        _refuse_full_disk(package, prefix, installation.versions)
        prove(package, tell)
        secure()
        _tidy(installation)
        made = _beside(package, prefix, installation, try_out, tell)
        if installation.kind is Kind.FOLDER:
            _switch(installation, made.folder.name)
        with suppress(OSError):
            _thin(installation, made)
    return made


def go_back(installation: Installation, to: Kept, *, store_schema: int | None, secure: Secure) -> None:
    """The next start runs the kept version again.

    ``store_schema``: of the ward's store, None where there is none. Raises StoreTooNewToReturn (that version could
    not read the store), NothingToReturnTo, an UpdateRefused.
    """
    version = to.release.version
    if store_schema is not None and store_schema > to.release.schema:
        raise StoreTooNewToReturn(version=version, found=store_schema, known=to.release.schema)
    if installation.kind is not Kind.FOLDER:
        raise NothingToReturnTo(version=version)
    with _written(version, installation.root), _alone(version, installation):
        if next(faults_of(to.folder), None) is not None:
            raise NothingToReturnTo(version=version)
        secure()
        _switch(installation, to.folder.name)


def _beside(package: Package, prefix: str, installation: Installation, try_out: Try, tell: Tell) -> Kept:
    """The new version under its name, whole and tried, not yet in effect."""
    release = package.contents.release
    part, folder = (installation.versions / name for name in (f".{release.version}{_PART}", release.version))
    unpack(package, prefix, part, tell)
    if installation.kind is Kind.SYSTEM:
        made = Kept(release, folder, _installer(package, part, folder, release))
    else:
        _refuse_other_program(package, part)
        try_out(part, release.version)
        made = Kept(release, folder)
    _put_aside(folder)
    part.rename(folder)
    sync_folder(folder.parent)
    return made


def _installer(package: Package, part: Path, folder: Path, release: Release) -> Path:
    names = [file.name for file in part.iterdir()]
    if len(names) != 1 or names[0] == RELEASE_FILE:
        raise UpdateLacksPart(file=package.name)
    write_durably(part / RELEASE_FILE, _json(release))
    return folder / names[0]


def _json(release: Release) -> bytes:
    return json.dumps(release.plain(), sort_keys=True).encode()


def _refuse_other_program(package: Package, part: Path) -> None:
    """What the manifest promises is what the program says of itself, and all its files are there."""
    fault = next(faults_of(part), None)
    if release_of(part) != package.contents.release or fault is not None:
        raise UpdateDamaged(file=package.name, place=fault.place if fault else RELEASE_FILE)


def _switch(installation: Installation, version: str) -> None:
    """The one step that counts. A link is made beside and takes the place of the former in one operation."""
    current = installation.current
    made = current.with_name(f".{current.name}{_PART}")
    made.unlink(missing_ok=True)
    made.symlink_to(Path(installation.versions.name) / version, target_is_directory=True)
    made.replace(current)
    with suppress(OSError):
        # Done is done: if the power fails before the disk knows, the former version is whole as well.
        sync_folder(installation.root)


def _tidy(installation: Installation) -> None:
    """What an interrupted installing has left."""
    for each in installation.versions.iterdir():
        if each.name.startswith(".") and each.name.endswith((_PART, _OLD)):
            _remove(each)


def _put_aside(folder: Path) -> None:
    """A version of this name that never came into effect, or that was left again."""
    if folder.exists() or folder.is_symlink():
        aside = folder.with_name(f".{folder.name}{_OLD}")
        folder.rename(aside)
        _remove(aside)


def _thin(installation: Installation, made: Kept) -> None:
    """Kept are the present version, the one that runs, and the newest before it; what cannot go stays."""
    earlier = [each for each in installation.kept() if each.folder != made.folder]
    running = installation.program
    newest = [each for each in earlier if each.folder != running][: 0 if running in _folders(earlier) else 1]
    for each in earlier:
        if each.folder != running and each not in newest:
            _put_aside(each.folder)


def _folders(kept: list[Kept]) -> list[Path]:
    return [each.folder for each in kept]


def _remove(place: Path) -> None:
    """Links are taken away and never followed."""
    if place.is_symlink() or not place.is_dir():
        place.unlink()
    else:
        shutil.rmtree(place)


def _refuse_full_disk(package: Package, prefix: str, versions: Path) -> None:
    needed = _SPARE + sum(file.size for file in package.contents.below(prefix))
    free = shutil.disk_usage(versions).free
    if free < needed:
        raise NoRoomForUpdate(file=package.name, path=str(versions), needed_mb=needed >> 20, free_mb=free >> 20)


@contextmanager
def _alone(name: str, installation: Installation) -> Iterator[None]:
    """One installing at a time, also among several windows; a killed one holds nothing."""
    versions = installation.versions
    if installation.kind is Kind.SYSTEM:
        versions.mkdir(parents=True, exist_ok=True, mode=0o755)
    if versions.is_symlink() or not writable(versions) or not writable(installation.root):
        raise UpdateNotWritten(file=name, path=str(installation.root), reason=os.strerror(errno.EACCES))
    with (versions / _LOCK).open("wb") as lock:
        if not _locked(lock.fileno()):
            raise UpdateUnderWay(file=name)
        yield


def _locked(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return True  # Windows: only installers are handed out there, each unpacked under a name of its own.
    exclusive: Any = fcntl.LOCK_EX | fcntl.LOCK_NB
    try:
        fcntl.flock(descriptor, exclusive)
    except OSError:
        return False
    return True


@contextmanager
def _written(name: str, place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UpdateNotWritten(file=name, path=str(place), reason=reason) from None
