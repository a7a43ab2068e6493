"""What a save is held against before it is written, and what the audit trail tells of it afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, tuple_

from desktop_app.accounts.contents import Action, Person
from desktop_app.store.audit_changes import Changes, changes_between
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.audit_rows import (
    CHOICE,
    PROFILE_KEPT,
    SIGNATURE,
    digest_where,
    line_digests,
    revision_digests,
)
from desktop_app.store.audit_trail import Entries, Happening
from desktop_app.store.contents import Revision, RevisionKind, Save
from desktop_app.store.history_tables import RevisionRow
from desktop_app.store.permitting import require_any, require_for_change, require_oneself
from desktop_app.store.signature_contents import Signature
from desktop_app.store.signature_tables import SignatureRow

Records = Mapping[str, Any]
"""Patient → a record as JSON values."""
_FORMER: Final = select(RevisionRow.patient_id, RevisionRow.record).where(
    tuple_(RevisionRow.patient_id, RevisionRow.number).in_(bindparam("based", expanding=True))
)


def former_records(connection: Connection, saves: Sequence[Save]) -> dict[str, Any]:
    """The versions that these saves follow, for the patients that were there."""
    based = [(save.record.patient.id, save.expected_revision) for save in saves if save.expected_revision]
    if not based:
        return {}
    return {row.patient_id: row.record for row in connection.execute(_FORMER, {"based": based})}


def refuse_forbidden(
    connection: Connection, person: Person, saves: Sequence[Save], contents: Records, former: Records
) -> None:
    """Ask for the rights that each of these versions needs. Raises NotPermitted."""
    if person.role is None:
        return
    for save in saves:
        require_oneself(person, save.author, Action.ENTER)
    blind = person.may(Action.CORRECT_SIGNED)
    signed = {} if blind else _signed_records(connection, list(former))
    for patient, new in contents.items():
        require_for_change(person, new, former.get(patient), signed.get(patient))


def _signed_records(connection: Connection, patients: Sequence[str]) -> dict[str, Any]:
    """The versions that were signed last."""
    last = select(func.max(SignatureRow.sequence)).where(SignatureRow.patient_id.in_(patients))
    query = (
        select(RevisionRow.patient_id, RevisionRow.record)
        .join(
            SignatureRow,
            (SignatureRow.patient_id == RevisionRow.patient_id) & (SignatureRow.revision == RevisionRow.number),
        )
        .where(SignatureRow.sequence.in_(last.group_by(SignatureRow.patient_id)))
    )
    return {row.patient_id: row.record for row in connection.execute(query)}


def tell_saves(
    entries: Entries,
    saves: Sequence[Save],
    written: Mapping[UUID, Revision],
    contents: Records,
    former: Records,
    profiles: Iterable[str],
) -> None:
    """One entry for each version and for each profile that was kept for the first time."""
    first = written[saves[0].request_id]
    happenings = [*_new_profiles(entries.connection, profiles, first.author)]
    numbers = {save.record.patient.id: written[save.request_id].number for save in saves}
    reasoned = [save.record.patient.id for save in saves if save.reasons]
    digests = revision_digests(entries.connection, numbers, reasoned=reasoned)
    for save in saves:
        patient = save.record.patient.id
        changes = changes_between(former[patient], contents[patient]) if patient in former else {}
        happenings.append(_saved(save, written[save.request_id], changes, digests[patient]))
    entries.append(happenings, first.saved_at)


def _saved(save: Save, revision: Revision, changes: Changes, digest: Mapping[str, str]) -> Happening:
    """A new patient's entry lists no changes: all of it is new, and the first revision holds it."""
    codes = dict.fromkeys(reason.code.value for reason in save.reasons)
    texts = dict.fromkeys(reason.text for reason in save.reasons if reason.text)
    return Happening(
        AuditAction.CREATE if save.expected_revision is None else AuditAction.UPDATE,
        "patient",
        revision.patient_id,
        revision.number,
        changes,
        digest,
        ",".join(codes) or None,
        "\n".join(texts) or None,
        save.request_id.hex,
        save.author,
    )


def _new_profiles(connection: Connection, profiles: Iterable[str], author: str) -> Iterator[Happening]:
    for name in profiles:
        digest = digest_where(connection, PROFILE_KEPT, PROFILE_KEPT.c.hash == name)
        yield Happening(AuditAction.CREATE, "profile", name, digest=digest, author=author)


def tell_import(entries: Entries, written: Sequence[Revision], before: int) -> None:
    """One entry for the whole import; ``before``: how many entries this transaction had when it began."""
    if entries.head is None or entries.written == before:
        return
    last = entries.head.sequence
    changes = {"records": (None, len(written)), "entries": (last - (entries.written - before) + 1, last)}
    author = written[-1].author
    entries.append([Happening(AuditAction.IMPORT, "import", changes=changes, author=author)], written[-1].saved_at)


def tell_void(entries: Entries, revision: Revision) -> None:
    void = revision.kind is RevisionKind.VOIDED
    digest = revision_digests(entries.connection, {revision.patient_id: revision.number})[revision.patient_id]
    happening = Happening(
        AuditAction.VOID if void else AuditAction.UNVOID,
        "patient",
        revision.patient_id,
        revision.number,
        {"void": (not void, void)},
        digest,
        reason_text=revision.reason,
        request_id=revision.request_id.hex,
        author=revision.author,
    )
    entries.append([happening], revision.saved_at)


def require_void(connection: Connection, person: Person, patient: str, author: str) -> None:
    """Who may not void any patient may void one that nobody else saved and nobody signed. Raises NotPermitted."""
    require_any(person, Action.VOID, Action.VOID_OWN)
    require_oneself(person, author, Action.VOID_OWN)
    if person.may(Action.VOID):
        return
    others = select(RevisionRow.number).where(RevisionRow.patient_id == patient, RevisionRow.author != person.user)
    signed = select(SignatureRow.sequence).where(SignatureRow.patient_id == patient)
    if any(connection.scalar(query.limit(1)) is not None for query in (others, signed)):
        person.require(Action.VOID)


def tell_signature(entries: Entries, signature: Signature) -> None:
    request = signature.request_id.hex
    happening = Happening(
        AuditAction.SIGN,
        "patient",
        signature.patient_id,
        signature.revision,
        {"meaning": (None, signature.meaning.value), "snapshot": (None, signature.snapshot)},
        digest_where(entries.connection, SIGNATURE, SIGNATURE.c.request_id == request),
        request_id=request,
        author=signature.signer,
    )
    entries.append([happening], signature.signed_at)


def tell_choice(
    entries: Entries,
    number: int,
    changes: Mapping[str, Sequence[Any]],
    author: str,
    new: Iterable[str],
    lines: Sequence[str],
) -> list[Happening]:
    """A profile taken into effect (name, hash and settings, each before and after), and every line it changed."""
    connection = entries.connection
    digest = digest_where(connection, CHOICE, CHOICE.c.number == number)
    choice = Happening(
        AuditAction.PROFILE, "ward_profile", str(number), changes=changes, digest=digest, author=author
    )
    rewritten = _lines(connection, AuditAction.PROFILE, lines, author)
    return [*_new_profiles(connection, new, author), choice, *rewritten]


def tell_judged_anew(entries: Entries, lines: Sequence[str]) -> list[Happening]:
    """Every list line that came out otherwise under the rules of this program."""
    return list(_lines(entries.connection, AuditAction.REJUDGE, lines, None))


def _lines(
    connection: Connection, action: AuditAction, lines: Sequence[str], author: str | None
) -> Iterator[Happening]:
    for start in range(0, len(lines), 200):
        for patient, (revision, of_line) in line_digests(connection, lines[start : start + 200]).items():
            yield Happening(action, "patient", patient, revision, digest=of_line, author=author)
