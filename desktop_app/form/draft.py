"""A form as JSON and back: what a draft keeps, faulty texts and undated rows included."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

from desktop_app.form.amending import form_of_rows
from desktop_app.form.field_spec import SINGLE, FieldSpec, Kind, Value
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import Fault, FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.problem import Problem

DRAFT_FORMAT = "tacewatch.draft/1"


class NotADraftError(ValueError):
    """The content is no draft of a form that this version can read."""


Restored = tuple[str, str, str]
"""Section, field ("" = the row) and what stands there again: a value that came back from the history."""


class WrittenRows:
    """Rows as JSON values. Rows never change: one that was written before is not written anew."""

    def __init__(self) -> None:
        self._written: dict[RowId, tuple[FormRow, dict[str, Any]]] = {}

    def __call__(self, row: FormRow) -> dict[str, Any]:
        known = self._written.get(row.id)
        if known is None or known[0] is not row:
            known = self._written[row.id] = row, written_row(row)
        return known[1]


def draft_of(
    form: PatientForm,
    restored: Iterable[Restored] = (),
    written: Callable[[FormRow], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The whole form as JSON values, with what in it was restored and waits for its save."""
    rows = list(map(written or written_row, form.rows.values()))
    content: dict[str, Any] = {"format": DRAFT_FORMAT, "next": form.next_number, "rows": rows}
    marks = sorted(restored)
    return {**content, "restored": [list(mark) for mark in marks]} if marks else content


def restored_of_draft(content: Any) -> frozenset[Restored]:
    """What in a draft was restored; nothing in one of an older version."""
    marks = content.get("restored", ()) if isinstance(content, dict) else ()
    read = (tuple(map(str, mark)) for mark in marks if isinstance(mark, list))
    return frozenset((section, path, value) for section, path, value in (each for each in read if len(each) == 3))


def form_of_draft(content: Any) -> PatientForm:
    """The form that was kept; every row is validated again. NotADraftError where the content is none."""
    try:
        if content["format"] != DRAFT_FORMAT:
            raise NotADraftError("format")
        return _form(content["rows"], int(content["next"]))
    except (KeyError, TypeError, ValueError, AttributeError, DecimalException) as error:
        raise NotADraftError(type(error).__name__) from None


def written_row(row: FormRow) -> dict[str, Any]:
    """One row as JSON values, faulty texts included."""
    written: dict[str, Any] = {"id": row.id, "section": row.section}
    if row.parent is not None:
        written["parent"] = row.parent
    written["values"] = {path: _json_value(value) for path, value in row.values.items() if value is not None}
    if row.faults:
        written["faults"] = {path: _written_fault(fault) for path, fault in row.faults.items()}
    if row.offered:
        written["offered"] = True
    if row.taken_over:
        written["taken_over"] = sorted(row.taken_over)
    if row.answered:
        written["answered"] = dict(row.answered)
    return written


def _written_fault(fault: Fault) -> dict[str, Any]:
    facts = {name: str(fact) for name, fact in fault.problem.facts}
    written: dict[str, Any] = {"text": fault.text, "problem": fault.problem.key, "facts": facts}
    if fault.updates is not None:
        written["updates"] = {path: _json_value(value) for path, value in fault.updates.items()}
    return written


def _json_value(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else value


def _form(written: list[dict[str, Any]], next_number: int) -> PatientForm:
    rows = {RowId(item["id"]): _read(item) for item in written}
    if not {RowId(section) for section in SINGLE} <= rows.keys():
        raise NotADraftError("rows")
    return form_of_rows(rows, next_number)


def _read(item: Mapping[str, Any]) -> FormRow:
    section = item["section"]
    return FormRow(
        RowId(item["id"]),
        section,
        RowId(item["parent"]) if "parent" in item else None,
        _values(section, item["values"]),
        {path: _fault(section, fault) for path, fault in item.get("faults", {}).items()},
        offered=bool(item.get("offered", False)),
        taken_over=frozenset(item.get("taken_over", ())),
        answered=dict(item.get("answered", {})),
    )


def _fault(section: str, written: Mapping[str, Any]) -> Fault:
    problem = Problem(written["problem"], tuple(written["facts"].items()))
    updates = written.get("updates")
    return Fault(written["text"], problem, None if updates is None else _values(section, updates))


def _values(section: str, written: Mapping[str, Any]) -> dict[str, Value]:
    return {path: _value(FIELDS[section][path], value) for path, value in written.items()}


def _value(spec: FieldSpec, written: Any) -> Value:
    if written is None:
        return None
    if spec.kind is Kind.DATE:
        return date.fromisoformat(written)
    if spec.kind is Kind.DECIMAL:
        return Decimal(written)
    return tuple(written) if spec.kind is Kind.NAMES else written
