import re

from PySide6.QtCore import QCoreApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.qt_words import use_language


def test_qt_says_its_own_words_in_the_language_of_the_program(qapp: QApplication) -> None:
    use_language(qapp, "zh")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QCoreApplication.translate("QFileDialog", "File &name:") != "File &name:"
    use_language(qapp, "en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_no_word_of_a_file_or_print_dialog_stays_english(qapp: QApplication, qtbot: QtBot) -> None:
    use_language(qapp, "zh")
    files, printer = QFileDialog(), QPrinter()
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    for dialog in (files, QPrintDialog(printer)):
        qtbot.addWidget(dialog)
        dialog.show()
        labels = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
        buttons = [each.text() for each in dialog.findChildren(QPushButton) if each.isVisible()]
        latin = [text for text in (*labels, *buttons) if re.search(r"[A-Za-z]{4}", text)]
        assert labels
        assert latin == []
        dialog.close()
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert QCoreApplication.translate("QFileDialog", "no such word") == "no such word"
    use_language(qapp, "en")
    assert QCoreApplication.translate("QFileDialog", "&Look in:") == "&Look in:"
