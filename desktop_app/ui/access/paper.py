"""A sheet of paper for what is shown once: printed, or kept as a PDF on a stick that goes into the envelope."""

from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget


def print_sheet(document: QTextDocument, parent: QWidget) -> None:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec():
        document.print_(printer)


def write_sheet(document: QTextDocument, title: str, file: str) -> bool:
    """Whether it was written; its metadata name the program and nobody."""
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator("TACEWatch")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(300)
    document.print_(writer)
    return writer.logicalDpiX() > 0


def asked_file(parent: QWidget, title: str, name: str) -> str:
    """Where to; "" where nowhere."""
    no_native = QFileDialog.Option.DontUseNativeDialog
    return QFileDialog.getSaveFileName(parent, title, name, "PDF (*.pdf)", options=no_native)[0]
