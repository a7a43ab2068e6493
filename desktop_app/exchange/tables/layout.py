"""The flat form of a record: one table for each section, one column for each field, derived from the model.

Columns bear the names of the record format, those of nested parts dotted. ``patient`` (the hospital number) leads
every row; ``image`` counts a patient's images from 1 and ties the rows inside an image to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from domain.record import (
    ClinicalStatus,
    Constraints,
    ImagingStudy,
    NewLesion,
    Override,
    Patient,
    Row,
    TaceSession,
    TargetLesion,
    Therapy,
    TumourMarker,
)

PATIENT, IMAGE, DATE = "patient", "image", "date"
REPEATED: Final = ("targets", "new_lesions", "second_targets")
"""Tables of rows inside an image; they repeat its date for the reader, and to be checked."""


class Kind(StrEnum):
    """``PART``: "yes" where a nested part is there though nothing in it may be; ``ROWS``: whether the image has
    rows of this kind, "no" where it was looked for and there are none."""

    TEXT = "text"
    NAMES = "names"
    DATE = "date"
    DECIMAL = "decimal"
    WHOLE = "whole"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PART = "part"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """``path`` is the field's name, ``section`` and ``path`` together the key of its label in the words."""

    section: str
    path: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"form.field.{self.section}.{self.path}"


@dataclass(frozen=True, slots=True)
class Section:
    """One table; ``place`` is where its rows stand in a record, ``form`` what the words call it."""

    name: str
    place: tuple[str, ...]
    form: str
    columns: tuple[Column, ...]

    def column(self, path: str) -> Column:
        return next(column for column in self.columns if column.path == path)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns before the fields."""
        if self.name in REPEATED:
            return PATIENT, IMAGE, DATE
        return (PATIENT, IMAGE) if self.name == "images" else (PATIENT,)

    @property
    def headers(self) -> tuple[str, ...]:
        return (*self.keys, *(column.path for column in self.columns))


_MODELS: Final[dict[str, tuple[tuple[str, ...], str, type[Row]]]] = {
    "patients": (("patient",), "patient", Patient),
    "sessions": (("sessions",), "sessions", TaceSession),
    "images": (("images",), "images", ImagingStudy),
    "targets": (("images", "targets"), "images.targets", TargetLesion),
    "new_lesions": (("images", "new_lesions"), "images.new_lesions", NewLesion),
    "second_targets": (("images", "second_reading", "targets"), "images.second_reading.targets", TargetLesion),
    "markers": (("markers",), "markers", TumourMarker),
    "status": (("status",), "status", ClinicalStatus),
    "therapies": (("therapies",), "therapies", Therapy),
    "overrides": (("overrides",), "overrides", Override),
    "constraints": (("constraints",), "constraints", Constraints),
}
_OWN_TABLE: Final = {("patients", "id"), ("images", "targets"), ("images", "second_reading.targets")}
_KINDS: Final = {
    "date": Kind.DATE,
    "Decimal": Kind.DECIMAL,
    "bool": Kind.YES_NO,
    "int": Kind.WHOLE,
    "str": Kind.TEXT,
}


@cache
def sections() -> dict[str, Section]:
    """Every table by its name, in the order of an export."""
    return {
        name: Section(name, place, form, tuple(_columns(name, form, model, "")))
        for name, (place, form, model) in _MODELS.items()
    }


def _columns(name: str, form: str, model: type[Row], above: str) -> Iterator[Column]:
    for attribute, info in model.model_fields.items():
        path = above + (info.alias or attribute)
        if (name, path) in _OWN_TABLE:
            continue
        kernel = _kernel(info.annotation)
        if isinstance(kernel, type) and issubclass(kernel, Row):
            yield Column(form, path, Kind.PART)
            yield from _columns(name, form, kernel, f"{path}.")
        else:
            kind, choices = _kind(kernel)
            yield Column(form, path, kind, info.is_required() and not above, choices)


def _kernel(annotation: Any) -> Any:
    """The type inside Optional and Annotated."""
    while (origin := get_origin(annotation)) in (Annotated, Union, UnionType):
        inner = get_args(annotation)
        annotation = inner[0] if origin is Annotated else next(each for each in inner if each is not type(None))
    return annotation


def _kind(kernel: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(kernel) is Literal:
        return Kind.CHOICE, get_args(kernel)
    if get_origin(kernel) is tuple:
        return (Kind.NAMES if _kernel(get_args(kernel)[0]) is str else Kind.ROWS), ()
    if issubclass(kernel, Enum):
        return Kind.CHOICE, tuple(member.value for member in kernel)
    return _KINDS[kernel.__name__], ()
