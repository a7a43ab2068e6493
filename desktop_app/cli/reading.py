"""Files named on the command line, all read before anything is done with one of them."""

import gc
from collections.abc import Sequence
from pathlib import Path

from desktop_app.cli.console import Console
from desktop_app.exchange import Fault, FileRefused, RecordFile, read_records, repeated_patients


def all_records(files: Sequence[Path], console: Console, *, once_each: bool) -> list[RecordFile]:
    """The files' records; ``once_each`` refuses a patient that stands twice.

    Raises:
        FileRefused: with the faults of all files.
    """
    read: list[RecordFile] = []
    faults: list[Fault] = []
    for path in files:
        try:
            read.append(read_records(path))
        except FileRefused as refused:
            faults.extend(refused.faults)
    if once_each:
        faults.extend(repeated_patients(read))
    if faults:
        raise FileRefused(*faults)
    for file in read:
        console.warn(file.warnings)
    gc.freeze()  # thousands of records stay to the end: looking through them again and again is half the time
    return read
