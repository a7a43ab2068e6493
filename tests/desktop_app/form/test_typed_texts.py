"""The strict parser: what is read of which text, in every locale the same, and never an exception."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.form.amending import add_row, edit
from desktop_app.form.field_spec import INSIDE_IMAGES, NEW_LESIONS, SINGLE, FieldSpec, Kind
from desktop_app.form.fields import FIELDS, read
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.problem import Problem
from desktop_app.form.showing import shown
from desktop_app.wording import LANGUAGES, Wording
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import course_form
from tests.desktop_app.form.typed_texts import TEXTS, TODAY, reading

ROOT = Path(__file__).resolve().parents[3]
LOCALES = ("zh_CN", "en_US", "de_DE", "fr_FR", "fa_IR")


@pytest.mark.parametrize(("place", "text", "expected"), TEXTS, ids=[repr(text) for _, text, _ in TEXTS])
def test_a_text_is_read_or_refused_as_the_table_says(place: tuple[str, str], text: str, expected: str) -> None:
    assert reading(place, text) == expected


def test_the_table_is_long_enough_and_says_why_in_both_languages() -> None:
    assert len(TEXTS) >= 100
    refusals = {expected[1:] for _, _, expected in TEXTS if expected.startswith("!")}
    for language in LANGUAGES:
        assert all(Wording(language).has(f"form.problem.{refusal}") for refusal in refusals)


def test_every_locale_reads_the_same() -> None:
    """In a process of its own, under one locale after the other; how Qt writes 1234.5 shows that they differ."""
    environment = {**os.environ, "LC_ALL": f"{LOCALES[0]}.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.desktop_app.form.typed_texts", *LOCALES]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    results = json.loads(done.stdout)
    assert len({number for number, _ in results}) >= 4
    for name, (_, readings) in zip(LOCALES, results, strict=True):
        assert readings == [expected for _, _, expected in TEXTS], name


TYPED = (
    st.text(max_size=12)
    | st.text(alphabet="0123456789.,<>eE_+-０１２３９．，＜＞。 cCmM²×⁹nN/Lguμ年月日t/w周无、;", max_size=12)
    | st.sampled_from([text for _, text, _ in TEXTS])
)
PLACES = [(section, path) for section, specs in FIELDS.items() for path in specs]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), TYPED)
def test_any_text_in_any_field_is_a_problem_or_a_value_that_reads_back(place: tuple[str, str], text: str) -> None:
    spec = FIELDS[place[0]][place[1]]
    found = read(spec, text, TODAY)
    if isinstance(found, Problem):
        assert all(Wording(language)(found.key, **dict(found.facts)) for language in LANGUAGES)
        return
    for value in found.values():
        assert not isinstance(value, Decimal) or (value.is_finite() and value >= 0)
    again = read(spec, shown(FormRow(RowId("x"), spec.section, values=found), spec), TODAY)
    assert not isinstance(again, Problem)
    assert again == {path: value for path, value in found.items() if path in again}


@pytest.fixture(scope="module")
def filled() -> PatientForm:
    """A form with a row of every kind."""
    form = course_form()
    for section in FIELDS:
        if section not in SINGLE and section not in INSIDE_IMAGES:
            form, _ = add_row(form, section)
    late = form.listed("images")[1].id
    for section in INSIDE_IMAGES:
        form, _ = add_row(form, section, late)
    return form


def rows_of_every_kind(form: PatientForm) -> list[FormRow]:
    """The last row of each section: the emptiest one."""
    return list({row.section: row for row in form.rows.values()}.values())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_text_in_any_field_of_a_form_is_kept_and_never_raises(
    filled: PatientForm, data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(rows_of_every_kind(filled)))
    path = data.draw(st.sampled_from(sorted(FIELDS[row.section])))
    text = data.draw(TYPED)
    form = edit(filled, row.id, path, text, TODAY)
    spec, now = FIELDS[row.section][path], form.rows[row.id]
    if path in now.faults:
        assert now.faults[path].text == text
        assert now.value(path) is None
        assert (row.id, path, now.faults[path].problem) in form.problems
        return
    if spec.kind is Kind.PRESENCE:
        assert now.value(path) in (True, False, None)
        return
    assert again_the_same(form, now, spec)
    assert PatientRecord.model_validate(form.record.exported()) == form.record


def again_the_same(form: PatientForm, row: FormRow, spec: FieldSpec) -> bool:
    """What is shown, typed again, changes nothing."""
    return edit(form, row.id, spec.path, shown(row, spec), TODAY).rows[row.id].values == row.values


def test_every_kind_of_row_is_typed_in(filled: PatientForm) -> None:
    assert {row.section for row in rows_of_every_kind(filled)} == FIELDS.keys()
    assert filled.inside(filled.listed("images")[1].id, NEW_LESIONS)


@pytest.mark.parametrize("text", ["无、表柔比星", "none; a", "、-", "无，"])
def test_none_does_not_stand_among_names(text: str) -> None:
    found = read(FIELDS["sessions"]["agents"], text, date(2025, 1, 1))
    assert isinstance(found, Problem)
    assert found.key == "form.problem.none_among_names"
