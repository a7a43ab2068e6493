"""What a ward had before there was an audit trail is covered by it from the first opening on."""

from pathlib import Path

import pytest

from desktop_app.store import AuditAction, FaultKind, StoreLocation, open_store
from desktop_app.store.schema import CURRENT
from tests.desktop_app.store.audit_samples import Tampering, edited
from tests.desktop_app.store.store_samples import noon, save_of
from tests.desktop_app.store.test_schema import RELEASED, golden, unpacked

OLD = [name for name in RELEASED if name < "schema_0004"]


@pytest.fixture(scope="module", params=OLD)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StoreLocation:
    location = unpacked(request.param, tmp_path_factory.mktemp(request.param))
    open_store(location, clock=noon).close()
    return location


def test_R11_the_chain_begins_with_a_digest_of_all_that_was_there(migrated: StoreLocation) -> None:
    with open_store(migrated, clock=noon) as store:
        entries = store.audit_entries(limit=1000)
        patients = store.patient_ids(with_void=True)
        assert {entry.action for entry in entries} == {AuditAction.MIGRATE}
        assert [entry.entity_id for entry in reversed(entries) if entry.entity == "patient"] == patients
        assert entries[-1].changes["schema"][1] == CURRENT.number
        assert store.verify().sound
        assert store.verify_start() == ()


@pytest.mark.parametrize("name", [name for name in RELEASED if name not in OLD])
def test_R11_a_chain_of_an_earlier_release_still_verifies(name: str, tmp_path: Path) -> None:
    with open_store(unpacked(name, tmp_path), clock=noon) as store:
        found = store.verify()
        assert found.sound
        assert (found.patients, found.entries) == (300, 381)
        assert store.verify_start() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET author = 'x' WHERE sequence = 17",
        "UPDATE patient_summary SET tace_count = 77 WHERE patient_id >= '0290'",
        "UPDATE patient SET name = 'x' WHERE rowid = 9",
        "UPDATE profile SET settings = '{}'",
        "DELETE FROM marker WHERE rowid IN (SELECT rowid FROM marker LIMIT 1)",
        "INSERT INTO ward_profile VALUES (99, 'made', 'x', 'y', 'z')",
    ],
)
def test_R11_an_old_row_that_is_edited_later_is_found(migrated: StoreLocation, statement: str) -> None:
    with open_store(migrated, clock=noon) as store, Tampering(store).done((statement, ())) as done:
        assert not done.verified().sound


def test_R11_an_old_patient_is_saved_again_and_stays_sound(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    location = unpacked(OLD[-1], tmp_path_factory.mktemp("again"))
    with open_store(location, clock=noon) as store:
        (stored,) = store.records([golden(OLD[-1])[100]["patient"]["id"]])
        changed = stored.record.amended(patient=stored.record.patient.model_copy(update={"note": "später"}))
        store.save(save_of(changed, stored.revision))
        entry = store.audit_entries(stored.record.patient.id)[0]
        assert entry.changes["patient.note"][1] == "später"
        assert store.verify().sound
    with edited(location) as connection:
        connection.execute(
            "UPDATE revision SET author = 'x' WHERE number = 1 AND patient_id = ?", (stored.record.patient.id,)
        )
    with open_store(location, clock=noon) as store:
        assert [fault.kind for fault in store.verify_patient(stored.record.patient.id)] == [FaultKind.ROW_CHANGED]
