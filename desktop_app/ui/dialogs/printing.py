"""A PDF to a printer, page by page, through the system's print dialog."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.ui.dialogs.private_folder import private_folder

HIGHEST_RESOLUTION = 300


def print_pdf(pdf: bytes, title: str, parent: QWidget | None) -> bool:
    """Asks for a printer and prints; False where the user left the dialog.

    This program writes no file on the way; what the system's printing writes for its spooler goes into a
    private folder.
    """
    with private_folder():
        return _print_asked(pdf, title, parent)


def _print_asked(pdf: bytes, title: str, parent: QWidget | None) -> bool:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    if QPrintDialog(printer, parent).exec() != QDialog.DialogCode.Accepted:
        return False
    paint_pages(pdf, printer)
    return True


def paint_pages(pdf: bytes, printer: QPrinter) -> int:
    """Paints every page onto the printer's; how many there were."""
    printer.setResolution(min(printer.resolution(), HIGHEST_RESOLUTION))
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(buffer)
    document.load(buffer)
    painter = QPainter(printer)
    pages: int = document.pageCount()
    for page in range(pages):
        if page:
            printer.newPage()
        sheet = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
        points = document.pagePointSize(page)
        size = QSize(round(points.width()), round(points.height())).scaled(
            sheet.size(), Qt.AspectRatioMode.KeepAspectRatio
        )
        painter.drawImage(QRect(sheet.topLeft(), size), document.render(page, size))
    painter.end()
    document.close()
    return pages
