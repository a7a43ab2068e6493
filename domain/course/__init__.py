"""Which procedures count and which image evaluates which session."""

from domain.course.counted_sessions import COUNTED, CountedSession, counted_sessions
from domain.course.course import Course
from domain.course.evaluation import (
    CONFLICT,
    OVERTAKEN,
    ChosenImage,
    contrast_images,
    phase_cell,
    same_day_conflicts,
)
from domain.course.memory import Reads, once_per_course, once_while
from domain.course.windows import Window, add_months, days_after, response_window

__all__ = [
    "CONFLICT",
    "COUNTED",
    "OVERTAKEN",
    "ChosenImage",
    "CountedSession",
    "Course",
    "Reads",
    "Window",
    "add_months",
    "contrast_images",
    "counted_sessions",
    "days_after",
    "once_per_course",
    "once_while",
    "phase_cell",
    "response_window",
    "same_day_conflicts",
]
