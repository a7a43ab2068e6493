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
        key = (compute, args, *kwargs.items()) if kwargs else (compute, args)
        try:
            result: T = course.memory[key]
        except KeyError:
            result = course.memory[key] = compute(course, *args, **kwargs)
        return result

    return remembered
