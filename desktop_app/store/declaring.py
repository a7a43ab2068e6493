"""What every table has in common: names of constraints, key columns, how a Python type becomes a column."""

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from sqlalchemy import ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column

from desktop_app.store.columns import Day, DecimalText, TextList, UtcTime, Word
from desktop_app.store.list_tables import METADATA
from domain.record import (
    AlbuminUnit,
    Ascites,
    BilirubinUnit,
    Bound,
    ComparedWith,
    Encephalopathy,
    EnhancementPattern,
    ExtrahepaticExtent,
    Intent,
    LesionSite,
    Marker,
    MarkerUnit,
    Modality,
    NonTarget,
    OverrideReason,
    ResponseCategory,
    SessionType,
    Sex,
    TargetState,
    TherapyKind,
)

OfPatient = Annotated[str, mapped_column(ForeignKey("patient.id"), primary_key=True)]
Position = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=False)]
OfParent = Annotated[str, mapped_column(String, primary_key=True)]


ENUMERATIONS: tuple[type[StrEnum], ...] = (
    AlbuminUnit,
    Ascites,
    BilirubinUnit,
    Bound,
    ComparedWith,
    Encephalopathy,
    EnhancementPattern,
    ExtrahepaticExtent,
    Intent,
    LesionSite,
    Marker,
    MarkerUnit,
    Modality,
    NonTarget,
    OverrideReason,
    ResponseCategory,
    SessionType,
    Sex,
    TargetState,
    TherapyKind,
)


class StoreTables(MappedAsDataclass, DeclarativeBase, kw_only=True):
    metadata = METADATA
    type_annotation_map: ClassVar = {
        str: Text,
        Decimal: DecimalText,
        tuple[str, ...]: TextList,
        datetime.date: Day,
        datetime.datetime: UtcTime,
        **{kind: Word(kind) for kind in ENUMERATIONS},
    }

    @classmethod
    def table(cls) -> Table:
        return cls.metadata.tables[cls.__tablename__]
