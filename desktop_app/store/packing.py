"""How the history is packed: JSON whose known objects stand without their keys, deflated with a known dictionary.

The format is zlib's own (RFC 1950): a stream that says which dictionary it needs, by the Adler-32 of it, and ends
with a sum of what was packed. What was packed before schema 5 needs none. Dictionaries are read for ever: a new
one is added, none is changed or removed. Every store holds them in its table ``packing`` as well, so that a file
can be unpacked with nothing but what stands in it.
"""

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from desktop_app.resources import resource_path

Shape = tuple[str, ...]
"""The keys of an object, in their order."""
SHIPPED: Final = ("1.json",)
"""Below ``resources/packing``, the latest last: what is packed from now on is packed with that."""
_NEEDS_DICTIONARY: Final = 0x20
_PACKED_TEXT: Final = "z"
_LEVEL: Final = 7
_PLAIN: Final = frozenset({str, int, bool, type(None)})


class Packed(StrEnum):
    """What is packed; each has a dictionary of its own."""

    RECORD = "record"
    VERDICTS = "verdicts"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Packing:
    """One dictionary, and the objects that are written without their keys: name → the keys."""

    dictionary: bytes
    shapes: Mapping[str, Shape]
    names: Mapping[Shape, str]

    @property
    def number(self) -> int:
        """By which a stream names its dictionary."""
        return zlib.adler32(self.dictionary)


@cache
def _file(name: str) -> dict[Packed, Packing]:
    content = json.loads(resource_path("packing", name).read_bytes())
    return {kind: _packing(content[kind.value]) for kind in Packed}


def _packing(content: dict[str, Any]) -> Packing:
    shapes = {name: tuple(keys) for name, keys in content["shapes"].items()}
    return Packing(content["dictionary"].encode(), shapes, {keys: name for name, keys in shapes.items()})


@cache
def packings() -> dict[int, Packing]:
    """Number → packing, of all that were ever packed with."""
    return {each.number: each for name in SHIPPED for each in _file(name).values()}


def numbered(name: str) -> list[dict[str, str]]:
    """What one shipped file holds, as rows of the table ``packing``."""
    return [
        {
            "number": f"{packing.number:08x}",
            "shapes": json.dumps(dict(packing.shapes)),
            "dictionary": packing.dictionary.decode("utf-8"),
        }
        for packing in _file(name).values()
    ]


def pack(kind: Packed, value: Any) -> bytes:
    """A JSON value packed with the latest dictionary. Raises ValueError for what is no JSON, such as NaN."""
    packing = _file(SHIPPED[-1])[kind]
    return _deflated(written(value, packing), packing)


def written(value: Any, packing: Packing) -> bytes:
    """As it stands in the stream."""
    text = json.dumps(_without_keys([value], packing), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def unpack(packed: bytes) -> Any:
    """The value, with whatever dictionary it was packed. Raises ValueError, LookupError, TypeError, zlib.error."""
    packing = _packing_of(packed)
    if packing is None:
        return json.loads(zlib.decompress(packed))
    (value,) = json.loads(_inflated(packed, packing), object_hook=lambda found: _with_keys(found, packing))
    return value


def pack_text(kind: Packed, text: str) -> str:
    """Text as shorter text, or as it is where packing gains nothing; what is packed begins with ``z``."""
    packed = _PACKED_TEXT + b85encode(_deflated(text.encode("utf-8"), _file(SHIPPED[-1])[kind])).decode("ascii")
    return packed if len(packed) < len(text) or text.startswith(_PACKED_TEXT) else text


def unpack_text(text: str) -> str:
    """Raises ValueError, LookupError, zlib.error."""
    if not text.startswith(_PACKED_TEXT):
        return text
    packed = b85decode(text[len(_PACKED_TEXT) :])
    packing = _packing_of(packed)
    if packing is None:
        raise ValueError("packed with no dictionary")
    return _inflated(packed, packing).decode("utf-8")


def _packing_of(packed: bytes) -> Packing | None:
    """Whose dictionary the stream asks for; None = it needs none."""
    if len(packed) < 2 or not packed[1] & _NEEDS_DICTIONARY:
        return None
    return packings()[int.from_bytes(packed[2:6], "big")]


def _deflated(content: bytes, packing: Packing) -> bytes:
    deflating = zlib.compressobj(_LEVEL, wbits=zlib.MAX_WBITS, memLevel=9, zdict=packing.dictionary)
    return deflating.compress(content) + deflating.flush()


def _inflated(packed: bytes, packing: Packing) -> bytes:
    inflating = zlib.decompressobj(zdict=packing.dictionary)
    content = inflating.decompress(packed) + inflating.flush()
    if not inflating.eof or inflating.unused_data:
        raise ValueError("cut off, or more than was packed")
    return content


def _without_keys(value: Any, packing: Packing) -> Any:
    """An object of a known shape as ``{name: [its values]}``; any other that looks like one as ``{"": […]}``."""
    if isinstance(value, dict):
        values = [each if type(each) in _PLAIN else _without_keys(each, packing) for each in value.values()]
        name = packing.names.get(tuple(value))
        if name is not None:
            return {name: values}
        return {"": [*value, *values]} if len(value) == 1 else dict(zip(value, values, strict=True))
    if isinstance(value, list | tuple):
        return [each if type(each) in _PLAIN else _without_keys(each, packing) for each in value]
    return value


def _with_keys(found: dict[str, Any], packing: Packing) -> dict[str, Any]:
    if len(found) != 1:
        return found
    ((name, values),) = found.items()
    if name == "":
        key, value = values
        return {key: value}
    return dict(zip(packing.shapes[name], values, strict=True))
