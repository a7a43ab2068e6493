"""The strict parser of the form, for the cells of a foreign table: what a person may type, a file may hold."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.form.fields import FIELDS, read
from desktop_app.form.problem import Problem
from desktop_app.form.reading import folded
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.exchange.tables.values import ValueReader

_YEAR_FIRST: Final = re.compile(r"[0-9]{4}", re.ASCII)
_TIME: Final = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$", re.ASCII)


def field_reader(words: Wording, today: date) -> "ValueReader":
    """Reads a cell as the field would; "t", "-3" and days without a year mean something only while typing."""

    def reading(section: str, path: str, text: str) -> Mapping[str, Any] | str:
        spec = FIELDS[section][path]
        if spec.kind is Kind.DATE:
            text = _TIME.sub("", folded(text))
            if text and not _YEAR_FIRST.match(text):
                return words("tables.date_whole", text=text)
            spec = _whole_days(spec)
        found = read(spec, text, today)
        if isinstance(found, Problem):
            return words(found.key, **dict(found.facts))
        return {name: _written(value) for name, value in found.items()}

    return reading


def _whole_days(spec: FieldSpec) -> FieldSpec:
    return replace(spec, detail=replace(spec.detail, yearless=False))


def _written(value: Any) -> Any:
    """As the exchange format writes it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
