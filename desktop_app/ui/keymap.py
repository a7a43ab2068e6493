"""Which keys lead to which action, and what the user changed about it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from desktop_app.ui.actions import Declared

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_ON_THE_KEY: Final = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "move_on": ("Tab", "Return", "Down"),
    "move_back": ("Shift+Tab", "Up"),
    "text_editing": ("Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+A"),
    "menus": ("Alt+F", "Alt+E", "Alt+P", "Alt+V", "Alt+H"),
    "menu_bar": ("F10",),
}
"""Keys that entering needs and that stay as they are; their words are ``settings.fixed.<name>``."""
_TYPED: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_BY_WORD: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete)
"""With Ctrl they move through a text, or change it."""
_LISTED: Final = 4
Keys = tuple[str, ...]


def portable(keys: str) -> str:
    """One spelling per combination: "ctrl+shift+z" → "Ctrl+Shift+Z"."""
    return QKeySequence(keys).toString(_PORTABLE)


def shown_keys(keys: Sequence[str]) -> str:
    """As they stand on the keys, in every language; of many only the first and the last."""
    written = ["+".join(_ON_THE_KEY.get(part, part) for part in portable(each).split("+")) for each in keys]
    return "  ".join(written) if len(written) <= _LISTED else f"{written[0]} … {written[-1]}"


def refusal(keys: str) -> str | None:
    """Why this combination cannot be given to an action, as a key of words; None where it can."""
    sequence = QKeySequence(keys)
    if sequence.isEmpty() or sequence.count() != 1:
        return "settings.keys.unreadable"
    if any(portable(keys) == portable(fixed) for several in FIXED.values() for fixed in several):
        return "settings.keys.fixed"
    return "settings.keys.typed" if _types(sequence[0]) else None  # type: ignore[index]


def _types(combination: QKeyCombination) -> bool:
    """Whether the combination is part of writing: a letter, a move of the cursor, Enter, Tab, Escape."""
    key, modifiers = combination.key(), combination.keyboardModifiers()
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return False
    if key in _BY_WORD and modifiers & Qt.KeyboardModifier.ControlModifier:
        return True
    return not modifiers & ~_TYPED


class Keymap:
    """Immutable: every change is a new one. ``chosen`` holds only what differs from the declared keys."""

    def __init__(self, declared: Iterable[Declared], chosen: Mapping[str, Keys]) -> None:
        self._declared = {each.name: each for each in declared}
        self.chosen = {name: keys for name, keys in chosen.items() if keys != self.declared_keys(name)}

    def declared_keys(self, name: str) -> Keys:
        found = self._declared.get(name)
        return found.shortcuts if found is not None else ()

    def keys(self, name: str) -> Keys:
        """The first is the one that menus show."""
        return self.chosen.get(name, self.declared_keys(name))

    def changed(self, name: str) -> bool:
        return name in self.chosen

    def holder(self, keys: str, besides: str = "") -> str | None:
        """The action that has this combination already."""
        wanted = portable(keys)
        for name in self._declared:
            if name != besides and wanted in map(portable, self.keys(name)):
                return name
        return None

    def assigned(self, name: str, keys: str) -> "Keymap":
        """With this combination in place of the action's first one."""
        wanted = portable(keys)
        rest = tuple(each for each in self.keys(name)[1:] if portable(each) != wanted)
        return self._with({name: (wanted, *rest)})

    def swapped(self, name: str, keys: str, holder: str) -> "Keymap":
        """With this combination, whose former holder gets the action's first one instead."""
        wanted, given = portable(keys), self.keys(name)[:1]
        others = tuple(
            new for each in self.keys(holder) for new in (given if portable(each) == wanted else (each,))
        )
        return self._with({holder: others}).assigned(name, keys)

    def reset(self, name: str) -> "Keymap":
        return self._with({name: self.declared_keys(name)})

    def reset_all(self) -> "Keymap":
        return Keymap(self._declared.values(), {})

    def _with(self, changes: Mapping[str, Keys]) -> "Keymap":
        return Keymap(self._declared.values(), {**self.chosen, **changes})
