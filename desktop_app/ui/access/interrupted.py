"""What a lock interrupted on a patient's page, and how whoever unlocks hears of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ui.pages.patient_page import PatientPage
    from desktop_app.wording import Wording


def interrupted(page: "PatientPage | None") -> tuple[str, ...]:
    """Keys of the wording, before the page is left: a reason that was asked for, values that were tried."""
    if page is None:
        return ()
    trial = page.what_if.bar
    asked, tried = not page.history.bar.isHidden(), trial is not None and bool(trial.trial.tried)
    return ("access.lock.reason_kept",) * asked + ("access.lock.trial_ended",) * tried


def told(words: "Wording", titles: Iterable[str], keys: Iterable[str]) -> str:
    """Of dialogs that find their text again, and of ``interrupted``; "" where there is nothing to tell."""
    kept = words("report.list_separator").join(titles)
    sentences = [words("access.lock.dialog_kept", titles=kept)] if kept else []
    return " ".join([*sentences, *map(words, keys)])
