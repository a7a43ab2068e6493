"""What the computer refused, and how to mend it: one dialog, in the user's language."""

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_app.errors import KnownError
from desktop_app.wording import Wording


def show_known_error(words: Wording, error: KnownError, parent: QWidget | None = None) -> QMessageBox:
    """Opens the dialog and returns it; nothing that was typed is touched."""
    box = QMessageBox(
        QMessageBox.Icon.Warning, *known_error_texts(words, error), QMessageBox.StandardButton.Ok, parent
    )
    box.setInformativeText(_said(words, error, "remedy"))
    box.button(QMessageBox.StandardButton.Ok).setText(words("ui.understood"))
    box.open()
    return box


def known_error_texts(words: Wording, error: KnownError) -> tuple[str, str]:
    """Title and text."""
    return _said(words, error, "title"), _said(words, error, "text")


def _said(words: Wording, error: KnownError, part: str) -> str:
    key = f"{error.key}.{part}"
    if not words.has(key):
        key = error.key if words.has(error.key) else f"errors.known.{part}"
    return words(key, **error.facts)
