"""Questions about values that somebody has answered: kept with the save, known again when the record is opened.

The record has no place for them. They stand with the reasons of its revisions: append-only, with author and time.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from desktop_app.form.cells import Address, address_of
from desktop_app.form.checks import answered, confirmed
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.store import ChangeReason, ReasonCode
from domain.discrepancy import Discrepancy, discrepancies

Reasons = Mapping[int, Iterable[ChangeReason]]
"""By revision, as the store gives them."""


def is_answered(form: PatientForm, found: Discrepancy) -> bool:
    """Whether the question behind this discrepancy was answered."""
    address = _asked_at(form, found)
    return address is not None and answered(form, address)


def new_answers(form: PatientForm, kept: Callable[[], Reasons]) -> tuple[ChangeReason, ...]:
    """The answers that go with the next save: those that no earlier one holds.

    ``kept`` is asked only where there is an answer: most saves have none, and the store need not be read for them.
    """
    if not any(row.answered for row in form.rows.values()):
        return ()
    known = set(_confirmed(kept()))
    given = (found for found in discrepancies(form.course) if is_answered(form, found))
    wanted = dict.fromkeys((_day(found), found.question) for found in given)
    return tuple(ChangeReason(day, ReasonCode.CONFIRMED, text) for day, text in wanted if (day, text) not in known)


def with_answers(form: PatientForm, kept: Reasons) -> PatientForm:
    """The form in which is answered what was answered before, as long as the values are the same."""
    known = set(_confirmed(kept))
    for found in discrepancies(form.course) if known else ():
        address = _asked_at(form, found)
        if address is not None and (_day(found), found.question) in known:
            form = confirmed(form, address.row_id, address.path)
    return form


def answers_in(form: PatientForm) -> dict[RowId, Mapping[str, str]]:
    """Everything that was answered, to be compared."""
    return {row.id: row.answered for row in form.rows.values() if row.answered}


def _confirmed(kept: Reasons) -> Iterable[tuple[date | None, str | None]]:
    every = (reason for reasons in kept.values() for reason in reasons)
    return ((reason.day, reason.text) for reason in every if reason.code is ReasonCode.CONFIRMED)


def _asked_at(form: PatientForm, found: Discrepancy) -> Address | None:
    return address_of(form, found.cells[0]) if found.question and found.cells else None


def _day(found: Discrepancy) -> date | None:
    return found.day if isinstance(found.day, date) else None
