"""``demo`` and ``showcase``: invented patients in a store of their own, and what the program makes of them."""

import argparse
from dataclasses import replace
from pathlib import Path

from desktop_app.accounts.contents import Person
from desktop_app.accounts.keyring import Keyring
from desktop_app.cli.assessing import say_counts
from desktop_app.cli.console import Console
from desktop_app.cli.reporting import make_folder, report_name, report_of
from desktop_app.cli.stored import DEMO_SETTING, opened, save_of
from desktop_app.exchange import Fault, FileRefused, write_bytes
from desktop_app.exchange.demo import demo_records
from desktop_app.store import RevisionKind, StoredRecord, open_store, store_location
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE

SHOWN = "DEMO-01"


def run(options: argparse.Namespace, console: Console) -> int:
    if options.command == "demo":
        count = make_demo(options.to, console)
        console.say(console.words("cli.demo.made", count=count, file=str(options.to)))
    else:
        _showcase(options.to, console)
    return 0


def make_demo(file: Path, console: Console) -> int:
    """A new store with the invented patients; how many.

    Raises:
        FileRefused: something stands at that place; a ward's store is never mixed with invented patients.
        StoreError: it cannot be made.
    """
    if file.exists():
        raise FileRefused(Fault(str(file), "exists_already"))
    make_folder(file.parent)
    records = demo_records(console.today)
    keyring, _ = Keyring.create(file.absolute(), demo=True)
    access = keyring.open_access("")
    with open_store(store_location(str(file)), clock=console.clock, create=True, access=access) as store:
        store.put_setting(DEMO_SETTING, True)
        author = store.person.user
        saves = (save_of(record, DEFAULT_PROFILE, None, author, RevisionKind.IMPORTED) for record in records)
        return len(store.save_many(saves, console.progress(len(records))))


def _showcase(folder: Path, console: Console) -> None:
    make_folder(folder)
    file = folder / "demo-store.db"
    for old in folder.glob("demo-store.*"):
        old.unlink()
    count = make_demo(file, console)
    console.say(console.words("cli.demo.made", count=count, file=str(file)))
    with opened(str(file), console) as store:
        console.say(console.words("cli.showcase.assessed"))
        say_counts((assess(stored.record) for stored in store.records(store.patient_ids())), console)
        shown = store.load(SHOWN)
    for language in LANGUAGES:
        path = _written_report(folder, shown, replace(console, words=Wording(language)))
        console.say(console.words("cli.showcase.report", file=str(path)))
    picture = folder / f"window-{console.words.language}.png"
    console.screen.screenshot(file, SHOWN, picture, console.words.language)
    console.say(console.words("cli.showcase.window", file=str(picture)))


def _written_report(folder: Path, shown: StoredRecord, console: Console) -> Path:
    path = folder / report_name(shown, console)
    write_bytes(path, report_of(shown, DEFAULT_PROFILE, "", console, Person(shown.author, shown.author)))
    return path
