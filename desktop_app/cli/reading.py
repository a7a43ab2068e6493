"""Files named on the command line, all read before anything is done with one of them."""

import gc
from collections.abc import Sequence
from pathlib import Path

from desktop_app.cli.console import Console
from desktop_app.exchange import RecordFile, read_together


def all_records(files: Sequence[Path], console: Console, *, once_each: bool) -> list[RecordFile]:
    """The files' records; ``once_each`` refuses a patient that stands twice.

    Raises:
        FileRefused: with the faults of all files.
    """
    read = read_together(files, once_each=once_each)
    for file in read:
        console.warn(file.warnings)
    gc.freeze()  # thousands of records stay to the end: looking through them again and again is half the time
    return read
