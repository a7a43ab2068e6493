"""The ward that the window shows: its store, its rules, its patients.

The worklist needs the store only; what the rules and an open patient need is imported when they are asked for.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from desktop_app.errors import StoreError
from desktop_app.session.rejudging import Rejudging, present_rules
from desktop_app.session.workplace import Issued, Workplace
from desktop_app.store import Draft, ListQuery, RecordStore, RevisionKind, Save, SummaryRow
from desktop_app.ui.store_listing import StoreListing
from domain.days import DEFAULT_RESPONSE_WINDOW, ResponseWindow

if TYPE_CHECKING:
    from desktop_app.accounts.contents import Person
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.store.audit_contents import AuditAction
    from domain.assessment import Assessment
    from domain.evidence import EvidenceCatalogue
    from domain.profile import Profile
    from domain.record import PatientRecord

DEMO_SETTING: Final = "demo"


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it is offered: whose it is and when it was written."""

    key: str
    patient: str
    time: str


class Ward:
    """One store with the person who works with it; ``clock`` gives aware times."""

    def __init__(self, store: RecordStore, clock: Callable[[], datetime], author: str) -> None:
        self.store = store
        self.clock = clock
        self.author = author
        self._profile = _chosen_profile(store)
        self._looks: list[str] = []
        """Patients who were opened and of whom the audit trail does not know yet."""
        self.demo = bool(store.setting(DEMO_SETTING))
        self.workplace = Workplace(store, author, self.assess, self.issue, clock)
        self.rejudging = Rejudging(store, lambda: present_rules(self._profile))
        self.listing = StoreListing(store, lambda: self.response_window, lambda: self.today, self.rejudging.shown)

    @property
    def person(self) -> "Person":
        """Who is working; without a role where the store has no accounts."""
        return self.store.person

    def note(self, action: "AuditAction", *, patient: str | None = None, **facts: Any) -> None:
        """Tells the audit trail; a disk that takes nothing more keeps nobody from looking or locking."""
        self.tell_looks()
        self._tell(action, patient=patient, **facts)

    def tell_looks(self) -> None:
        """Tells the audit trail who was looked at; before anything else is told, and at the latest on closing."""
        from desktop_app.store.audit_contents import AuditAction

        looks, self._looks = self._looks, []
        for patient in looks:
            self._tell(AuditAction.VIEW, patient=patient)

    def _tell(self, action: "AuditAction", *, patient: str | None = None, **facts: Any) -> None:
        with suppress(StoreError):
            self.store.note(action, patient=patient, **facts)

    @property
    def today(self) -> date:
        return self.workplace.today

    @property
    def profile(self) -> "Profile":
        """The profile in effect; the default one takes the models of the record, and no list needs it."""
        if self._profile is None:
            from domain.profile import DEFAULT_PROFILE

            self._profile = DEFAULT_PROFILE
        return self._profile

    @property
    def response_window(self) -> ResponseWindow:
        return DEFAULT_RESPONSE_WINDOW if self._profile is None else self._profile.response_window_days

    @cached_property
    def evidence(self) -> "EvidenceCatalogue":
        """Read when a recommendation is first opened."""
        from desktop_app.report import shipped_evidence

        return shipped_evidence()

    def assess(self, record: "PatientRecord", *, former: "Assessment | None" = None) -> "Assessment":
        from domain.assessment import assess

        return assess(record, self.profile, former=former)

    def issue(self, record: "PatientRecord", assessment: "Assessment | None") -> Issued:
        """What is kept with a save: the verdicts as issued, or none where they could not be computed."""
        self.tell_looks()
        self.follow_profile()
        if assessment is not None and assessment.profile != self.profile:
            assessment = self.assess(record)
        found = issued(assessment, self.profile)
        self.rejudging.issued(record.patient.id, found.summary)
        return found

    def follow_profile(self) -> bool:
        """Goes over to the profile that is in effect by now; whether it is another one."""
        from desktop_app.session.ward_profile import profile_in_effect

        former, found = self.profile, profile_in_effect(self.store)
        if found == former:
            return False
        self._profile = found
        return True

    def open(self, patient_id: str) -> "OpenRecord":
        """The patient as stored. Who asks calls ``tell_looks`` soon after: to wait for the disk would be felt."""
        from desktop_app.session.open_record import open_patient

        self.follow_profile()
        opened = open_patient(self.workplace, patient_id)
        self._looks.append(patient_id)
        return opened

    def new(self) -> "OpenRecord":
        """Refused before the first field where nothing of it could be kept."""
        from desktop_app.session.open_record import new_patient

        if (why := self.store.why_read_only) is not None:
            raise why
        self.follow_profile()
        return new_patient(self.workplace)

    def resume(self, key: str) -> "OpenRecord":
        """Goes on with a draft; KeyError where it is gone."""
        from desktop_app.session.open_record import resume
        from desktop_app.store.audit_contents import AuditAction

        self.follow_profile()
        draft = {draft.key: draft for draft in self._drafts()}[key]
        self.note(AuditAction.DRAFT, patient=draft.patient_id, draft="resumed")
        return resume(self.workplace, draft)

    def drafts(self) -> list[OpenDraft]:
        """Unsaved work of this person, the latest first."""
        return [
            OpenDraft(draft.key, draft.patient_id or "", f"{draft.written_at.astimezone():%Y-%m-%d %H:%M:%S}")
            for draft in self._drafts()
        ]

    def found(self, search: str, limit: int) -> list[SummaryRow]:
        """A few patients by name, pinyin, initials or number; who was treated last comes first."""
        return self.store.page(ListQuery(self.today, search=search), offset=0, limit=limit)

    def saved_at(self, patient_id: str) -> datetime | None:
        """When the store's present version was saved; None for a patient it does not know."""
        revisions = self.store.revisions(patient_id)
        return revisions[-1].saved_at if revisions else None

    def imported(self, record: "PatientRecord") -> Save:
        """A record that comes from elsewhere, ready to be kept as its first version."""
        found = self.assess(record)
        save = self.workplace.save_of(record, found, expected_revision=None, request_id=uuid4())
        return replace(save, kind=RevisionKind.IMPORTED)

    def judge_lines(self) -> None:
        """What other rules have judged before an update is judged anew, behind the window."""
        from domain.assessment import assess

        self.follow_profile()
        self.rejudging.begin(assess, self.profile)

    def close(self) -> None:
        self.tell_looks()
        self.rejudging.stop()
        self.store.close()

    def _drafts(self) -> tuple[Draft, ...]:
        return self.store.drafts(self.author)


def _chosen_profile(store: RecordStore) -> "Profile | None":
    """The ward's own profile; None while it has chosen none. Raises ProfileUnreadable."""
    if store.ward_profiles.in_effect() is None:
        return None
    from desktop_app.session.ward_profile import profile_in_effect

    return profile_in_effect(store)


def issued(assessment: "Assessment | None", profile: "Profile") -> Issued:
    """The verdicts of a record in the form in which a store keeps them."""
    from desktop_app.exchange.assessment_json import assessment_json
    from desktop_app.session.profile_impact import line_of
    from domain.resistance.registry import RULES_VERSION

    if assessment is None:
        return Issued(line_of(None), {}, profile.settings(), profile.hash, RULES_VERSION)
    return Issued(
        line_of(assessment),
        assessment_json(assessment),
        assessment.profile.settings(),
        assessment.profile.hash,
        RULES_VERSION,
    )
