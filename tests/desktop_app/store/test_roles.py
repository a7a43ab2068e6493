"""Every role × every method of the store: it works, or it is refused and nothing at all was written."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from desktop_app.accounts.contents import Action, Role
from desktop_app.errors import NotPermitted
from desktop_app.store import (
    Anchor,
    AuditAction,
    ListQuery,
    Meaning,
    ProfileChoice,
    RecordStore,
    RevisionKind,
    StoreLocation,
    Summary,
    open_store,
)
from desktop_app.store.merging_contents import Merge
from desktop_app.store.ward_profiles import WardProfiles
from domain.record import PatientRecord
from tests.desktop_app.store.audit_samples import as_person, copied, signing
from tests.desktop_app.store.store_samples import TODAY, noon, record, save_of

ENTRY, PHYSICIAN, ADMIN = Role.ENTRY, Role.PHYSICIAN, Role.ADMIN
CLINICAL: Final = {ENTRY, PHYSICIAN}
ALL: Final = {ENTRY, PHYSICIAN, ADMIN}
USERS: Final = {ENTRY: "nurse", PHYSICIAN: "doctor", ADMIN: "chief"}
QUERY: Final = ListQuery(today=TODAY)
CHANGED_MARKER: Final = {"date": "2025-01-05", "marker": "AFP", "value": "4000", "unit": "ng/mL"}
OVERRIDE: Final = {
    "definition": "JSH-2021",
    "verdict": "not_met",
    "reason": "lipiodol",
    "by": "李医师",
    "on": "2025-03-01",
}

Call = Callable[[RecordStore, str], object]
"""The store and the user's name."""


def changed(patient: str, **sections: Any) -> PatientRecord:
    return PatientRecord.model_validate({**record(patient).exported(), **sections})


def saved(content: PatientRecord, expected: int | None, author: str, **fields: Any) -> Any:
    return save_of(content, expected, author=author, request_id=UUID(int=900), **fields)


def added(patient: str) -> PatientRecord:
    """A new visit beside what was signed."""
    before = record(patient).exported()
    return changed(patient, markers=[*before["markers"], {**CHANGED_MARKER, "date": "2025-02-27"}])


def corrected(patient: str) -> PatientRecord:
    return changed(patient, markers=[CHANGED_MARKER])


def void_of(patient: str, expected: int, *, restore: bool = False) -> Call:
    def call(store: RecordStore, user: str) -> object:
        method = store.restore_voided if restore else store.void
        return method(patient, reason="重复", author=user, expected_revision=expected, request_id=UUID(int=901))

    return call


def merge(store: RecordStore, user: str) -> object:
    return store.merge(Merge(saved(corrected("0001"), 1, user), "0002", 1))


def merge_undone(store: RecordStore, user: str) -> object:
    """What a role may not merge it may not separate: asked for first, whatever is merged."""
    if store.person.may(Action.VOID):
        before = store.load("0001").record
        merge(store, user)
        return store.unmerge(Merge(replace(saved(before, 2, user), request_id=UUID(int=902)), "0002", 2))
    return store.unmerge(Merge(saved(corrected("0001"), 1, user), "0002", 1))


def choice(author: str) -> Call:
    wanted = ProfileChoice("own", "own", {"a": 1}, author, None)

    def call(store: RecordStore, user: str) -> object:
        taken = ProfileChoice("own", "own", {"a": 1}, user, None) if author == "oneself" else wanted
        seen = {"0001": 1, "0002": 1, "0003": 2}
        return store.ward_profiles.take(taken, lines={"0001": Summary(tace_count=5)}, seen=seen)

    return call


def sign_as(user: str, meaning: Meaning, role: Role) -> Any:
    return signing("0001", 1, 902, meaning, signer=user, role=role)


CALLS: Final[dict[str, tuple[Call, set[Role]]]] = {
    "save a new patient": (lambda s, u: s.save(saved(record("0009"), None, u)), CLINICAL),
    "save what nobody signed": (lambda s, u: s.save(saved(corrected("0001"), 1, u)), CLINICAL),
    "save a visit more beside what was signed": (lambda s, u: s.save(saved(added("0002"), 1, u)), CLINICAL),
    "save a correction of what was signed": (lambda s, u: s.save(saved(corrected("0002"), 1, u)), {PHYSICIAN}),
    "save without a row that was signed": (
        lambda s, u: s.save(saved(changed("0002", markers=[]), 1, u)),
        {PHYSICIAN},
    ),
    "save another name of a signed patient": (
        lambda s, u: s.save(saved(record("0002", name="王五"), 1, u)),
        {PHYSICIAN},
    ),
    "save another weight of a signed patient": (
        lambda s, u: s.save(saved(record("0002", weight_kg="60"), 1, u)),
        CLINICAL,
    ),
    "save a lesion more in a signed image": (lambda s, u: s.save(saved(more_lesions("0002"), 1, u)), {PHYSICIAN}),
    "save an override": (lambda s, u: s.save(saved(changed("0001", overrides=[OVERRIDE]), 1, u)), {PHYSICIAN}),
    "save under another name": (lambda s, u: s.save(saved(record("0009"), None, "somebody")), set()),
    "save_many": (
        lambda s, u: s.save_many([saved(record("0009"), None, u, kind=RevisionKind.IMPORTED)]),
        CLINICAL,
    ),
    "save_many over what was signed": (lambda s, u: s.save_many([saved(corrected("0002"), 1, u)]), {PHYSICIAN}),
    "save_many under another name": (lambda s, u: s.save_many([saved(record("0009"), None, "else")]), set()),
    "void of one's own": (void_of("0001", 1), CLINICAL),
    "void of what was signed": (void_of("0002", 1), {PHYSICIAN}),
    "restore_voided": (void_of("0003", 2, restore=True), {PHYSICIAN}),
    "merge": (merge, {PHYSICIAN}),
    "unmerge": (merge_undone, {PHYSICIAN}),
    "absorbed_by": (lambda s, u: s.absorbed_by("0001"), CLINICAL),
    "load": (lambda s, u: s.load("0001"), CLINICAL),
    "patient_ids": (lambda s, u: s.patient_ids(), ALL),
    "records": (lambda s, u: list(s.records(["0001"])), ALL),
    "revisions": (lambda s, u: s.revisions("0001"), CLINICAL),
    "record_at": (lambda s, u: s.record_at("0001", 1), CLINICAL),
    "verdicts_at": (lambda s, u: s.verdicts_at("0001", 1), CLINICAL),
    "profile": (lambda s, u: s.profile("a1b2"), CLINICAL),
    "signatures": (lambda s, u: s.signatures("0002"), CLINICAL),
    "holds": (lambda s, u: s.holds(held()), CLINICAL),
    "reasons": (lambda s, u: s.reasons("0001"), CLINICAL),
    "sign that entry is complete": (
        lambda s, u: s.sign(sign_as(u, Meaning.ENTERED, ENTRY if s.person.role is ENTRY else PHYSICIAN)),
        CLINICAL,
    ),
    "sign that it was reviewed": (lambda s, u: s.sign(sign_as(u, Meaning.REVIEWED, PHYSICIAN)), {PHYSICIAN}),
    "sign as a physician": (lambda s, u: s.sign(sign_as(u, Meaning.ENTERED, PHYSICIAN)), {PHYSICIAN}),
    "sign under another name": (lambda s, u: s.sign(sign_as("somebody", Meaning.ENTERED, PHYSICIAN)), set()),
    "count": (lambda s, u: s.count(QUERY), CLINICAL),
    "page": (lambda s, u: s.page(QUERY, offset=0, limit=5), CLINICAL),
    "put_draft": (lambda s, u: s.put_draft("0001", u, {}), CLINICAL),
    "put_draft of another": (lambda s, u: s.put_draft("0001", "somebody", {}), set()),
    "drafts": (lambda s, u: s.drafts(), CLINICAL),
    "drafts of another": (lambda s, u: s.drafts("somebody"), set()),
    "drop_draft": (lambda s, u: s.drop_draft("0001", u), CLINICAL),
    "drop_draft of another": (lambda s, u: s.drop_draft("0001", "somebody"), set()),
    "setting": (lambda s, u: s.setting("ward_name"), ALL),
    "put_setting": (lambda s, u: s.put_setting("seen", 1), ALL),
    "put_setting of the ward": (lambda s, u: s.put_setting("ward_name", "介入科"), {ADMIN}),
    "ward_profiles.in_effect": (lambda s, u: s.ward_profiles.in_effect(), ALL),
    "ward_profiles.all": (lambda s, u: s.ward_profiles.all(), ALL),
    "ward_profiles.revisions": (lambda s, u: s.ward_profiles.revisions(), ALL),
    "ward_profiles.take": (choice("oneself"), {ADMIN}),
    "ward_profiles.take under another name": (choice("somebody"), set()),
    "note a look": (lambda s, u: s.note(AuditAction.VIEW, patient="0001"), CLINICAL),
    "note a print": (lambda s, u: s.note(AuditAction.PRINT, patient="0001"), CLINICAL),
    "note an export": (lambda s, u: s.note(AuditAction.EXPORT), {PHYSICIAN, ADMIN}),
    "note a login": (lambda s, u: s.note(AuditAction.LOGIN), ALL),
    "note a new account": (lambda s, u: s.note(AuditAction.USER_ADD, user="new"), {ADMIN}),
    "note a restore": (lambda s, u: s.note(AuditAction.RESTORE), {ADMIN}),
    "audit_entries of a patient": (lambda s, u: s.audit_entries("0001"), ALL),
    "audit_entries": (lambda s, u: s.audit_entries(), {ADMIN}),
    "audit_head": (lambda s, u: s.audit_head(), ALL),
    "verify": (lambda s, u: s.verify(), ALL),
    "verify_patient": (lambda s, u: s.verify_patient("0001"), ALL),
    "verify_start": (lambda s, u: s.verify_start(), ALL),
    "holds_anchor": (lambda s, u: s.holds_anchor(Anchor(1, "00" * 32)), ALL),
    "accept_anchor": (lambda s, u: s.accept_anchor("旧备份"), {ADMIN}),
    "answer_for": (lambda s, u: s.answer_for(Anchor(1, "00" * 32), "旧备份"), {ADMIN}),
    "export_audit": (lambda s, u: s.export_audit(path_of(s).with_name("audit.zip")), {ADMIN}),
}
ASKS_FOR_NOTHING: Final = {"close", "left_open", "looked_at", "on_anchor_failed", "why_read_only"}


def more_lesions(patient: str) -> PatientRecord:
    (image,) = record(patient).exported()["images"]
    return changed(patient, images=[{**image, "targets": [*image["targets"], {"lesion": "T2", "viable_mm": "9"}]}])


def held() -> Any:
    return HELD[0]


def path_of(store: RecordStore) -> Path:
    assert store.location.path is not None
    return store.location.path


HELD: list[Any] = []


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> StoreLocation:
    """0001 entered by the nurse, 0002 signed by the physician, 0003 voided by the physician."""
    location = StoreLocation(path=tmp_path_factory.mktemp("prepared") / "store.db")
    with open_store(location, clock=noon, create=True) as store:
        for number in ("0001", "0002", "0003"):
            store.save(save_of(record(number), author="nurse"))
        HELD.append(store.sign(signing("0002", 1, 1)))
        store.void("0003", reason="重复", author="doctor", expected_revision=1, request_id=UUID(int=2))
        store.put_draft("0001", "somebody", {"typed": 1})
    return location


@pytest.fixture(scope="module")
def stores(prepared: StoreLocation) -> Iterator[dict[Role, RecordStore]]:
    """One store per role in which nothing ever succeeds."""
    with ExitStack() as stack:
        yield {role: stack.enter_context(as_person(prepared, USERS[role], role)) for role in Role}


REFUSED: Final = [(name, role) for name, (_, permitted) in CALLS.items() for role in Role if role not in permitted]
PERMITTED: Final = [(name, role) for name, (_, permitted) in CALLS.items() for role in Role if role in permitted]


@pytest.mark.parametrize(("name", "role"), REFUSED)
def test_what_a_role_may_not_do_is_refused_and_writes_nothing(
    name: str, role: Role, prepared: StoreLocation, stores: dict[Role, RecordStore]
) -> None:
    assert prepared.path is not None
    before = files_of(prepared.path)
    with pytest.raises(NotPermitted) as refused:
        CALLS[name][0](stores[role], USERS[role])
    assert refused.value.facts["role"] == role
    assert files_of(prepared.path) == before


def files_of(path: Path) -> dict[str, bytes]:
    """All that is beside the store; what was put back by the journal is the journal's."""
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-journal")}


@pytest.mark.parametrize(("name", "role"), PERMITTED)
def test_what_a_role_may_do_works_and_is_told_in_the_trail(
    name: str, role: Role, prepared: StoreLocation, tmp_path: Path
) -> None:
    assert prepared.path is not None
    with as_person(copied(prepared.path, tmp_path / "copy"), USERS[role], role) as store:
        CALLS[name][0](store, USERS[role])
        assert store.verify().sound


@pytest.mark.parametrize(
    "name", [name for name in CALLS if "another" in name or name in {"save", "ward_profiles.take"}]
)
def test_without_accounts_everything_is_permitted(name: str, prepared: StoreLocation, tmp_path: Path) -> None:
    assert prepared.path is not None
    with open_store(copied(prepared.path, tmp_path / "copy"), clock=noon) as store:
        CALLS[name][0](store, "anybody")


def test_no_method_of_the_store_is_forgotten() -> None:
    asked = {name.partition(" ")[0] for name in CALLS} | ASKS_FOR_NOTHING | {"note", "void", "save", "sign"}
    public = {name for name in dir(RecordStore) if not name.startswith("_")}
    public |= {f"ward_profiles.{name}" for name in dir(WardProfiles) if not name.startswith("_")}
    assert public - asked == set()


def test_H25_a_draft_is_its_authors_alone(prepared: StoreLocation, tmp_path: Path) -> None:
    assert prepared.path is not None
    place = copied(prepared.path, tmp_path / "copy")
    with as_person(place, "nurse", ENTRY) as store:
        own = store.put_draft("0001", "nurse", {"typed": 2})
        assert store.drafts() == store.drafts("nurse") == (own,)
    with as_person(place, "doctor", PHYSICIAN) as store:
        assert store.drafts() == ()


def test_a_nurse_does_not_void_what_another_nurse_entered(prepared: StoreLocation, tmp_path: Path) -> None:
    assert prepared.path is not None
    place = copied(prepared.path, tmp_path / "copy")
    with as_person(place, "other-nurse", ENTRY) as store, pytest.raises(NotPermitted):
        void_of("0001", 1)(store, "other-nurse")


def test_what_a_physician_corrected_in_signed_rows_stays_a_physicians(
    prepared: StoreLocation, tmp_path: Path
) -> None:
    """The row is no longer the one that was signed; it still is what was signed, corrected."""
    assert prepared.path is not None
    place = copied(prepared.path, tmp_path / "copy")
    again = changed("0002", markers=[{**CHANGED_MARKER, "value": "5000"}])
    with as_person(place, "doctor", PHYSICIAN) as store:
        store.save(save_of(corrected("0002"), 1, author="doctor"))
    with as_person(place, "nurse", ENTRY) as store:
        with pytest.raises(NotPermitted):
            store.save(save_of(again, 2, author="nurse"))
        assert store.load("0002").revision == 2


def test_the_settings_of_the_trail_are_nobodys(prepared: StoreLocation, tmp_path: Path) -> None:
    assert prepared.path is not None
    with (
        open_store(copied(prepared.path, tmp_path / "copy"), clock=noon) as store,
        pytest.raises(ValueError, match="audit"),
    ):
        store.put_setting("audit.chain_key", "00" * 32)
