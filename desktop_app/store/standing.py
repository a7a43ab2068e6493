"""Whether an open store may be written, and what is held beside its file while it is open."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop_app.errors import StoreError, StoreOpenElsewhere, StoreReadOnly
from desktop_app.store.instance import only_instance

Refusal = Callable[[], StoreError]


@dataclass(frozen=True, slots=True)
class Standing:
    """``refusal`` makes the error of a store that is only read; ``release`` gives back the window's lock."""

    refusal: Refusal | None = None
    release: Callable[[], None] = lambda: None

    def read_only(self, refusal: Refusal) -> "Standing":
        return replace(self, refusal=refusal)


WRITABLE: Final = Standing()


def standing_of(path: Path, *, sole: bool) -> Standing:
    """Of a file that is there, without writing to it. Raises OSError."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return Standing(refusal=lambda: StoreReadOnly(path=str(path)))
    if not sole:
        return WRITABLE
    try:
        return Standing(release=only_instance(path).release)
    except StoreOpenElsewhere as elsewhere:
        facts = elsewhere.facts
        return Standing(refusal=lambda: StoreOpenElsewhere(**facts))
