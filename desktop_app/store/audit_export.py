"""The audit trail as one ZIP for an inspection: lines that check themselves, a table, a manifest, the checker.

The lines are linked by plain SHA-256, so that an inspector needs no key. Whoever changes a line has to change all
that follow and the manifest; its head is also in the store, where the keyed chain proves it, and on paper.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import RowMapping

from desktop_app.resources import resource_path
from desktop_app.store.audit_chain import canonical
from desktop_app.store.audit_contents import Anchor
from desktop_app.store.audit_reading import Read, whole_trail
from desktop_app.store.audit_table import AUDIT

BEGINS_WITH: Final = "0" * 64
_COLUMNS: Final = tuple(column.name for column in AUDIT.columns)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_INSTANT: Final = (1980, 1, 1, 0, 0, 0)


class _Sum:
    """A part of the ZIP while it is written, and the sum of what was written."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._sum = hashlib.sha256()
        self.entries = 0

    def write(self, content: bytes) -> None:
        self._part.write(content)
        self._sum.update(content)

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


def export(
    read: Read, target: Path, *, head: Anchor, exporter: str, now: datetime, app_version: str
) -> Mapping[str, Any]:
    """Write the ZIP, whole or not at all; returns its manifest. Raises OSError."""
    unfinished = target.with_name(target.name + ".tmp")
    try:
        with unfinished.open("wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                manifest = _written(archive, read, head)
                manifest |= {"exported_at": now.isoformat(), "exported_by": exporter, "program": app_version}
                manifest["sha256"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
                shown = json.dumps(manifest, indent=1, ensure_ascii=True, sort_keys=True)
                archive.writestr("manifest.json", shown)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _written(archive: ZipFile, read: Read, head: Anchor) -> dict[str, Any]:
    sums: dict[str, str] = {}
    with archive.open("audit.jsonl", "w", force_zip64=True) as part:
        lines, last = _Sum(part), BEGINS_WITH
        for row in whole_trail(read, head.sequence):
            last = _write_line(lines, row, last)
        sums["audit.jsonl"] = lines.sha256
    with archive.open("audit.csv", "w", force_zip64=True) as part:
        table = _Sum(part)
        for line in _table(whole_trail(read, head.sequence)):
            table.write(line)
        sums["audit.csv"] = table.sha256
    checker = (resource_path("audit") / "verify.py").read_bytes()
    archive.writestr("verify.py", checker)
    sums["verify.py"] = hashlib.sha256(checker).hexdigest()
    return {
        "entries": lines.entries,
        "begins_with": BEGINS_WITH,
        "ends_with": last,
        "head": {"sequence": head.sequence, "hash": head.hash, "code": head.code},
        "files": sums,
    }


def _write_line(lines: _Sum, row: RowMapping, before: str) -> str:
    entry = _entry(row)
    linked = hashlib.sha256(before.encode() + canonical(entry).encode()).hexdigest()
    lines.write(canonical({"entry": entry, "sha256": linked}).encode() + b"\n")
    lines.entries += 1
    return linked


def _entry(row: RowMapping) -> dict[str, Any]:
    """A row as JSON values. Text that is JSON stays text: the keyed hash covers it as it is."""
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _table(rows: Iterable[RowMapping]) -> Iterator[bytes]:
    """UTF-8 with the mark that spreadsheets need; no cell is a formula."""
    yield b"\xef\xbb\xbf"
    yield _csv_line(_COLUMNS)
    for row in rows:
        yield _csv_line(_safe(value) for value in _entry(row).values())


def _csv_line(cells: Iterable[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(list(cells))
    return text.getvalue().encode("utf-8", "backslashreplace")


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would compute gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, str) and (value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)):
        return "'" + value
    return "" if value is None else value
