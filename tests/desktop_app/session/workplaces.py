"""A real store in a real file, and the workplace around it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from desktop_app.session.workplace import Issued, Workplace
from desktop_app.store import Save, Summary, open_store, store_location
from domain.assessment import Assessment, assess
from domain.record import PatientRecord
from tests.desktop_app.ui.store_copies import copy_store

NOW = datetime(2025, 4, 15, 6, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def issued(_record: PatientRecord, assessment: Assessment | None) -> Issued:
    verdicts = {key: found.verdict.value for key, found in assessment.verdicts.items()} if assessment else {}
    return Issued(Summary(tace_count=1), verdicts, {}, "hash", "1")


@cache
def _empty() -> TemporaryDirectory[str]:
    """An empty store, made once in a process; the folder goes with the process."""
    folder = TemporaryDirectory(prefix="tacewatch-empty-")
    open_store(store_location(str(Path(folder.name) / "empty.db")), clock=clock, create=True).close()
    return folder


def workplace_at(path: Path, assessing: Callable[..., Any] = assess) -> Workplace:
    if not path.exists():
        copy_store(Path(_empty().name) / "empty.db", path)
    store = open_store(store_location(str(path)), clock=clock)
    return Workplace(store, "nurse", assessing, issued, clock)


def keep(workplace: Workplace, record: PatientRecord, expected: int | None = None) -> int:
    """Saves a record as another window would."""
    found = issued(record, None)
    save = Save(record, found.summary, {}, {}, "hash", "1", "elsewhere", expected, uuid4())
    return workplace.store.save(save).number
