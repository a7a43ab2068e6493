"""Every disk that a power loss may leave, rebuilt from the log of what was written and synced.

A sync makes a file's content durable; a folder's sync makes its names durable (made, renamed, removed). Whatever
is not yet durable may or may not have reached the disk, in two models: in its order up to some moment, the last
write torn at a sector; or any sectors of it in any choice, as a disk with a cache may keep them.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SECTOR: Final = 512
_HEAD: Final = struct.Struct("<ciqq")


@dataclass(frozen=True, slots=True)
class Event:
    """``kind`` as in ``faultio.c``; ``k`` = from here on ``offset`` steps were acknowledged."""

    kind: str
    path: str
    offset: int
    data: bytes


def events_of(log: bytes) -> Iterator[Event]:
    at = 0
    while at < len(log):
        kind, name, offset, size = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        path, at = log[at : at + name].decode(), at + name
        held = size if kind in (b"w", b"n") else 0
        data, at = log[at : at + held], at + held
        yield Event(kind.decode(), path, offset, data)


Bytes = bytearray
Change = tuple[int, bytes | None]
"""An offset with the bytes written there, or with None: cut off (or lengthened) there."""


@dataclass(slots=True)
class File:
    durable: bytes = b""
    pending: list[Change] = field(default_factory=list)
    folder: bool = False

    def sync(self) -> None:
        self.durable, self.pending = bytes(_applied(self.durable, self.pending)), []


def _applied(content: bytes, changes: list[Change]) -> bytearray:
    made = bytearray(content)
    for offset, data in changes:
        end = offset if data is None else offset + len(data)
        made.extend(bytes(max(end - len(made), 0)))
        if data is None:
            del made[offset:]
        else:
            made[offset:end] = data
    return made


Naming = tuple[str, File | None]
"""A name with the file that it stands for from now on; None = the name is gone."""


class Disk:
    """What is durable and what is pending, as the events go by."""

    def __init__(self, folder: Path) -> None:
        """The folder as it is now, all of it durable."""
        self.names: dict[str, File] = {}
        self.durable: dict[str, File] = {}
        self.pending: dict[str, list[list[Naming]]] = {}
        self.acknowledged = 0
        for path in [folder, *folder.rglob("*")]:
            self.names[str(path)] = File(folder=True) if path.is_dir() else File(path.read_bytes())
        self.durable = dict(self.names)

    def take(self, event: Event) -> None:
        file = self.names.get(event.path)
        match event.kind:
            case "k":
                self.acknowledged = event.offset
            case "c" | "m":
                self._name([(event.path, File(folder=event.kind == "m"))])
            case "u":
                self._name([(event.path, None)])
            case "n" if file is not None:
                self._name([(event.path, None), (event.data.decode(), file)])
            case "s" if file is not None and file.folder:
                self._sync_names(event.path)
            case "s" if file is not None:
                file.sync()
            case "w" | "t" if file is not None:
                file.pending.append((event.offset, event.data if event.kind == "w" else None))

    def _name(self, namings: list[Naming]) -> None:
        _rename(self.names, namings)
        self.pending.setdefault(str(Path(namings[0][0]).parent), []).append(namings)

    def _sync_names(self, folder: str) -> None:
        for namings in self.pending.pop(folder, []):
            _rename(self.durable, namings)

    def killed(self, event: Event, *, halfway: bool = False) -> dict[str, bytes | None]:
        """What a process leaves that is killed after this event, the last one taken, or halfway through it."""
        left: dict[str, bytes | None] = {}
        for path, file in sorted(self.names.items()):
            changes = file.pending
            if halfway and path == event.path:
                changes = [*changes[:-1], (event.offset, event.data[: len(event.data) // 2])]
            left[path] = None if file.folder else bytes(_applied(file.durable, changes))
        return left

    def image(self, chance: random.Random, *, in_order: bool) -> dict[str, bytes | None]:
        """One disk that a power loss at this moment may leave: path → content, None = a folder."""
        names = dict(self.durable)
        for pending in self.pending.values():
            for namings in _some(pending, chance, in_order=in_order):
                _rename(names, namings)
        kept: dict[int, bytes] = {}
        for file in names.values():
            if id(file) not in kept:
                kept[id(file)] = _content(file, chance, in_order=in_order)
        return {
            path: None if file.folder else kept[id(file)]
            for path, file in sorted(names.items())
            if str(Path(path).parent) in names or str(Path(path).parent) not in self.names
        }


def _rename(names: dict[str, File], namings: list[Naming]) -> None:
    for path, file in namings:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _some(pending: list[list[Naming]], chance: random.Random, *, in_order: bool) -> list[list[Naming]]:
    if in_order:
        return pending[: chance.randint(0, len(pending))]
    odds = chance.choice((0.0, 0.5, 1.0))
    return [namings for namings in pending if chance.random() < odds]


def _content(file: File, chance: random.Random, *, in_order: bool) -> bytes:
    if not file.pending:
        return file.durable
    if in_order:
        whole = chance.randint(0, len(file.pending))
        rest = file.pending[whole : whole + 1]
        torn: list[Change] = [(offset, _torn(data, chance)) for offset, data in rest if data is not None]
        return bytes(_applied(file.durable, file.pending[:whole] + torn))
    odds = chance.choice((0.1, 0.5, 0.9))
    return bytes(_applied(file.durable, [part for part in _sectors(file.pending) if chance.random() < odds]))


def _torn(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data) // SECTOR) * SECTOR]


def _sectors(changes: list[Change]) -> Iterator[Change]:
    """Every write in parts that the disk writes whole."""
    for offset, data in changes:
        if data is None:
            yield offset, None
            continue
        start = 0
        while start < len(data):
            length = min(SECTOR - (offset + start) % SECTOR, len(data) - start)
            yield offset + start, data[start : start + length]
            start += length
