"""Who the record is about."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.record.values import CalendarDate, DecimalNumber, Listed, Name, Row, Text


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


class Patient(Row):
    """The patient; ``id`` is the hospital number, always text (leading zeros count)."""

    id: Name
    name: Text | None = None
    sex: Annotated[Sex, Field(strict=False)] | None = None
    birth_date: CalendarDate | None = None
    height_cm: DecimalNumber | None = None
    weight_kg: DecimalNumber | None = None
    aetiology: Listed[Name] | None = None
    diagnosed_on: CalendarDate | None = None
    died_on: CalendarDate | None = None
    followed_until: CalendarDate | None = None
    note: Text | None = None
