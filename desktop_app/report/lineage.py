"""Where a printed page comes from: which input, which program, which profile, who and when."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.record import PatientRecord

RELEASING: Final = ("reviewed", "approved")
"""The meanings under which a version is printed as final: a physician answers for it."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A signature within the program: codes of meaning and role; ``covers``: it is under what is printed.

    It is not where the record was changed since, or is printed under other rules than were signed.
    """

    name: str
    role: str
    meaning: str
    at: datetime
    revision: int
    covers: bool
    other_rules: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """Why what was signed, or stood for a day, was changed; ``day`` None = what belongs to no visit."""

    day: date | None
    code: str
    text: str | None
    revision: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lineage:
    """Printed on every page. ``revision`` None = never saved; ``draft`` = unsaved, or of one who only enters.

    ``printed_at`` is given by the caller's clock; nothing here asks for the time. ``known_at``: an earlier
    revision is printed as it stood then. ``confirmations`` None = nothing is said about signatures.
    """

    program_version: str
    profile_name: str
    profile_hash: str
    revision: int | None
    check_code: str
    printed_by: str
    printed_at: datetime
    draft: bool
    ward: str = ""
    known_at: datetime | None = None
    confirmations: tuple[Confirmation, ...] | None = None
    corrections: tuple[CorrectionNote, ...] = ()
    recommends: bool = True
    """False = printed by a person who only enters: no recommendation stands on it."""

    @property
    def watermarked(self) -> bool:
        """A draft, or a version that no physician has reviewed or released as it is printed."""
        return self.draft or not (self.confirmations is None or any(map(_releases, self.confirmations)))


def _releases(given: Confirmation) -> bool:
    return given.covers and given.meaning in RELEASING


def check_code(record: PatientRecord) -> str:
    """Twelve hexadecimal digits over the canonical record, in groups of four; the screen shows the same."""
    canonical = json.dumps(record.exported(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digits = hashlib.sha256(canonical.encode()).hexdigest()[:12]
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))
