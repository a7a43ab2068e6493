"""What goes into the store and what comes out of it, free of any database: cheap to import at start-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from desktop_app.store.signature_contents import ChangeReason

if TYPE_CHECKING:
    from domain.record import PatientRecord


class RevisionKind(StrEnum):
    SAVED = "saved"
    IMPORTED = "imported"
    VOIDED = "voided"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists show of a patient beside the record's own fields, as computed at the save.

    ``pinyin`` and ``initials`` may hold several readings, separated by spaces. ``follow_up_from`` is the day from
    which the last session waits for its image; None where it waits for none, and ``follow_up_fixed`` says why
    (such as "done"). A waiting patient's state is a matter of today's date and is therefore never stored.
    ``former_numbers`` are those of records merged into this one; None = as before.
    """

    pinyin: str = ""
    initials: str = ""
    tace_count: int = 0
    last_session_on: date | None = None
    latest_response: str | None = None
    verdicts: Mapping[str, str] = field(default_factory=dict)
    follow_up_from: date | None = None
    follow_up_fixed: str | None = None
    former_numbers: tuple[str, ...] | None = None


class JudgedBy(NamedTuple):
    """The rules and the profile under which a verdict was computed."""

    rules: str
    profile: str


@dataclass(frozen=True, slots=True)
class Save:
    """One version of a record to be kept, with all that was issued on it.

    ``expected_revision`` is the revision the change is based on; None = the patient must not exist yet.
    ``request_id`` is made once per intended save and kept over retries. ``draft_key``: this author's draft,
    removed in the same transaction. ``reasons``: why it corrects what was signed or stood for a day.
    """

    record: "PatientRecord"
    summary: Summary
    verdicts: Mapping[str, Any]
    profile: Mapping[str, Any]
    profile_hash: str
    rules_version: str
    author: str
    expected_revision: int | None
    request_id: UUID
    draft_key: str | None = None
    kind: RevisionKind = RevisionKind.SAVED
    reasons: tuple[ChangeReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of a patient's history; voided and restored have no profile and no rules version."""

    patient_id: str
    number: int
    kind: RevisionKind
    saved_at: datetime
    author: str
    request_id: UUID
    profile_hash: str | None
    rules_version: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as the store holds it now."""

    record: "PatientRecord"
    revision: int
    saved_at: datetime
    author: str
    void: bool


@dataclass(frozen=True, slots=True)
class WardProfile:
    """A profile as the ward chose it; ``number`` counts the choices."""

    number: int
    name: str
    profile_hash: str
    settings: Mapping[str, Any]
    author: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """A profile to be put into effect; ``former``: the number of the choice it follows, None = the default."""

    name: str
    profile_hash: str
    settings: Mapping[str, Any]
    author: str
    former: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved work of one author: a record or a form as JSON values. ``patient_id`` None = a new patient."""

    key: str
    author: str
    content: Any
    patient_id: str | None
    base_revision: int | None
    written_at: datetime


class SortKey(StrEnum):
    """The columns a list can be sorted by; ``FOLLOW_UP`` follows the order of the query's windows."""

    PATIENT_ID = "patient_id"
    NAME = "name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    TACE_COUNT = "tace_count"
    LAST_SESSION_ON = "last_session_on"
    LATEST_RESPONSE = "latest_response"
    FOLLOW_UP = "follow_up"
    SAVED_AT = "saved_at"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class FollowUpWindow:
    """The days after a session in which a waiting patient has this state; ``last_day`` None = without end."""

    state: str
    first_day: int
    last_day: int | None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which patients a list shows and in which order.

    ``search``: every word must occur in the number, name, pinyin or initials. ``verdicts``: definition → the
    verdicts wanted. ``follow_up_states``: any of them, each a window's state or a fixed one; ``windows`` stand in
    the order in which a list sorts them and are counted against ``today``. ``void`` None = both.
    """

    today: date
    search: str = ""
    verdicts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    follow_up_states: frozenset[str] = frozenset()
    windows: tuple[FollowUpWindow, ...] = ()
    void: bool | None = False
    sort: SortKey = SortKey.LAST_SESSION_ON
    sort_definition: str | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a list. Not ``judged``: what is computed in it is by other rules than those of this program."""

    patient_id: str
    name: str | None
    sex: str | None
    birth_date: date | None
    tace_count: int
    last_session_on: date | None
    latest_response: str | None
    verdicts: Mapping[str, str]
    follow_up_from: date | None
    follow_up_fixed: str | None
    revision: int
    saved_at: datetime
    void: bool
    judged: bool = True
    formerly: tuple[str, ...] = ()
