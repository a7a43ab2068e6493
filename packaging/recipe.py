"""What the frozen program is made of: which modules, which files, which parts of Qt stay behind."""

from __future__ import annotations

import fnmatch
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

NAME = "tacewatch"
TITLE = "TACEWatch"
# On Windows a program either has a console or has none: the command line keeps the name, the window has its own.
WINDOW_NAME = "tacewatchw"
INNER = "_internal"
MANIFEST = "resources/files.sha256"
PACKAGES = ("domain", "desktop_app")
# Run from their text by the migration library, so they travel as files and not as modules.
SCRIPTS = "desktop_app/store/migrations"
# Asked for by name at run time, where no import statement shows it.
NAMED_AT_RUN_TIME = (
    "pydantic",
    "pypinyin",
    "alembic.op",
    "alembic.context",
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3.dbapi2",
    "_cffi_backend",
)

# Modules that others import where they find them, and that this program never reaches. fontTools and the variable
# font only make the two fonts, which are made when the program is frozen.
UNUSED_MODULES = (
    "PIL._avif",
    "PIL._imagingcms",
    "PIL._imagingft",
    "PIL._imagingtk",
    "PIL._webp",
    "fontTools",
    "justmytype",
    "justmytype_intl_cjk",
    "numpy",
    "pip",
    "pkg_resources",
    "readline",
    "setuptools",
    "tkinter",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtQuickWidgets",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
)

# Kinds of Qt plugins that the program needs; ibus and compose are how Chinese is typed, cups is how one prints.
PLUGINS = (
    "iconengines/libqsvgicon.so",
    "imageformats/libqjpeg.so",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcompose*",
    "platforminputcontexts/libibus*",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*",
    "platforms/libqxcb.so",
    "platformthemes/libqxdgdesktopportal.so",
    "printsupport/*",
    "wayland-decoration-client/*",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "wayland-shell-integration/libqt-shell.so",
    "wayland-shell-integration/libxdg-shell.so",
    "xcbglintegrations/*",
    "iconengines/qsvgicon.dll",
    "imageformats/qjpeg.dll",
    "imageformats/qsvg.dll",
    "platforms/qoffscreen.dll",
    "platforms/qwindows.dll",
    "styles/qmodernwindowsstyle.dll",
)
# Qt's own folders lie one deeper on Linux than on Windows.
TRANSLATIONS = tuple(
    f"PySide6/{qt}translations/qtbase_{language}.qm" for qt in ("Qt/", "") for language in ("zh_CN", "en")
)
LEFT_OUT = (
    "PySide6/Qt/qml/*",
    "PySide6/Qt/translations/*",
    "PySide6/qml/*",
    "PySide6/translations/*",
    # Drawing in three dimensions without a graphics card, for windows that are drawn so; ours is not.
    "PySide6/opengl32sw.dll",
    "*/tests/*",
    "reportlab/fonts/*",
)
# Parts of Windows from version 10 on. Where the build runs under wine, empty ones take their place; those must
# never be packed.
STAND_INS = ("icuuc.dll", "mscms.dll")

# Every desktop has these, matched to its own settings, drivers and security updates: a copy would only grow old,
# and an old libstdc++ keeps newer graphics drivers from loading.
OF_THE_SYSTEM = (
    "libX*.so*",
    "libatk*.so*",
    "libavahi*.so*",
    "libcairo*.so*",
    "libcom_err.so*",
    "libcups.so*",
    "libdbus-1.so*",
    "libepoxy.so*",
    "libexpat.so*",
    "libfontconfig.so*",
    "libfreetype.so*",
    "libg*-2.0.so*",
    "libgcc_s.so*",
    "libgdk*.so*",
    "libgssapi*.so*",
    "libgtk*.so*",
    "libharfbuzz.so*",
    "libpango*.so*",
    "libstdc++.so*",
    "libsystemd.so*",
    "libwayland-*.so*",
)


def version_of(root: Path) -> str:
    """The program's version, from the one place where it is written."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def own_modules(root: Path) -> list[str]:
    """Every module of the program: much is loaded late, by name, where no analysis of imports sees it."""
    return sorted(
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for package in PACKAGES
        for file in (root / package).rglob("*.py")
        if not file.is_relative_to(root / SCRIPTS)
    )


def hidden_imports(root: Path) -> list[str]:
    return [*own_modules(root), *NAMED_AT_RUN_TIME]


def own_files(root: Path) -> list[tuple[str, str]]:
    """(file, folder in the frozen program) of everything that is read and not imported."""
    files = [*(root / "resources").rglob("*"), *(root / SCRIPTS).rglob("*.py")]
    kept = sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts)
    return [(str(file), str(file.parent.relative_to(root))) for file in kept]


def is_kept(place: str) -> bool:
    """Whether a file that was collected for this place in the frozen program is one that the program needs."""
    place = place.replace("\\", "/")
    if place in TRANSLATIONS:
        return True
    if is_stand_in(place) or any(fnmatch.fnmatchcase(place, pattern) for pattern in LEFT_OUT):
        return False
    plugin = re.sub(r"^PySide6/(Qt/)?plugins/", "", place)
    if plugin != place:
        return any(fnmatch.fnmatchcase(plugin, pattern) for pattern in PLUGINS)
    return "/" in place or not any(fnmatch.fnmatchcase(place, pattern) for pattern in OF_THE_SYSTEM)


def is_stand_in(place: str) -> bool:
    """Whether this is a part of Windows that nobody but Windows may bring."""
    return place.rpartition("/")[2].lower() in STAND_INS


def without_stand_ins(folder: Path) -> None:
    """Raises SystemExit where one lies anywhere below: a build that holds one must not reach a ward."""
    found = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if is_stand_in(file.name))
    if found:
        raise SystemExit(f"these belong to Windows and must not be packed: {', '.join(found)}")


def locked_names(lock: str) -> list[str]:
    """The packages of a lock file that are installed on this platform's kind of Python, in lower case."""
    return sorted({name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.MULTILINE)})


def hashes_of(folder: Path) -> Iterator[tuple[str, str]]:
    """(place, SHA-256) of every file below, in the order of their places; links are hashed where they lead."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()
