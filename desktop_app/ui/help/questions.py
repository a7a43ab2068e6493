"""The questions of the self-test: drawn from the practice patients, the same for the same number."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from domain.assessment import Assessment
from domain.logic.verdict import Verdict
from domain.record import PatientRecord
from domain.resistance.definition import DefinitionVerdict
from domain.resistance.registry import DEFINITIONS

QUESTIONS: Final = 10
SETS: Final = 999
"""Question sets are numbered from 1 to this."""
ANSWERS: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Question:
    """One patient and one definition; the answer is what the program computes."""

    assessment: Assessment
    definition: str

    @property
    def record(self) -> PatientRecord:
        return self.assessment.record

    @property
    def answer(self) -> DefinitionVerdict:
        return self.assessment.verdicts[self.definition]


def drawn(
    records: Iterable[PatientRecord], assess: Callable[[PatientRecord], Assessment], number: int
) -> tuple[Question, ...]:
    """The questions of a set: every verdict about equally often, definitions in turn, no patient twice."""
    chance = Random(number)  # noqa: S311 - a draw that can be repeated, no secret
    waiting = [assess(record) for record in records]
    chance.shuffle(waiting)
    verdicts = [ANSWERS[place % len(ANSWERS)] for place in range(QUESTIONS)]
    definitions = [DEFINITIONS[place % len(DEFINITIONS)].id for place in range(QUESTIONS)]
    chance.shuffle(verdicts)
    chance.shuffle(definitions)
    return tuple(_taken(waiting, *wanted) for wanted in zip(definitions, verdicts, strict=True))


def score(questions: Sequence[Question], answers: Sequence[Verdict]) -> int:
    """How many answers are the program's own."""
    return sum(question.answer.verdict is answer for question, answer in zip(questions, answers, strict=False))


def _taken(waiting: list[Assessment], definition: str, verdict: Verdict) -> Question:
    """The first patient with this verdict, else simply the first: every set has all its questions."""
    fitting = (place for place, each in enumerate(waiting) if each.verdicts[definition].verdict is verdict)
    return Question(waiting.pop(next(fitting, 0)), definition)
