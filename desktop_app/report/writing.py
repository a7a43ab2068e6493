"""Writing a report so that a reader finds the whole of it or none of it."""

from pathlib import Path

from desktop_app.durable import write_whole
from desktop_app.report.problems import ReportNotWritten


def write_pdf(path: Path, content: bytes) -> None:
    """Durable, or the former file stays; ReportNotWritten where that fails."""
    try:
        write_whole(path, content)
    except OSError as fault:
        raise ReportNotWritten(path=str(path), reason=fault.strerror or type(fault).__name__) from fault
