"""Changes, signatures and reasons in words."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from desktop_app.form.comparing import Change
from desktop_app.form.field_spec import INSIDE_IMAGES, NEW_LESIONS, SINGLE, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.record_rows import RecordRow
from desktop_app.session.corrections import Correction
from desktop_app.session.signed import Standing
from desktop_app.session.steps import worded_value
from desktop_app.store import ChangeReason, Signature
from desktop_app.wording import Wording, written

MOST_CHANGES = 3


def moment(at: datetime) -> str:
    """A point in time as the ward's clock shows it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def field_name(section: str, path: str, words: Wording) -> str:
    return words(FIELDS[section][path].label) if path else ""


def value_text(row: RecordRow | None, path: str, words: Wording) -> str:
    """A field of a row with its unit; a dash where the row is not there or does not say."""
    if row is None or not path or row.value(path) is None:
        return "–"
    spec = FIELDS[row.section][path]
    text = worded_value(FormRow(RowId("shown"), row.section, None, row.filled), path, words)
    unit = spec.detail.unit or row.filled.get(spec.detail.unit_field) or ""
    return f"{text} {written(str(unit))}".strip() if spec.kind is Kind.DECIMAL else text


def row_text(row: RecordRow, words: Wording) -> str:
    """What a row is called: its day and kind, a lesion by its name."""
    section = words(f"form.row.{row.section}")
    if row.section in SINGLE:
        return section
    if row.section in INSIDE_IMAGES:
        name = f"{section} {row.place.inner + 1}" if row.section == NEW_LESIONS else str(row.value("lesion"))
        second = row.section not in (NEW_LESIONS, "images.targets")
        parts = [name, section] if second else [name]
    else:
        kinds = {"sessions": "type", "images": "modality", "markers": "marker", "overrides": "definition"}
        kind = kinds.get(row.section, "")
        parts = [section, *([value_text(row, kind, words)] if kind and row.value(kind) is not None else [])]
    return " ".join([*([row.day.isoformat()] if row.day else []), *parts])


def row_contents(row: RecordRow, words: Wording) -> str:
    """Everything that a row says, in one line; units stand behind their values."""
    units = {spec.detail.unit_field for spec in FIELDS[row.section].values()}
    shown = [path for path in row.filled if path not in ("date", "bound", *units)]
    return words("history.list_separator").join(
        f"{field_name(row.section, path, words)} {value_text(row, path, words)}" for path in shown
    )


def change_text(change: Change, words: Wording) -> str:
    """One change in one line: what, before, after."""
    what = row_text(change.row, words)
    if change.path:
        old, new = value_text(change.before, change.path, words), value_text(change.after, change.path, words)
        field = field_name(change.section, change.path, words)
        return words("history.change", what=what, field=field, old=old, new=new)
    return words("history.added" if change.before is None else "history.removed", what=what)


def correction_text(correction: Correction, words: Wording) -> str:
    """What is corrected of one visit; of many changes the first ones and their number."""
    shown = [change_text(change, words) for change in correction.changes[:MOST_CHANGES]]
    more = len(correction.changes) - len(shown)
    if more > 0:
        shown.append(words("history.more_changes", count=more))
    return words("history.list_separator").join(shown)


def reason_text(reasons: Iterable[ChangeReason], words: Wording) -> str:
    return words("history.list_separator").join(_reasons(reasons, words))


def _reasons(reasons: Iterable[ChangeReason], words: Wording) -> Iterator[str]:
    for reason in reasons:
        code = words(f"history.reason.{reason.code.value}")
        yield words("history.reason_with_text", reason=code, text=reason.text) if reason.text else code


def visits_text(visits: Iterable[tuple[date, Standing]], words: Wording) -> str:
    """Which visits are signed, were changed since, or never signed; each kind once."""
    days: dict[Standing, list[str]] = {}
    for day, standing in visits:
        days.setdefault(standing, []).append(day.isoformat())
    return words("history.list_separator").join(
        words("history.visits", state=words(f"ui.state.signed.{standing.value}"), days=", ".join(days[standing]))
        for standing in Standing
        if standing in days
    )


def signature_text(signature: Signature, words: Wording) -> str:
    """Who, as what, meaning what, when."""
    return words(
        "history.signature",
        name=signature.printed_name,
        role=words(f"history.role.{signature.role.value}"),
        meaning=words(f"history.meaning.{signature.meaning.value}"),
        at=moment(signature.signed_at),
    )
