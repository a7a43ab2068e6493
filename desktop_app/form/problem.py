"""What is wrong, or worth a look, with an entry: a key of the words and the facts that fill it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """``ERROR``: the entry does not count. The others count, and say something beside the field."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be worded: ``words(message.key, **dict(message.facts))``."""

    key: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text was not taken (or should be looked at again); a value, never an exception."""

    key: str
    facts: tuple[tuple[str, object], ...] = ()
    severity: Severity = Severity.ERROR

    @property
    def message(self) -> Message:
        return Message(self.key, self.facts)

    @property
    def waits(self) -> bool:
        """Whether it is said only once the field is left: a number half typed fits nothing."""
        return self.severity is Severity.ERROR or self.key.startswith("discrepancy.")


def problem(key: str, /, **facts: object) -> Problem:
    """A refusal, its key under ``form.problem``."""
    return Problem(f"form.problem.{key}", tuple(facts.items()))


def note(key: str, /, **facts: object) -> Problem:
    """Something to know about an entry that counts, its key under ``form.note``."""
    return Problem(f"form.note.{key}", tuple(facts.items()), Severity.NOTE)


def warning(key: str, /, **facts: object) -> Problem:
    """A doubt about an entry that counts, its key under ``form.warning``."""
    return Problem(f"form.warning.{key}", tuple(facts.items()), Severity.WARNING)
