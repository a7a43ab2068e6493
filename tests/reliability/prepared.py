"""Stores made once in a process and copied from then on: most of what many tests did was making the same one."""

import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory

Prepare = Callable[[Path], None]


def once(prepare: Prepare) -> Prepare:
    """The same folder, copied from where it was prepared for the first time."""
    kept: list[TemporaryDirectory[str]] = []

    @wraps(prepare)
    def copied(folder: Path) -> None:
        if not kept:
            made = TemporaryDirectory(prefix="tacewatch-")
            prepare(Path(made.name))
            kept.append(made)
        shutil.copytree(kept[0].name, folder, dirs_exist_ok=True)

    return copied
