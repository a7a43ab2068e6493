"""Rules that ruff does not have. Each is shown to catch what it is for before it is put to the code."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Rule = Callable[[ast.AST], bool]

FORBIDDEN_MODULES = {"pickle", "cPickle", "shelve", "marshal", "yaml", "dill"}
CLOCK_READINGS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("QDate", "currentDate"),
    ("QDateTime", "currentDateTime"),
    ("QDateTime", "currentDateTimeUtc"),
}
STARTING_POINTS = {"main", "cli", "__main__"}

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60
ALLOWED_LONGER_MODULES: set[str] = set()
ALLOWED_LONGER_FUNCTIONS: set[str] = set()
# A migration writes a whole schema down once and is never changed again.
SCHEMAS = "desktop_app/store/migrations/versions/"


def last_name(node: ast.AST) -> str:
    """`c` for `a.b.c` and for `c`; nothing for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def reads_the_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and (last_name(node.value), node.attr) in CLOCK_READINGS


def runs_text_as_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "__import__"}
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] in FORBIDDEN_MODULES for alias in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FORBIDDEN_MODULES


def composes_sql(node: ast.AST) -> bool:
    """sqlalchemy's `text()` with anything put together: an f-string, +, % or format."""
    if not (isinstance(node, ast.Call) and node.args and last_name(node.func) == "text"):
        return False
    if isinstance(node.func, ast.Attribute) and last_name(node.func.value) not in {"sqlalchemy", "sa"}:
        return False
    sentence = node.args[0]
    formatted = isinstance(sentence, ast.Call) and last_name(sentence.func) in {"format", "join", "replace"}
    return formatted or isinstance(sentence, ast.JoinedStr | ast.BinOp)


def makes_a_paragraph(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "Paragraph"


def prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


CAUGHT: list[tuple[Rule, str]] = [
    (reads_the_clock, "datetime.now(UTC)"),
    (reads_the_clock, "datetime.datetime.utcnow()"),
    (reads_the_clock, "Field(default_factory=date.today)"),
    (reads_the_clock, "QDate.currentDate()"),
    (runs_text_as_code, "eval(words)"),
    (runs_text_as_code, "exec(words)"),
    (runs_text_as_code, "import pickle"),
    (runs_text_as_code, "from yaml import safe_load"),
    (composes_sql, "text(f'SELECT {column}')"),
    (composes_sql, "sa.text('SELECT ' + column)"),
    (composes_sql, "text('SELECT %s' % column)"),
    (composes_sql, "text('SELECT {}'.format(column))"),
    (makes_a_paragraph, "platypus.Paragraph(words, style)"),
    (prints, "print(words)"),
]
LET_THROUGH: list[tuple[Rule, str]] = [
    (reads_the_clock, "clock.now()"),
    (reads_the_clock, "self.today"),
    (runs_text_as_code, "dialog.exec()"),
    (runs_text_as_code, "import json"),
    (composes_sql, "text('SELECT name FROM patient WHERE id = :id')"),
    (composes_sql, "label.text(f'{a}')"),
    (makes_a_paragraph, "ParagraphStyle('body')"),
    (prints, "printer.print(document)"),
]


@pytest.mark.parametrize(("rule", "code"), CAUGHT)
def test_a_rule_catches_what_it_is_for(rule: Rule, code: str) -> None:
    assert any(rule(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(("rule", "code"), LET_THROUGH)
def test_a_rule_lets_the_rest_through(rule: Rule, code: str) -> None:
    assert not any(rule(node) for node in ast.walk(ast.parse(code)))


def broken(modules: dict[str, ast.Module], rule: Rule, within: str = "") -> list[str]:
    """`path:line` of everything that breaks the rule."""
    chosen = [(path, tree) for path, tree in modules.items() if path.startswith(within)]
    return [
        f"{path}:{getattr(node, 'lineno', 0)}" for path, tree in chosen for node in ast.walk(tree) if rule(node)
    ]


def outside_starting_points(places: list[str]) -> list[str]:
    """Without desktop_app/main, cli and __main__ (modules or folders), where the program is put together."""
    return [
        place
        for place in places
        if Path(place.partition(":")[0]).parts[1].partition(".")[0] not in STARTING_POINTS
    ]


def test_the_clock_is_read_where_the_program_is_put_together(program_modules: dict[str, ast.Module]) -> None:
    assert outside_starting_points(broken(program_modules, reads_the_clock)) == []


def test_no_text_is_run_as_code(program_modules: dict[str, ast.Module]) -> None:
    assert broken(program_modules, runs_text_as_code) == []


def test_no_sql_is_put_together_from_text(program_modules: dict[str, ast.Module]) -> None:
    assert broken(program_modules, composes_sql) == []


def test_paragraphs_are_made_in_one_place(program_modules: dict[str, ast.Module]) -> None:
    """Text for reportlab's paragraphs is markup: one place escapes it."""
    places = broken(program_modules, makes_a_paragraph, "desktop_app/report/")
    assert len({place.partition(":")[0] for place in places}) <= 1, places


def test_only_the_command_line_prints(program_modules: dict[str, ast.Module]) -> None:
    assert outside_starting_points(broken(program_modules, prints)) == []


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_functions_stay_short(program_modules: dict[str, ast.Module]) -> None:
    long = {
        f"{path}:{function.name}"
        for path, tree in program_modules.items()
        for function in functions(tree)
        if not path.startswith(SCHEMAS) and (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == ALLOWED_LONGER_FUNCTIONS


def test_modules_stay_short(root: Path) -> None:
    files = [file for folder in ("domain", "desktop_app", "packaging") for file in (root / folder).rglob("*.py")]
    lines = {
        file.relative_to(root).as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in files
    }
    long = {path for path, count in lines.items() if count >= LONGEST_MODULE and not path.startswith(SCHEMAS)}
    assert long == ALLOWED_LONGER_MODULES
