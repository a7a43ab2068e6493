"""A button that stays pressed: a choice that is seen at every zoom, in light and dark, and not by colour alone."""

from PySide6.QtWidgets import QPushButton, QWidget

_STYLE = "QPushButton:checked { background: palette(highlight); color: palette(highlighted-text); }"


class Segment(QPushButton):
    """Pressed, it carries a tick before its words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._words = text
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(text.replace("&", ""))
        self.setStyleSheet(_STYLE)
        self.toggled.connect(self._tick)

    def _tick(self, pressed: bool) -> None:
        self.setText(f"✔ {self._words}" if pressed else self._words)
