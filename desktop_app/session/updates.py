"""An update around the ward's store: which release runs here, what a stick offers, what is secured before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.accounts.contents import Action
from desktop_app.errors import KnownError
from desktop_app.settings import program_version
from desktop_app.store import store_location
from desktop_app.store.backup import back_up
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.places import drive_type, mounts
from desktop_app.store.schema import CURRENT
from desktop_app.updating.fitting import refuse_unfit
from desktop_app.updating.installation import Installation, Kept, Kind, this_installation
from desktop_app.updating.installing import Secure, go_back, install
from desktop_app.updating.looking import packages_in, places
from desktop_app.updating.package import Package, Tell, read_package
from desktop_app.updating.proving import runs_here
from desktop_app.updating.refusals import WardNotOpen
from desktop_app.updating.release import Release, platform_name, release_of
from desktop_app.updating.signature import public_keys
from domain.resistance.registry import RULES_VERSION

if TYPE_CHECKING:
    from desktop_app.store import RecordStore

HANDED_OUT: Final = "updates"
"""The folder beside the ward's own store into which installers go that an administrator is to run."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that says it is an update, and whether it is one for this program."""

    path: Path
    package: Package | None
    refused: KnownError | None


def this_release() -> Release:
    return Release(program_version(), platform_name(), RULES_VERSION, CURRENT.number)


def here() -> Installation:
    own = store_location(None).path
    assert own is not None  # noqa: S101 (nothing given is always a file)
    return this_installation(own.with_name(HANDED_OUT))


def offer_of(path: Path, present: Release, keys: Sequence[bytes] | None = None) -> Offer:
    """Reads who signed it and what it is; its files are proved when it is installed."""
    package = None
    try:
        package = read_package(path, public_keys() if keys is None else keys)
        refuse_unfit(package, present)
    except KnownError as refused:
        return Offer(path, package, refused)
    return Offer(path, package, None)


def offers(present: Release, folders: Iterable[Path] | None = None) -> list[Offer]:
    """On all sticks and shares that are there now, what fits and is the newest first. May take seconds."""
    looked = places(mounts(), drive_type) if folders is None else folders
    found = [offer_of(path, present) for path in packages_in(looked)]
    return sorted(found, key=_best_first, reverse=True)


def _best_first(offer: Offer) -> tuple[bool, tuple[int, ...]]:
    return offer.refused is None, offer.package.contents.release.number if offer.package else ()


def refuse_at_this_desk(store: "RecordStore | None", *, demo: bool) -> None:
    """Updating is the administrator's, whose store is open: else it could not be secured.

    Raises WardNotOpen, NotPermitted.
    """
    own = store_location(None).path
    if (store is None or demo) and own is not None and own.exists():
        raise WardNotOpen(path=str(own), file="")
    if store is not None and not demo:
        store.person.require(Action.BACK_UP)


def securing(store: "RecordStore | None", to: Path | None, clock: Callable[[], datetime]) -> Secure:
    """Makes a proved backup of this store into this folder; a server has backups of its own."""

    def secure() -> None:
        if store is not None and store.location.path is not None:
            back_up(store, to, clock=clock, why=BackupReason.BEFORE_MIGRATION)

    return secure


def nothing_to_secure() -> None:
    """There is no store yet, or an invented one."""


def update(package: Package, installation: Installation, secure: Secure, tell: Tell) -> Kept:
    """Proves, secures, installs. Raises a KnownError; the present version is then still in effect."""
    return install(package, installation, this_release(), secure=secure, try_out=runs_here, tell=tell)


def take_back(kept: Kept, installation: Installation, secure: Secure, *, with_store: bool) -> Kept:
    """The next start runs the kept version. Raises StoreTooNewToReturn where that could not read the store."""
    go_back(installation, kept, store_schema=CURRENT.number if with_store else None, secure=secure)
    return kept


def kept_versions(installation: Installation) -> list[Kept]:
    """Those before the one that the next start runs, the newest first; of a system its administrator decides."""
    current = release_of(installation.current) if installation.kind is Kind.FOLDER else None
    return [kept for kept in installation.kept() if current is not None and kept.release.number < current.number]
