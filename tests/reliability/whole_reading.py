"""Everything that a store gives out, as comparable values."""

from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.store import ListQuery, RecordStore, open_store
from tests.desktop_app.store.store_samples import noon
from tests.reliability.actions import place

Values = dict[tuple[str, ...], Any]
EVERYBODY = ListQuery(today=date(2025, 3, 1), void=None)


def everything(folder: Path) -> Values:
    """Raises what the store raises."""
    with open_store(place(folder), clock=noon) as store:
        read: Values = {("list",): tuple(store.page(EVERYBODY, offset=0, limit=1000))}
        read["drafts",] = store.drafts()
        read["setting",] = store.setting("ward_name")
        read["profiles",] = store.ward_profiles.all()
        listed = {line.patient_id for line in read["list",]}
        patients = sorted({*store.patient_ids(with_void=True), *listed}, key=str)
        for patient in patients:
            read |= _of_patient(store, patient)
        read["patients",] = tuple(patients)
    return read


def _of_patient(store: RecordStore, patient: str) -> Values:
    stored = store.load(patient)
    read: Values = {
        ("record", patient): stored.record,
        ("state", patient): (stored.revision, stored.saved_at, stored.author, stored.void),
        ("signatures", patient): store.signatures(patient),
        ("reasons", patient): store.reasons(patient),
    }
    read["revisions", patient] = store.revisions(patient)
    for revision in store.revisions(patient):
        number = revision.number
        read["version", patient, str(number)] = store.record_at(patient, number)
        read["verdicts", patient, str(number)] = store.verdicts_at(patient, number)
    return read
