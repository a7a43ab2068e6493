"""All actions with their keys: found by typing, changed by pressing other keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.actions import Declared
from desktop_app.ui.dialogs.keys_table import KeysTable
from desktop_app.ui.dialogs.palette import Entry, matching
from desktop_app.ui.fields.key_field import KeyField
from desktop_app.ui.keymap import FIXED, Keymap, refusal, shown_keys
from desktop_app.ui.room import resize_within
from desktop_app.wording import Wording


class ShortcutsDialog(QDialog):
    """Enter on an action, then its new keys. What another action has is named, and can be exchanged."""

    changed = Signal(object)
    """Keymap: to be used at once and kept."""

    def __init__(
        self, words: Wording, declared: Sequence[Declared], keymap: Keymap, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._declared = declared
        self.keymap = keymap
        self._wanted = ""
        self.setWindowTitle(words("ui.action.show_shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("settings.keys.search"))
        self.search.setAccessibleName(words("settings.keys.search"))
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.table = KeysTable(words)
        self.table.installEventFilter(self)
        self.table.currentCellChanged.connect(self._allow)
        self.table.cellDoubleClicked.connect(lambda *_: self.take_keys())
        self.field = KeyField()
        self.field.setAccessibleName(words("settings.keys.press"))
        self.field.pressed.connect(self._pressed)
        self.field.given_up.connect(self._stop)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.change = self._button("change", self.take_keys)
        self.swap = self._button("swap", self._swap)
        self.reset = self._button("reset", self._reset)
        self.reset_all = self._button("reset_all", self._reset_all)
        self._lay_out()
        line = self.fontMetrics().height()
        resize_within(self, line * 38, line * 32)
        self._show()
        self._stop()

    def chosen(self) -> str | None:
        """The action under the cursor; None on a fixed key."""
        return self.table.chosen()

    def take_keys(self) -> None:
        """From here the next keys are the action's, until Esc."""
        name = self.chosen()
        if name is None:
            return
        self.said.setText(self._words("settings.keys.waiting", action=self._words(f"ui.action.{name}")))
        self.swap.hide()
        self.field.clear()
        self.field.setEnabled(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow down leads from the search into the list, Enter there (or here) to the new keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take_keys()
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc first leaves what is waited for, and only then the dialog."""
        if event.key() == Qt.Key.Key_Escape and (self.field.isEnabled() or self.swap.isVisible()):
            self._stop()
        else:
            super().keyPressEvent(event)

    # Changing

    def _pressed(self, keys: str) -> None:
        name = self.chosen()
        if name is None:
            return
        refused = refusal(keys)
        if refused is not None:
            self.said.setText(self._words(refused, keys=shown_keys([keys])))
            return
        self._want(name, keys)

    def _want(self, name: str, keys: str) -> None:
        """Takes the keys, or names who has them."""
        holder = self.keymap.holder(keys, besides=name)
        if holder is None:
            self._become(self.keymap.assigned(name, keys))
            return
        self._wanted = keys
        self.said.setText(
            self._words("settings.keys.taken", keys=shown_keys([keys]), action=self._words(f"ui.action.{holder}"))
        )
        self.swap.show()
        self.swap.setFocus(Qt.FocusReason.OtherFocusReason)

    def _swap(self) -> None:
        name, holder = self.chosen(), self.keymap.holder(self._wanted, besides=self.chosen() or "")
        if name is not None and holder is not None:
            self._become(self.keymap.swapped(name, self._wanted, holder))

    def _reset(self) -> None:
        """The declared keys again; where another action has them by now, it is named."""
        name = self.chosen()
        if name is None:
            return
        taken = [keys for keys in self.keymap.declared_keys(name) if self.keymap.holder(keys, besides=name)]
        if taken:
            self._want(name, taken[0])
        else:
            self._become(self.keymap.reset(name))

    def _reset_all(self) -> None:
        self._become(self.keymap.reset_all())

    def _become(self, keymap: Keymap) -> None:
        name = self.chosen()
        self.keymap = keymap
        self.changed.emit(keymap)
        self._show(choose=name)
        self._stop()
        if name is not None:
            facts = {"action": self._words(f"ui.action.{name}"), "keys": shown_keys(keymap.keys(name))}
            self.said.setText(self._words("settings.keys.now", **facts))

    def _stop(self) -> None:
        """Back in the list, nothing waited for."""
        listening = self.field.hasFocus() or self.swap.hasFocus()
        self.field.clear()
        self.field.setEnabled(False)
        self.swap.hide()
        self.said.setText(self._words("settings.keys.how"))
        if listening:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Showing

    def _show(self, *_: object, choose: str | None = None) -> None:
        entries = [Entry(each.name, each.menu, self.keymap.keys(each.name), "") for each in self._declared]
        found = matching(entries, self.search.text())
        self.table.setRowCount(0)
        for entry in found:
            state = "settings.keys.changed" if self.keymap.changed(entry.name) else "settings.keys.as_delivered"
            self.table.add(self._words(f"ui.action.{entry.name}"), entry.keys, self._words(state), entry.name)
        if not self.search.text():
            for name, keys in FIXED.items():
                self.table.add(
                    self._words(f"settings.fixed.{name}"), keys, self._words("settings.keys.stays"), None
                )
        names = [entry.name for entry in found]
        if self.table.rowCount():
            self.table.setCurrentCell(names.index(choose) if choose in names else 0, 0)
        self._allow()

    def _allow(self, *_: object) -> None:
        name = self.chosen()
        self.change.setEnabled(name is not None)
        self.reset.setEnabled(name is not None and self.keymap.changed(name))
        self.reset_all.setEnabled(bool(self.keymap.chosen))

    def _button(self, name: str, slot: object) -> QPushButton:
        button = QPushButton(self._words(f"settings.keys.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        close = QPushButton(self._words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        taking = QHBoxLayout()
        taking.addWidget(self.change)
        taking.addWidget(self.field, stretch=1)
        taking.addWidget(self.swap)
        foot = QHBoxLayout()
        for button in (self.reset, self.reset_all):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.said)
        column.addLayout(taking)
        column.addLayout(foot)
