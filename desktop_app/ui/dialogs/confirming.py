"""The right patient, confirmed by hand before a signature or a paper: a click alone is given to the wrong one."""

from typing import Final

from desktop_app.form.reading import folded

CONFIRMED_BY: Final = 4
"""So many last characters of the hospital number are typed."""


def confirms(typed: str, number: str) -> bool:
    """Whether the end of this hospital number was typed, or all of it (a scanner): full-width too, in any case."""
    whole, given = folded(number).casefold(), folded(typed).casefold()
    return given in (whole, whole[-CONFIRMED_BY:])
