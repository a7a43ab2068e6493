"""The recipe of the frozen program: what must be in it is named in it, and nothing it needs is left out.

The build itself is a command of its own; its gate is the self-test of what it built.
"""

import ast
import importlib.util
import os
import re
import runpy
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from desktop_app.cli import command_line
from desktop_app.licences import component_of
from desktop_app.ui import opening

QT = "PySide6/Qt/plugins/"


def test_the_recipe_can_be_read(root: Path) -> None:
    spec = (root / "packaging" / "tacewatch.spec").read_text(encoding="utf-8")
    named = {node.id for node in ast.walk(ast.parse(spec)) if isinstance(node, ast.Name)}
    assert {"Analysis", "EXE", "COLLECT", "hidden_imports", "own_files"} <= named


def test_everything_named_in_the_recipe_exists(root: Path) -> None:
    from recipe import hidden_imports

    named = hidden_imports(root)
    assert len(named) > 200
    assert [name for name in named if importlib.util.find_spec(name) is None] == []


def test_what_is_loaded_by_name_is_named_in_the_recipe(root: Path) -> None:
    """These strings are no imports: without the recipe they would be missing in the frozen program only."""
    from recipe import hidden_imports

    commands = {f"desktop_app.cli.{module}" for module in command_line._COMMANDS.values()}
    by_name = {*opening.FIRST_PATIENT, *opening.FIRST_SAVE, *commands}
    assert by_name - set(hidden_imports(root)) == set()


def imported(root: Path) -> Iterator[tuple[str, str]]:
    """(module, where) of every import statement of the program."""
    for package in ("domain", "desktop_app"):
        for file in (root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                where = file.relative_to(root).as_posix()
                if isinstance(node, ast.Import):
                    yield from ((alias.name, where) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield from ((f"{node.module}.{alias.name}", where) for alias in node.names)


def test_nothing_that_the_program_imports_is_left_out(root: Path) -> None:
    from recipe import UNUSED_MODULES

    # Making the fonts is part of the build; the frozen program finds them made.
    imports = [(module, where) for module, where in imported(root) if where != "desktop_app/resources.py"]
    lost = [
        (module, where)
        for module, where in imports
        for name in UNUSED_MODULES
        if f"{module}.".startswith(f"{name}.")
    ]
    assert lost == []


@pytest.mark.parametrize(
    "file",
    [
        "desktop_app/store/migrations/env.py",
        "desktop_app/store/migrations/versions/schema_0001.py",
        "resources/evidence/evidence.json",
        "resources/wording/about.json",
        "resources/manual/zh/01-start.md",
        "resources/demo/patients.jsonl",
        "resources/icons/tacewatch.png",
    ],
)
def test_files_travel_to_the_place_where_they_are_looked_for(root: Path, file: str) -> None:
    from recipe import own_files

    assert (str(root / file), str(Path(file).parent)) in own_files(root)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        (f"{QT}platforms/libqxcb.so", True),
        (f"{QT}platforms/libqoffscreen.so", True),
        (f"{QT}platforms/libqeglfs.so", False),
        (f"{QT}platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        (f"{QT}printsupport/libcupsprintersupport.so", True),
        (f"{QT}sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("libssl.so.3", True),
        ("libstdc++.so.6", False),
        ("libfontconfig.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("sqlalchemy/engine/_row_cy.so", True),
    ],
)
def test_unused_parts_and_the_systems_libraries_stay_behind(place: str, kept: bool) -> None:
    from recipe import is_kept

    assert is_kept(place) is kept


def locked(root: Path, name: str) -> dict[str, set[str]]:
    from locking import locked_versions

    found: dict[str, set[str]] = {}
    for package, version in locked_versions((root / "packaging" / name).read_text(encoding="utf-8")):
        found.setdefault(package, set()).add(version)
    return found


def test_the_frozen_program_has_the_very_packages_that_were_tested(root: Path) -> None:
    runtime, build = locked(root, "requirements.lock"), locked(root, "requirements-build.lock")
    assert {name: build.get(name) for name in runtime} == runtime


def test_the_build_lock_is_hashed_and_names_the_pinned_pyinstaller(root: Path) -> None:
    configuration = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = configuration["project"]["optional-dependencies"]["build"]
    lock = (root / "packaging" / "requirements-build.lock").read_text(encoding="utf-8")
    assert [
        f"{name}=={next(iter(locked(root, 'requirements-build.lock')[name]))}" for name in ["pyinstaller"]
    ] == pinned
    entries = re.split(r"^(?=\S+==)", lock, flags=re.MULTILINE)[1:]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_a_licence_is_found_for_every_package_that_is_shipped(root: Path) -> None:
    from additions import TEXTS_ELSEWHERE, UNUSED_PACKAGES
    from recipe import locked_names

    without = []
    for name in locked_names((root / "packaging" / "requirements.lock").read_text(encoding="utf-8")):
        try:
            texts = component_of(distribution(name)).texts or TEXTS_ELSEWHERE.get(name, ())
        except PackageNotFoundError:
            continue  # locked for another platform
        if name not in UNUSED_PACKAGES and not any(text.stat().st_size > 200 for text in texts):
            without.append(name)
    assert without == []


def test_a_part_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    from additions import entry

    with pytest.raises(SystemExit, match="no licence text found for strange 1"):
        entry(tmp_path, "strange", "1", "MIT", ())


def test_only_libraries_that_nothing_asks_for_are_taken_out(tmp_path: Path) -> None:
    from trimming import unreached

    asks = {
        "QtGui.so": ["libQt6Gui.so.6", "libc.so.6"],
        "libQt6Gui.so.6": ["libQt6Core.so.6"],
        "libQt6Core.so.6": [],
        "libQt6Quick.so.6": ["libQt6Gui.so.6", "libQt6Qml.so.6"],
        "libQt6Qml.so.6": ["libQt6Quick.so.6"],
        "libpython3.11.so.1.0": ["libz.so.1"],
        "libz.so.1": [],
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so": ["libffi.so.8"],
        "libffi.so.8": [],
    }
    places = {
        "PySide6/QtGui.so",
        *(f"PySide6/Qt/lib/{name}" for name in asks if name.startswith("libQt6")),
        *("libQt6Core.so.6", "libQt6Qml.so.6", "libpython3.11.so.1.0", "libz.so.1"),
        *("_cffi_backend.cpython-311-x86_64-linux-gnu.so", "libffi.so.8"),
    }
    for place in places:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    gone = {str(file.relative_to(tmp_path)) for file in unreached(tmp_path, lambda file: asks[file.name])}
    assert gone == {"PySide6/Qt/lib/libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "libQt6Qml.so.6"}


def test_nobodys_variables_name_plugins_for_the_frozen_program(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML2_IMPORT_PATH")
    for name in hostile:
        monkeypatch.setenv(name, "/somewhere/else")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    runpy.run_path(str(root / "packaging" / "frozen_environment.py"))
    assert [name for name in hostile if name in os.environ] == []
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_the_list_of_files_tells_a_changed_file(tmp_path: Path) -> None:
    from recipe import hashes_of

    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.py").write_text("1")
    before = dict(hashes_of(tmp_path))
    (tmp_path / "inner" / "a.py").write_text("2")
    assert list(before) == ["inner/a.py"]
    assert dict(hashes_of(tmp_path)) != before
