"""What this workstation remembers between two starts: geometry, language, keys, what help was asked for."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from desktop_app.wording import LANGUAGES, Language

_WINDOW = "window/geometry"
_LANGUAGE = "language"
_SPLITTERS = "window/splitters"
_KEYS = "keys"
_CHART_VIEW = "chart/view"
_GUIDED = "help/guided"
_SCORE = "help/self_test"


class Remembered:
    """Kept in the user's own settings; a setting that cannot be read counts as absent."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def language(self) -> Language:
        """The language chosen last, else that of the system; the command line follows the same choice."""
        kept = self._settings.value(_LANGUAGE)
        for language in LANGUAGES:
            if language == kept:
                return language
        from desktop_app.settings import load_settings, preferred_language

        return preferred_language(load_settings())

    @language.setter
    def language(self, language: Language) -> None:
        """A folder that cannot be written costs the memory, not the language."""
        from desktop_app.settings import load_settings, save_settings

        self._settings.setValue(_LANGUAGE, language)
        with suppress(OSError):
            save_settings(replace(load_settings(), language=language))

    @property
    def guided(self) -> bool:
        """Whether the first steps were shown on this workstation."""
        return self._settings.value(_GUIDED) is not None

    @guided.setter
    def guided(self, shown: bool) -> None:
        if shown:
            self._settings.setValue(_GUIDED, "shown")
        else:
            self._settings.remove(_GUIDED)

    @property
    def score(self) -> str:
        """The last result of the self-test as it was kept, "" where none was; it names nobody."""
        kept = self._settings.value(_SCORE)
        return kept if isinstance(kept, str) else ""

    @score.setter
    def score(self, score: str) -> None:
        if score:
            self._settings.setValue(_SCORE, score)
        else:
            self._settings.remove(_SCORE)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """Action → the keys chosen for it; actions that keep their declared keys are left out."""
        kept = self._settings.value(_KEYS)
        try:
            values = json.loads(kept) if isinstance(kept, str) else {}
        except ValueError:
            return {}
        read = values.items() if isinstance(values, dict) else ()
        return {name: tuple(map(str, keys)) for name, keys in read if isinstance(keys, list) and keys}

    @keys.setter
    def keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        if chosen:
            # One text: a list of one element would come back from an INI file as a bare string.
            self._settings.setValue(_KEYS, json.dumps({name: list(keys) for name, keys in chosen.items()}))
        else:
            self._settings.remove(_KEYS)

    @property
    def chart_view(self) -> str:
        """The chart that was shown last, "" where none was."""
        kept = self._settings.value(_CHART_VIEW)
        return kept if isinstance(kept, str) else ""

    def keep_chart_view(self, view: str) -> None:
        self._settings.setValue(_CHART_VIEW, view)

    def keep_window(self, window: QMainWindow) -> None:
        self._settings.setValue(_WINDOW, window.saveGeometry())

    def restore_splitter(self, splitter: QSplitter) -> bool:
        kept = self._settings.value(f"{_SPLITTERS}/{splitter.objectName()}")
        return isinstance(kept, QByteArray) and splitter.restoreState(kept)

    def keep_splitter(self, splitter: QSplitter) -> None:
        self._settings.setValue(f"{_SPLITTERS}/{splitter.objectName()}", splitter.saveState())
