"""Writes the lock files from pyproject.toml: for every platform at once, with the hash of every file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from environment import LOCKS
from setting_up import SetUpError, uv_program, with_uv

UV_VERSION = "0.13.9"
BUILD_LOCK = "requirements-build.lock"
OWN_INDEXES = ("UV_INDEX", "UV_FIND_LINKS")


def write_locks(root: Path, upgrade: bool) -> int:
    """Versions that are locked already stay, unless `upgrade` is asked for."""
    try:
        environment = with_uv(root)
    except SetUpError as failure:
        print(failure)
        return 1
    # Hashes must be those of the public files, not of what this machine happens to keep beside them.
    environment = {name: value for name, value in environment.items() if name not in OWN_INDEXES}
    more = ["--upgrade"] if upgrade else []
    folder = root / "packaging"
    code = compiled(root, ["pyproject.toml", *more], folder / LOCKS[0], environment)
    code = code or compiled(root, ["pyproject.toml", "--extra", "dev", *more], folder / LOCKS[1], environment)
    code = code or compiled(root, ["pyproject.toml", "--extra", "build", *more], folder / BUILD_LOCK, environment)
    return code or compiled(root, ["-"], folder / "uv.lock.txt", environment, f"uv=={UV_VERSION}\n")


def compiled(root: Path, source: list[str], target: Path, environment: dict[str, str], text: str = "") -> int:
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    command = [str(uv_program(root)), "pip", "compile", *source, *options, "--output-file", str(target)]
    code = subprocess.run(command, input=text, text=True, env=environment, cwd=root, check=False).returncode
    if code == 0:
        print(f"{target.name}: {len(locked_versions(target.read_text(encoding='utf-8')))} packages")
    return code


def locked_versions(lock: str) -> set[tuple[str, str]]:
    """Package and version of every entry; a package has two where older Pythons need an older one."""
    return set(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, flags=re.MULTILINE))
