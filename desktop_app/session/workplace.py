"""What an open record works with: the store, who is working, how records are assessed, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from desktop_app.store import Save, Summary

if TYPE_CHECKING:
    from desktop_app.store import RecordStore
    from domain.assessment import Assessment
    from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Issued:
    """What is kept with a saved record: the verdicts as issued, and under which rules."""

    summary: Summary
    verdicts: Mapping[str, Any]
    profile: Mapping[str, Any]
    profile_hash: str
    rules_version: str


class Assess(Protocol):
    """``former`` is the assessment of the record that this one was made from: it saves time, and only that."""

    def __call__(self, record: "PatientRecord", *, former: "Assessment | None" = None) -> "Assessment": ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """``issue`` gets no assessment where computing it failed: entries are saved even then."""

    store: "RecordStore"
    author: str
    assess: Assess
    issue: "Callable[[PatientRecord, Assessment | None], Issued]"
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        return self.clock().astimezone().date()

    def save_of(
        self,
        record: "PatientRecord",
        assessment: "Assessment | None",
        *,
        expected_revision: int | None,
        request_id: UUID,
    ) -> Save:
        """The record with its verdicts as they are issued now, by who works here."""
        issued = self.issue(record, assessment)
        return Save(
            record=record,
            summary=issued.summary,
            verdicts=issued.verdicts,
            profile=issued.profile,
            profile_hash=issued.profile_hash,
            rules_version=issued.rules_version,
            author=self.author,
            expected_revision=expected_revision,
            request_id=request_id,
        )
