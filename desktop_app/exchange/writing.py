"""Files out: whole or not at all, readable by the owner only."""

import errno
import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path

from desktop_app.durable import write_whole
from desktop_app.errors import DiskFailed, DiskFull
from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.record_file import is_cohort
from domain.record import PatientRecord

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_records(path: Path, records: Sequence[PatientRecord]) -> None:
    """The records as ``.jsonl`` (one per line) or ``.json`` (one: an object; else a list), each also ``.gz``."""
    if is_cohort(path):
        text = "".join(_json(record) + "\n" for record in records)
    elif len(records) == 1:
        text = json.dumps(records[0].exported(), ensure_ascii=False, indent=1) + "\n"
    else:
        text = "[\n" + ",\n".join(map(_json, records)) + "\n]\n"
    content = text.encode()
    write_bytes(path, gzip.compress(content, mtime=0) if path.suffix.lower() == ".gz" else content)


def _json(record: PatientRecord) -> str:
    return json.dumps(record.exported(), ensure_ascii=False)


def write_bytes(path: Path, content: bytes) -> None:
    """The content under this name, durable, with mode 0600; on failure the old file stays as it was.

    Raises:
        FileRefused: there is no such folder.
        DiskFull, DiskFailed: with the path and the system's reason.
    """
    try:
        if not path.parent.is_dir():
            raise FileRefused(Fault(str(path), "no_folder"))
        write_whole(path, content)
    except OSError as error:
        kind = DiskFull if error.errno in _FULL else DiskFailed
        raise kind(path=str(path), reason=os.strerror(error.errno or 0)) from error
