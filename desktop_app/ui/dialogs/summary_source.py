"""What a summary is made from: the store's own copy, or work that is not saved yet."""

from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from desktop_app.accounts.contents import Action
from desktop_app.report import Lineage, check_code
from desktop_app.session.answered_for import answered_for
from desktop_app.session.as_known import KnownVersion
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.ward import Ward
from domain.assessment import Assessment
from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class SummarySource:
    """One version of a record with its assessment and its lineage."""

    record: PatientRecord
    assessment: Assessment
    lineage: Lineage
    revision: int | None
    draft: bool


def saved_source(ward: Ward, record: OpenRecord) -> SummarySource:
    """The saved revision, read back from the store: never what stands on the screen."""
    stored = ward.store.load(record.record.patient.id)
    return _source(ward, stored.record, stored.revision, draft=False)


def draft_source(ward: Ward, record: OpenRecord) -> SummarySource:
    """What is on the screen now, with its unsaved entries; it prints with a watermark."""
    return _source(ward, record.record, record.revision, draft=True)


def version_source(ward: Ward, version: KnownVersion) -> SummarySource:
    """An earlier revision as it stood, under its own profile; the present one prints like ``saved_source``."""
    present = ward.store.load(version.record.patient.id).revision
    number = version.revision.number
    source = _of(ward, version.record, version.assessment, number, draft=False)
    if number == present:
        return source
    known_at = version.revision.saved_at.astimezone()
    return replace(source, lineage=replace(source.lineage, known_at=known_at))


def _source(ward: Ward, record: PatientRecord, revision: int | None, *, draft: bool) -> SummarySource:
    return _of(ward, record, ward.assess(record), revision, draft=draft)


def _of(
    ward: Ward, record: PatientRecord, assessment: Assessment, revision: int | None, *, draft: bool
) -> SummarySource:
    profile, person = assessment.profile, ward.person
    # Whoever only enters prints drafts, and nothing of what may follow.
    draft = draft or not person.may(Action.PRINT_SIGNED)
    confirmed, corrected = answered_for(
        ward.store, record.patient.id, revision, (profile.hash, assessment.rules_version), draft=draft
    )
    lineage = Lineage(
        program_version=program_version(),
        profile_name=profile.name,
        profile_hash=profile.hash,
        revision=revision,
        check_code=check_code(record),
        printed_by=ward.author,
        printed_at=ward.clock().astimezone(),
        draft=draft,
        ward=str(ward.store.setting("ward_name") or ""),
        confirmations=confirmed,
        corrections=corrected,
        recommends=person.may(Action.SEE_RECOMMENDATION),
    )
    return SummarySource(record, assessment, lineage, revision, draft)


def program_version() -> str:
    """The installed version; a checkout that was never installed says so."""
    try:
        return version("tacewatch")
    except PackageNotFoundError:
        return "0.1.0"
