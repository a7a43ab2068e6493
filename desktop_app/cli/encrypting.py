"""``encrypt``: the store of an older version, in the clear until now, becomes an encrypted one."""

import argparse

from desktop_app.cli.console import Console
from desktop_app.cli.stored import note, opened
from desktop_app.store import AuditAction, store_location


def run(options: argparse.Namespace, console: Console) -> int:
    """Brings it up to date as well, so that the trail begins with the conversion."""
    path = store_location(options.store).path
    if path is None:
        console.note(console.words("cli.encrypt.file_only"))
        return 2
    from desktop_app.store.converting import encrypt_plain_store

    copy = encrypt_plain_store(path, clock=console.clock)
    console.say(console.words("cli.encrypt.done", file=str(path)))
    console.say(console.words("cli.encrypt.copy", file=str(copy)))
    with opened(options.store, console) as store:
        note(store, AuditAction.CONVERT, copy=copy.name)
    return 0
