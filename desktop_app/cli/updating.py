"""``update``: what a stick offers, a signed package installed beside this version, and the way back."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.accounts.contents import Action
from desktop_app.cli.console import Console
from desktop_app.cli.stored import opened
from desktop_app.session.updates import (
    Offer,
    here,
    kept_versions,
    nothing_to_secure,
    offer_of,
    offers,
    securing,
    take_back,
    this_release,
    update,
)
from desktop_app.store import RecordStore, store_location
from desktop_app.store.backup import backup_folder
from desktop_app.updating.installation import Kept
from desktop_app.updating.installing import Secure
from desktop_app.updating.refusals import NothingToReturnTo


def run(options: argparse.Namespace, console: Console) -> int:
    if options.back:
        return _back(options.store, console)
    if options.file is None:
        return _list(console)
    return _install(options, console)


def _list(console: Console) -> int:
    """What lies on sticks and shares at this moment."""
    found = list(offers(this_release()))
    for offer in found:
        console.say(_line(offer, console))
    if not found:
        console.note(console.words("cli.update.none"))
    return 0


def _line(offer: Offer, console: Console) -> str:
    if offer.refused is not None:
        return f"{offer.path}\t{console.words(f'{offer.refused.key}.title')}"
    assert offer.package is not None  # noqa: S101 (a package that is not refused was read)
    return f"{offer.path}\t{offer.package.contents.release.version}"


def _install(options: argparse.Namespace, console: Console) -> int:
    offer = offer_of(options.file.absolute(), this_release())
    if offer.refused is not None:
        raise offer.refused
    assert offer.package is not None  # noqa: S101
    words = console.words
    for news in offer.package.contents.news[:1]:
        for clinical in (True, False):
            for text in news.sentences(words.language, clinical=clinical):
                console.say(words("updating.news.point", version=news.version, text=text))
    if options.dry_run:
        console.say(_line(offer, console))
        return 0
    with _secured(options.store, console) as (_, secure):
        made = update(offer.package, here(), secure, lambda *_: None)
    _say(made, console)
    return 0


def _back(given: str | None, console: Console) -> int:
    where = here()
    kept = kept_versions(where)
    if not kept:
        raise NothingToReturnTo(version="—")
    with _secured(given, console) as (store, secure):
        _say(take_back(kept[0], where, secure, with_store=store is not None), console)
    return 0


@contextmanager
def _secured(given: str | None, console: Console) -> Iterator[tuple[RecordStore | None, Secure]]:
    """The ward's store, opened by its administrator; where there is none yet, nothing has to be secured."""
    place = store_location(given)
    if place.path is not None and not place.path.exists():
        yield None, nothing_to_secure
        return
    with opened(given, console) as store:
        store.person.require(Action.BACK_UP)
        folder: Path | None = None if place.path is None else backup_folder(place.path)
        yield store, securing(store, folder, console.clock)


def _say(made: Kept, console: Console) -> None:
    words, version = console.words, made.release.version
    if made.installer is None:
        console.say(words("updating.installed", version=version))
        return
    console.say(words("updating.handed_out", version=version))
    console.say(str(made.installer))
