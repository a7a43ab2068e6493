"""A trial works on a copy: the form it was made of stays what it is."""

from datetime import date

import pytest

from desktop_app.form import amending
from desktop_app.form.cells import Address, address_of
from desktop_app.form.patient_form import PatientForm
from desktop_app.ui.panels.trial import Trial, Tried, day_within, places_to_try
from domain.assessment import assess
from domain.logic.cell import NEW_ROW, Cell
from domain.logic.verdict import Verdict
from domain.record import PatientRecord

TODAY = date(2026, 11, 23)
Records = dict[str, PatientRecord]


def trial_on(record: PatientRecord) -> Trial:
    return Trial(amending.form_of(record), TODAY)


def place(form: PatientForm, cell: Cell) -> Address:
    address = address_of(form, cell)
    assert address is not None
    return address


def latest_diameter(trial: Trial) -> Address:
    return place(trial.form, Cell("images", len(trial.form.record.images) - 1, "viable_mm", "T1"))


def verdict(trial: Trial, definition: str = "CCI-2022") -> Verdict:
    return assess(trial.record).verdicts[definition].verdict


def test_a_value_that_is_tried_turns_the_verdict_of_the_copy_alone(demo: Records) -> None:
    trial = trial_on(demo["DEMO-01"])
    before, record = dict(trial.form.rows), trial.form.record
    tried = trial.trying(latest_diameter(trial), "71.9")
    assert (verdict(trial), verdict(tried)) == (Verdict.MET, Verdict.NOT_MET)
    assert tried.form is trial.form
    assert trial.form.record is record
    assert dict(trial.form.rows) == before
    assert record.exported() == demo["DEMO-01"].exported()


def test_several_values_together_and_each_taken_back(demo: Records) -> None:
    trial = trial_on(demo["DEMO-01"])
    diameter = latest_diameter(trial)
    adequate = place(trial.form, Cell("sessions", 1, "adequate"))
    both = trial.trying(diameter, "71.9").trying(adequate, "no")
    assert both.tried == (Tried(diameter, "71.9"), Tried(adequate, "no"))
    assert verdict(both.without(diameter)) is Verdict.NOT_MET
    assert verdict(both.without(adequate)) is Verdict.NOT_MET
    assert both.without(diameter).without(adequate).record == trial.form.record


def test_the_value_as_recorded_is_no_trial(demo: Records) -> None:
    trial = trial_on(demo["DEMO-01"])
    diameter = latest_diameter(trial)
    assert trial.trying(diameter, "80").trying(diameter, "75.0").tried == ()


@pytest.mark.parametrize("text", ["1e3", "７5,0", "abc", "<5"])
def test_the_strict_parser_refuses_here_as_it_does_in_entering(demo: Records, text: str) -> None:
    trial = trial_on(demo["DEMO-01"])
    tried = trial.trying(latest_diameter(trial), text)
    entered = amending.edit(trial.form, *_of(latest_diameter(trial)), text, TODAY)
    assert tried.problem(latest_diameter(trial)) is not None
    assert tried.record == entered.record
    assert verdict(tried) is Verdict.INDETERMINATE


def _of(address: Address) -> tuple[str, str]:
    return address.row_id, address.path


def test_full_width_and_centimetres_are_read_as_in_entering(demo: Records) -> None:
    trial = trial_on(demo["DEMO-01"])
    tried = trial.trying(latest_diameter(trial), "７.２cm")
    assert tried.problem(latest_diameter(trial)) is None
    assert str(tried.record.images[-1].targets[0].viable_mm) == "72.0"


def test_an_image_that_is_still_to_be_made_can_be_tried(demo: Records) -> None:
    trial = trial_on(demo["DEMO-05"])
    missing = next(cell for cell in places_to_try(trial, assess(trial.record), None) if cell.to_be_added)
    tried, address = trial.with_row(missing)
    assert missing.earliest <= max(row.date for row in tried.record.images) <= missing.latest
    assert verdict(trial, "JSH-2021") is Verdict.INDETERMINATE
    assert verdict(tried.trying(address, "80"), "JSH-2021") is Verdict.MET
    assert len(trial.form.record.images) == len(demo["DEMO-05"].images)
    (row,) = tried.added_rows
    assert tried.trying(address, "80").without(Address(row, "date")).record == trial.form.record


def test_a_day_to_come_may_be_tried_but_stays_refused_in_entering(demo: Records) -> None:
    record = demo["DEMO-05"]
    early = Trial(amending.form_of(record), record.sessions[-1].date)
    missing = next(cell for cell in places_to_try(early, assess(record), None) if cell.to_be_added)
    tried, _ = early.with_row(missing)
    (row,) = tried.added_rows
    assert tried.problem(Address(row, "date")) is None
    assert tried.record.images[-1].date > early.today
    entered, row_id = amending.add_row(early.form, "images")
    entered = amending.edit(entered, row_id, "date", missing.earliest.isoformat(), early.today)
    assert "date" in entered.rows[row_id].faults


def test_a_marker_before_treatment_can_be_tried_in_its_last_unit(demo: Records) -> None:
    trial = trial_on(demo["DEMO-37"])
    missing = next(cell for cell in places_to_try(trial, assess(trial.record), None) if cell.section == "markers")
    tried, address = trial.with_row(missing)
    assert verdict(tried.trying(address, "30"), "JSH-2021").decided
    assert all(tried.trying(address, "30").problem(each.address) is None for each in tried.tried)


def test_the_trial_follows_the_form_and_keeps_what_was_tried(demo: Records) -> None:
    trial = trial_on(demo["DEMO-01"])
    tried = trial.trying(latest_diameter(trial), "71.9")
    adequate = place(trial.form, Cell("sessions", 1, "adequate"))
    changed = amending.edit(trial.form, *_of(adequate), "", TODAY)
    followed = tried.on(changed)
    assert followed.tried == tried.tried
    assert followed.record.sessions[1].adequate is None
    row = latest_diameter(trial).row_id
    assert tried.on(amending.remove_row(trial.form, row)).tried == ()


def test_an_added_row_is_given_up_where_the_record_gains_one(demo: Records) -> None:
    trial = trial_on(demo["DEMO-05"])
    missing = next(cell for cell in places_to_try(trial, assess(trial.record), None) if cell.to_be_added)
    tried, address = trial.with_row(missing)
    grown, _ = amending.add_row(trial.form, "sessions")
    followed = tried.trying(address, "80").on(grown)
    assert (followed.added, followed.tried) == ((), ())
    assert followed.record == grown.record


def test_the_cell_with_the_cursor_comes_first_then_what_is_missing(demo: Records) -> None:
    trial = trial_on(demo["DEMO-15"])
    after = assess(trial.record)
    cursor = Cell("images", 1, "vascular_invasion")
    places = places_to_try(trial, after, cursor)
    assert places[0] == cursor
    assert places[1] == after.verdicts["CCI-2022"].missing[0]
    assert len(set(places)) == len(places)
    assert places_to_try(trial, after, Cell("images", 1, "date"))[0] != Cell("images", 1, "date")


@pytest.mark.parametrize(
    ("earliest", "latest", "day"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 1)),
        (date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 1)),
        (date(2026, 1, 1), date(2027, 2, 1), TODAY),
        (date.min, date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_an_added_row_stands_as_near_to_today_as_it_may(earliest: date, latest: date, day: date) -> None:
    assert day_within(Cell("images", NEW_ROW, "x", earliest=earliest, latest=latest), TODAY) == day
