from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from desktop_app.form.field_spec import MODELS, FieldSpec, Kind
from desktop_app.form.fields import DETAILS, FIELDS, read
from desktop_app.form.problem import Problem
from desktop_app.wording import LANGUAGES, Wording
from domain.record import PatientRecord

ALL = [
    pytest.param(spec, id=f"{section}-{path}") for section, specs in FIELDS.items() for path, spec in specs.items()
]


def leaves(model: type[BaseModel], place: str = "") -> Iterator[str]:
    """Every key of the exchange format below this model, found on its own, by walking the record's models."""
    for name, info in model.model_fields.items():
        path = f"{place}.{info.alias or name}" if place else (info.alias or name)
        inner = [
            kind for kind in _types(info.annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if inner:
            yield from leaves(inner[0], path)
        else:
            yield path


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from _types(argument)


def test_every_field_of_the_record_has_its_description() -> None:
    described = {f"{section}.{path}" for section, specs in FIELDS.items() for path in specs}
    assert set(leaves(PatientRecord)) - {"format"} == described - {"images.new_lesions"}
    assert len(described) == len(ALL) >= 99


def test_every_detail_belongs_to_a_field() -> None:
    assert {place for place in DETAILS if place[1] not in FIELDS[place[0]]} == set()


def test_every_kind_of_row_is_in_the_table() -> None:
    assert FIELDS.keys() == MODELS.keys()


@pytest.mark.parametrize("spec", ALL)
def test_a_field_has_its_words_in_both_languages(spec: FieldSpec) -> None:
    for language in LANGUAGES:
        words = Wording(language)
        assert words(spec.label).strip()
        for code in spec.choices:
            key = spec.choice_label(code)
            assert words.has(key) or not code.islower(), key


@pytest.mark.parametrize("spec", ALL)
def test_a_field_reads_blank_as_not_recorded_and_rubbish_as_a_problem_or_text(spec: FieldSpec) -> None:
    blank = read(spec, "  ", date(2025, 4, 15))
    assert not isinstance(blank, Problem)
    assert set(blank.values()) == {None}
    rubbish = read(spec, "‽", date(2025, 4, 15))
    assert isinstance(rubbish, Problem) is (spec.kind not in (Kind.TEXT, Kind.NAMES))


def test_choices_are_read_in_words_too() -> None:
    spec = FIELDS["images.targets"]["state"]
    assert read(spec, "无强化", date(2025, 4, 15)) == {"state": "no_enhancement"}
    assert read(FIELDS["status"]["bilirubin.value"], "18 umol/L", date(2025, 4, 15)) == {
        "bilirubin.value": 18,
        "bilirubin.unit": "umol/L",
    }
