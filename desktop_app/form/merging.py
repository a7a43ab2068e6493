"""One record of two that are about the same person: everything of both, and questions where they contradict.

Nothing is chosen silently. A field that only one of them has recorded is taken over; a row that both hold alike
stands once; what differs is asked, field by field where a mixture of both still means something, else by the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from desktop_app.form.field_spec import LISTS, SINGLE
from domain.record import PatientRecord, Row

_PASSES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "sessions": (("date", "type"), ("date",)),
    "images": (("date", "modality"), ("date",)),
    "markers": (("date", "marker"),),
    "status": (("date",),),
    "therapies": (("kind", "name", "started_on"),),
    "overrides": (("definition", "on"),),
}
"""By what rows of both records may be one and the same: the first that fits pairs them."""
_WHOLE: Final = frozenset({"markers", "therapies", "overrides"})
"""A value of one row with the unit of another would be a third value: such rows are taken as they are."""
_DAYS: Final = {"therapies": "started_on", "overrides": "on"}


class Side(StrEnum):
    """Which of two values stands; ``BOTH``: they are two rows, and both stay."""

    KEPT = "kept"
    ABSORBED = "absorbed"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Question:
    """Two rows that contradict each other in a field; "" = as wholes. ``row``: the place of the kept one."""

    section: str
    row: int
    field: str
    day: date | None
    kept: Row
    absorbed: Row

    @property
    def key(self) -> tuple[str, int, str]:
        return self.section, self.row, self.field

    @property
    def sides(self) -> tuple[Side, ...]:
        return (Side.KEPT, Side.ABSORBED) if self.section in SINGLE else tuple(Side)


Answers = Mapping[tuple[str, int, str], Side]


class Unanswered(ValueError):  # noqa: N818
    """A question is open; nothing is composed."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Rows of one list: which of the absorbed record's stands for which of the kept one's, and which are new."""

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]


def questions(kept: PatientRecord, absorbed: PatientRecord) -> tuple[Question, ...]:
    """What must be answered before these two can be one record; the patient first, then section by section."""
    return tuple(_questions(kept, absorbed))


def merged(kept: PatientRecord, absorbed: PatientRecord, answers: Answers) -> PatientRecord:
    """The record of both, under the kept one's number. Raises Unanswered, ValidationError."""
    asked: dict[tuple[str, int], list[Question]] = {}
    for question in questions(kept, absorbed):
        if question.key not in answers or answers[question.key] not in question.sides:
            raise Unanswered
        asked.setdefault((question.section, question.row), []).append(question)
    found: dict[str, Any] = {}
    for section in SINGLE:
        of_both = getattr(kept, section), getattr(absorbed, section)
        found[section] = _joined(*of_both, asked.get((section, 0), ()), answers, fixed="id")
    for section in LISTS:
        found[section] = tuple(_rows(kept, absorbed, section, asked, answers))
    return kept.amended(**found)


def pairing(section: str, kept: Sequence[Row], absorbed: Sequence[Row]) -> Pairing:
    """Equal rows first; then, of what is left, those of one identity in their order."""
    free, left = dict(enumerate(kept)), dict(enumerate(absorbed))
    pairs: list[tuple[int, int]] = []
    for fields in (None, *_PASSES[section]):
        for other, row in list(left.items()):
            known_by = _identity(row, fields)
            match = next((index for index, mine in free.items() if _identity(mine, fields) == known_by), None)
            if match is not None:
                pairs.append((match, other))
                del free[match], left[other]
    return Pairing(tuple(sorted(pairs)), tuple(left))


def alike(kept: PatientRecord, absorbed: PatientRecord) -> dict[str, int]:
    """Section → how many rows of the absorbed record come as new ones."""
    return {name: len(pairing(name, getattr(kept, name), getattr(absorbed, name)).added) for name in LISTS}


def _identity(row: Row, fields: tuple[str, ...] | None) -> Any:
    return repr(row) if fields is None else tuple(getattr(row, name) for name in fields)


def _questions(kept: PatientRecord, absorbed: PatientRecord) -> Iterator[Question]:
    for section in SINGLE:
        one, other = getattr(kept, section), getattr(absorbed, section)
        for field in _contradicting(one, other):
            if (section, field) != ("patient", "id"):
                yield Question(section, 0, field, None, one, other)
    for section in LISTS:
        yield from _of_list(section, getattr(kept, section), getattr(absorbed, section))


def _of_list(section: str, kept: Sequence[Row], absorbed: Sequence[Row]) -> Iterator[Question]:
    for index, other in pairing(section, kept, absorbed).pairs:
        one, two = kept[index], absorbed[other]
        differing = _contradicting(one, two)
        day = getattr(one, _DAYS.get(section, "date"))
        for field in differing[:1] and [""] if section in _WHOLE else differing:
            yield Question(section, index, field, day, one, two)


def _contradicting(one: Row, other: Row) -> list[str]:
    values = ((name, getattr(one, name), getattr(other, name)) for name in type(one).model_fields)
    return [name for name, mine, theirs in values if mine != theirs and _said(name, mine) and _said(name, theirs)]


def _said(name: str, value: Any) -> bool:
    """Whether it says anything: a group of blanks does not, nor do no targets; "no new lesions" does."""
    if isinstance(value, BaseModel):
        return any(_said(field, getattr(value, field)) for field in type(value).model_fields)
    return value is not None and not (name == "targets" and value == ())


def _joined(one: Row, other: Row, asked: Sequence[Question], answers: Answers, fixed: str = "") -> Row:
    """The one row with what only the other says, and with the answers."""
    values = {}
    for name in type(one).model_fields:
        mine, theirs = getattr(one, name), getattr(other, name)
        values[name] = mine if name == fixed or _said(name, mine) or not _said(name, theirs) else theirs
    for question in asked:
        if answers[question.key] is Side.ABSORBED:
            values[question.field] = getattr(other, question.field)
    return one if all(values[name] is getattr(one, name) for name in values) else _row_of(one, values)


def _row_of(row: Row, values: Mapping[str, Any]) -> Row:
    fields = type(row).model_fields
    return type(row).model_validate({fields[name].alias or name: value for name, value in values.items()})


def _rows(
    kept: PatientRecord,
    absorbed: PatientRecord,
    section: str,
    asked: Mapping[tuple[str, int], Sequence[Question]],
    answers: Answers,
) -> Iterator[Row]:
    mine, theirs = getattr(kept, section), getattr(absorbed, section)
    found = pairing(section, mine, theirs)
    partner = dict(found.pairs)
    for index, row in enumerate(mine):
        if index not in partner:
            yield row
            continue
        yield from _of_pair(row, theirs[partner[index]], asked.get((section, index), ()), answers)
    yield from (theirs[index] for index in found.added)


def _of_pair(one: Row, other: Row, asked: Sequence[Question], answers: Answers) -> Iterator[Row]:
    given = [answers[question.key] for question in asked]
    if Side.BOTH in given:
        yield from (one, other)
    elif [question.field for question in asked] == [""]:
        yield one if given == [Side.KEPT] else other
    else:
        yield _joined(one, other, asked, answers)


def answered_for_row(found: Sequence[Question], answers: Answers, question: Question, side: Side) -> Answers:
    """The answers with this one; that both rows stay, or do not, is said of all questions about them at once."""
    given = dict(answers)
    together = [each for each in found if (each.section, each.row) == (question.section, question.row)]
    if side is Side.BOTH:
        return given | {each.key: Side.BOTH for each in together}
    for each in together:
        if given.get(each.key) is Side.BOTH:
            del given[each.key]
    return given | {question.key: side}


__all__ = [
    "Answers",
    "Pairing",
    "Question",
    "Side",
    "Unanswered",
    "alike",
    "answered_for_row",
    "merged",
    "pairing",
    "questions",
]
