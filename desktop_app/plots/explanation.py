"""Why a verdict is what it is: the leaves that decide it, and cells by their names in words.

Screen and paper take the same sentences from here.
"""

from collections.abc import Iterator, Mapping

from desktop_app.wording import Wording
from domain.logic.cell import Cell
from domain.logic.finding import Fact, Finding
from domain.logic.verdict import Verdict
from domain.recommendation import OldInput
from domain.record import PatientRecord

MOST_SENTENCES = 3


def reason(finding: Finding, words: Wording) -> str:
    """Up to three short sentences that say why the verdict stands: the item that decides, then its leaves."""
    return words.once(finding, _reason)


def _reason(finding: Finding, words: Wording) -> str:
    told = (*_items(finding), *decisive(finding))
    sentences = dict.fromkeys(sentence(each, words).rstrip("。.") for each in told)
    shown = list(sentences)[:MOST_SENTENCES]
    if len(sentences) > MOST_SENTENCES:
        shown.append(words("plots.reason.more", number=len(sentences) - MOST_SENTENCES))
    return words("plots.reason.between").join(shown)


def _items(finding: Finding) -> tuple[Finding, ...]:
    """Of alternatives: those that are met, by their own sentence; that none is, by the sentence of the whole."""
    if finding.operator != "any" or finding.verdict is Verdict.INDETERMINATE:
        return ()
    if finding.verdict is Verdict.NOT_MET:
        return (finding,)
    return tuple(child for child in finding.children if child.verdict is Verdict.MET and child.children)


def decisive(finding: Finding) -> tuple[Finding, ...]:
    """The leaves that carry the verdict, comparisons in millimetres first.

    Of a failed "all" one failing part is enough, so the first stands; of an "any" that is met, the parts that
    are; otherwise every part of the same verdict contributes.
    """
    leaves = {id(leaf): leaf for leaf in _carrying(finding)}  # by identity: comparing whole findings takes longer
    return tuple(sorted(leaves.values(), key=lambda leaf: leaf.fact("threshold_mm") is None))


def _carrying(finding: Finding) -> Iterator[Finding]:
    if not finding.children:
        yield finding
        return
    if finding.operator == "not":
        yield from _carrying(finding.children[0])
        return
    alike = [child for child in finding.children if child.verdict is finding.verdict]
    enough = finding.operator == "all" and finding.verdict is Verdict.NOT_MET
    for child in alike[:1] if enough else alike:
        yield from _carrying(child)


def sentence(finding: Finding, words: Wording) -> str:
    """The sentence of one criterion, filled with its facts; a sum with unknown targets is "≥ its known part"."""
    return words.once(finding, _sentence)


def _sentence(finding: Finding, words: Wording) -> str:
    facts = dict(finding.facts)
    if "now_mm" in facts and facts["now_mm"] is None and facts.get("known_mm"):
        facts["now_mm"] = f"≥ {words.value(facts['known_mm'])}"
    name = f"criterion.{finding.criterion}"
    keys = [f"{name}.{finding.verdict.value}", name]
    if finding.verdict is Verdict.INDETERMINATE and _without_image(facts):
        keys = [f"{name}.no_image", "criterion.no_image"]
    return words(next((key for key in keys if words.has(key)), keys[-1]), **facts)


def old_input_in_words(old: OldInput, words: Wording) -> str:
    """Of which day an input is, and why that is long ago."""
    key = "old_inputs.too_old" if old.session is None else "old_inputs.before_session"
    facts = {name: getattr(old, name) for name in ("on", "days", "limit", "reference", "session")}
    return words(key, input=words(f"old_inputs.input.{old.name}"), **facts)


def _without_image(facts: Mapping[str, Fact]) -> bool:
    """Whether the criterion speaks of an image that does not exist (yet)."""
    return any(name in facts and facts[name] is None for name in ("image_day", "latest_image"))


def cell_in_words(cell: Cell, record: PatientRecord, words: Wording) -> str:
    """Where a cell is, such as "image 2024-06-15: viable diameter T1"; for a new row the days that count."""
    name = field_in_words(cell, words)
    if cell.to_be_added:
        return f"{name}{_days(cell, words)}"
    day = day_of(cell, record)
    if day is None:
        return name
    return words("plots.cell", place=f"{words(f'plots.section.{cell.section}')} {day}", name=name)


def field_in_words(cell: Cell, words: Wording) -> str:
    """The name of the field, with the lesion or marker it is about."""
    item = f"{cell.item} " if cell.item and not cell.item.isdigit() else ""
    number = f" {int(cell.item) + 1}" if cell.item.isdigit() else ""
    return f"{item}{_name(cell, words)}{number}"


def _name(cell: Cell, words: Wording) -> str:
    """A field without a word of its own keeps its name in the exchange format: never nothing, never a crash."""
    keys = (f"cell.{cell.section}.{cell.field}", f"plots.field.{cell.section}.{cell.field}")
    return next((words(key) for key in keys if words.has(key)), cell.field)


def day_of(cell: Cell, record: PatientRecord) -> str | None:
    """The date of the row that the cell stands in, None where it stands in no dated row."""
    rows = getattr(record, cell.section, ())
    if cell.row < 0 or not isinstance(rows, tuple) or cell.row >= len(rows):
        return None
    day = getattr(rows[cell.row], "date", None)
    return None if day is None else day.isoformat()


def _days(cell: Cell, words: Wording) -> str:
    first = None if cell.earliest.year == 1 else cell.earliest
    last = None if cell.latest.year == 9999 else cell.latest
    if first and last:
        return words("plots.days.between", first=first, last=last)
    if first:
        return words("plots.days.from", first=first)
    return words("plots.days.until", last=last) if last else ""
