"""What must not be in the checkout."""

import re
import tomllib
from pathlib import Path

import pytest

# Put together here, so that this file does not break its own rule.
MACHINE_FOLDERS = [f"/{name}/" for name in ("work", "root", "home")]
HOSTS = ["py" + "pi.org", "pythonhosted" + ".org", "registry.np" + "mjs.org", "deb.deb" + "ian.org"]
MACHINE_PATH = re.compile("|".join(rf"(?<![\w.)}}~-]){re.escape(folder)}" for folder in MACHINE_FOLDERS))
REGISTRY = re.compile("|".join(re.escape(host) for host in HOSTS))


def text_of(file: Path) -> str:
    """The file's text; nothing for a binary file."""
    content = file.read_bytes()
    return "" if b"\0" in content[:4096] else content.decode("utf-8", errors="ignore")


@pytest.mark.parametrize(
    "line", [f"cd {MACHINE_FOLDERS[0]}main", f"'{MACHINE_FOLDERS[1]}x'", f"file://{HOSTS[0]}/simple"]
)
def test_the_rules_catch_what_they_are_for(line: str) -> None:
    assert MACHINE_PATH.search(line) or REGISTRY.search(line)


def test_an_ordinary_path_is_no_machine_path() -> None:
    assert not MACHINE_PATH.search(f"src{MACHINE_FOLDERS[0]}a and ~{MACHINE_FOLDERS[2]}b")


def test_no_file_names_a_folder_of_one_machine(kept_files: list[Path], root: Path) -> None:
    assert [str(file.relative_to(root)) for file in kept_files if MACHINE_PATH.search(text_of(file))] == []


def test_no_file_names_a_registry(kept_files: list[Path], root: Path) -> None:
    assert [str(file.relative_to(root)) for file in kept_files if REGISTRY.search(text_of(file))] == []


def test_neither_packaging_nor_the_tests_are_packages(root: Path) -> None:
    """`packaging/__init__.py` would hide the library of that name, `tests/domain/__init__.py` the domain."""
    assert [str(file.relative_to(root)) for file in (root / "packaging").rglob("__init__.py")] == []
    assert [str(file.relative_to(root)) for file in (root / "tests").rglob("__init__.py")] == []


def test_test_files_have_names_of_their_own(root: Path) -> None:
    names = [file.name for file in (root / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_wheel_takes_the_resources_along(root: Path) -> None:
    built = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = built["targets"]["wheel"]
    assert wheel["packages"] == ["domain", "desktop_app"]
    assert wheel["force-include"] == {"resources": "resources"}
