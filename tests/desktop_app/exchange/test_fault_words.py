"""Every fault has a sentence in both languages and stays one line, whatever the file holds."""

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import desktop_app.exchange as exchange
from desktop_app.exchange import Fault, fault_line
from desktop_app.exchange.model_faults import _CODES
from desktop_app.wording import LANGUAGES, Language, Wording

SOURCES = "".join(file.read_text(encoding="utf-8") for file in Path(exchange.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: Language) -> None:
    words = Wording(language)
    assert [code for code in _CODES.values() if not words.has(f"exchange.fault.{code}")] == []
    named = re.findall(r'(?:Fault\(\s*str\([^)]*\),|NotJson\(|_too_large\(path,|self\.fault\()\s*"(\w+)"', SOURCES)
    assert len(named) > 10
    assert [code for code in named if not words.has(f"exchange.fault.{code}")] == []


def test_every_custom_refusal_of_the_model_is_known() -> None:
    """A new refusal in the record model or the profile gets its own sentence, not the general one."""
    domain = Path(exchange.__file__).parents[2] / "domain"
    files = [*(domain / "record").glob("*.py"), domain / "profile.py"]
    kinds = {
        kind for file in files for kind in re.findall(r'PydanticCustomError\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert len(kinds) > 10
    assert kinds - set(_CODES) == set()


@given(patient=st.text(max_size=20), path=st.text(max_size=20), language=st.sampled_from(LANGUAGES))
def test_a_fault_is_one_line(patient: str, path: str, language: Language) -> None:
    line = fault_line(Fault("a\nb.json", "empty", patient, 3, path), Wording(language))
    assert len(line.splitlines()) == 1
    line.encode("utf-8")


def test_a_fault_says_where_what_and_how_to_mend() -> None:
    fault = Fault("ward.jsonl", "decimal_string", "P7", 3, "images[0].largest_mm")
    assert fault_line(fault, Wording("en")) == (
        "ward.jsonl, line 3, patient P7, images[0].largest_mm: "
        'a number is written as decimal text in quotes, such as "38.5"'
    )
    assert fault_line(fault, Wording("zh")).startswith("ward.jsonl，第 3 行，患者 P7，images[0].largest_mm：数值")


def test_sentences_have_no_stray_braces() -> None:
    words = Wording("zh")
    for code in _CODES.values():
        list(Formatter().parse(words(f"exchange.fault.{code}")))
