"""Whether an open store may be written, what is held beside its file meanwhile, and how it was left before."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop_app.errors import StoreError, StoreOpenElsewhere, StoreReadOnly
from desktop_app.store.file_refusals import has_journal
from desktop_app.store.instance import only_instance

Refusal = Callable[[], StoreError]


@dataclass(frozen=True, slots=True)
class Standing:
    """``refusal`` makes the error of a store that is only read; ``release`` gives back the window's lock."""

    refusal: Refusal | None = None
    release: Callable[[], None] = lambda: None
    release_unclean: Callable[[], None] = lambda: None
    """In place of ``release`` where the next opening is to look at the whole file."""
    left_open: bool = False
    """Whoever had it open before did not close it: it was killed, or the power failed."""

    def read_only(self, refusal: Refusal) -> "Standing":
        return replace(self, refusal=refusal)

    def looked_at(self) -> "Standing":
        """The whole file was looked at and found sound."""
        return replace(self, left_open=False)

    def give_back(self) -> None:
        """What is owed a look stays owed."""
        if self.left_open:
            self.release_unclean()
        else:
            self.release()


WRITABLE: Final = Standing()


def standing_of(path: Path, *, sole: bool) -> Standing:
    """Of a file that is there, without writing to it. Raises OSError."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return Standing(refusal=lambda: StoreReadOnly(path=str(path)))
    if not sole:
        return WRITABLE
    try:
        instance = only_instance(path)
    except StoreOpenElsewhere as elsewhere:
        facts = elsewhere.facts
        return Standing(refusal=lambda: StoreOpenElsewhere(**facts))
    return Standing(
        release=instance.release,
        release_unclean=lambda: instance.release(clean=False),
        left_open=instance.left_open or has_journal(path),
    )
