"""What people answered for, as a report prints it: signatures and corrections from the store."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.report import Confirmation, CorrectionNote

if TYPE_CHECKING:
    from desktop_app.store import RecordStore, Revision

Rules = tuple[str, str]
"""The hash of the profile and the version of the rules."""


def answered_for(
    store: "RecordStore", patient: str, revision: int | None, rules: Rules, *, draft: bool = False
) -> tuple[tuple[Confirmation, ...], tuple[CorrectionNote, ...]]:
    """The signatures and corrections up to this revision, as they are printed; no signature covers a draft.

    ``rules``: under which the page is made; a signature under others does not cover it.
    Of signatures under other revisions only the last one is printed, as one that no longer covers the page.
    """
    if revision is None:
        return (), ()
    signed = [each for each in store.signatures(patient) if each.revision <= revision]
    here = [each for each in signed if each.revision == revision] or signed[-1:]
    versions = {each.number: each for each in store.revisions(patient)}
    same_rules = _rules_of(versions, revision) == rules
    confirmed = tuple(
        Confirmation(
            each.printed_name,
            each.role.value,
            each.meaning.value,
            each.signed_at.astimezone(),
            each.revision,
            covers=same_rules and not draft and each.revision == revision,
            other_rules=not same_rules and not draft and each.revision == revision,
        )
        for each in here
    )
    corrected = tuple(
        CorrectionNote(
            reason.day,
            reason.code.value,
            reason.text,
            number,
            versions[number].author,
            versions[number].saved_at.astimezone(),
        )
        for number, reasons in store.reasons(patient).items()
        for reason in reasons
        if number <= revision
    )
    return confirmed, corrected


def _rules_of(versions: "Mapping[int, Revision]", number: int) -> tuple[str | None, str | None]:
    """What a version was issued under; one that was voided or brought back issued nothing, as the one before."""
    issued = [each for each in versions.values() if each.number <= number and each.profile_hash is not None]
    last = max(issued, key=lambda each: each.number, default=None)
    return (None, None) if last is None else (last.profile_hash, last.rules_version)
