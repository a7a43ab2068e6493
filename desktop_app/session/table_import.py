"""Files into the store: what would happen to each patient, and then that, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.accounts.contents import Action
from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.tables.reading_tables import OpenedTable, TableSet, joined_records, records_in
from desktop_app.exchange.tables.values import ValueReader
from desktop_app.exchange.tables.whole_records import whole_records

if TYPE_CHECKING:
    from desktop_app.store import RecordStore, Save
    from domain.record import PatientRecord


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """``bases`` are the stored revisions on which the changed records stand."""

    found: TableSet
    records: "Mapping[str, PatientRecord]"
    changes: Mapping[str, Change]
    bases: Mapping[str, int]

    @property
    def taken(self) -> list[str]:
        """The patients that are added or changed."""
        return [patient for patient, change in self.changes.items() if change is not Change.UNCHANGED]


def planned(store: "RecordStore", tables: Sequence[OpenedTable], reader: ValueReader) -> ImportPlan:
    """What the tables would do. Raises FileRefused with every fault, NotPermitted."""
    store.person.require(Action.IMPORT)
    return _plan(store, records_in(tables, reader))


def planned_records(store: "RecordStore", files: Sequence[Path], today: date) -> ImportPlan:
    """What files of whole records would do. Raises FileRefused with every fault, NotPermitted."""
    store.person.require(Action.IMPORT)
    return _plan(store, whole_records(files, today))


def _plan(store: "RecordStore", found: TableSet) -> ImportPlan:
    stored = {each.record.patient.id: each for each in store.records(_patients(found))}
    void = [each for each in found.records if (was := stored.get(each.record.patient.id)) and was.void]
    if void:
        raise FileRefused(*(Fault(each.first.file, "patient_void", each.record.patient.id) for each in void))
    records = joined_records(found, {patient: each.record for patient, each in stored.items()})
    changes = {
        patient: Change.ADDED
        if patient not in stored
        else Change.UNCHANGED
        if stored[patient].record == record
        else Change.CHANGED
        for patient, record in records.items()
    }
    return ImportPlan(found, records, changes, {patient: each.revision for patient, each in stored.items()})


def _patients(found: TableSet) -> list[str]:
    return [each.record.patient.id for each in found.records]


def keep(
    store: "RecordStore",
    plan: ImportPlan,
    save_of: "Callable[[PatientRecord], Save]",
    progress: Callable[[int], None] | None = None,
) -> int:
    """All of it or nothing; how many records were written. Raises StaleRecord and what else a store refuses."""
    saves = (
        replace(save_of(plan.records[patient]), expected_revision=plan.bases.get(patient))
        for patient in plan.taken
    )
    return len(store.save_many(saves, progress))
