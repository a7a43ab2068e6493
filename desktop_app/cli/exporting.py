"""``export``: records out of the store, for another computer or another program."""

import argparse

from desktop_app.accounts.contents import Action
from desktop_app.cli.console import Console
from desktop_app.cli.stored import chosen, note, opened, profile_of
from desktop_app.exchange import write_records
from desktop_app.exchange.deidentified import deidentified
from desktop_app.exchange.tables.writing_tables import write_tables
from desktop_app.store.audit_contents import AuditAction

_KINDS = ((".json",), (".jsonl",), (".json", ".gz"), (".jsonl", ".gz"), (".csv",), (".xlsx",))
_TABLES = (".csv", ".xlsx")


def run(options: argparse.Namespace, console: Console) -> int:
    suffixes = tuple(suffix.lower() for suffix in options.to.suffixes)
    if not any(suffixes[-len(kind) :] == kind for kind in _KINDS):
        console.note(console.words("cli.export.kind", file=str(options.to)))
        return 2
    with opened(options.store, console) as store:
        store.person.require(Action.EXPORT)
        records = [stored.record for stored in chosen(store, options.patient)]
        if options.deidentified:
            records = list(deidentified(records, profile_of(store), options.to))
        note(store, AuditAction.EXPORT, options.patient, count=len(records), deidentified=options.deidentified)
    write = write_tables if suffixes[-1] in _TABLES else write_records
    write(options.to, records)
    done = "cli.export.deidentified" if options.deidentified else "cli.export.done"
    console.say(console.words(done, count=len(records), file=str(options.to)))
    return 0
