"""What is wrong with a file: where, what, how to mend it; as data, worded at the end."""

from dataclasses import dataclass

from desktop_app.errors import KnownError
from desktop_app.wording import Wording

MOST_FAULTS = 10_000
"""A file with more faults than this is no file of records; reading stops there and says so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``code`` names the sentence ``exchange.fault.<code>``, ``facts`` fill it.

    ``patient`` is the hospital number where it can be read, ``line`` the line of a ``.jsonl`` file (from 1),
    ``path`` the place inside the file by the names of the record format.
    """

    file: str
    code: str
    patient: str = ""
    line: int | None = None
    path: str = ""
    facts: tuple[tuple[str, object], ...] = ()


class FileRefused(KnownError):  # noqa: N818  (named after what happened)
    """Nothing of the file is taken; ``faults`` says why, all of it."""

    key = "exchange.refused"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(file=faults[0].file, count=len(faults))
        self.faults = faults


def fault_line(fault: Fault, words: Wording) -> str:
    """The fault as one line of text, whatever stands in the file's own names."""
    places = [fault.file]
    if fault.line is not None:
        places.append(words("exchange.at_line", line=fault.line))
    if fault.patient:
        places.append(words("exchange.at_patient", patient=fault.patient))
    if fault.path:
        places.append(fault.path)
    problem = words(f"exchange.fault.{fault.code}", **dict(fault.facts))
    return _printable(words("exchange.fault_line", place=words("exchange.comma").join(places), problem=problem))


def _printable(text: str) -> str:
    """Control characters, line ends and halves of surrogate pairs as escapes: one fault stays one line."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
