"""What this workstation remembers between two starts: the window's geometry and the language, nothing else."""

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from desktop_app.wording import LANGUAGES, Language

_WINDOW = "window/geometry"
_LANGUAGE = "language"
_SPLITTERS = "window/splitters"


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

    def keep_window(self, window: QMainWindow) -> None:
        self._settings.setValue(_WINDOW, window.saveGeometry())

    def restore_splitter(self, splitter: QSplitter) -> bool:
        kept = self._settings.value(f"{_SPLITTERS}/{splitter.objectName()}")
        return isinstance(kept, QByteArray) and splitter.restoreState(kept)

    def keep_splitter(self, splitter: QSplitter) -> None:
        self._settings.setValue(f"{_SPLITTERS}/{splitter.objectName()}", splitter.saveState())
