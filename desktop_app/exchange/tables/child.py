"""The process that parses a foreign file: bytes in on stdin, cells out on stdout, limits that it cannot lift.

Started by ``opening`` with the kind of the file as its only argument; it opens no file and no connection.
"""

import json
import sys
from collections.abc import Callable
from typing import Final

from desktop_app.exchange.tables.contents import LARGEST_FILE, MEMORY, SECONDS, Table, Unreadable, packed

OPTION: Final = "--read-table"
"""The first argument of the frozen program when it is started as this process."""


def main(kind: str) -> int:
    """Answers {"tables": …} or {"code": …, "facts": …} on stdout."""
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    parse = _parser(kind)
    limit_process()
    try:
        answer = {"tables": packed(parse(content))}
        text = json.dumps(answer)
    except Unreadable as fault:
        text = json.dumps({"code": fault.code, "facts": fault.facts})
    except MemoryError:
        text = json.dumps({"code": "table_too_large_to_read", "facts": []})
    except Exception as error:  # noqa: BLE001  (ten classes and more come out of a damaged file)
        text = json.dumps({"code": "table_damaged", "facts": [["kind", type(error).__name__]]})
    sys.stdout.buffer.write(text.encode("ascii"))
    sys.stdout.buffer.flush()
    return 0


def tables_of(content: bytes, kind: str) -> list[Table]:
    """As the process does it, without its limits: only ever Unreadable."""
    try:
        return _parser(kind)(content)
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001
        raise Unreadable("table_damaged", kind=type(error).__name__) from None


def _parser(kind: str) -> Callable[[bytes], list[Table]]:
    """The parser with everything it will import: later the process may be too small for that."""
    if kind == "xlsx":
        import openpyxl  # noqa: F401

        from desktop_app.exchange.tables.xlsx_reading import read_xlsx

        return read_xlsx
    from desktop_app.exchange.tables.csv_reading import read_csv

    return read_csv


def limit_process() -> None:
    """Memory, processor time, no file written, no core file with a patient's data."""
    if sys.platform == "win32":
        from desktop_app.exchange.tables.windows_job import limit_memory

        limit_memory(MEMORY)
        return
    import resource

    wanted = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in wanted.items():
        _, hard = resource.getrlimit(kind)
        bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
