"""Every discrepancy has its sentence in both languages, and leads to fields that exist."""

import re
from string import Formatter

import pytest

from desktop_app.form.amending import form_of
from desktop_app.form.cells import address_of, is_field
from desktop_app.plots import cell_in_words
from desktop_app.resources import resource_path
from desktop_app.wording import LANGUAGES, Wording
from domain.course import Course
from domain.discrepancy import Discrepancy, discrepancies
from domain.profile import DEFAULT_PROFILE
from domain.record import PatientRecord
from tests.domain.discrepancy.discrepancy_cases import CASES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def found_in(record: PatientRecord, code: str) -> list[Discrepancy]:
    return [each for each in discrepancies(Course(record, DEFAULT_PROFILE)) if each.code == code]


ALL = [
    pytest.param(record, each, id=f"{number}-{code}")
    for number, (code, present, _) in enumerate(CASES)
    for record in (present(),)
    for each in found_in(record, code)
]


def test_the_words_have_every_discrepancy_and_no_other() -> None:
    text = resource_path("wording").joinpath("discrepancy.json").read_text(encoding="utf-8")
    worded = set(re.findall(r'"discrepancy\.([a-z_0-9]+)"', text))
    assert worded == {code for code, _, _ in CASES}


@pytest.mark.parametrize(("record", "each"), ALL)
def test_the_sentence_is_filled_in_both_languages(record: PatientRecord, each: Discrepancy) -> None:
    for language in LANGUAGES:
        words = Wording(language)
        plain = words(f"discrepancy.{each.code}")
        wanted = {name for _, name, _, _ in Formatter().parse(plain) if name}
        assert wanted <= dict(each.facts).keys()
        sentence = words(f"discrepancy.{each.code}", **dict(each.facts))
        assert "{" not in sentence
        assert words("value.not_recorded") not in sentence
        assert bool(CHINESE.search(plain)) is (language == "zh")


@pytest.mark.parametrize(("record", "each"), ALL)
def test_a_discrepancy_leads_to_its_fields_and_names_them(record: PatientRecord, each: Discrepancy) -> None:
    form = form_of(record)
    assert each.cells
    for cell in each.cells:
        for language in LANGUAGES:
            name = cell_in_words(cell, record, Wording(language))
            assert bool(CHINESE.search(name.replace(cell.item, ""))) is (language == "zh"), name
            assert cell.field not in name or language == "en", name
        if not cell.to_be_added:
            address = address_of(form, cell)
            assert address is not None, cell
            assert is_field(form, address), cell
