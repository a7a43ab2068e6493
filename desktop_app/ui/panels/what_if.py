"""Opens the sandbox bar over a record, lets it follow the record's form, and closes it again with Esc."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.cell import Cell

if TYPE_CHECKING:
    from desktop_app.ui.panels.what_if_bar import WhatIfBar


class WhatIf(QObject):
    """Made with its page; the bar is made when it is asked for and gone when it is closed.

    The bar gets the form, which is immutable, and the function that assesses: never the open record itself.
    """

    def __init__(self, theme: Theme, words: Wording, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._words = words
        self._page = page
        self._record: OpenRecord | None = None
        self._cursor_was: QWidget | None = None
        self.bar: WhatIfBar | None = None
        self.recommends = True

    def open(self, record: OpenRecord, focused: Cell | None) -> None:
        """The bar over this record; where it is open already, it goes on with this cell."""
        if self.bar is not None:
            self.bar.take(focused)
            return
        from desktop_app.ui.panels.what_if_bar import WhatIfBar

        self._record = record
        self._cursor_was = QApplication.focusWidget()
        place = record.workplace
        self.bar = WhatIfBar(self._theme, self._words, place.assess, record.form, place.today, focused)
        self.bar.results.recommends = self.recommends
        self.bar.closed.connect(self.close)
        record.rows_changed.connect(self._follow)
        layout = self._page.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - 1, self.bar)
        self._page.installEventFilter(self)
        self.bar.entry.focus_value()

    def close(self) -> None:
        """The record is as it was; the cursor goes back into the page."""
        bar, record = self.bar, self._record
        if bar is None or record is None:
            return
        self.bar = self._record = None
        record.rows_changed.disconnect(self._follow)
        self._page.removeEventFilter(self)
        bar.hide()
        bar.deleteLater()
        cursor_was, self._cursor_was = self._cursor_was, None
        if cursor_was is not None and isValid(cursor_was) and cursor_was.isVisible():
            cursor_was.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the bar, wherever the cursor is on the page, instead of leaving the record."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if escape and event.type() == QEvent.Type.KeyPress:
            self.close()
            return True
        return super().eventFilter(watched, event)

    def _follow(self, *_: object) -> None:
        if self.bar is not None and self._record is not None:
            self.bar.follow(self._record.form)
