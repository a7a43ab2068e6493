"""What people answered for within the program: signatures, and why something was corrected."""

from collections.abc import Iterator

from desktop_app.report.case import Case
from desktop_app.report.document import Line
from desktop_app.report.lineage import Confirmation, CorrectionNote

MOST_CORRECTIONS = 6
CONFIRMED = "confirmed"
"""No correction: what was asked about a value was answered. It stands beside the question."""


def earlier_version(case: Case) -> Iterator[Line]:
    """On a page that shows an earlier revision: that it does, and of when."""
    lineage = case.lineage
    if lineage.known_at is not None:
        facts = {"revision": lineage.revision, "at": f"{lineage.known_at:%Y-%m-%d %H:%M}"}
        yield Line(case.words("history.report.earlier", **facts), "strong")


def confirmations(case: Case) -> Iterator[Line]:
    """The signatures, or that there is none, and the latest corrections."""
    words, given = case.words, case.lineage.confirmations
    if given is None:
        return
    label = words("history.report.signed")
    if not given:
        yield Line(words("history.report.unsigned"), label=label)
    for each in given:
        yield Line(_signed(case, each), "plain" if each.covers else "strong", label)
    if case.lineage.watermarked:
        yield Line(words("history.report.not_released"), "strong", words("report.draft.label"))
    notes = [note for note in case.lineage.corrections if note.code != CONFIRMED]
    for note in notes[-MOST_CORRECTIONS:]:
        yield Line(_corrected(case, note), label=words("history.report.corrected"))
    if len(notes) > MOST_CORRECTIONS:
        yield Line(words("history.report.more_corrections", count=len(notes) - MOST_CORRECTIONS), "quiet")


def _signed(case: Case, given: Confirmation) -> str:
    words = case.words
    text = words(
        "history.signature",
        name=given.name,
        role=words(f"history.role.{given.role}"),
        meaning=words(f"history.meaning.{given.meaning}"),
        at=f"{given.at:%Y-%m-%d %H:%M}",
    )
    if given.covers:
        return text
    why = "other_rules" if given.other_rules else "changed_since"
    return text + words(f"history.report.{why}", revision=given.revision)


def _corrected(case: Case, note: CorrectionNote) -> str:
    words = case.words
    reason = words(f"history.reason.{note.code}")
    return words(
        "history.report.correction",
        visit=words("history.ask.patient") if note.day is None else note.day,
        reason=words("history.reason_with_text", reason=reason, text=note.text) if note.text else reason,
        revision=note.revision,
        author=note.author,
        at=f"{note.at:%Y-%m-%d %H:%M}",
    )
