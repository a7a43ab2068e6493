"""Images that two people read: how far they agree."""

from collections.abc import Iterator

from desktop_app.plots.agreement import agreement, agreement_in_words
from desktop_app.report.case import Case
from desktop_app.report.document import Line


def second_readings(case: Case) -> Iterator[Line]:
    """One line per image with two readers, the one that disagrees in strong type."""
    words = case.words
    for index, image in enumerate(case.record.images):
        found = agreement(case.record, index, case.assessment) if image.second_reading is not None else None
        if found is not None:
            text = words("history.list_separator").join(agreement_in_words(found, words))
            label = words("history.agreement.of", day=image.date)
            yield Line(text, "strong", label) if found.disagree else Line(text, label=label)
