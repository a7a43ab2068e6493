"""What else belongs on the paper: other settings, what does not fit together, other treatments, notes."""

from collections.abc import Iterator
from typing import Any

from desktop_app.plots import cell_in_words
from desktop_app.report.case import Case
from desktop_app.report.confirmations import CONFIRMED
from desktop_app.report.document import Line
from domain.profile import DEFAULT_PROFILE


def differing_settings(case: Case) -> Iterator[Line]:
    """The settings of the profile that are not the default ones."""
    default, words = DEFAULT_PROFILE.settings(), case.words
    for name, value in case.assessment.profile.settings().items():
        if value != default[name]:
            facts = {"value": _setting(case, value), "default": _setting(case, default[name])}
            yield Line(words("report.setting", **facts), label=words(f"report.setting.{name}"))


def _setting(case: Case, value: Any) -> str:
    if isinstance(value, dict):
        return case.words("report.list_separator").join(f"{name} {limit}" for name, limit in value.items())
    if isinstance(value, list):
        return "–".join(map(str, value))
    key = f"report.setting_value.{value}"
    return case.words(key) if case.words.has(key) else case.words.value(value)


def discrepancies(case: Case) -> Iterator[Line]:
    """What was asked and answered is no open question any more, and says who answered it."""
    words = case.words
    answers = {(note.day, note.text): note for note in case.lineage.corrections if note.code == CONFIRMED}
    for found in case.assessment.discrepancies:
        text = words(f"discrepancy.{found.code}", **dict(found.facts))
        cells = dict.fromkeys(cell_in_words(cell, case.record, words) for cell in found.cells)
        where = f" ({words('report.list_separator').join(cells)})" if cells else ""
        answer = answers.get((found.day, found.question))  # type: ignore[arg-type]  # A fact named day is one.
        if answer is None:
            yield Line(f"{text}{where}", label=words(f"report.severity.{found.severity.value}"))
        else:
            facts = {"author": answer.author, "at": f"{answer.at:%Y-%m-%d %H:%M}"}
            yield Line(f"{words('report.confirmed', **facts)} {text}{where}", label=words("report.severity.note"))


def other_treatments(case: Case) -> Iterator[Line]:
    words = case.words
    for therapy in case.record.therapies:
        name = f" {therapy.name}" if therapy.name else ""
        key = "report.therapy_days" if therapy.ended_on else "report.therapy_since"
        days = words(key, first=therapy.started_on, last=therapy.ended_on)
        yield Line(f"{words(f'report.therapy.{therapy.kind.value}')}{name} {days}")


def notes(case: Case) -> Iterator[Line]:
    """Every free text of the record with the row that it belongs to."""
    record, words = case.record, case.words
    if record.patient.note:
        yield Line(record.patient.note, label=words("plots.section.patient"))
    for section in ("sessions", "images", "markers", "status"):
        for row in getattr(record, section):
            if row.note:
                yield Line(row.note, label=f"{words(f'plots.section.{section}')} {row.date}")
