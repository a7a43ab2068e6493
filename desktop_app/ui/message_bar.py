"""Messages notify and offer undo; they never stand in the way."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.ui.marks import StateMark
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

SHOWN_MILLISECONDS = 8000


@dataclass(frozen=True, slots=True)
class Message:
    """What a page has to say, and what may be done about it."""

    text: str
    severity: str = "note"
    offer: str = ""
    then: Callable[[], None] | None = None


class MessageBar(QFrame):
    """One line under the menu: a message, perhaps one thing to do, and a way to close it."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._words = words
        self._then: Callable[[], None] | None = None
        self._mark = StateMark(theme, words, "severity.note", word=False)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._offer = QPushButton()
        self._offer.clicked.connect(self._accept)
        self._close = QPushButton(words("ui.close"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(1))
        row.setSpacing(theme.space(2))
        for widget in (self._mark, self._text, self._offer, self._close):
            row.addWidget(widget)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(
        self,
        text: str,
        *,
        severity: str = "note",
        offer: str = "",
        then: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Shows a message; it leaves by itself unless it stays or offers something to do."""
        self._mark.show_state(f"severity.{severity}")
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._offer.setText(offer)
        self._offer.setVisible(bool(offer))
        self._then = then
        self.show()
        if stays or then is not None:
            self._leaving.stop()
        else:
            self._leaving.start(SHOWN_MILLISECONDS)

    def say_message(self, message: Message) -> None:
        self.say(message.text, severity=message.severity, offer=message.offer, then=message.then)

    def clear(self) -> None:
        """Nothing is said any more: what was said may have named a patient."""
        self._leaving.stop()
        self._then = None
        self._text.clear()
        self._text.setAccessibleName("")
        self.hide()

    def retranslate(self, words: Wording) -> None:
        self._words = words
        self._close.setText(words("ui.close"))

    def _accept(self) -> None:
        then = self._then
        self.hide()
        if then is not None:
            then()
