"""The kinds of value a record holds: exact decimals, calendar dates, text.

A number is text until one strict reader has proved it: Python's own ``Decimal`` takes ``1_000``,
``NaN`` and full-width digits, and a binary float cannot hold 50.4.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2199, 12, 31)
LONGEST_TEXT = 20_000


class Row(BaseModel):
    """A part of a record: immutable, complete in its keys, strict in its types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        value = str(value)
    if not isinstance(value, str):
        raise PydanticCustomError("decimal_string", 'a number is written as a decimal string, such as "38.5"')
    if not _DECIMAL.fullmatch(value):
        raise PydanticCustomError(
            "decimal_digits", "not a plain decimal number: digits, at most one point, no sign, comma or exponent"
        )
    return Decimal(value)


def _date(value: object) -> date:
    if type(value) is date:
        day = value
    elif isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("calendar_date", "no such day in the calendar") from None
    else:
        raise PydanticCustomError("iso_date", "a date is written as YYYY-MM-DD")
    if not _EARLIEST <= day <= _LATEST:
        raise PydanticCustomError("date_range", "a date between 1900 and 2199 is expected")
    return day


def _storable(text: str) -> str:
    """Text that a database and a PDF can hold: no NUL, no half of a surrogate pair."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("text_characters", "the text holds a character that cannot be stored")
    if len(text) > LONGEST_TEXT:
        raise PydanticCustomError("text_length", "the text is longer than 20000 characters")
    return text


def _named(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_blank", "the text is blank")
    return text


def _rows(value: object) -> object:
    """``null`` and a missing key mean the same: no rows."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else value


def _list(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


T = TypeVar("T")
R = TypeVar("R", bound=Row)

DecimalNumber = Annotated[Decimal, BeforeValidator(_decimal), PlainSerializer(str, return_type=str)]
"""A non-negative exact decimal; "60.0" stays "60.0"."""
CalendarDate = Annotated[date, BeforeValidator(_date)]
Text = Annotated[str, AfterValidator(_storable)]
Name = Annotated[Text, AfterValidator(_named)]
Rows = Annotated[tuple[T, ...], BeforeValidator(_rows)]
"""Rows of a record; ``null`` is no rows."""
Listed = Annotated[tuple[T, ...], BeforeValidator(_list)]
"""A list in which empty and not recorded differ: use with ``| None``."""


def in_order(rows: tuple[R, ...], key: Callable[[R], Any], tie: Callable[[R], Any] = repr) -> tuple[R, ...]:
    """The rows in an order that does not depend on the order in which they were written.

    ``tie`` tells rows of one key apart; it is asked for those alone, since it costs more.
    """
    ordered = []
    for _, alike in groupby(sorted(rows, key=key), key=key):
        tied = list(alike)
        ordered += sorted(tied, key=tie) if len(tied) > 1 else tied
    return tuple(ordered)
