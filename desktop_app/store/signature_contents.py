"""Signatures and the reasons of corrections, free of any database: cheap to import at start-up."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from desktop_app.accounts.contents import Role


class Meaning(StrEnum):
    """What a signature says."""

    ENTERED = "entered"
    REVIEWED = "reviewed"
    APPROVED = "approved"


MEANINGS: Final[Mapping[Role, tuple[Meaning, ...]]] = {
    Role.ADMIN: (),
    Role.ENTRY: (Meaning.ENTERED,),
    Role.PHYSICIAN: (Meaning.ENTERED, Meaning.REVIEWED, Meaning.APPROVED),
}
"""Who may sign what: reviewing and releasing for print is a physician's."""


class ReasonCode(StrEnum):
    """Why something that was signed, or stood for a day, is changed. ``RESTORED`` is given by the program.

    ``CONFIRMED`` changes nothing: what was asked about a value (the text) was looked up again, and it is so.
    """

    ENTRY_ERROR = "entry_error"
    UNIT = "unit"
    REPORT = "report"
    ATTRIBUTION = "attribution"
    LATE_ENTRY = "late_entry"
    OTHER = "other"
    RESTORED = "restored"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """The reason of one save's corrections on one visit; ``day`` None = what belongs to no day (the patient).

    ``OTHER`` needs a text.
    """

    day: date | None
    code: ReasonCode
    text: str | None = None

    def __post_init__(self) -> None:
        if self.code is ReasonCode.OTHER and not (self.text or "").strip():
            raise ValueError('the reason "other" needs a text')


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature to be put under a saved revision, which must be the present one.

    ``signer`` is who is working (later: the account), ``printed_name`` the name as it is printed.
    """

    patient_id: str
    revision: int
    meaning: Meaning
    signer: str
    printed_name: str
    role: Role
    request_id: UUID

    def __post_init__(self) -> None:
        if not self.printed_name.strip():
            raise ValueError("a signature needs a name")
        if self.meaning not in MEANINGS[self.role]:
            raise ValueError("this role cannot sign with this meaning")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as kept; ``snapshot`` is the sha256 of what was signed (``snapshot_of``)."""

    patient_id: str
    revision: int
    meaning: Meaning
    signer: str
    printed_name: str
    role: Role
    signed_at: datetime
    snapshot: str
    request_id: UUID


def snapshot_of(
    record: Any, verdicts: Mapping[str, Any] | None, profile_hash: str | None, rules_version: str | None
) -> str:
    """The sha256 over all that a signature covers, as kept in its revision.

    Inputs with dates and units, verdicts with what is missing and the recommendation, profile and rules.
    """
    signed = {"record": record, "verdicts": verdicts, "profile": profile_hash, "rules": rules_version}
    canonical = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
