"""The source files that the rules read."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = {".venv", ".git", "__pycache__", "out", "dist", "build", "node_modules"}


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def program_modules() -> dict[str, ast.Module]:
    """Path below the checkout -> syntax tree, for every module of the domain and the program."""
    files = [file for folder in ("domain", "desktop_app") for file in sorted((ROOT / folder).rglob("*.py"))]
    assert files
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(scope="session")
def kept_files() -> list[Path]:
    """Every file that belongs to the project: what git knows or would take; without git, what is not made."""
    if shutil.which("git"):
        asked = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True
        )
        if asked.returncode == 0:
            names = [name for name in asked.stdout.split("\0") if name]
            return [ROOT / name for name in names if (ROOT / name).is_file()]
    return [file for file in ROOT.rglob("*") if file.is_file() and not is_made(file)]


def is_made(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    return bool(MADE & set(parts)) or any(part.startswith(".") and part != ".ci" for part in parts)
