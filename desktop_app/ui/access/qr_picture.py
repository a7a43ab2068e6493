"""A QR code as a picture: black on white in any theme, every module a whole number of dots."""

from PySide6.QtGui import QColor, QImage, QPainter

from desktop_app.report.qr_code import QUIET, qr_modules


def qr_picture(text: str, side: int) -> QImage:
    """As large as whole modules allow within ``side`` dots, and never smaller than three dots a module."""
    modules = qr_modules(text)
    count = len(modules) + 2 * QUIET
    dots = max(side // count, 3)
    picture = QImage(count * dots, count * dots, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                painter.fillRect((column + QUIET) * dots, (row + QUIET) * dots, dots, dots, QColor("black"))
    painter.end()
    return picture
