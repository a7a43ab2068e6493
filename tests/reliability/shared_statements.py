"""One cache of compiled statements for every store that a process opens, and for its forked children.

An engine compiles its statements anew: for a store that is opened, asked and closed that is most of the work, and
here stores are opened by the thousand. What is sent to SQLite is the same, text for text.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from desktop_app.store import sqlite_file

MOST: Final = 2000


def share(replace: Callable[[object, str, object], object]) -> None:
    """``replace`` is ``setattr``, or the one of a monkeypatch that takes it back."""
    create: Callable[..., Engine] = sqlite_file.create_engine
    first: list[Engine] = []

    def sharing(*given: Any, **settings: Any) -> Engine:
        engine = create(*given, **settings)
        if not first:
            engine._compiled_cache = LRUCache(MOST)
            first.append(engine)
        # A statement is found by its dialect as well.
        engine._compiled_cache = first[0]._compiled_cache
        engine.dialect = engine.pool._dialect = first[0].dialect
        return engine

    replace(sqlite_file, "create_engine", sharing)
