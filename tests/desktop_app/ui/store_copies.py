"""A filled store copied with what belongs to it: its keys and its check file."""

import shutil
from pathlib import Path


def copy_store(source: Path, target: Path) -> Path:
    """Every file beside the store that carries its name, under the new one."""
    for file in source.parent.glob(f"{source.stem}.*"):
        if file.suffix != ".lock":
            shutil.copyfile(file, target.with_name(file.name.replace(source.stem, target.stem, 1)))
    return target
