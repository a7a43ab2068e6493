"""Writing a report so that a reader finds the whole of it or none of it."""

import os
import tempfile
from pathlib import Path

from desktop_app.report.problems import ReportNotWritten


def write_pdf(path: Path, content: bytes) -> None:
    """Write beside the target, flush to the disk, then take its place; ReportNotWritten where that fails."""
    try:
        _write_atomically(path, content)
    except OSError as fault:
        raise ReportNotWritten(path=str(path), reason=fault.strerror or type(fault).__name__) from fault


def _write_atomically(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_names(path.parent)


def _sync_names(folder: Path) -> None:
    """A new name is durable only with its folder; Windows cannot sync one and does not need to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
