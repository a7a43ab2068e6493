"""Column types that keep what a database would lose: trailing zeros, time zones, None beside an empty list."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Date, LargeBinary, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from desktop_app.store.packing import Packed, pack, unpack, unpack_text

T = TypeVar("T")


class Unreadable(ValueError):  # noqa: N818
    """A stored value that the program never writes: the file was damaged or changed by other means."""


class _Kept(TypeDecorator[T], Generic[T]):
    """A value kept in another form; NULL stays None."""

    impl: Any = String
    cache_ok = True

    def written(self, value: T) -> str | bytes:
        raise NotImplementedError

    def read(self, value: Any) -> T:
        raise NotImplementedError

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | bytes | None:  # noqa: ARG002
        return None if value is None else self.written(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], T | None]:  # noqa: ARG002
        """As ``process_result_value`` would be, called straight: a long course is some two thousand values."""
        read, name = self.reader(), type(self).__name__

        def readable(value: Any) -> T | None:
            if value is None:
                return None
            try:
                return read(value)
            except (ValueError, TypeError, LookupError, ArithmeticError, zlib.error):
                raise Unreadable(name) from None

        return readable

    def reader(self) -> Callable[[Any], T]:
        """What reads one value."""
        return self.read


class DecimalText(_Kept[Decimal]):
    """An exact decimal as its digits: "60.0" stays "60.0"."""

    cache_ok = True

    def written(self, value: Decimal) -> str:
        return str(value)

    def reader(self) -> Callable[[Any], Decimal]:
        return Decimal


class Word(_Kept[StrEnum]):
    """The word of an enumeration, as plain text: a new word needs no new column."""

    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def written(self, value: StrEnum) -> str:
        return self.kind(value).value

    def reader(self) -> Callable[[Any], StrEnum]:
        return {word.value: word for word in self.kind}.__getitem__


class UtcTime(_Kept[datetime]):
    """A point in time as ISO text in UTC; SQLite would drop the zone. Text order is time order."""

    cache_ok = True

    def written(self, value: datetime) -> str:
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def read(self, value: str) -> datetime:
        return datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day; what is none is damage, not a bug."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None]:
        usual = self.impl_instance.dialect_impl(dialect).result_processor(dialect, coltype)

        def read(value: Any) -> date | None:
            try:
                return usual(value) if usual is not None else value
            except (ValueError, TypeError):
                raise Unreadable("Day") from None

        return read


class RequestId(_Kept[UUID]):
    cache_ok = True

    def written(self, value: UUID) -> str:
        return value.hex

    def read(self, value: str) -> UUID:
        return UUID(hex=value)


class TextList(_Kept[tuple[str, ...]]):
    """A list of words as a JSON array; NULL = not recorded, [] = recorded, none."""

    impl = Text
    cache_ok = True

    def written(self, value: tuple[str, ...]) -> str:
        return json.dumps(value, ensure_ascii=False)

    def read(self, value: str) -> tuple[str, ...]:
        return tuple(json.loads(value))


class JsonText(_Kept[Any]):
    """A small JSON value. Escaped to ASCII, so that whatever was typed can be kept, half a surrogate pair too."""

    impl = Text
    cache_ok = True

    def written(self, value: Any) -> str:
        return json.dumps(value, allow_nan=False)

    def read(self, value: str) -> Any:
        return json.loads(value)


class PackedJson(_Kept[Any]):
    """JSON, packed: the history grows with every save, and it shrinks to a twentieth or less."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: Packed) -> None:
        super().__init__()
        self.kind = kind

    def written(self, value: Any) -> bytes:
        return pack(self.kind, value)

    def read(self, value: bytes) -> Any:
        return unpack(value)


class PackedText(_Kept[str]):
    """Text that was packed by whoever wrote it, because its hash covers it as the database holds it.

    What cannot be unpacked is read as it is: whoever holds the text against its hash says that it was damaged.
    """

    impl = Text
    cache_ok = True

    def written(self, value: str) -> str:
        return value

    def read(self, value: str) -> str:
        try:
            return unpack_text(value)
        except (ValueError, LookupError, zlib.error):
            return value
