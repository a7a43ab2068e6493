"""Whatever is done through the store, in whatever order, leaves a trail that verifies."""

import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import KnownError
from desktop_app.store import (
    AuditAction,
    ChangeReason,
    ProfileChoice,
    ReasonCode,
    RecordStore,
    StoreLocation,
    Summary,
    open_store,
)
from tests.desktop_app.store.audit_samples import signing
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.record_strategies import patient_records

PATIENTS = ("a", "b", "c")
STEPS = ("save", "save with a reason", "import", "sign", "void", "restore", "profile", "draft", "look", "again")


def done(store: RecordStore, step: str, patient: str, number: int, note: str) -> None:
    """One step on the present revision of this patient; what the store refuses changes nothing."""
    revisions = store.revisions(patient)
    present = revisions[-1].number if revisions else None
    request, known = UUID(int=number), present or 0
    reasons = (ChangeReason(None, ReasonCode.OTHER, note + "."),) if step == "save with a reason" else ()
    match step:
        case "save" | "save with a reason":
            store.save(save_of(record(patient, note=note), present, request_id=request, reasons=reasons))
        case "import":
            store.save_many([save_of(record(patient, note=note), present, request_id=request)])
        case "sign":
            store.sign(signing(patient, known, number))
        case "void":
            store.void(patient, reason=note, author="x", expected_revision=known, request_id=request)
        case "restore":
            store.restore_voided(patient, reason=note, author="x", expected_revision=known, request_id=request)
        case "profile":
            former = store.ward_profiles.in_effect()
            choice = ProfileChoice(note, f"hash {note}", {"a": note}, "x", former and former.number)
            lines = {patient: Summary(tace_count=number % 7)} if present else {}
            store.ward_profiles.take(choice, lines=lines, seen=store.ward_profiles.revisions())
        case "draft":
            store.put_draft(patient, "x", {"note": note})
        case "look":
            store.note(AuditAction.VIEW, patient=patient, why=note)
        case "again":
            store.save(save_of(record(patient, note=note), present, request_id=UUID(int=1)))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(PATIENTS), st.text("甲乙=+\n\t'\"\\", max_size=6)),
        min_size=4,
        max_size=14,
    )
)
def test_R6_whatever_is_done_verifies(steps: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = StoreLocation(path=Path(folder) / "store.db")
        with open_store(location, clock=noon, create=True) as store:
            for number, (step, patient, note) in enumerate(steps, start=1):
                with suppress(KnownError):
                    done(store, step, patient, number, note)
                assert store.verify_patient(patient) == ()
        with open_store(location, clock=noon) as store:
            assert store.verify().faults == ()
            assert store.verify_start() == ()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(patient_records(), min_size=2, max_size=4))
def test_R6_any_record_comes_back_and_verifies(records: list) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        location = StoreLocation(path=Path(folder) / "store.db")
        with open_store(location, clock=noon, create=True) as store:
            for number, content in enumerate(records):
                one = content.amended(patient=content.patient.model_copy(update={"id": "one"}))
                store.save(save_of(one, number or None))
                assert store.load("one").record == one
                assert store.verify().faults == ()
