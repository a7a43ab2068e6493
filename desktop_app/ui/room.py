"""How large a dialog is: as its content wants, and never larger than its screen; what does not fit is scrolled."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

FRAME: Final = QSize(40, 80)
"""What the system's frame and bars take of a screen."""


def room_for(dialog: QWidget) -> QSize:
    """On the screen of the window that it belongs to."""
    return (dialog.parentWidget() or dialog).screen().availableSize() - FRAME


def resize_within(dialog: QWidget, width: int, height: int) -> None:
    """This large, or as large as the screen allows."""
    dialog.resize(QSize(width, height).boundedTo(room_for(dialog)))


def fit(dialog: QDialog, width: int) -> None:
    """At least this wide, and as wide and high as its parts need: wrapped lines do not make a dialog grow."""
    column = dialog.layout()
    if column is not None:
        for each in dialog.findChildren(QWidget):
            each.ensurePolished()  # Before, a field does not know how much room its frame takes.
        for part in dialog.findChildren(Scrolled):
            part.look_again()
        column.invalidate()
        column.activate()
        width = max(width, dialog.width() if dialog.isVisible() else 0, column.totalMinimumSize().width())
        width = min(width, room_for(dialog).width())
        resize_within(dialog, width, _height(column, width))


class Scrolled(QScrollArea):
    """As high as what is in it where there is room, else scrolled; its width is that of its content."""

    def __init__(self, content: QLayout) -> None:
        super().__init__()
        inner = QWidget()
        content.setContentsMargins(0, 0, 0, 0)
        inner.setLayout(content)
        self._inner = inner
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(_growing())
        self.setWidget(inner)
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def look_again(self) -> None:
        """What is inside was changed before it was shown: Qt tells nobody of it."""
        layout = self._inner.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._inner.layout()
        return _height(layout, width) if layout is not None else 0

    def sizeHint(self) -> QSize:
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self._inner.minimumSizeHint()
        return QSize(least.width(), min(least.height(), 3 * self.fontMetrics().height()))


def scrolling(page: QWidget) -> QScrollArea:
    """A page that may be higher than what it is shown in."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area


def lay_out_scrolled(dialog: QDialog, content: QLayout, buttons: QWidget, gap: int) -> None:
    """The content above, scrolled where the screen is low; the buttons below it, always in sight."""
    column = QVBoxLayout(dialog)
    column.setSpacing(gap)
    column.addWidget(Scrolled(content), stretch=1)
    column.addWidget(buttons)


def _height(layout: QLayout, width: int) -> int:
    """Only a layout in which something wraps tells its height for a width."""
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


def _growing() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy
