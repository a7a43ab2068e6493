"""Liver function, stage and scores, each with the day of its values."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from desktop_app.plots import field_in_words
from desktop_app.report.case import Case
from desktop_app.report.document import Facts
from domain.logic.verdict import Verdict
from domain.staging import ChildPughReading, Score

_DIGITS = {"albi": Decimal("0.01")}
MOST_MISSING = 4


def liver_and_stage(case: Case) -> Facts:
    staging = case.assessment.staging
    facts = [_child_pugh(case, staging.child_pugh), _ecog(case)]
    facts += [_score(case, score) for score in staging.scores()]
    facts.append(_unsuitable(case))
    facts += _doubted(case)
    return Facts(tuple(facts))


def _doubted(case: Case) -> Iterator[tuple[str, str, str]]:
    """Values that no patient is likely to have: computed with, and asked about on paper as on the screen."""
    for cell in case.assessment.staging.questionable:
        day = case.words.value(case.record.status[cell.row].date)
        asked = case.words(f"staging.questionable.{cell.field.partition('.')[0]}")
        yield case.words("report.questionable"), asked, day


def _child_pugh(case: Case, reading: ChildPughReading) -> tuple[str, str, str]:
    words = case.words
    if reading.score is not None:
        value = f"{reading.child_class}{reading.score}"
    elif reading.child_class is not None:
        value = f"{reading.child_class} ({reading.low}–{reading.high})"
    else:
        value = words("report.score_range", low=reading.low, high=reading.high)
    asides = [words.value(reading.on)] if reading.on else []
    asides.append(words(f"staging.child_pugh.basis.{reading.basis.value}"))
    if reading.differs:
        asides.append(
            words("staging.child_pugh.differs", entered=reading.entered, low=reading.low, high=reading.high)
        )
    return "Child-Pugh", value, words("report.list_separator").join(asides)


def _ecog(case: Case) -> tuple[str, str, str]:
    rows = [row for row in case.record.status if row.ecog is not None]
    if not rows:
        return "ECOG", case.words("value.not_recorded"), ""
    latest = max(row.date for row in rows)
    worst = max(row.ecog for row in rows if row.date == latest and row.ecog is not None)
    return "ECOG", str(worst), case.words.value(latest)


def _score(case: Case, score: Score) -> tuple[str, str, str]:
    words = case.words
    name = words(f"report.score.{score.id}")
    if score.because:
        return name, words("report.not_applicable"), words(f"staging.because.{score.because}")
    days = " / ".join(words.value(day) for day in _days(score))
    if score.category is None and score.value is None:
        return name, words("report.open"), words("report.score_missing", cells=_missing(case, score))
    return name, _result(case, score), days


def _days(score: Score) -> Iterator[date]:
    """The first and the last day of the values that the score rests on."""
    days = sorted({each.on for each in score.inputs if each.on is not None and each.value is not None})
    yield from days[:1]
    yield from days[-1:] if len(days) > 1 else ()


def _missing(case: Case, score: Score) -> str:
    names = list(dict.fromkeys(field_in_words(cell, case.words) for cell in score.missing))
    more = ["…"] if len(names) > MOST_MISSING else []
    return case.words("report.list_separator").join([*names[:MOST_MISSING], *more])


def _result(case: Case, score: Score) -> str:
    key = f"staging.category.{score.category}"
    category = case.words(key) if case.words.has(key) else score.category or ""
    if score.value is None:
        return category
    value = score.value.quantize(_DIGITS.get(score.id, Decimal("0.1")), ROUND_HALF_UP)
    return f"{category} ({value:f})".replace("-", "−") if category else f"{value:f}"


def _unsuitable(case: Case) -> tuple[str, str, str]:
    verdict: Verdict = case.assessment.staging.unsuitable.finding.verdict
    return case.words("report.unsuitable"), case.words.value(verdict), case.words("report.unsuitable.aside")
