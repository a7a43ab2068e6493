"""Where a printed page comes from: which input, which program, which profile, who and when."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A signature within the program: codes of meaning and role; ``covers``: it is under this very revision."""

    name: str
    role: str
    meaning: str
    at: datetime
    revision: int
    covers: bool


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
    """Printed on every page. ``revision`` None = never saved; ``draft`` prints with a watermark.

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


def check_code(record: PatientRecord) -> str:
    """Twelve hexadecimal digits over the canonical record, in groups of four; the screen shows the same."""
    canonical = json.dumps(record.exported(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digits = hashlib.sha256(canonical.encode()).hexdigest()[:12]
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))
