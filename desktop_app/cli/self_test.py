"""``self-test``: whether this installation can do its work, each step for real."""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from desktop_app.cli.console import Console
from desktop_app.cli.reporting import report_of
from desktop_app.cli.stored import opened, save_of
from desktop_app.exchange.demo import demo_records
from desktop_app.licences import components
from desktop_app.none_guard import none_is_safe
from desktop_app.report import shipped_evidence
from desktop_app.resources import font_files, resource_path
from desktop_app.store import RevisionKind, StoredRecord
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE
from domain.record import PatientRecord
from domain.resistance.registry import DEFINITIONS

Step = tuple[str, Callable[[Console], str]]
_FILES = "files.sha256"
"""The list of its own files that a frozen program carries among its resources."""


class Failed(Exception):  # noqa: N818  (named after what happened)
    """A step of the self-test came out otherwise than it must."""


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
    yield "store", _store
    yield "migration", _migration
    yield "report", _report
    yield "licences", _licences
    yield "libraries", _libraries


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Failed(what)


def _frozen() -> bool:
    return getattr(sys, "_MEIPASS", None) is not None


def _files(_: Console) -> str:
    """Whether every file is there, as it was built, and none beside it that the program could load."""
    top = Path(sys.executable).resolve().parent
    lines = resource_path(_FILES).read_text(encoding="utf-8").splitlines()
    listed = {place: digest for digest, _, place in (line.partition("  ") for line in lines)}
    for place, digest in listed.items():
        file = top / place
        _require(file.is_file(), f"{place} is missing")
        _require(hashlib.sha256(file.read_bytes()).hexdigest() == digest, f"{place} has been changed")
    inner = resource_path().parent
    loadable = {file.relative_to(top).as_posix() for file in inner.rglob("*") if file.is_file()}
    added = loadable - set(listed) - {resource_path(_FILES).relative_to(top).as_posix()}
    _require(not added, f"not a file of the program: {', '.join(sorted(added))}")
    return str(len(listed))


def _definitions(_: Console) -> str:
    _require(bool(DEFINITIONS), "no definition registered")
    record = demo_records(_.today)[0]
    verdicts = assess(record).verdicts
    _require(list(verdicts) == [definition.id for definition in DEFINITIONS], "a definition gives no verdict")
    return ", ".join(f"{name} {verdict.verdict.value}" for name, verdict in verdicts.items())


def _evidence(_: Console) -> str:
    """Read as strictly as for a report; every mark of verification must have its words."""
    catalogue = shipped_evidence()
    _require(bool(catalogue.publications), "no publication found")
    cards = [catalogue.card(publication) for publication in catalogue.publications]
    return str(len(cards))


def _licences(_: Console) -> str:
    parts = components()
    for part in parts if _frozen() else ():
        whole = bool(part.texts) and all(text.is_file() and text.stat().st_size for text in part.texts)
        _require(whole, f"no licence text for {part.name}")
    _require(bool(parts) or not _frozen(), "no licences found")
    return str(len(parts))


def _resources(console: Console) -> str:
    files = sorted(resource_path().rglob("*.json"))
    _require(bool(files), "no resources found")
    for file in files:
        json.loads(file.read_text(encoding="utf-8"))
    return f"{len(files)} JSON, {len(demo_records(console.today))} demo"


def _wording(_: Console) -> str:
    keys = 0
    for file in sorted(resource_path("wording").glob("*.json")):
        for key, entry in json.loads(file.read_text(encoding="utf-8")).items():
            _require(all(entry.get(language) for language in LANGUAGES), f"{key} is not in every language")
            keys += 1
    _require(keys > 0, "no words found")
    return f"{keys} × {len(LANGUAGES)}"


def _fonts(_: Console) -> str:
    fonts = font_files()
    _require(fonts.regular.is_file() and fonts.bold.is_file(), "a font file is missing")
    return f"{fonts.regular.name}, {fonts.bold.name}"


def _saved(folder: Path, record: PatientRecord, console: Console) -> StoredRecord:
    file = str(folder / "self-test.db")
    with opened(file, console, create=True) as store:
        store.save(save_of(record, DEFAULT_PROFILE, None, "self-test", RevisionKind.SAVED))
    with opened(file, console) as store:
        return store.load(record.patient.id)


def _store(console: Console) -> str:
    record = demo_records(console.today)[0]
    with tempfile.TemporaryDirectory() as folder:
        stored = _saved(Path(folder), record, console)
    _require(stored.record == record, "the record came back changed")
    return f"{record.patient.id}, revision {stored.revision}"


def _migration(console: Console) -> str:
    """A store of the oldest schema becomes one of today's, and takes a record."""
    record = demo_records(console.today)[0]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "oldest.db"
        newest = _make_oldest(file, console)
        with opened(str(file), console) as store:
            store.save(save_of(record, DEFAULT_PROFILE, None, "self-test", RevisionKind.SAVED))
            _require(store.load(record.patient.id).record == record, "the record came back changed")
        copies = list(Path(folder).glob("oldest.schema-1.*.db"))
    _require(len(copies) == 1, "no copy was kept before the migration")
    return f"1 → {newest}"


def _make_oldest(file: Path, console: Console) -> int:
    """An empty store as the first version made it; the number of today's schema."""
    from desktop_app.store import StoreLocation, sqlite_file
    from desktop_app.store.engine import writing
    from desktop_app.store.schema import CURRENT, Schema, bring_up_to_date

    sqlite_file.create_file(file)
    engine = sqlite_file.sqlite_engine(file, foreign_keys=False, pooled=False)
    oldest = Schema(number=1, scripts=CURRENT.scripts)
    # Not as a file: its history would be guarded, with tables that the first version did not have.
    bring_up_to_date(engine, StoreLocation(url="sqlite://"), oldest, create=True, clock=console.clock)
    with writing(engine) as connection:
        sqlite_file.stamp(connection, oldest.number)
    engine.dispose()
    return CURRENT.number


def _report(console: Console) -> str:
    record = demo_records(console.today)[0]
    with tempfile.TemporaryDirectory() as folder:
        stored = _saved(Path(folder), record, console)
    sizes = []
    for language in LANGUAGES:
        speaking = replace(console, words=Wording(language))
        content = report_of(stored, DEFAULT_PROFILE, "", speaking)
        _require(content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF"), "not a whole PDF")
        _require(str(record.patient.name) in _text(content), "the name cannot be read back from the PDF")
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
    _require(none_is_safe(), "None could be deallocated by the window's libraries")
    return ", ".join(names)
