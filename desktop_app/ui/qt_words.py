"""The words of Qt's own dialogs, in the program's language: file names, printing, the menus of text fields."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from desktop_app.wording import Language, Wording

_FILES: Final[dict[Language, str]] = {"zh": "qtbase_zh_CN", "en": "qtbase_en"}
_NAME: Final = "qt_words"
_LEFT_OUT: Final = {
    ("QFileDialog", "&Look in:"): "look_in",
    ("QFileDialog", "Files of &type:"): "kinds",
    ("QAbstractFileIconProvider", "Folder"): "folder",
    ("QAbstractFileIconProvider", "Drive"): "drive",
    ("QPrintSettingsOutput", "Page &Set:"): "page_set",
}
"""What the window shows and Qt's own file of Chinese words does not have: ``ui.qt.<name>``."""


class _LeftOut(QTranslator):
    """Asked for what no other translator knows."""

    def __init__(self, language: Language, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._language: Language = language

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, _meant: str | None = None, _count: int = -1) -> str | None:
        """None, which Qt's declaration does not tell of, says that there is no such word here."""
        name = _LEFT_OUT.get((context, source))
        return None if name is None else Wording(self._language)(f"ui.qt.{name}")


def use_language(application: QCoreApplication, language: Language) -> None:
    """From now on Qt says its own words in this language; where its file is missing it stays with English."""
    for former in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(former)
        former.deleteLater()
    if language != "en":
        application.installTranslator(_LeftOut(language, application))
    words = QTranslator(application)
    words.setObjectName(_NAME)
    if words.load(_FILES[language], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)
