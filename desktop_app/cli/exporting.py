"""``export``: records out of the store, for another computer or another program."""

import argparse

from desktop_app.cli.console import Console
from desktop_app.cli.stored import chosen, opened
from desktop_app.exchange import write_records

_KINDS = ((".json",), (".jsonl",), (".json", ".gz"), (".jsonl", ".gz"))


def run(options: argparse.Namespace, console: Console) -> int:
    suffixes = tuple(suffix.lower() for suffix in options.to.suffixes)
    if not any(suffixes[-len(kind) :] == kind for kind in _KINDS):
        console.note(console.words("cli.export.kind", file=str(options.to)))
        return 2
    with opened(options.store, console) as store:
        records = [stored.record for stored in chosen(store, options.patient)]
    write_records(options.to, records)
    console.say(console.words("cli.export.done", count=len(records), file=str(options.to)))
    return 0
