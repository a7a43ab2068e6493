"""One patient's course as every rule reads it: counted sessions, chosen images, the target set."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final

from domain.course.counted_sessions import CountedSession, counted_sessions
from domain.course.evaluation import (
    CONFLICT,
    ChosenImage,
    contrast_images,
    first_ranked,
    image_to_enter,
    same_day_conflicts,
    without_image,
)
from domain.course.memory import Memory
from domain.course.unchanged import Unchanged, answers_that_hold, unchanged_between
from domain.course.windows import Window, days_after, response_window
from domain.profile import Profile
from domain.record.imaging import ImagingStudy, LesionSite, TargetLesion
from domain.record.patient_record import PatientRecord

_FROM_SESSIONS: Final = ("sessions",)
_FROM_STUDIES: Final = (
    *_FROM_SESSIONS,
    "contrast",
    "same_day_conflicts",
    "conflicting",
    "first_of_each_day",
    "baseline",
    "_evaluated_by",
    "_contrast_days",
)
"""What is derived from the sessions alone, and from the sessions and the images without their target rows."""


class Course:
    """Derived from a record and a profile, computed where first asked for, never changed.

    ``former`` is the course of a record that this one was made from: what it found and what has not changed
    since is taken over. What is found is the same with it and without it.
    """

    def __init__(self, record: PatientRecord, profile: Profile, former: "Course | None" = None) -> None:
        self.record = record
        self.images: Sequence[ImagingStudy] = record.images
        self.profile = profile
        self.memory: Memory = defaultdict(dict)
        self._evaluating: dict[int, ChosenImage] = {}
        self._targets_on: dict[int, dict[str, TargetLesion]] = {}
        if former is not None and former.profile is profile:
            self._take_over(former, unchanged_between(former.record, record))

    def _take_over(self, former: "Course", unchanged: Unchanged) -> None:
        known = former.__dict__
        names: tuple[str, ...] = _FROM_SESSIONS if unchanged.sessions else ()
        if unchanged.studies:
            names = _FROM_STUDIES
            self._evaluating = former._evaluating  # noqa: SLF001 - the same class, and the same answers
        self.__dict__.update((name, known[name]) for name in names if name in known)
        same_targets = unchanged.studies and (self.lesions, self.lesions_in_liver) == (
            former.lesions,
            former.lesions_in_liver,
        )
        baseline = self.baseline.image if unchanged.studies else None
        self.memory.update(answers_that_hold(former.memory, unchanged, baseline, same_targets=same_targets))

    @cached_property
    def sessions(self) -> tuple[CountedSession, ...]:
        return counted_sessions(self.record.sessions)

    @cached_property
    def contrast(self) -> list[int]:
        return contrast_images(self.images)

    @cached_property
    def same_day_conflicts(self) -> tuple[tuple[int, ...], ...]:
        return same_day_conflicts(self.record)

    @cached_property
    def conflicting(self) -> frozenset[int]:
        return frozenset(index for day in self.same_day_conflicts for index in day)

    @cached_property
    def first_of_each_day(self) -> tuple[tuple[date, ChosenImage], ...]:
        """Each day with a contrast image and its first-ranked one, in order of time."""
        days = groupby(self.contrast, key=lambda index: self.images[index].date)
        return tuple((day, first_ranked(self.images, same, self.conflicting)) for day, same in days)

    @cached_property
    def baseline(self) -> ChosenImage:
        """The image before the first TACE: the first-ranked one on or before its day."""
        return self.image_before(self.sessions[0]) if self.sessions else ChosenImage()

    @cached_property
    def target_set(self) -> tuple[TargetLesion, ...]:
        """The targets of the baseline, for good; without an image before, those of the earliest one."""
        if self.baseline.image is not None:
            return self.images[self.baseline.image].targets
        if self.baseline.because == CONFLICT:
            day = max(self.images[index].date for index in self._up_to(self.sessions[0].first))
        elif self.contrast:
            day = self.images[self.contrast[0]].date
        else:
            return ()
        same_day = [self.images[index] for index in self.contrast if self.images[index].date == day]
        chosen = self._first_in(Window(day, day))
        if chosen.image is not None:
            return self.images[chosen.image].targets
        return next((image.targets for image in same_day if image.targets), ())

    @cached_property
    def lesions(self) -> tuple[str, ...]:
        """The names of the target set."""
        return tuple(target.lesion for target in self.target_set)

    @cached_property
    def lesions_in_liver(self) -> tuple[str, ...]:
        return tuple(target.lesion for target in self.target_set if target.site is not LesionSite.OTHER)

    def evaluating(self, session: CountedSession) -> ChosenImage:
        """The image that evaluates this session, under the profile's response window."""
        if session.number not in self._evaluating:
            self._evaluating[session.number] = self.image_within(session, self.window(session))
        return self._evaluating[session.number]

    def window(self, session: CountedSession) -> Window:
        """The days on which an image evaluates this session, but for the next session."""
        return response_window(session.last, self.profile)

    def image_within(self, session: CountedSession, window: Window) -> ChosenImage:
        """The first-ranked image in the window, not after the first part of the next completed session."""
        chosen = self._first_in(window.until(session.next_start))
        return chosen if chosen.exists else without_image(session, window)

    def image_after_days(self, session: CountedSession, first: int, last: int) -> ChosenImage:
        """As ``image_within``, from the ``first`` to the ``last`` day after the session."""
        return self.image_within(session, days_after(session.last, first, last))

    def image_before(self, session: CountedSession) -> ChosenImage:
        """The first-ranked contrast image on or before the first part of the session."""
        days = Window(date.min, session.first)
        chosen = self._first_in(days)
        return chosen if chosen.exists else ChosenImage(to_enter=image_to_enter("image_before", days))

    def evaluates(self, image: int) -> CountedSession | None:
        """The session that this image evaluates, if any."""
        return self._evaluated_by.get(image)

    @cached_property
    def _evaluated_by(self) -> dict[int, CountedSession]:
        chosen = ((self.evaluating(session).image, session) for session in self.sessions)
        return {image: session for image, session in chosen if image is not None}

    def targets_on(self, image: int) -> dict[str, TargetLesion]:
        """The target rows of an image by lesion."""
        rows = self._targets_on.get(image)
        if rows is None:
            rows = self._targets_on[image] = {row.lesion: row for row in self.images[image].targets}
        return rows

    def session_before(self, day: date) -> CountedSession | None:
        """The latest counted session whose last part was before this day."""
        return next((session for session in reversed(self.sessions) if session.last < day), None)

    def _up_to(self, day: date) -> list[int]:
        return [index for index in self.contrast if self.images[index].date <= day]

    def _first_in(self, window: Window) -> ChosenImage:
        start = bisect_left(self._contrast_days, window.first)
        stop = bisect_right(self._contrast_days, window.last)
        return first_ranked(self.images, self.contrast[start:stop], self.conflicting)

    @cached_property
    def _contrast_days(self) -> list[date]:
        return [self.images[index].date for index in self.contrast]
