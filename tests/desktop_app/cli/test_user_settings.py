"""What a user chose survives; a damaged file never keeps the program from starting."""

import json
from pathlib import Path

import pytest

from desktop_app.settings import (
    Language,
    Settings,
    load_settings,
    preferred_language,
    program_version,
    save_settings,
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "settings.json"
    save_settings(Settings("en", "/data/病房.db"), file)
    assert load_settings(file) == Settings("en", "/data/病房.db")
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_what_a_later_version_wrote_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"language": "zh", "colours": "dark"}')
    save_settings(Settings("en"), file)
    assert json.loads(file.read_text()) == {"colours": "dark", "language": "en", "store": None}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"[" * 60_000, b'{"language": "fr", "store": 3}', b'{"store": ""}']
)
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    assert load_settings(file) == Settings()
    save_settings(Settings("zh"), file)
    assert load_settings(file) == Settings("zh")


@pytest.mark.parametrize(
    ("chosen", "environment", "language"),
    [
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "zh"),
        (None, {}, "zh"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_systems(
    chosen: Language | None, environment: dict[str, str], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.settings.sys.platform", "linux")
    assert preferred_language(Settings(chosen), environment) == language


def test_the_version_is_known() -> None:
    assert program_version().count(".") == 2
