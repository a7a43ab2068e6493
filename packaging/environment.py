"""The virtual environment in `.venv`: where things are in it, and the stamp that says what it holds."""

from __future__ import annotations

import contextlib
import enum
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock")
STAMP = "tacewatch-stamp.json"
UNFINISHED = {"state": "unfinished"}


class State(enum.Enum):
    """What has to be done before the program can start."""

    READY = "nothing"
    SYNC = "other packages than the lock says: install the difference"
    REBUILD = "interrupted, moved or of another Python: everything again"
    ADOPT = "made by somebody else: install the packages into it"
    CREATE = "not there yet"


def venv_folder(root: Path) -> Path:
    return root / ".venv"


def venv_python(root: Path, platform: str = sys.platform) -> Path:
    inside = ("Scripts", "python.exe") if platform == "win32" else ("bin", "python")
    return venv_folder(root).joinpath(*inside)


def venv_script(root: Path, name: str, platform: str = sys.platform) -> Path:
    folder = venv_python(root, platform).parent
    return folder / (f"{name}.exe" if platform == "win32" else name)


def lock_name(dev: bool) -> str:
    return LOCKS[1] if dev else LOCKS[0]


def stamp_for(root: Path, dev: bool) -> dict[str, object]:
    """What the stamp says once everything is installed; the developer's packages include the program's."""
    names = LOCKS if dev else LOCKS[:1]
    hashes = {name: hashlib.sha256((root / "packaging" / name).read_bytes()).hexdigest() for name in names}
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"state": "complete", "python": version, "root": str(root), "locks": hashes}


def state_of(stamp: dict[str, object] | None, wanted: dict[str, object], python_exists: bool) -> State:
    """Compares what is stamped with what is wanted; `stamp` is None where there is no stamp at all."""
    if stamp is None:
        return State.ADOPT if python_exists else State.CREATE
    same_place = all(stamp.get(key) == wanted[key] for key in ("state", "python", "root"))
    if not same_place or not python_exists:
        return State.REBUILD
    held, needed = stamp.get("locks"), wanted["locks"]
    if isinstance(held, dict) and isinstance(needed, dict) and needed.items() <= held.items():
        return State.READY
    return State.SYNC


def read_stamp(root: Path) -> dict[str, object] | None:
    """The stamp; an unreadable one counts as unfinished, a missing one as None."""
    try:
        stamp = json.loads((venv_folder(root) / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return dict(UNFINISHED)
    return stamp if isinstance(stamp, dict) else dict(UNFINISHED)


def write_stamp(root: Path, stamp: dict[str, object]) -> None:
    """Whole or not at all, also when the power fails."""
    path = venv_folder(root) / STAMP
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def current_state(root: Path, dev: bool) -> State:
    return state_of(read_stamp(root), stamp_for(root, dev), venv_python(root).exists())


def holds_developer_packages(root: Path) -> bool:
    """Whether the environment was set up for testing: then `run` keeps it so instead of taking them away."""
    stamp = read_stamp(root) or {}
    held = stamp.get("locks")
    return isinstance(held, dict) and LOCKS[1] in held


def emptied(root: Path) -> None:
    """Everything goes but the stamp, which says `unfinished` until the end, whatever happens meanwhile."""
    for child in venv_folder(root).iterdir():
        if child.name == STAMP:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


@contextlib.contextmanager
def only_one_at_a_time(root: Path) -> Iterator[None]:
    """A second start waits for the first one's set-up. The system frees the lock if its owner dies."""
    import getpass
    import tempfile

    key = hashlib.sha256(f"{getpass.getuser()}:{root}".encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"tacewatch-setup-{key}.lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            waiting = True
            while waiting:
                file.seek(0)
                with contextlib.suppress(OSError):  # LK_LOCK gives up after ten seconds
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    waiting = False
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
