"""``import``: records from files into the store, all of them or none."""

import argparse
from collections.abc import Iterator, Mapping
from enum import StrEnum

from desktop_app.accounts.contents import Action as Right
from desktop_app.cli.console import Console
from desktop_app.cli.reading import all_records
from desktop_app.cli.stored import opened, profile_of, save_of
from desktop_app.cli.tables import TableFiles
from desktop_app.errors import StoreMissing
from desktop_app.exchange import Fault, FileRecord
from desktop_app.exchange.days_to_come import days_to_come
from desktop_app.store import RecordStore, RevisionKind, Save, StoredRecord
from domain.profile import Profile

Entries = list[tuple[str, FileRecord]]
"""Each record with the name of its file."""


class Action(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


def run(options: argparse.Namespace, console: Console) -> int:
    tables = TableFiles(options.files, console)
    files = all_records(tables.others, console, once_each=True)
    entries = [(str(file.path), entry) for file in files for entry in file.records]
    console.warn(fault for file, entry in entries for fault in days_to_come(file, entry, console.today))
    tables.refuse_repeated(entry.record.patient.id for _, entry in entries)
    work = _rehearse if options.dry_run else _import
    return work(options.store, entries, tables, console)


def _rehearse(store: str | None, entries: Entries, tables: TableFiles, console: Console) -> int:
    """Say what would happen; a store that does not exist is not made."""
    stored: dict[str, StoredRecord] = {}
    try:
        with opened(store, console) as records:
            records.person.require(Right.IMPORT)
            stored = _stored(records, [*_numbers(entries), *tables.patients])
    except StoreMissing as missing:
        console.note(console.words("cli.import.store_would_be_made", path=missing.facts.get("path")))
    entries = [*entries, *tables.entries(stored)]
    actions = _actions(entries, stored)
    tables.say_rows(actions)
    refused = _say(actions, entries, console)
    console.say(console.words("cli.import.nothing_written"))
    return 1 if refused else 0


def _import(store: str | None, entries: Entries, tables: TableFiles, console: Console) -> int:
    """All of it or, where one record is refused, nothing."""
    with opened(store, console, create=True) as records:
        records.person.require(Right.IMPORT)
        stored = _stored(records, [*_numbers(entries), *tables.patients])
        entries = [*entries, *tables.entries(stored)]
        actions = _actions(entries, stored)
        if Action.REFUSED not in actions.values():
            saves = _saves(entries, stored, actions, profile_of(records), records.person.user)
            total = sum(action is not Action.UNCHANGED for action in actions.values())
            records.save_many(saves, console.progress(total))
    refused = _say(actions, entries, console)
    if refused:
        console.note(console.words("cli.import.nothing_taken"))
    return 1 if refused else 0


def _stored(store: RecordStore, patients: list[str]) -> dict[str, StoredRecord]:
    return {found.record.patient.id: found for found in store.records(patients)}


def _numbers(entries: Entries) -> list[str]:
    return [entry.record.patient.id for _, entry in entries]


def _actions(entries: Entries, stored: Mapping[str, StoredRecord]) -> dict[str, Action]:
    """What each record does to the store."""
    return {entry.record.patient.id: _action(entry, stored.get(entry.record.patient.id)) for _, entry in entries}


def _action(entry: FileRecord, found: StoredRecord | None) -> Action:
    """A voided patient is refused: bringing one back is a person's decision."""
    if found is None:
        return Action.ADDED
    if found.void:
        return Action.REFUSED
    return Action.UNCHANGED if found.record == entry.record else Action.CHANGED


def _saves(
    entries: Entries,
    stored: Mapping[str, StoredRecord],
    actions: Mapping[str, Action],
    profile: Profile,
    author: str,
) -> Iterator[Save]:
    for _, entry in entries:
        patient = entry.record.patient.id
        if actions[patient] is not Action.UNCHANGED:
            base = stored[patient].revision if patient in stored else None
            yield save_of(entry.record, profile, base, author, RevisionKind.IMPORTED)


def _say(actions: Mapping[str, Action], entries: Entries, console: Console) -> int:
    """What happened to each record, then the counts; how many were refused."""
    for patient, action in actions.items():
        console.say(f"{patient}\t{console.words(f'cli.import.{action.value}')}")
    values = list(actions.values())
    console.say(console.words("cli.import.counts", **{action.value: values.count(action) for action in Action}))
    console.refuse(
        Fault(file, "patient_void", entry.record.patient.id, entry.line)
        for file, entry in entries
        if actions[entry.record.patient.id] is Action.REFUSED
    )
    return values.count(Action.REFUSED)
