"""``verify``: a proof that the store is whole and that nothing was changed behind the program's back."""

import argparse
from contextlib import closing

from desktop_app.cli.console import Console
from desktop_app.cli.stored import chosen, note, opened
from desktop_app.store import AuditAction, AuditFault, RecordStore


def run(options: argparse.Namespace, console: Console) -> int:
    """Every page, the audit chain against its anchor, and every row against what the chain says was written."""
    with opened(options.store, console) as store:
        _prove_pages(store)
        faults, count = (_of_all if options.patient is None else _of_some)(store, options.patient, console)
        note(store, AuditAction.VERIFY, options.patient, faults=len(faults))
    for fault in faults:
        console.note(console.words(fault.key, **fault.facts))
    console.say(console.words("cli.verify.done", count=count, faults=len(faults)))
    return 1 if faults else 0


def _prove_pages(store: RecordStore) -> None:
    """Every page as it was encrypted, also those that no record needs. Raises StoreDamaged."""
    path, key = store.location.path, store.access.key
    if path is not None:
        from desktop_app.store.cipher_file import connected
        from desktop_app.store.copying import prove_sound
        from desktop_app.store.faults import faults_named

        with (
            faults_named(store.location),
            closing(connected(path, key, mode="ro")) as file,
        ):
            prove_sound(file, path, encrypted=True)


def _of_all(store: RecordStore, _: None, console: Console) -> tuple[list[AuditFault], int]:
    found = store.verify(lambda done, total: console.progress(total)(done))
    return list(found.faults), found.patients


def _of_some(store: RecordStore, patients: list[str], console: Console) -> tuple[list[AuditFault], int]:
    numbers = [stored.record.patient.id for stored in chosen(store, patients)]
    show = console.progress(len(numbers))
    faults: list[AuditFault] = []
    for done, number in enumerate(numbers, start=1):
        faults += store.verify_patient(number)
        show(done)
    return faults, len(numbers)
