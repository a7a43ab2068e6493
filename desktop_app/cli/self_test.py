"""``self-test``: whether this installation can do its work, each step for real."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from desktop_app.accounts.contents import Person
from desktop_app.cli.console import Console
from desktop_app.cli.reporting import report_of
from desktop_app.cli.self_test_store import (
    a_record,
    audited,
    encrypted,
    guarded,
    kept,
    migrated,
    require,
    saved,
    within_a_folder,
)
from desktop_app.exchange.demo import demo_records
from desktop_app.licences import components
from desktop_app.none_guard import none_is_safe
from desktop_app.report import shipped_evidence
from desktop_app.resources import font_files, resource_path
from desktop_app.updating.own_files import faults_of, frozen_program, listed_files
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE
from domain.resistance.registry import DEFINITIONS

Step = tuple[str, Callable[[Console], str]]


def run(_: argparse.Namespace, console: Console) -> int:
    results = [_passed(name, step, console) for name, step in _steps()]
    console.say(console.words("cli.self_test.passed" if all(results) else "cli.self_test.failed"))
    return 0 if all(results) else 1


def _passed(name: str, step: Callable[[Console], str], console: Console) -> bool:
    words = console.words
    try:
        detail, passed = step(console), True
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what the self-test looks for)
        detail, passed = f"{type(error).__name__}: {error}", False
    mark = words("cli.self_test.ok") if passed else words("cli.self_test.not_ok")
    console.say(words("cli.self_test.line", mark=mark, step=words(f"cli.self_test.{name}"), detail=detail))
    return passed


def _steps() -> Iterator[Step]:
    if _frozen():
        yield "files", _files
    yield "definitions", _definitions
    yield "evidence", _evidence
    yield "resources", _resources
    yield "wording", _wording
    yield "fonts", _fonts
    yield "store", within_a_folder(kept)
    yield "encryption", within_a_folder(encrypted)
    yield "audit", within_a_folder(audited)
    yield "accounts", within_a_folder(guarded)
    yield "migration", within_a_folder(migrated)
    yield "report", _report
    yield "licences", _licences
    yield "libraries", _libraries


def _frozen() -> bool:
    return getattr(sys, "_MEIPASS", None) is not None


def _files(_: Console) -> str:
    """Whether every file is there, as it was built, and none beside it that the program could load."""
    program = frozen_program()
    faults = [] if program is None else list(faults_of(program))
    require(not faults, ", ".join(f"{fault.place} ({fault.kind})" for fault in faults))
    return str(len(listed_files(program))) if program else ""


def _definitions(_: Console) -> str:
    require(bool(DEFINITIONS), "no definition registered")
    record = demo_records(_.today)[0]
    verdicts = assess(record).verdicts
    require(list(verdicts) == [definition.id for definition in DEFINITIONS], "a definition gives no verdict")
    return ", ".join(f"{name} {verdict.verdict.value}" for name, verdict in verdicts.items())


def _evidence(_: Console) -> str:
    """Read as strictly as for a report; every mark of verification must have its words."""
    catalogue = shipped_evidence()
    require(bool(catalogue.publications), "no publication found")
    cards = [catalogue.card(publication) for publication in catalogue.publications]
    return str(len(cards))


def _licences(_: Console) -> str:
    parts = components()
    for part in parts if _frozen() else ():
        whole = bool(part.texts) and all(text.is_file() and text.stat().st_size for text in part.texts)
        require(whole, f"no licence text for {part.name}")
    require(bool(parts) or not _frozen(), "no licences found")
    return str(len(parts))


def _resources(console: Console) -> str:
    files = sorted(resource_path().rglob("*.json"))
    require(bool(files), "no resources found")
    for file in files:
        json.loads(file.read_text(encoding="utf-8"))
    return f"{len(files)} JSON, {len(demo_records(console.today))} demo"


def _wording(_: Console) -> str:
    keys = 0
    for file in sorted(resource_path("wording").glob("*.json")):
        for key, entry in json.loads(file.read_text(encoding="utf-8")).items():
            require(all(entry.get(language) for language in LANGUAGES), f"{key} is not in every language")
            keys += 1
    require(keys > 0, "no words found")
    return f"{keys} × {len(LANGUAGES)}"


def _fonts(_: Console) -> str:
    fonts = font_files()
    require(fonts.regular.is_file() and fonts.bold.is_file(), "a font file is missing")
    return f"{fonts.regular.name}, {fonts.bold.name}"


def _report(console: Console) -> str:
    record = a_record(console)
    with tempfile.TemporaryDirectory() as folder:
        stored = saved(Path(folder), record, console)
    sizes = []
    for language in LANGUAGES:
        speaking = replace(console, words=Wording(language))
        content = report_of(stored, DEFAULT_PROFILE, "", speaking, Person(stored.author, stored.author))
        require(content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF"), "not a whole PDF")
        require(str(record.patient.name) in _text(content), "the name cannot be read back from the PDF")
        sizes.append(f"{language} {len(content)} B")
    return ", ".join(sizes)


def _text(content: bytes) -> str:
    """The text of the PDF as another program reads it: QtPdf, which also shows the preview."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return "".join(document.getAllText(page).text() for page in range(document.pageCount()))


def _libraries(_: Console) -> str:
    names = ("PySide6.QtWidgets", "PySide6.QtPdfWidgets", "PySide6.QtPrintSupport", "sqlalchemy", "pypinyin")
    for name in names:
        import_module(name)
    import_module("desktop_app.ui.pages")
    require(none_is_safe(), "None could be deallocated by the window's libraries")
    return ", ".join(names)
