"""The program's own files, and the two fonts that screen and paper share.

No Chinese font may be taken for granted, and most lack the rarer characters that names are written with. The
font comes as data in a pinned package (Noto Sans SC, SIL Open Font License) that holds one variable font, which
reportlab would print as Thin. So it is set to two weights once, kept in the user's cache folder, and loaded by Qt
and reportlab alike. A frozen program brings the two files along in `resources/fonts/`.
"""

import functools
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FONT_FAMILY = "Noto Sans SC"
FONT_PACKAGE = "justmytype-intl-cjk"
VARIABLE_FONT = "justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
VARIABLE_FONT_SHA256 = "a3041811a78c361b1de50f953c805e0244951c21c5bd412f7232ef0d899af0da"
# Counted up when the recipe below changes, so that no older files are used.
RECIPE = 1

_WEIGHTS = {"Regular": 400, "Bold": 700}
# Thin, the variable font's default, has names beyond the ordinary four styles; static fonts must not keep them.
_TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 16, 17
_BOLD_SELECTION, _REGULAR_SELECTION = 1 << 5, 1 << 6


class FontUnavailableError(Exception):
    """The fonts cannot be had. `<key>.title`, `.text` and `.remedy` are the words, as in `errors`."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(f"{key}: {facts}")
        self.key = key
        self.facts = facts


@dataclass(frozen=True)
class FontFiles:
    """Two static TrueType files of the family `FONT_FAMILY`."""

    regular: Path
    bold: Path


def resource_path(*parts: str) -> Path:
    """A file below `resources/`: in the checkout, beside the installed packages, or in the frozen program."""
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    above = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return above.joinpath("resources", *parts)


@functools.cache
def font_files() -> FontFiles:
    """The fonts to load, made on the first call on a machine (about a second).

    Raises FontUnavailableError where the font package is missing or not the expected one, or the files cannot
    be kept.
    """
    shipped = _fonts_in(resource_path("fonts"))
    return shipped or _cached_fonts(_cache_folder())


def missing_characters(text: str) -> tuple[str, ...]:
    """The characters of `text` that the fonts cannot show, each once, in order; white space never counts."""
    known = _characters(font_files().regular)
    unknown = (character for character in text if ord(character) not in known and not character.isspace())
    return tuple(dict.fromkeys(unknown))


@functools.cache
def _characters(font: Path) -> frozenset[int]:
    harfbuzz = _harfbuzz()
    return frozenset(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(font))).unicodes)


def _harfbuzz() -> Any:
    """Imported when it is needed; it comes without types."""
    import uharfbuzz

    return uharfbuzz


def _fonts_in(folder: Path) -> FontFiles | None:
    files = FontFiles(*(folder / _file_name(style) for style in _WEIGHTS))
    return files if _is_whole(files.regular) and _is_whole(files.bold) else None


def _is_whole(font: Path) -> bool:
    """Whether the file reaches as far as its own table of contents says; a cut one would show no name at all."""
    try:
        with font.open("rb") as file:
            count = int.from_bytes(file.read(6)[4:6], "big")
            file.seek(12)
            entries = [file.read(16) for _ in range(count)]
        ends = [int.from_bytes(entry[8:12], "big") + int.from_bytes(entry[12:16], "big") for entry in entries]
        return bool(ends) and max(ends) <= font.stat().st_size
    except OSError:
        return False


def _file_name(style: str) -> str:
    return f"NotoSansSC-{style}.ttf"


def _cache_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("tacewatch", appauthor=False))


def _cached_fonts(cache: Path) -> FontFiles:
    """The fonts in the cache folder; missing or damaged ones are made. Each file appears whole or not at all."""
    import tempfile

    folder = cache / f"fonts-{VARIABLE_FONT_SHA256[:16]}-{RECIPE}"
    present = _fonts_in(folder)
    if present:
        return present
    variable_font = _variable_font()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="fonts-part-") as part:
            return _moved(make_fonts(variable_font, Path(part) / "made"), folder)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise FontUnavailableError("resources.font_not_writable", folder=str(cache), reason=reason) from problem


def _moved(made: FontFiles, folder: Path) -> FontFiles:
    """Two starts at once make the same bytes, so it does not matter whose files stay."""
    try:
        return FontFiles(*(font.replace(folder / font.name) for font in (made.regular, made.bold)))
    except OSError:
        # Windows refuses to replace a file that another start of the program has open already.
        present = _fonts_in(folder)
        if present is None:
            raise
        return present


def _variable_font() -> bytes:
    """The font as its package brings it, if it is the one this was built with. The package is never imported."""
    import hashlib
    import importlib.metadata

    try:
        path = importlib.metadata.distribution(FONT_PACKAGE).locate_file(VARIABLE_FONT)
        content = Path(str(path)).read_bytes()
    except (importlib.metadata.PackageNotFoundError, OSError) as problem:
        raise FontUnavailableError("resources.font_package_missing", package=FONT_PACKAGE) from problem
    if hashlib.sha256(content).hexdigest() != VARIABLE_FONT_SHA256:
        raise FontUnavailableError("resources.font_damaged", file=str(path))
    return content


def make_fonts(variable_font: bytes, folder: Path) -> FontFiles:
    """Writes both static fonts into `folder`, which is made; also for building the frozen program."""
    folder.mkdir(parents=True)
    for style, weight in _WEIGHTS.items():
        _write_named(_at_weight(variable_font, weight), style, weight, folder / _file_name(style))
    return FontFiles(*(folder / _file_name(style) for style in _WEIGHTS))


def _at_weight(variable_font: bytes, weight: int) -> bytes:
    """One weight of the variable font. HarfBuzz takes 0.2 s for what fontTools takes half a minute for."""
    harfbuzz = _harfbuzz()
    face = harfbuzz.Face(harfbuzz.Blob(variable_font))
    order = harfbuzz.SubsetInput()
    order.keep_everything()
    order.pin_axis_location(face, "wght", float(weight))
    return bytes(harfbuzz.subset(face, order).blob.data)


def _write_named(font: bytes, style: str, weight: int, path: Path) -> None:
    """Names the font by its weight: reportlab takes two fonts of one PostScript name for the same font."""
    import io

    from fontTools.ttLib import TTFont

    bold = weight == _WEIGHTS["Bold"]
    with TTFont(io.BytesIO(font), lazy=True, recalcBBoxes=False, recalcTimestamp=False) as named:
        tables: Any = named
        _rename(tables["name"], style)
        del tables["STAT"]  # describes the axis that is gone
        selection = tables["OS/2"].fsSelection & ~(_BOLD_SELECTION | _REGULAR_SELECTION)
        tables["OS/2"].fsSelection = selection | (_BOLD_SELECTION if bold else _REGULAR_SELECTION)
        tables["OS/2"].usWeightClass = weight
        tables["head"].macStyle = int(bold)
        with path.open("wb") as file:
            named.save(file)
            file.flush()
            os.fsync(file.fileno())


def _rename(names: Any, style: str) -> None:
    full_name = FONT_FAMILY if style == "Regular" else f"{FONT_FAMILY} {style}"
    postscript_name = f"{FONT_FAMILY.replace(' ', '')}-{style}"
    wanted = {1: FONT_FAMILY, 2: style, 3: f"2.004;ADBO;{postscript_name};TACEWatch {RECIPE}", 4: full_name}
    for name_id, text in {**wanted, 6: postscript_name}.items():
        names.removeNames(nameID=name_id)
        names.setName(text, name_id, 3, 1, 0x409)
    for name_id in (_TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE):
        names.removeNames(nameID=name_id)
