"""What people answered for, as a report prints it: signatures and corrections from the store."""

from typing import TYPE_CHECKING

from desktop_app.report import Confirmation, CorrectionNote

if TYPE_CHECKING:
    from desktop_app.store import RecordStore


def answered_for(
    store: "RecordStore", patient: str, revision: int | None, *, draft: bool = False
) -> tuple[tuple[Confirmation, ...], tuple[CorrectionNote, ...]]:
    """The signatures and corrections up to this revision, as they are printed; no signature covers a draft.

    Of signatures under other revisions only the last one is printed, as one that no longer covers the page.
    """
    if revision is None:
        return (), ()
    signed = [each for each in store.signatures(patient) if each.revision <= revision]
    here = [each for each in signed if each.revision == revision] or signed[-1:]
    confirmed = tuple(
        Confirmation(
            each.printed_name,
            each.role.value,
            each.meaning.value,
            each.signed_at.astimezone(),
            each.revision,
            not draft and each.revision == revision,
        )
        for each in here
    )
    versions = {each.number: each for each in store.revisions(patient)}
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
