"""A card of the panel: a headline with a mark, lines that change in place, details built when opened."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.focus_order import follow_reading_order
from desktop_app.ui.marks import StateMark
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.marked_line import MarkedLine
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class Card(QFrame):
    """Subclasses add lines and fill the details, which cost nothing while they are closed."""

    cell_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        title: str,
        *,
        state: str = "",
        states: Iterable[str] = (),
        opens: bool = True,
        badge: str = "",
    ) -> None:
        """``states``: between these nothing on the headline moves."""
        super().__init__()
        self.theme = theme
        self.words = words
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.title = QLabel(title)
        self.title.setProperty("role", "strong")
        self.title.setWordWrap(True)
        self.badge = QLabel(badge)
        self.badge.setProperty("role", "small")
        self.badge.setWordWrap(True)
        self.mark = StateMark(theme, words, state, room_for=states) if state else None
        self._details: QWidget | None = None
        self._column = QVBoxLayout(self)
        gap = theme.space(2)
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(theme.space(1))
        self._column.addLayout(self._headline(opens))

    def _headline(self, opens: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.space(1))
        self.opener = QToolButton()
        self.opener.setProperty("role", "plain")
        self.opener.setArrowType(Qt.ArrowType.RightArrow)
        self.opener.setCheckable(True)
        self.opener.setAutoRaise(True)
        self.opener.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.opener.setAccessibleName(self.words("panel.open", title=self.title.text()))
        self.opener.setToolTip(self.words("panel.open", title=self.title.text()))
        if not opens:  # showing it before it has a parent would open it as a window of its own
            self.opener.hide()
        self.opener.toggled.connect(self._toggle)
        row.addWidget(self.opener)
        row.addWidget(self.title)
        row.addWidget(self.badge, stretch=1)
        if self.mark is not None:
            row.addWidget(self.mark)
        return row

    def show_state(self, state: str) -> None:
        if self.mark is not None:
            self.mark.show_state(state)

    @property
    def opened(self) -> bool:
        return self.opener.isChecked()

    def line(self, role: str = "") -> LinkedLabel:
        """A new line of text under the headline, hidden until it says something."""
        return self.detail_line(self._column, role)

    def column(self) -> QVBoxLayout:
        """A place for lines that come and go."""
        column = QVBoxLayout()
        self._column.addLayout(column)
        return column

    def marked_line(self, column: QVBoxLayout | None = None) -> MarkedLine:
        """A new line with a mark, under the headline or in a column of the details."""
        line = MarkedLine(self.theme, self.words, "severity.note")
        line.label.own_ground()
        line.label.cell_requested.connect(self.cell_requested)
        (column or self._column).addWidget(line)
        return line

    def build_details(self, column: QVBoxLayout) -> None:
        """Makes the widgets of the details; called once, when the card is first opened."""

    def fill_details(self) -> None:
        """Puts the present values into the details; called only while they are open."""

    def refresh_details(self) -> None:
        if self.opened:
            self.fill_details()

    def close_details(self) -> None:
        self.opener.setChecked(False)

    def detail_line(self, column: QVBoxLayout, role: str = "") -> LinkedLabel:
        label = LinkedLabel(role)
        label.own_ground()
        label.cell_requested.connect(self.cell_requested)
        column.addWidget(label)
        return label

    def _toggle(self, opened: bool) -> None:
        self.opener.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        if opened and self._details is None:
            self._details = QWidget()
            self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column = QVBoxLayout(self._details)
            column.setContentsMargins(self.theme.space(2), 0, 0, 0)
            column.setSpacing(self.theme.space(1))
            self.build_details(column)
            self._column.addWidget(self._details)
            follow_reading_order(self)
        if self._details is not None:
            self._details.setVisible(opened)
        if opened:
            self.fill_details()
