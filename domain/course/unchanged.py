"""What a record has in common with the one before it, and which answers therefore still hold.

Rows are the same only where they are one object: equal values may be written differently (14 and 14.0), and what
is shown quotes them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import is_
from typing import Any, Final

from domain.course.memory import Memory, Reads
from domain.record.imaging import ImagingStudy
from domain.record.patient_record import PatientRecord

_BUT_TARGETS: Final = tuple(name for name in ImagingStudy.model_fields if name != "targets")
_OTHER_SECTIONS: Final = tuple(
    name for name in PatientRecord.model_fields if name not in ("format", "sessions", "markers", "images")
)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """``images``: for each image whether it is the former one's own; empty where rows came or went."""

    sessions: bool
    markers: bool
    others: bool
    studies: bool
    images: tuple[bool, ...]

    @property
    def first_changed(self) -> int:
        """The position of the first image that is another one; beyond the last where none is."""
        return self.images.index(False) if False in self.images else len(self.images)


def unchanged_between(former: PatientRecord, record: PatientRecord) -> Unchanged:
    """What ``record`` has of ``former``."""
    sessions = _same_rows(former.sessions, record.sessions)
    images: tuple[bool, ...] = ()
    if len(former.images) == len(record.images):
        images = tuple(map(is_, former.images, record.images))
    return Unchanged(
        sessions=sessions,
        markers=sessions and _same_rows(former.markers, record.markers),
        others=all(_same(getattr(former, name), getattr(record, name)) for name in _OTHER_SECTIONS),
        studies=sessions
        and len(former.images) == len(record.images)
        and all(map(_same_study, former.images, record.images)),
        images=images,
    )


def answers_that_hold(memory: Memory, unchanged: Unchanged, baseline: int | None, *, same_targets: bool) -> Memory:
    """Of the former course's answers those that the new one would give as well.

    ``baseline`` is the position of the image before the first TACE in both, ``same_targets`` whether the target
    set is the same. Neither matters where the studies differ.
    """
    whole = {
        Reads.SESSIONS: unchanged.sessions,
        Reads.MARKERS: unchanged.markers,
        Reads.STUDIES: unchanged.studies,
        Reads.ALL_BUT_TARGETS: unchanged.studies and unchanged.markers and unchanged.others,
    }
    kept = {question: answers for question, answers in memory.items() if whole.get(question.reads, False)}
    if not (unchanged.studies and same_targets):
        return kept
    first_changed = unchanged.first_changed
    before_it = baseline is None or baseline < first_changed
    for question, answers in memory.items():
        if question.reads is Reads.ONE_IMAGE:
            kept[question] = _of_images(answers, unchanged.images)
        elif question.reads is Reads.UP_TO_IMAGE and before_it:
            kept[question] = _of_images(answers, [True] * first_changed)
    return kept


def _of_images(answers: Mapping[Hashable, Any], kept: Sequence[bool]) -> dict[Hashable, Any]:
    holding = {None, *compress(range(len(kept)), kept)}
    return {key: answer for key, answer in answers.items() if _image_of(key) in holding}


def _image_of(key: Any) -> int | None:
    """The image that the first argument names: its position, or an image chosen; None where there is none."""
    first = key[0]
    if type(first) is int:  # as most do
        return first
    if isinstance(first, tuple):
        first = first[0]
    image: int | None = getattr(first, "image", first)
    return image


def _same_rows(former: Sequence[object], rows: Sequence[object]) -> bool:
    return len(former) == len(rows) and all(map(is_, former, rows))


def _same_study(former: ImagingStudy, study: ImagingStudy) -> bool:
    return former is study or all(_same(getattr(former, name), getattr(study, name)) for name in _BUT_TARGETS)


def _same(former: object, value: object) -> bool:
    """Equal and written alike; what was validated again is equal without being the same object."""
    if former is value:
        return True
    if isinstance(former, tuple) and isinstance(value, tuple) and _same_rows(former, value):
        return True
    return former == value and repr(former) == repr(value)
