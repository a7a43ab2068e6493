"""The real font package, made into real files, read by Qt and by reportlab."""

import multiprocessing
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from desktop_app import resources
from desktop_app.resources import FontFiles, FontUnavailableError, font_files, missing_characters, resource_path

RARE_NAMES = "王小明㛃𠅤䶮喆赟𬭎㭎𫖯"
SIGNS = "℃≥≤㎡µ×±–−①…“”（）、，。：；"


@pytest.fixture(scope="module")
def fonts() -> FontFiles:
    return font_files()


def test_the_programs_files_are_found() -> None:
    assert (resource_path("wording") / "resources.json").is_file()


def test_a_frozen_programs_files_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resource_path("fonts", "a.ttf") == tmp_path / "resources" / "fonts" / "a.ttf"


@pytest.mark.parametrize(
    ("style", "weight", "selection", "mac_style"), [("Regular", 400, 1 << 6, 0), ("Bold", 700, 1 << 5, 1)]
)
def test_each_font_says_what_it_is(
    fonts: FontFiles, style: str, weight: int, selection: int, mac_style: int
) -> None:
    with TTFont(fonts.regular if style == "Regular" else fonts.bold) as font:
        names = {name.nameID: str(name) for name in font["name"].names if name.nameID < 26}
        assert (names[1], names[2], names[6]) == ("Noto Sans SC", style, f"NotoSansSC-{style}")
        assert names[4] == ("Noto Sans SC" if style == "Regular" else "Noto Sans SC Bold")
        assert "Thin" not in "".join(names.values())
        assert not {16, 17} & set(names)
        assert font["OS/2"].usWeightClass == weight
        assert font["OS/2"].fsSelection & 0b1100001 == selection
        assert font["head"].macStyle == mac_style
        assert not {"fvar", "gvar", "STAT"} & set(font.keys())


def test_the_bold_font_is_bolder(fonts: FontFiles) -> None:
    """reportlab once printed Regular for Bold without a word; the outlines themselves must differ."""
    with TTFont(fonts.regular) as regular, TTFont(fonts.bold) as bold:
        shapes = [font["glyf"][font.getBestCmap()[ord("l")]] for font in (regular, bold)]
    widths = [shape.xMax - shape.xMin for shape in shapes]
    assert widths[1] > 1.3 * widths[0]


def test_names_and_signs_can_be_shown() -> None:
    assert missing_characters(RARE_NAMES + SIGNS) == ()


def test_both_weights_have_the_same_characters(fonts: FontFiles) -> None:
    with TTFont(fonts.regular) as regular, TTFont(fonts.bold) as bold:
        assert regular.getBestCmap().keys() == bold.getBestCmap().keys()


def test_what_cannot_be_shown_is_named_once_and_in_order() -> None:
    assert missing_characters("☑王𪚥\n☐ 𪚥☑\t") == ("☑", "𪚥", "☐")


def test_qt_takes_both_as_one_family(fonts: FontFiles, qapp: object) -> None:
    from PySide6.QtGui import QFontDatabase

    for file in (fonts.regular, fonts.bold):
        number = QFontDatabase.addApplicationFont(str(file))
        assert QFontDatabase.applicationFontFamilies(number) == [resources.FONT_FAMILY]
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles(resources.FONT_FAMILY))


def test_reportlab_takes_them_as_two_fonts(fonts: FontFiles) -> None:
    from reportlab.pdfbase.ttfonts import TTFont as ReportFont

    faces = [ReportFont(name, str(file)).face for name, file in (("r", fonts.regular), ("b", fonts.bold))]
    assert [face.name.decode() for face in faces] == ["NotoSansSC-Regular", "NotoSansSC-Bold"]


@pytest.fixture(scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with freshly made fonts."""
    folder = tmp_path_factory.mktemp("cache")
    resources._cached_fonts(folder)
    return folder


def test_the_second_call_makes_nothing(own_cache: Path) -> None:
    first = resources._cached_fonts(own_cache)
    made = first.regular.stat().st_mtime_ns
    assert resources._cached_fonts(own_cache) == first
    assert first.regular.stat().st_mtime_ns == made
    assert [folder.name for folder in own_cache.iterdir()] == [first.regular.parent.name]


def test_the_same_bytes_are_made_every_time(own_cache: Path, fonts: FontFiles) -> None:
    assert resources._cached_fonts(own_cache).bold.read_bytes() == fonts.bold.read_bytes()


@pytest.mark.parametrize("damage", ["gone", "empty", "cut"])
def test_a_damaged_file_is_made_again(own_cache: Path, fonts: FontFiles, damage: str) -> None:
    bold = resources._cached_fonts(own_cache).bold
    content = bold.read_bytes()
    bold.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    if damage == "gone":
        bold.unlink()
    assert resources._cached_fonts(own_cache).bold.read_bytes() == fonts.bold.read_bytes()


def made_in(cache: str, results: "multiprocessing.Queue[str]") -> None:
    results.put(str(resources._cached_fonts(Path(cache)).bold))


def test_first_starts_at_the_same_time_agree(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    starts = [context.Process(target=made_in, args=(str(tmp_path), results)) for _ in range(3)]
    for start in starts:
        start.start()
    paths = {results.get(timeout=60) for _ in starts}
    for start in starts:
        start.join(timeout=60)
    assert len(paths) == 1
    assert len(list(tmp_path.iterdir())) == 1
    TTFont(paths.pop()).close()


def test_fonts_shipped_with_the_program_win(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fonts: FontFiles
) -> None:
    shipped = tmp_path / "resources" / "fonts"
    shipped.mkdir(parents=True)
    for file in (fonts.regular, fonts.bold):
        (shipped / file.name).symlink_to(file)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert font_files.__wrapped__().regular == shipped / "NotoSansSC-Regular.ttf"


def refusal_of(cache: Path) -> FontUnavailableError:
    with pytest.raises(FontUnavailableError) as caught:
        resources._cached_fonts(cache)
    return caught.value


def words_of(error: FontUnavailableError) -> list[str]:
    from desktop_app.wording import LANGUAGES, Wording

    parts = ("title", "text", "remedy")
    return [Wording(language)(f"{error.key}.{part}", **error.facts) for language in LANGUAGES for part in parts]


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "FONT_PACKAGE", "tacewatch-no-such-package")
    error = refusal_of(tmp_path)
    assert error.key == "resources.font_package_missing"
    assert any("tacewatch-no-such-package" in words for words in words_of(error))


def test_another_font_than_the_expected_one_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "VARIABLE_FONT_SHA256", "0" * 64)
    error = refusal_of(tmp_path)
    assert error.key == "resources.font_damaged"
    assert any("NotoSansSC" in words for words in words_of(error))
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    error = refusal_of(blocked)
    assert error.key == "resources.font_not_writable"
    assert all(words.strip() for words in words_of(error))
