"""``audit``: the audit trail as a ZIP that anybody can check without the program."""

import argparse

from desktop_app.cli.console import Console
from desktop_app.cli.stored import opened
from desktop_app.exchange import Fault, FileRefused


def run(options: argparse.Namespace, console: Console) -> int:
    if options.to.exists():
        raise FileRefused(Fault(str(options.to), "exists_already"))
    with opened(options.store, console) as store:
        store.export_audit(options.to.absolute())
    console.say(console.words("cli.audit.done", file=str(options.to)))
    return 0
