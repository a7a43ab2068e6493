"""All patients of the store into one file: tables for a spreadsheet, or records."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.accounts.contents import Action
from desktop_app.errors import KnownError, NotPermitted
from desktop_app.exchange import write_records
from desktop_app.exchange.tables.writing_tables import write_tables
from desktop_app.session.background import BackgroundWork
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

TABLES = (".xlsx", ".csv")


def chosen_target(words: Wording, ward: Ward, parent: QWidget) -> Path | None:
    """Asks where to; None where the user left the dialog."""
    path, kind = QFileDialog.getSaveFileName(
        parent,
        words("tables.export.title"),
        f"tacewatch-{ward.today.isoformat()}.xlsx",
        words("tables.export.files"),
        options=QFileDialog.Option.DontUseNativeDialog,
    )
    if not path:
        return None
    target = Path(path)
    suffix = kind.rpartition("*")[2].rstrip(")") or TABLES[0]
    return target if target.suffix.lower() in (*TABLES, ".json", ".jsonl") else Path(f"{target}{suffix}")


def export_all(ward: Ward, target: Path) -> int:
    """Every record that is not voided; how many. Raises NotPermitted, FileRefused, DiskFull, DiskFailed."""
    ward.store.person.require(Action.EXPORT)
    records = [stored.record for stored in ward.store.records(ward.store.patient_ids())]
    write = write_tables if target.suffix.lower() in TABLES else write_records
    write(target, records)
    ward.note(AuditAction.EXPORT, count=len(records))
    return len(records)


def open_export(window: "MainWindow", ward: Ward) -> None:
    """Asks where to and writes off the window's thread; the message bar says how it went."""
    try:
        ward.person.require(Action.EXPORT)
    except NotPermitted as refused:
        show_known_error(window.words, refused, window)
        return
    target = chosen_target(window.words, ward, window)
    if target is None:
        return
    work = BackgroundWork(lambda _: export_all(ward, target), window)
    work.done.connect(partial(_tell_written, window, target))
    work.failed.connect(partial(_tell_failed, window))
    work.start()


def _tell_written(window: "MainWindow", target: Path, count: int) -> None:
    window.messages.say(window.words("tables.export.done", count=count, file=str(target)))


def _tell_failed(window: "MainWindow", error: Exception) -> None:
    if not isinstance(error, KnownError):
        raise error
    show_known_error(window.words, error, window)
