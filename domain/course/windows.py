"""The windows of a course, by the profile in effect."""

from datetime import date

from domain.days import Window, add_months, days_after, window_after
from domain.profile import Profile

__all__ = ["Window", "add_months", "days_after", "response_window"]


def response_window(day: date, profile: Profile) -> Window:
    """When an image evaluates a session whose last part was on ``day``."""
    return window_after(day, profile.response_window_days)
