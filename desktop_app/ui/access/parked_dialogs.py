"""What is typed in a dialog outlives a lock, for the same person; what another one finds is nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

SURVIVES: Final = "survives_lock"
"""A dialog that needs no page of a patient: it is taken away whole, and comes back whole."""
ASKED_ANEW: Final = "asked_anew"
"""A field whose text proves something at that moment, such as a number typed once more."""
Typed = tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class Parked:
    """What stood in a dialog, for the next one of this kind about the same patient."""

    kind: str
    patient: str
    title: str
    typed: Typed


class ParkedDialogs(QObject):
    """Of one window, between a lock and the unlocking by the same person."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._whole: list[QDialog] = []
        self._texts: list[Parked] = []
        self._untouched: dict[QDialog, Typed] = {}
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._arrived)

    @property
    def titles(self) -> tuple[str, ...]:
        """Of the dialogs that find their text again once they are opened."""
        return tuple(each.title for each in self._texts)

    def take(self, patient: str) -> None:
        """Before the window locks: off the screen and out of the window, whichever way."""
        for dialog in self._ours():
            if dialog.property(SURVIVES):
                dialog.hide()
                dialog.setParent(None)
                self._whole.append(dialog)
            elif (typed := typed_in(dialog)) not in ((), self._untouched.get(dialog)):
                self._texts.append(Parked(type(dialog).__name__, patient, dialog.windowTitle(), typed))

    def bring_back(self) -> None:
        """To the same person."""
        whole, self._whole = self._whole, []
        for dialog in whole:
            dialog.setParent(self._window, dialog.windowFlags())
            dialog.open()

    def drop(self) -> bool:
        """Nobody is to see it any more; whether there was anything."""
        found = bool(self._whole or self._texts)
        for dialog in self._whole:
            dialog.deleteLater()
        self._whole, self._texts = [], []
        return found

    def _ours(self) -> Iterator[QDialog]:
        for each in QApplication.topLevelWidgets():
            asks = isinstance(each, QDialog) and not isinstance(each, QMessageBox)
            if isinstance(each, QDialog) and asks and each.isVisible() and _below(each, self._window):
                yield each

    def _arrived(self, _: QWindow | None) -> None:
        dialog = QApplication.activeWindow()
        if isinstance(dialog, QDialog) and dialog not in self._untouched and _below(dialog, self._window):
            self._untouched[dialog] = typed_in(dialog)
            dialog.destroyed.connect(lambda *_: self._untouched.pop(dialog, None))
            QTimer.singleShot(0, dialog, lambda: self._refill(dialog))

    def _refill(self, dialog: QDialog) -> None:
        record = self._window.record
        patient = record.record.patient.id if record is not None else ""
        for each in self._texts:
            if (each.kind, each.patient) == (type(dialog).__name__, patient):
                self._texts.remove(each)
                type_into(dialog, each.typed)
                return


def typed_in(root: QWidget) -> Typed:
    """What every input of a widget holds, in the order of the tree; never a password."""
    return tuple(read() for read, _ in _inputs(root))


def type_into(root: QWidget, typed: Typed) -> None:
    """Where the widget has the same inputs as the one from which it was read."""
    inputs = list(_inputs(root))
    if len(inputs) == len(typed):
        for (_, write), value in zip(inputs, typed, strict=True):
            write(value)


Input = tuple[Callable[[], str | int | float | bool], Callable[..., object]]


def _inputs(root: QWidget) -> Iterator[Input]:
    for each in root.findChildren(QWidget):
        if each.property(ASKED_ANEW) or isinstance(each.parentWidget(), (QSpinBox, QDoubleSpinBox)):
            continue
        if isinstance(each, QLineEdit):
            if each.echoMode() is QLineEdit.EchoMode.Normal and not each.isReadOnly():
                yield each.text, each.setText
        elif isinstance(each, QPlainTextEdit):
            if not each.isReadOnly():
                yield each.toPlainText, each.setPlainText
        elif isinstance(each, (QSpinBox, QDoubleSpinBox)):
            yield each.value, each.setValue
        elif isinstance(each, QComboBox):
            yield each.currentIndex, each.setCurrentIndex
        elif isinstance(each, QAbstractButton) and each.isCheckable():
            yield each.isChecked, each.setChecked


def _below(widget: QWidget, window: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not window:
        above = above.parentWidget()
    return above is window
