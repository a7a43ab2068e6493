"""How a value stands in its field, and how it is echoed beside it."""

from datetime import date
from decimal import Decimal

from desktop_app.form.field_spec import FieldSpec, Kind, Value
from desktop_app.form.form_row import FormRow
from desktop_app.form.problem import Message
from domain.course import Course

_BOUND_SIGNS = {"lt": "<", "gt": ">"}
NAME_SEPARATOR = "、"


def shown(row: FormRow, spec: FieldSpec) -> str:
    """The text of a field: as typed where it is faulty, else its value; reading it gives the value again."""
    fault = row.faults.get(spec.path)
    if fault is not None:
        return fault.text
    text = text_of(row.value(spec.path))
    if spec.detail.bounds and text:
        return _BOUND_SIGNS.get(str(row.value("bound")), "") + text
    return text


def text_of(value: Value) -> str:
    """A value as it could have been typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return NAME_SEPARATOR.join(value) if value else "无"
    return str(value)


def echo(row: FormRow, spec: FieldSpec, course: Course) -> Message | None:
    """What was read, beside the field: a number with its unit, a date with its weekday and "TACE 3 + 34 d"."""
    value = row.value(spec.path)
    if value is None or spec.path in row.faults:
        return None
    if spec.kind is Kind.DECIMAL:
        unit = spec.detail.unit or row.value(spec.detail.unit_field) or ""
        return Message("form.echo.number", (("number", shown(row, spec)), ("unit", unit)))
    if spec.kind is Kind.DATE:
        return echoed_day(value, course, clinical=spec.path == "date")
    return None


def echoed_day(day: date, course: Course, *, clinical: bool) -> Message:
    """A day with its weekday and, for a day of the course, its distance to the TACE before it."""
    facts = (("day", day), ("weekday", str(day.isoweekday())))
    before = [session for session in course.sessions if session.first <= day]
    if not clinical or not before:
        return Message("form.echo.day", facts)
    latest = before[-1]
    since = max((day - latest.last).days, 0)
    key = "form.echo.day_of_session" if since == 0 else "form.echo.day_after_session"
    return Message(key, (*facts, ("number", latest.number), ("days", since)))
