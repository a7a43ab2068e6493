"""Bytes of a file, plain or gzip, never more than a stated amount of them."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from desktop_app.exchange.fault import Fault, FileRefused

MIB = 1024 * 1024
LARGEST_DOCUMENT = 32 * MIB
"""A whole JSON document is held in memory about twenty times over while it is read."""
LARGEST_LINE = 8 * MIB
LARGEST_LINES = 512 * MIB
_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"


def whole(path: Path) -> bytes:
    """The unpacked content.

    Raises:
        FileRefused: not there, not readable, damaged, or larger than ``LARGEST_DOCUMENT``.
    """
    content = bytearray()
    with _opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > LARGEST_DOCUMENT:
                raise _too_large(path, "document_too_large", LARGEST_DOCUMENT)
    return bytes(content)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1.

    Raises:
        FileRefused: as ``whole``, for a line over ``LARGEST_LINE`` or more than ``LARGEST_LINES`` in all.
    """
    total = number = 0
    with _opened(path) as stream:
        while line := stream.readline(LARGEST_LINE + 1):
            number += 1
            total += len(line)
            if len(line) > LARGEST_LINE:
                raise _too_large(path, "line_too_large", LARGEST_LINE, number)
            if total > LARGEST_LINES:
                raise _too_large(path, "file_too_large", LARGEST_LINES)
            if line.strip():
                yield number, line


def _too_large(path: Path, code: str, limit: int, line: int | None = None) -> FileRefused:
    return FileRefused(Fault(str(path), code, line=line, facts=(("limit", limit // MIB),)))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == _GZIP  # a pipe cannot be read twice
            if path.suffix.lower() == ".gz" and not packed:
                raise FileRefused(Fault(str(path), _empty_or(path, "not_gzip")))
            yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
    except FileNotFoundError:
        raise FileRefused(Fault(str(path), "not_found")) from None
    except IsADirectoryError:
        raise FileRefused(Fault(str(path), "is_folder")) from None
    except PermissionError:
        raise FileRefused(Fault(str(path), "is_folder" if path.is_dir() else "no_permission")) from None
    except EOFError:
        raise FileRefused(Fault(str(path), "gzip_cut_short")) from None
    except (gzip.BadGzipFile, zlib.error):
        raise FileRefused(Fault(str(path), "gzip_damaged")) from None
    except OSError as error:
        raise FileRefused(Fault(str(path), "cannot_read", facts=(("reason", error.strerror or ""),))) from None


def _empty_or(path: Path, code: str) -> str:
    return "empty" if path.stat().st_size == 0 else code
