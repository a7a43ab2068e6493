"""What a field of the record is: kind, unit, range, choices. Derived from the record's own model."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

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

TARGETS, NEW_LESIONS, SECOND_TARGETS = "images.targets", "images.new_lesions", "images.second_reading.targets"
MODELS: dict[str, type[Row]] = {
    "patient": Patient,
    "sessions": TaceSession,
    "images": ImagingStudy,
    TARGETS: TargetLesion,
    NEW_LESIONS: NewLesion,
    SECOND_TARGETS: TargetLesion,
    "markers": TumourMarker,
    "status": ClinicalStatus,
    "constraints": Constraints,
    "therapies": Therapy,
    "overrides": Override,
}
"""Every kind of row a form has, by its place in the record."""
SINGLE = ("patient", "constraints")
LISTS = ("sessions", "images", "markers", "status", "therapies", "overrides")
INSIDE_IMAGES = (TARGETS, NEW_LESIONS, SECOND_TARGETS)

Value = Any
"""What a form holds for a field: Decimal, int, bool, a code, text, names, a date; None = not recorded."""


class Kind(StrEnum):
    DATE = "date"
    DECIMAL = "decimal"
    WHOLE = "whole"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"
    NAMES = "names"
    PRESENCE = "presence"
    """Whether there are rows inside: yes, none, or not assessed."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What the model does not say: the unit, when a value is doubtful, what may be carried over."""

    unit: str = ""
    length: bool = False
    bounds: bool = False
    unit_field: str = ""
    doubtful_below: Decimal | None = None
    doubtful_above: Decimal | None = None
    future: bool = False
    yearless: bool = True
    carried: bool = False
    lines: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of one kind of row. ``path`` is its key in the exchange format, ``attributes`` in Python."""

    section: str
    path: str
    attributes: tuple[str, ...]
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    detail: Detail = Detail()

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Codes to choose from in a field that takes other text as well."""
        return self.detail.suggestions

    @property
    def label(self) -> str:
        """The key of its label in the words."""
        return f"form.field.{self.section}.{self.path}"

    def choice_label(self, code: str) -> str:
        return f"form.choice.{self.path.rsplit('.', 1)[-1]}.{code}"

    def read_off(self, row: Row) -> Value:
        """The field's value in this row, a code where the model has an enumeration."""
        value: Any = row
        for attribute in self.attributes:
            value = getattr(value, attribute)
            if value is None:
                return None
        if self.kind is Kind.PRESENCE:
            return bool(value)
        return value.value if isinstance(value, Enum) else value

    @property
    def plain(self) -> bool:
        """Whether the row itself holds the value, as it is but for a code."""
        return len(self.attributes) == 1 and self.kind is not Kind.PRESENCE


def specs_of(section: str, details: dict[tuple[str, str], Detail]) -> dict[str, FieldSpec]:
    """The fields of one kind of row, in the order of the model, fields of nested parts as dotted paths."""
    return {spec.path: spec for spec in _walk(section, MODELS[section], (), (), details)}


def _walk(
    section: str,
    model: type[BaseModel],
    keys: tuple[str, ...],
    attributes: tuple[str, ...],
    details: dict[tuple[str, str], Detail],
) -> list[FieldSpec]:
    found: list[FieldSpec] = []
    for name, info in model.model_fields.items():
        here, there = (*keys, info.alias or name), (*attributes, name)
        kernel, metadata, optional = _kernel(info.annotation)
        path = ".".join(here)
        if isinstance(kernel, type) and issubclass(kernel, Row):
            found += _walk(section, kernel, here, there, details)
        elif f"{section}.{path}" in MODELS and not optional:
            continue
        else:
            kind, choices = _kind(kernel)
            lowest, highest = _range((*info.metadata, *metadata))
            required = info.is_required() and not keys
            detail = details.get((section, path), Detail())
            found.append(FieldSpec(section, path, there, kind, required, choices, lowest, highest, detail))
    return found


def _kernel(annotation: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The type inside Optional and Annotated, the constraints around it, whether it may be None."""
    metadata: tuple[Any, ...] = ()
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *extra = get_args(annotation)
            for item in extra:
                metadata += tuple(item.metadata) if isinstance(item, FieldInfo) else (item,)
        elif origin in (Union, UnionType):
            (annotation,) = [argument for argument in get_args(annotation) if argument is not type(None)]
            optional = True
        else:
            return annotation, metadata, optional


def _kind(kernel: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(kernel) is Literal:
        return Kind.CHOICE, get_args(kernel)
    if get_origin(kernel) is tuple:
        inner, _, _ = _kernel(get_args(kernel)[0])
        return (Kind.NAMES if inner is str else Kind.PRESENCE), ()
    if issubclass(kernel, Enum):
        return Kind.CHOICE, tuple(member.value for member in kernel)
    kinds = {"date": Kind.DATE, "Decimal": Kind.DECIMAL, "bool": Kind.YES_NO, "int": Kind.WHOLE, "str": Kind.TEXT}
    return kinds[kernel.__name__], ()


def _range(metadata: tuple[Any, ...]) -> tuple[int, int]:
    lowest = next((item.ge for item in metadata if isinstance(item, Ge)), 0)
    highest = next((item.le for item in metadata if isinstance(item, Le)), 10**9)
    return int(str(lowest)), int(str(highest))
