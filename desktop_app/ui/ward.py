"""The ward that the window shows: its store, its rules, its patients.

The worklist needs the store only; what the rules and an open patient need is imported when they are asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from desktop_app.errors import StoreError
from desktop_app.session.workplace import Issued, Workplace
from desktop_app.store import (
    Draft,
    FollowUpWindow,
    ListQuery,
    RecordStore,
    RevisionKind,
    Save,
    SortKey,
    SummaryRow,
)
from desktop_app.ui.pages.listing import CONSENSUS, STUDIES, FollowUp, Wanted
from domain.days import CLOSING_DAYS, DEFAULT_RESPONSE_WINDOW, DUE_DAYS, ResponseWindow, window_after

if TYPE_CHECKING:
    from desktop_app.accounts.contents import Person
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.store.audit_contents import AuditAction
    from domain.assessment import Assessment
    from domain.evidence import EvidenceCatalogue
    from domain.profile import Profile
    from domain.record import PatientRecord

DEMO_SETTING: Final = "demo"
URGENCY: Final = ("closing", "overdue", "due", "waiting", "missed")
"""The order in which the worklist sorts the patients who wait for an image."""
LONGEST_WINDOW: Final = 400
_SORTED_BY: Final = {"sex_age": SortKey.BIRTH_DATE}


class StoreListing:
    """The worklist's questions, asked of the store."""

    def __init__(
        self, store: RecordStore, response_window: Callable[[], ResponseWindow], today: Callable[[], date]
    ) -> None:
        self._store = store
        self._response_window = response_window
        self._today = today
        self._windows: tuple[date, ResponseWindow, tuple[FollowUpWindow, ...]] | None = None

    @property
    def today(self) -> date:
        return self._today()

    def count(self, wanted: Wanted) -> int:
        return self._store.count(self._query(wanted))

    def page(self, wanted: Wanted, offset: int, limit: int) -> Sequence[SummaryRow]:
        return self._store.page(self._query(wanted), offset=offset, limit=limit)

    def follow_up(self, line: Any) -> FollowUp:
        """The state today; days since the last part of the last session, days until its window closes."""
        if line.follow_up_from is None:
            return FollowUp(line.follow_up_fixed or "none", None, None)
        state, left = waiting_state(line.follow_up_from, self._response_window(), self.today)
        return FollowUp(state, (self.today - line.follow_up_from).days, left)

    @property
    def windows(self) -> tuple[FollowUpWindow, ...]:
        """The windows of the profile counted from today, the most urgent first."""
        today, response_window = self.today, self._response_window()
        if self._windows is None or self._windows[:2] != (today, response_window):
            found = sorted(_windows(response_window, today), key=lambda window: URGENCY.index(window.state))
            self._windows = (today, response_window, tuple(found))
        return self._windows[2]

    def _query(self, wanted: Wanted) -> ListQuery:
        by_definition = wanted.sort in (*CONSENSUS, *STUDIES)
        return ListQuery(
            today=self.today,
            search=wanted.search,
            verdicts={wanted.definition: frozenset({wanted.verdict})} if wanted.verdict else {},
            follow_up_states=frozenset({wanted.follow_up}) if wanted.follow_up else frozenset(),
            windows=self.windows,
            sort=SortKey.VERDICT if by_definition else _SORTED_BY.get(wanted.sort) or SortKey(wanted.sort),
            sort_definition=wanted.sort if by_definition else None,
            descending=wanted.descending,
        )


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
        self.demo = bool(store.setting(DEMO_SETTING))
        self.workplace = Workplace(store, author, self.assess, self.issue, clock)
        self.listing = StoreListing(store, lambda: self.response_window, lambda: self.today)

    @property
    def person(self) -> "Person":
        """Who is working; without a role where the store has no accounts."""
        return self.store.person

    def note(self, action: "AuditAction", *, patient: str | None = None, **facts: Any) -> None:
        """Tells the audit trail; a disk that takes nothing more keeps nobody from looking or locking."""
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
        self.follow_profile()
        if assessment is not None and assessment.profile != self.profile:
            assessment = self.assess(record)
        return issued(assessment, self.profile)

    def follow_profile(self) -> bool:
        """Goes over to the profile that is in effect by now; whether it is another one."""
        from desktop_app.session.ward_profile import profile_in_effect

        former, found = self.profile, profile_in_effect(self.store)
        if found == former:
            return False
        self._profile = found
        return True

    def open(self, patient_id: str) -> "OpenRecord":
        from desktop_app.session.open_record import open_patient
        from desktop_app.store.audit_contents import AuditAction

        self.follow_profile()
        opened = open_patient(self.workplace, patient_id)
        self.note(AuditAction.VIEW, patient=patient_id)
        return opened

    def new(self) -> "OpenRecord":
        from desktop_app.session.open_record import new_patient

        self.follow_profile()
        return new_patient(self.workplace)

    def resume(self, key: str) -> "OpenRecord":
        """Goes on with a draft; KeyError where it is gone."""
        from desktop_app.session.open_record import resume

        self.follow_profile()
        return resume(self.workplace, {draft.key: draft for draft in self._drafts()}[key])

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
        found = self.issue(record, self.assess(record))
        return Save(
            record=record,
            summary=found.summary,
            verdicts=found.verdicts,
            profile=found.profile,
            profile_hash=found.profile_hash,
            rules_version=found.rules_version,
            author=self.author,
            expected_revision=None,
            request_id=uuid4(),
            kind=RevisionKind.IMPORTED,
        )

    def close(self) -> None:
        self.store.close()

    def _drafts(self) -> tuple[Draft, ...]:
        return self.store.drafts(self.author)


def _chosen_profile(store: RecordStore) -> "Profile | None":
    """The ward's own profile; None while it has chosen none. Raises ProfileUnreadable."""
    if store.ward_profiles.in_effect() is None:
        return None
    from desktop_app.session.ward_profile import profile_in_effect

    return profile_in_effect(store)


def waiting_state(session: date, response_window: ResponseWindow, today: date) -> tuple[str, int | None]:
    """The state of a session that waits for its image, and the days until its window closes."""
    window = window_after(session, response_window)
    if today > window.last:
        return "missed", None
    left = (window.last - today).days
    if today < window.first:
        return "waiting", left
    if left < CLOSING_DAYS:
        return "closing", left
    return ("due" if (today - window.first).days < DUE_DAYS else "overdue"), left


def _windows(response_window: ResponseWindow, today: date) -> Iterator[FollowUpWindow]:
    """Days since a session and the state they mean today; the window of calendar months differs by month."""
    sessions = (today - timedelta(days=days) for days in range(LONGEST_WINDOW))
    states = [waiting_state(session, response_window, today)[0] for session in sessions]
    first = 0
    for state, same in groupby(states):
        last = first + len(list(same)) - 1
        yield FollowUpWindow(state, first, None if state == "missed" else last)
        first = last + 1


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
