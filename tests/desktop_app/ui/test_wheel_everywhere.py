"""The wheel scrolls; it never changes a value: tried over every input of every page and dialog."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.entry.clinical_order import PAGES
from desktop_app.ui.ward import Ward
from tests.desktop_app.ui.help.test_help_in_dialogs import CASES, run

Opened = Callable[..., MainWindow]
KEPT: tuple[tuple[type[QWidget], Callable[..., object]], ...] = (
    (ChoiceEntry, lambda widget: widget.text()),
    (QLineEdit, lambda widget: widget.text()),
    (QPlainTextEdit, lambda widget: widget.toPlainText()),
    (QComboBox, lambda widget: widget.currentText()),
    (QAbstractSpinBox, lambda widget: widget.text()),
    (QTabBar, lambda widget: widget.currentIndex()),
    (QAbstractButton, lambda widget: widget.isChecked()),
    (QAbstractItemView, lambda widget: (widget.currentIndex().row(), widget.currentIndex().column())),
    (QAbstractSlider, lambda widget: None if isinstance(widget, QScrollBar) else widget.value()),
)
"""What a user has chosen in a widget of each kind."""


def inputs(root: QWidget) -> Iterator[tuple[QWidget, Callable[..., object]]]:
    for kind, value in KEPT:
        for widget in root.findChildren(kind):
            if widget.isVisible() and widget.isEnabled():
                yield widget, value


def turn(widget: QWidget, by: int) -> None:
    middle = widget.rect().center()
    event = QWheelEvent(
        QPointF(middle),
        QPointF(widget.mapToGlobal(middle)),
        QPoint(0, 0),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def changed_by_the_wheel(root: QWidget) -> list[str]:
    """The inputs whose value another one is after the wheel was turned over them, with and without the cursor."""
    changed = []
    for focus in (False, True):
        for widget, value in list(inputs(root)):
            if focus:
                widget.setFocus()
            before = value(widget)
            for by in (120, -120, -120):
                turn(widget.viewport() if isinstance(widget, QAbstractItemView) else widget, by)
                if value(widget) != before:
                    changed.append(f"{type(widget).__name__} {widget.accessibleName()!r} {before!r}")
    return changed


def test_on_the_worklist(opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    assert len(list(inputs(window))) > 3
    assert changed_by_the_wheel(window) == []


def test_on_every_page_of_a_patient(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    assert window.record is not None
    form, tried = window.record.form, 0
    for name, _ in PAGES:
        window.patient.entry.show_page(name, focus=True)
        tried += len(list(inputs(window)))
        assert changed_by_the_wheel(window) == []
    window.patient.try_values()
    assert changed_by_the_wheel(window) == []
    assert tried > 200
    assert window.record.form is form


@pytest.mark.parametrize(
    ("kind", "show"),
    [*((kind, show) for kind, show, _ in CASES), (QDialog, run("test_yourself"))],
    ids=[*(kind.__name__ for kind, _, _ in CASES), "SelfTestWindow"],
)
def test_in_every_dialog(
    opened: Opened, ward: Ward, qtbot: QtBot, kind: type[QDialog], show: Callable[[MainWindow], None]
) -> None:
    window = opened(ward, "DEMO-01")
    show(window)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
    dialog = QApplication.activeWindow()
    assert dialog is not None
    assert changed_by_the_wheel(dialog) == []
    dialog.close()
