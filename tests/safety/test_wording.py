"""What the program says of verdicts and treatment gives no order, and no state is told by colour alone."""

import json
import re
from pathlib import Path

import pytest

from desktop_app.ui.marks import StateMark
from desktop_app.ui.theme import Theme
from desktop_app.wording import LANGUAGES, Language, Wording

WORDS = Path(__file__).resolve().parents[2] / "resources" / "wording"
SPEAKS_OF_CARE = (
    "criteria",
    "panel",
    "report",
    "regimen",
    "staging",
    "plots",
    "whatif",
    "discrepancy",
    "evidence",
)
ORDERS = {
    "zh": re.compile(
        r"必须|务必|立即(?!可见)|应立刻|应当?(?:给予|停止|改用|使用|开始|行)|请(?:给予|停用|停止|开始|使用)"
        r"|改用\s*(?:HAIC|FOLFOX|其他方案|其他治疗|系统治疗)|禁止继续"
    ),
    "en": re.compile(
        r"\b(?:must|shall)\b(?! not be (?:read|taken))|\b(?:stop|start|give|administer|switch to|discontinue)\b"
        r"(?= (?:the )?(?:tace|haic|folfox|treatment|immunotherapy|patient|drug))",
        re.IGNORECASE,
    ),
}
STATES = ("verdict.met", "verdict.not_met", "verdict.indeterminate", "verdict.not_computed")


def sentences(language: str) -> dict[str, str]:
    found = {}
    for area in SPEAKS_OF_CARE:
        for key, entry in json.loads((WORDS / f"{area}.json").read_text(encoding="utf-8")).items():
            found[key] = entry[language]
    return found


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "必须改用 HAIC"),
        ("zh", "应停止 TACE"),
        ("zh", "请给予 FOLFOX"),
        ("en", "Treatment must be changed"),
        ("en", "Stop TACE"),
        ("en", "Give the patient FOLFOX"),
    ],
)
def test_an_order_would_be_found(language: str, sentence: str) -> None:
    assert ORDERS[language].search(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_H17_no_sentence_gives_an_order(language: Language) -> None:
    """Of what is said about verdicts and treatment; what asks for an entry ("please check") is about the form."""
    said = sentences(language)
    assert len(said) > 400
    assert {key: text for key, text in said.items() if ORDERS[language].search(text)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_H17_every_state_has_a_shape_and_a_word(theme: Theme, language: Language) -> None:
    """In shades of grey the four can still be told apart: by their words and by their drawn signs."""
    marks = [StateMark(theme, Wording(language), state) for state in STATES]
    words = [mark.accessibleName() or mark.findChildren(object) for mark in marks]
    assert len({str(each) for each in words}) == len(STATES)
    pictures = set()
    for mark in marks:
        mark.resize(mark.sizeHint())
        grey = mark.grab().toImage().convertToFormat(mark.grab().toImage().Format.Format_Mono)
        pictures.add(bytes(grey.constBits()))
    assert len(pictures) == len(STATES)
