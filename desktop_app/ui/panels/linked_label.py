"""Wrapped text with links to cells: changed in place, reachable by the keyboard."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.ui.panels.sentences import Link, Said


class LinkedLabel(QLabel):
    """Shows words and links; hidden while it has nothing to say. A click or Enter asks for the cell."""

    cell_requested = Signal(object)

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[Said, ...] = ()
        self._links: list[Link] = []
        if role:
            self.setProperty("role", role)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        # Plain text stays plain: a label that can be clicked costs a text document per change.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.linkActivated.connect(self._follow)
        self.hide()

    @property
    def links(self) -> Sequence[Link]:
        return self._links

    @property
    def plain(self) -> str:
        return "".join(part.text if isinstance(part, Link) else part for part in self._said)

    def say(self, *parts: Said) -> None:
        """Replaces the text; nothing is drawn anew where it stays the same."""
        if parts == self._said:
            return
        self._said = parts
        links = [part for part in parts if isinstance(part, Link)]
        if bool(links) != bool(self._links):
            self._make_reachable(bool(links))
        self._links = links
        if links:
            self.setText(self._html())
        else:
            self.setText(self.plain)
        self.setAccessibleName(self.plain)
        self.setVisible(bool(self.plain))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab goes to the first link at once, not to the text around it."""
        super().focusInEvent(event)
        if self._links and event.reason() == Qt.FocusReason.TabFocusReason:
            self.focusNextPrevChild(True)

    def _html(self) -> str:
        numbers = iter(range(len(self._links)))
        return "".join(
            f'<a href="{next(numbers)}">{escape(part.text)}</a>' if isinstance(part, Link) else escape(part)
            for part in self._said
        )

    def _make_reachable(self, has_links: bool) -> None:
        flags = Qt.TextInteractionFlag.NoTextInteraction
        if has_links:
            flags = (
                Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
        self.setTextFormat(Qt.TextFormat.RichText if has_links else Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(flags)

    def _follow(self, number: str) -> None:
        self.cell_requested.emit(self._links[int(number)].cell)
