"""A damaged evidence file is refused with the place of the fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.evidence import EvidenceError, catalogue_of

TEXT = (Path(__file__).parents[3] / "resources" / "evidence" / "evidence.json").read_text(encoding="utf-8")


def first(data: dict[str, Any]) -> dict[str, Any]:
    publication: dict[str, Any] = data["publications"][0]
    return publication


def with_arm(data: dict[str, Any], **changes: Any) -> None:
    first(data)["arms"][0]["figures"][0].update(changes)


FAULTS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda data: data.update(format="other"), "format"),
    (lambda data: data.update(marks=[]), "marks: an object"),
    (lambda data: data["marks"].pop("title"), "marks: title is missing"),
    (lambda data: data["marks"].pop("differs"), "marks: differs is missing"),
    (lambda data: data.update(publications={}), "publications: a list"),
    (lambda data: data.update(notes=None), "notes: a list"),
    (lambda data: data["notes"].append({"zh": "只有中文"}), "notes.en"),
    (lambda data: data["publications"].append(first(data)), "an id stands twice"),
    (lambda data: first(data).update(id=" "), r"publications\[0\].id"),
    (lambda data: first(data).pop("set"), "set is missing"),
    (lambda data: first(data).update(set="elsewhere"), r"publications\[0\]: 'elsewhere'"),
    (lambda data: first(data).update(verified="perhaps"), "'perhaps'"),
    (lambda data: first(data)["display"].pop("en"), r"display.en: a text"),
    (lambda data: first(data).update(bears_on=["third_line:supports"]), "third_line:supports is not known"),
    (lambda data: first(data).update(bears_on=["first_line:proves"]), "first_line:proves is not known"),
    (lambda data: with_arm(data, value="seven"), r"publications\[0\]"),
    (lambda data: with_arm(data, ci=["9", "7"]), "ends before it begins"),
    (lambda data: with_arm(data, unit=""), "arms.unit"),
    (lambda data: data["publications"][1]["comparisons"][0].update(p=None), "comparisons.p"),
]


@pytest.mark.parametrize(("damage", "message"), FAULTS)
def test_a_fault_is_named_with_its_place(damage: Callable[[dict[str, Any]], Any], message: str) -> None:
    data = json.loads(TEXT)
    damage(data)
    with pytest.raises(EvidenceError, match=message):
        catalogue_of(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError):
        catalogue_of(text)


def test_the_undamaged_file_is_read_without_loss() -> None:
    catalogue = catalogue_of(TEXT)
    data = json.loads(TEXT)
    assert [each.id for each in catalogue.publications] == [each["id"] for each in data["publications"]]
    ikeda = catalogue.publication("ikeda2014")
    assert [str(figure.value) for figure in ikeda.arms[0].figures] == ["16.4", "3.9", "60.4"]
    assert (ikeda.comparisons[2].first_value, ikeda.comparisons[2].p_value) == ("16.4", "<0.001")
    wu = catalogue.publication("wu2022")
    assert wu.comparisons[2].first_value == "not reached"
    assert wu.arms[1].patients is None
