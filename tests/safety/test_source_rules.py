"""Rules of the source that keep patients' data in: each is shown to catch what it is for."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

Rule = Callable[[ast.AST], bool]
ROOT = Path(__file__).resolve().parents[2]
RUNS_WHAT_IT_READS = {"pickle", "cPickle", "shelve", "marshal", "yaml", "dill", "code", "runpy"}
TALKS = {
    "ssl", "http", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib", "xmlrpc",
    "asyncio", "socketserver",
}  # fmt: skip
TALKS_IN_QT = {"QtNetwork", "QtWebEngineWidgets", "QtWebEngineCore", "QtWebSockets"}
LOGS = {"logging", "syslog", "warnings"}


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    files = [file for folder in ("domain", "desktop_app") for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imported(node: ast.AST) -> set[str]:
    """The modules that a statement imports, with the names taken from PySide6."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


def imports(*names: str) -> Rule:
    return lambda node: any(each.partition(".")[0] in names for each in imported(node))


def uses_qt_network(node: ast.AST) -> bool:
    return any(part in TALKS_IN_QT for each in imported(node) for part in each.split("."))


def uses_a_socket(node: ast.AST) -> bool:
    """Anything of ``socket`` but the name of this computer, which the lock file and the audit trail carry."""
    of_socket = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    return "socket" in {each.partition(".")[0] for each in imported(node) if "." in each} or (
        of_socket and isinstance(node, ast.Attribute) and node.attr != "gethostname"
    )


def opens_a_url(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("urlopen", "openUrl")


def names_a_temporary_file(node: ast.AST) -> bool:
    """NamedTemporaryFile and mktemp, readable by others or guessed; mkstemp and mkdtemp are the owner's."""
    return isinstance(node, ast.Attribute) and node.attr in ("mktemp", "gettempdir", "NamedTemporaryFile")


def copies(node: ast.AST) -> bool:
    """Writing into the clipboard."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    inner = node.func.value
    of_clipboard = isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") == "clipboard"
    return of_clipboard and node.func.attr in ("setText", "setMimeData", "setPixmap", "setImage")


CAUGHT: list[tuple[Rule, str]] = [
    (imports(*RUNS_WHAT_IT_READS), "import pickle"),
    (imports(*RUNS_WHAT_IT_READS), "from yaml import load"),
    (imports(*TALKS), "import urllib3.util"),
    (imports(*TALKS), "from http.client import HTTPConnection"),
    (uses_qt_network, "from PySide6.QtNetwork import QTcpSocket"),
    (uses_qt_network, "from PySide6 import QtNetwork"),
    (uses_a_socket, "socket.create_connection(place)"),
    (uses_a_socket, "from socket import create_connection"),
    (opens_a_url, "QDesktopServices.openUrl(url)"),
    (names_a_temporary_file, "tempfile.NamedTemporaryFile()"),
    (copies, "QGuiApplication.clipboard().setText(name)"),
    (imports(*LOGS), "import logging"),
]


@pytest.mark.parametrize(("rule", "code"), CAUGHT)
def test_a_rule_of_privacy_catches_what_it_is_for(rule: Rule, code: str) -> None:
    assert any(rule(node) for node in ast.walk(ast.parse(code)))
    assert not any(rule(node) for node in ast.walk(ast.parse("import json\nwords.text('x')\nfolder.open()")))


def broken(modules: dict[str, ast.Module], rule: Rule) -> set[str]:
    return {path for path, tree in modules.items() if any(rule(node) for node in ast.walk(tree))}


def test_T12_no_module_that_runs_what_it_reads_is_imported(modules: dict[str, ast.Module]) -> None:
    assert broken(modules, imports(*RUNS_WHAT_IT_READS)) == set()


def test_no_module_that_talks_to_a_network_is_imported(modules: dict[str, ast.Module]) -> None:
    assert broken(modules, imports(*TALKS)) == set()
    assert broken(modules, uses_a_socket) == set()
    assert broken(modules, uses_qt_network) == set()
    assert broken(modules, opens_a_url) == set()


def test_T10_nothing_is_logged(modules: dict[str, ast.Module]) -> None:
    assert broken(modules, imports("logging", "syslog")) == set()


def test_T28_no_temporary_file_has_a_name_that_others_may_read(modules: dict[str, ast.Module]) -> None:
    assert broken(modules, names_a_temporary_file) == set()


def test_T27_the_clipboard_is_filled_by_these_commands_alone(modules: dict[str, ast.Module]) -> None:
    """Reports of faults and the versions of the program: neither holds a patient."""
    assert broken(modules, copies) == {"desktop_app/ui/dialogs/about.py", "desktop_app/ui/dialogs/apology.py"}
