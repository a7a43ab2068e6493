"""The store as the commands use it: opened where ``--store`` says, records with what was issued on them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from desktop_app.cli.console import Console
from desktop_app.cli.login import access_for
from desktop_app.errors import UnknownPatient
from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.exchange.summary import summary_of
from desktop_app.session.ward_profile import profile_in_effect
from desktop_app.store import (
    AuditAction,
    RecordStore,
    RevisionKind,
    Save,
    StoredRecord,
    Summary,
    open_store,
    store_location,
)
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord

WARD_SETTING = "ward_name"
DEMO_SETTING = "demo"
"""Keys under which the window keeps these choices in the store."""


def opened(store: str | None, console: Console, *, create: bool = False) -> RecordStore:
    """The store at this place, after a login where it has accounts.

    Raises:
        StoreError: it is absent, locked, newer, damaged, …
        WrongPassword, AccountLocked, PasswordToBeChanged
    """
    location = store_location(store)
    access = access_for(location, console)
    found = open_store(location, clock=console.clock, create=create, access=access)
    if access is not None and access.person.role is not None:
        note(found, AuditAction.LOGIN)
    return found


def note(store: RecordStore, action: AuditAction, patients: Iterable[str] | None = None, **facts: Any) -> None:
    """An entry in the audit trail for each of these patients, or one for the store as a whole."""
    for patient in [None] if patients is None else patients:
        store.note(action, patient=patient, **facts)


def profile_of(store: RecordStore) -> Profile:
    """The profile that is active in this store."""
    return profile_in_effect(store)


def save_of(
    record: PatientRecord, profile: Profile, expected: int | None, author: str, kind: RevisionKind
) -> Save:
    """The record as one version to be kept, assessed under this profile."""
    assessment = assess(record, profile)
    return Save(
        record=record,
        summary=Summary(**asdict(summary_of(assessment))),
        verdicts=assessment_json(assessment),
        profile=profile.settings(),
        profile_hash=profile.hash,
        rules_version=assessment.rules_version,
        author=author,
        expected_revision=expected,
        request_id=uuid4(),
        kind=kind,
    )


def chosen(store: RecordStore, patients: Iterable[str] | None) -> Iterator[StoredRecord]:
    """These patients' records in this order, or all that are not voided.

    Raises:
        UnknownPatient: before the first record, where one of the numbers is not in the store.
    """
    if patients is None:
        return store.records(store.patient_ids())
    wanted = list(dict.fromkeys(patients))
    known = set(store.patient_ids(with_void=True))
    for patient in wanted:
        if patient not in known:
            raise UnknownPatient(patient=patient)
    return store.records(wanted)
