"""What was once computed of a course is not computed again: many definitions ask the same questions.

While someone types, each key makes another record of which nearly everything is the former one's own. An answer
says what it reads; as long as that is the very same, the course of the new record takes the answer over.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from domain.course.course import Course

P = ParamSpec("P")
T = TypeVar("T")


class Reads(Enum):
    """What of a record an answer depends on, beside its arguments and the profile."""

    RECORD = auto()
    """Anything: never taken over."""
    SESSIONS = auto()
    MARKERS = auto()
    """The sessions and the tumour markers."""
    STUDIES = auto()
    """The sessions and the images, of those all but their target rows."""
    ONE_IMAGE = auto()
    """The studies, the target set, and the target rows of the image that the first argument names."""
    UP_TO_IMAGE = auto()
    """The studies, the target set, and the target rows of that image, of the earlier ones and of the baseline."""
    ALL_BUT_TARGETS = auto()
    """All of the record but the target rows of its images."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One computation whose answers a course remembers, by their arguments."""

    reads: Reads


Memory = dict[Question, dict[Hashable, Any]]
Computed = Callable[Concatenate["Course", P], T]


def once_while(reads: Reads) -> Callable[[Computed[P, T]], Computed[P, T]]:
    """Remembers a pure result with the course, and beyond it while what it ``reads`` is unchanged.

    The arguments must be hashable.
    """
    question = Question(reads)

    def remembering(compute: Computed[P, T]) -> Computed[P, T]:
        @wraps(compute)
        def remembered(course: "Course", /, *args: P.args, **kwargs: P.kwargs) -> T:
            answers = course.memory[question]
            key = (args, *kwargs.items()) if kwargs else args
            if key not in answers:
                answers[key] = compute(course, *args, **kwargs)
            answer: T = answers[key]
            return answer

        return remembered

    return remembering


def once_per_course(compute: Computed[P, T]) -> Computed[P, T]:
    """Remembers a pure result with the course alone."""
    return once_while(Reads.RECORD)(compute)
