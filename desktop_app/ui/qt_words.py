"""The words of Qt's own dialogs, in the program's language: file names, printing, the menus of text fields."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from desktop_app.wording import Language

_FILES: Final[dict[Language, str]] = {"zh": "qtbase_zh_CN", "en": "qtbase_en"}
_NAME: Final = "qt_words"


def use_language(application: QCoreApplication, language: Language) -> None:
    """From now on Qt says its own words in this language; where its file is missing it stays with English."""
    for former in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(former)
        former.deleteLater()
    words = QTranslator(application)
    words.setObjectName(_NAME)
    if words.load(_FILES[language], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)
