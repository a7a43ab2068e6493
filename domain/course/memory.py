"""What was once computed of a course is not computed again: many definitions ask the same questions."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from domain.course.course import Course

P = ParamSpec("P")
T = TypeVar("T")


def once_per_course(compute: Callable[Concatenate[Course, P], T]) -> Callable[Concatenate[Course, P], T]:
    """Remembers the result with the course; the arguments must be hashable and the computation pure."""

    @wraps(compute)
    def remembered(course: Course, /, *args: P.args, **kwargs: P.kwargs) -> T:
        answers = course.memory[compute]
        key = (args, *kwargs.items()) if kwargs else args
        if key not in answers:
            answers[key] = compute(course, *args, **kwargs)
        answer: T = answers[key]
        return answer

    return remembered
