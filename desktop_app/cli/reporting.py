"""``report``: summary PDFs of saved records."""

import argparse
import hashlib
from pathlib import Path

from desktop_app.accounts.contents import Action, Person
from desktop_app.cli.console import Console
from desktop_app.cli.stored import WARD_SETTING, chosen, note, opened, profile_of
from desktop_app.errors import DiskFailed
from desktop_app.exchange import Fault, FileRefused, write_bytes
from desktop_app.report import Confirmation, CorrectionNote, Lineage, check_code, summary_pdf
from desktop_app.session.answered_for import answered_for
from desktop_app.settings import program_version
from desktop_app.store import AuditAction, StoredRecord
from domain.assessment import assess
from domain.profile import Profile
from domain.resistance.registry import RULES_VERSION

Answered = tuple[tuple[Confirmation, ...] | None, tuple[CorrectionNote, ...]]


def run(options: argparse.Namespace, console: Console) -> int:
    with opened(options.store, console) as store:
        profile, ward = profile_of(store), str(store.setting(WARD_SETTING) or "")
        found = [
            (stored, answered_for(store, stored.record.patient.id, stored.revision, (profile.hash, RULES_VERSION)))
            for stored in chosen(store, options.patient)
        ]
        person = store.person
        note(store, AuditAction.PRINT, [stored.record.patient.id for stored, _ in found])
    make_folder(options.to)
    show = console.progress(len(found))
    for done, (stored, answered) in enumerate(found, start=1):
        path = options.to / report_name(stored, console)
        write_bytes(path, report_of(stored, profile, ward, console, person, answered))
        show(done)
        console.say(str(path))
    return 0


def make_folder(folder: Path) -> None:
    """The folder, made with its parents.

    Raises:
        FileRefused: a file stands there.
        DiskFailed: it cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise FileRefused(Fault(str(folder), "not_folder"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskFailed(path=str(folder), reason=error.strerror or "") from None


def report_of(
    stored: StoredRecord,
    profile: Profile,
    ward: str,
    console: Console,
    person: Person,
    answered: Answered = (None, ()),
) -> bytes:
    """The summary of a record as saved, in the console's language, with what people answered for."""
    lineage = Lineage(
        program_version=program_version(),
        profile_name=profile.name,
        profile_hash=profile.hash,
        revision=stored.revision,
        check_code=check_code(stored.record),
        printed_by=person.user,
        printed_at=console.clock(),
        draft=not person.may(Action.PRINT_SIGNED),
        ward=ward,
        confirmations=answered[0],
        corrections=answered[1],
        recommends=person.may(Action.SEE_RECOMMENDATION),
    )
    return summary_pdf(
        stored.record, assess(stored.record, profile), language=console.words.language, lineage=lineage
    )


def report_name(stored: StoredRecord, console: Console) -> str:
    """Nothing of the patient stands in the name of the file; the same patient keeps the same name for a day."""
    short = hashlib.sha256(stored.record.patient.id.encode()).hexdigest()[:8]
    return f"patient-{short}-{console.today.isoformat()}-{console.words.language}.pdf"
