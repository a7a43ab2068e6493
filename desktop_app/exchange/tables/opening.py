"""A foreign table file, parsed in a process of its own: cells come back, or the file is refused."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.tables.child import OPTION
from desktop_app.exchange.tables.contents import LARGEST_FILE, LARGEST_UNPACKED, MIB, SECONDS, Table, unpacked

KINDS: Final = {".csv": "csv", ".xlsx": "xlsx"}
OTHER_TABLES: Final = (".xls", ".xlsm", ".xlsb", ".ods", ".et", ".numbers")
"""What a spreadsheet can save as ``.xlsx`` and this program does not read."""
_LARGEST_ANSWER: Final = 8 * LARGEST_UNPACKED


def is_table(path: Path) -> bool:
    """Whether this name is that of a table, readable or not."""
    return path.suffix.lower() in (*KINDS, *OTHER_TABLES)


def opened(path: Path) -> tuple[Table, ...]:
    """The tables of a ``.csv`` or ``.xlsx`` file.

    Raises:
        FileRefused: not there, too large, no such file, damaged, or too slow to read.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise _refused(path, "table_kind")
    answer = _answer(path, kind, _content(path))
    if "code" in answer:
        raise FileRefused(Fault(str(path), answer["code"], facts=tuple((str(k), v) for k, v in answer["facts"])))
    try:
        return unpacked(answer["tables"])
    except (KeyError, TypeError, ValueError):
        raise _refused(path, "table_damaged", kind="answer") from None


def _refused(path: Path, code: str, **facts: object) -> FileRefused:
    return FileRefused(Fault(str(path), code, facts=tuple(facts.items())))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refused(path, "not_found") from None
    except OSError as error:
        if path.is_dir():
            raise _refused(path, "is_folder") from None
        if isinstance(error, PermissionError):
            raise _refused(path, "no_permission") from None
        raise _refused(path, "cannot_read", reason=error.strerror or "") from None
    if not content:
        raise _refused(path, "empty")
    if len(content) > LARGEST_FILE:
        raise _refused(path, "table_file_too_large", limit=LARGEST_FILE // MIB)
    return content


def _answer(path: Path, kind: str, content: bytes) -> dict[str, Any]:
    process = subprocess.Popen(  # noqa: S603  (the program itself, no user text among the arguments)
        _command(kind),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    late = threading.Event()
    timer = threading.Timer(SECONDS, _end, (process, late))
    feeder = threading.Thread(target=_feed, args=(process, content), daemon=True)
    timer.start()
    feeder.start()
    assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
    try:
        written = process.stdout.read(_LARGEST_ANSWER + 1)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        feeder.join()
        process.stdout.close()
    return _understood(path, written, late.is_set())


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _understood(path: Path, written: bytes, late: bool) -> dict[str, Any]:
    if late:
        raise _refused(path, "table_too_slow", limit=SECONDS)
    if len(written) > _LARGEST_ANSWER:
        raise _refused(path, "table_too_large", limit=LARGEST_UNPACKED // MIB)
    try:
        answer = json.loads(written)
    except ValueError:  # it died: out of memory, out of time, or worse
        raise _refused(path, "table_too_large_to_read") from None
    return answer if isinstance(answer, dict) else {}


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    try:
        assert process.stdin is not None  # noqa: S101
        process.stdin.write(content)
        process.stdin.close()
    except OSError:
        """It ended before it had read everything; what it answered says why."""


def _command(kind: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, OPTION, kind]
    return [sys.executable, "-P", "-m", "desktop_app.exchange.tables.child", kind]


def _environment() -> dict[str, str]:
    """The program's own, with the folder of its packages: ``-P`` leaves the current one out."""
    import desktop_app

    root = str(Path(desktop_app.__file__).resolve().parent.parent)
    return {**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"}
