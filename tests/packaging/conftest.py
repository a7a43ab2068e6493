"""The scripts in `packaging/` are run by path, so their folder is put on the path as Python does it for them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def scripts_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with lock files and nothing else."""
    folder = tmp_path / "病房 checkout"
    (folder / "packaging").mkdir(parents=True)
    (folder / "packaging" / "requirements.lock").write_text("a==1\n")
    (folder / "packaging" / "requirements-dev.lock").write_text("a==1\nb==1\n")
    return folder
