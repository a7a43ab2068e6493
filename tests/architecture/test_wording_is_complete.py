"""Every word exists in both languages with the same facts."""

import ast
import json
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

LANGUAGES = {"zh", "en"}
CALLED = {"wording", "_wording", "words", "_words"}


def pairs_of(file: Path) -> list[tuple[str, Any]]:
    """The file's keys and entries; unlike a dict, with a key that stands twice."""
    pairs: list[tuple[str, Any]] = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
    return [(key, dict(entry) if isinstance(entry, list) else entry) for key, entry in pairs]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.fixture(scope="module")
def entries(root: Path) -> list[tuple[str, Any]]:
    files = sorted((root / "resources" / "wording").glob("*.json"))
    assert files
    return [pair for file in files for pair in pairs_of(file)]


def test_no_key_stands_twice(entries: list[tuple[str, Any]]) -> None:
    assert [key for key, times in Counter(key for key, _ in entries).items() if times > 1] == []


def test_every_key_has_both_languages(entries: list[tuple[str, Any]]) -> None:
    lacking = [
        key
        for key, entry in entries
        if set(entry) != LANGUAGES or not all(isinstance(text, str) and text.strip() for text in entry.values())
    ]
    assert lacking == []


def test_both_languages_tell_the_same_facts(entries: list[tuple[str, Any]]) -> None:
    different = [key for key, entry in entries if placeholders(entry["zh"]) != placeholders(entry["en"])]
    assert different == []


def test_facts_have_names(entries: list[tuple[str, Any]]) -> None:
    nameless = [
        key for key, entry in entries if not all(name.isidentifier() for name in placeholders(entry["zh"]))
    ]
    assert nameless == []


def test_every_word_that_the_code_asks_for_is_there(
    entries: list[tuple[str, Any]], program_modules: dict[str, ast.Module]
) -> None:
    known = {key for key, _ in entries}
    asked = [(path, node) for path, tree in program_modules.items() for node in ast.walk(tree)]
    keys = {f"{path}:{getattr(node, 'lineno', 0)}": key for path, node in asked if (key := key_asked_for(node))}
    assert {place: key for place, key in keys.items() if key not in known} == {}


def test_every_known_error_has_title_text_and_remedy(
    entries: list[tuple[str, Any]], program_modules: dict[str, ast.Module]
) -> None:
    statements = [
        node for node in ast.walk(program_modules["desktop_app/errors.py"]) if isinstance(node, ast.Assign)
    ]
    named = [node for node in statements if isinstance(node.targets[0], ast.Name) and node.targets[0].id == "key"]
    keys = [node.value.value for node in named if isinstance(node.value, ast.Constant)]
    assert keys
    known = {key for key, _ in entries}
    wanted = [f"{key}.{part}" for key in keys for part in ("title", "text", "remedy")]
    assert [key for key in wanted if key not in known] == []


@pytest.mark.parametrize(
    ("code", "key"), [("self._wording('a.b', n=1)", "a.b"), ("words('a.b')", "a.b"), ("wording(key)", None)]
)
def test_a_call_for_a_word_is_recognized(code: str, key: str | None) -> None:
    statement = ast.parse(code, mode="eval")
    assert key_asked_for(statement.body) == key


def key_asked_for(node: ast.AST) -> str | None:
    """`key` for `wording("key", ...)`; None for everything else."""
    if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
        return None
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    key = node.args[0].value
    return key if name in CALLED and isinstance(key, str) else None
