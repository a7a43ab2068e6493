"""The recovery code as a picture, on the screen and on paper, read back by a reader of its own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.accounts.recovery_code import code_groups, new_code
from desktop_app.main import Desk
from desktop_app.report.qr_code import QUIET
from desktop_app.ui.access.code_page import CodePage
from tests.desktop_app.report.qr_decoding import text_of

WIDER_THAN_LETTERS = 70
"""Dots, of a page with four dots to a point."""


def modules_of(picture: QImage, dots: int) -> list[list[bool]]:
    """Read from the middle of each module, the quiet zone left out."""
    count = picture.width() // dots
    return [
        [
            picture.pixelColor(column * dots + dots // 2, row * dots + dots // 2).lightness() < 128
            for column in range(QUIET, count - QUIET)
        ]
        for row in range(QUIET, count - QUIET)
    ]


def test_the_picture_on_the_screen_is_the_code_and_goes_with_it(desk: Desk, qtbot: QtBot) -> None:
    code = new_code()
    page = CodePage(desk.window.theme, desk.window.words, code)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    picture = page.picture.pixmap().toImage()
    assert text_of(modules_of(picture, picture.width() // (33 + 2 * QUIET))) == code
    before = page.picture.size()
    QTest.keyClick(page.hide_button, Qt.Key.Key_Space)
    hidden = page.picture.pixmap().toImage()
    assert {hidden.pixelColor(x, x).alpha() for x in range(hidden.width())} == {0}
    assert page.picture.size() == before
    QTest.keyClick(page.hide_button, Qt.Key.Key_Space)
    assert page.picture.pixmap().toImage() == picture


def test_the_sheet_of_paper_holds_the_code_and_its_picture(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    code = new_code()
    page = CodePage(desk.window.theme, desk.window.words, code)
    qtbot.addWidget(page)
    assert page.write_pdf(str(tmp_path / "code.pdf"))
    document = QPdfDocument()
    document.load(str(tmp_path / "code.pdf"))
    assert document.pageCount() == 1
    text = document.getAllText(0).text()
    assert all(group in text for group in code_groups(code))
    sheet = on_white(document.render(0, (document.pagePointSize(0) * 4).toSize()))
    (left, top, side), count = square_of(sheet), 33
    dots = side / count
    found = [
        [
            sheet.pixelColor(int(left + (column + 0.5) * dots), int(top + (row + 0.5) * dots)).lightness() < 128
            for column in range(count)
        ]
        for row in range(count)
    ]
    assert text_of(found) == code


def on_white(page: QImage) -> QImage:
    sheet = QImage(page.size(), QImage.Format.Format_RGB32)
    sheet.fill(QColor("white"))
    painter = QPainter(sheet)
    painter.drawImage(0, 0, page)
    painter.end()
    return sheet


def square_of(sheet: QImage) -> tuple[int, int, int]:
    """The first line that begins with a bar wider than any letter: a finder's, of seven modules."""
    for row in range(sheet.height()):
        dark = [sheet.pixelColor(column, row).lightness() < 128 for column in range(sheet.width() // 2)]
        if True in dark:
            left = dark.index(True)
            run = dark.index(False, left) - left
            if run > WIDER_THAN_LETTERS:
                return left, row, round(run / 7 * 33)
    raise AssertionError("no picture")
