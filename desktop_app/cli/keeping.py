"""``backup`` and ``verify``: a proved copy of the store, and a proof that what it holds is whole."""

import argparse

from desktop_app.cli.console import Console
from desktop_app.cli.stored import opened
from desktop_app.exchange import Fault, FileRefused
from desktop_app.store import store_location


def run(options: argparse.Namespace, console: Console) -> int:
    return _backup(options, console) if options.command == "backup" else _verify(options, console)


def _backup(options: argparse.Namespace, console: Console) -> int:
    """A copy of the open store, checked page by page and row by row before it gets its name."""
    source = store_location(options.store).path
    if options.to is None or source is None:
        console.note(console.words("cli.backup.file_only"))
        return 2
    if options.to.exists():
        raise FileRefused(Fault(str(options.to), "exists_already"))
    with opened(options.store, console):
        pass
    from desktop_app.store.sqlite_file import verified_copy

    verified_copy(source, options.to.absolute())
    console.say(console.words("cli.backup.done", file=str(options.to)))
    return 0


def _verify(options: argparse.Namespace, console: Console) -> int:
    """Every record loads and equals its last revision."""
    with opened(options.store, console) as store:
        patients = store.patient_ids(with_void=True)
        show = console.progress(len(patients))
        different = []
        for done, stored in enumerate(store.records(patients), start=1):
            patient = stored.record.patient.id
            if store.record_at(patient, stored.revision) != stored.record:
                different.append(patient)
            show(done)
    for patient in different:
        console.note(console.words("cli.verify.differs", patient=patient))
    console.say(console.words("cli.verify.done", count=len(patients), different=len(different)))
    return 1 if different else 0
