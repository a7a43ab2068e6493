"""What a merge of two records is and what may stand in its way, free of any database."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.errors import KnownError
from desktop_app.store.contents import Save


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records to become one, or to become two again.

    ``save`` is the kept patient's record as it will be, based on the revision that was looked at, as is
    ``absorbed_revision`` of the other one. Both are refused where either changed meanwhile.
    """

    save: Save
    absorbed_id: str
    absorbed_revision: int


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A patient merged into another: number, last revision, the revision that holds both, when, by whom."""

    patient_id: str
    revision: int
    merged_as: int
    at: datetime
    author: str


class NotMerged(KnownError):  # noqa: N818
    """These two are not merged, or not any more."""

    key = "merging.not_merged"


class ChangedSinceMerge(KnownError):  # noqa: N818
    """Something was entered since: to which of the two it belongs is for a person to say. Fact: ``revision``."""

    key = "merging.changed_since"
