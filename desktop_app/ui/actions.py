"""Actions are declared where their intent lives; the window collects them into menus.

Nothing of Qt is imported before the first collecting: the first paint does without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QKeySequence
    from PySide6.QtWidgets import QMenuBar, QWidget

    from desktop_app.wording import Wording


MENUS: Final = ("file", "edit", "patient", "view", "help")
_MARK: Final = "declared_action"
_LAST: Final = "quit"
Method = TypeVar("Method", bound=Callable[..., None])


class Declared(NamedTuple):
    """An action: its words are ``ui.action.<name>``; ``needs`` names the situation in which it is possible."""

    name: str
    menu: str
    shortcuts: tuple[str, ...]
    needs: str = ""


def action(menu: str, *shortcuts: str, needs: str = "") -> Callable[[Method], Method]:
    """Declares a method as an action of this menu; the first shortcut is the one the menu shows."""

    def declare(method: Method) -> Method:
        setattr(method, _MARK, Declared(method.__name__, menu, shortcuts, needs))
        return method

    return declare


def declared_in(kind: type) -> Iterator[Declared]:
    """The actions of a class, in the order of its body."""
    seen: set[str] = set()
    for each in kind.__mro__:
        for name, value in vars(each).items():
            declared = getattr(value, _MARK, None)
            if isinstance(declared, Declared) and name not in seen:
                seen.add(name)
                yield declared


def declared_by(owner: object) -> Iterator[tuple[Declared, Callable[[], None]]]:
    """The actions of an object with what they do."""
    return ((declared, getattr(owner, declared.name)) for declared in declared_in(type(owner)))


class Actions:
    """The actions of one window: in its menus, with words, possible or not."""

    def __init__(self, window: "QWidget") -> None:
        self._window = window
        self._actions: dict[str, tuple[Declared, QAction]] = {}
        self._owners: dict[str, str] = {}
        self._chosen: Mapping[str, tuple[str, ...]] = {}

    def collect(self, owners: Iterable[object]) -> None:
        for owner in owners:
            for declared, method in declared_by(owner):
                self._owners[declared.name] = type(owner).__name__
                self._add(declared, method)

    def clear(self) -> None:
        """Forgets all actions; their owners are gone."""
        for _, made in self._actions.values():
            self._window.removeAction(made)
            made.deleteLater()
        self._actions.clear()

    def _add(self, declared: Declared, method: Callable[[], None]) -> None:
        from PySide6.QtGui import QAction

        made = QAction(self._window)
        made.setObjectName(declared.name)
        made.setShortcuts(self._keys_of(declared))
        made.setShortcutVisibleInContextMenu(True)
        made.triggered.connect(lambda *_: method())
        self._window.addAction(made)
        self._actions[declared.name] = (declared, made)

    def use_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        """Other keys than the declared ones for these actions, at once and for those collected later."""
        self._chosen = chosen
        for declared, made in self._actions.values():
            made.setShortcuts(self._keys_of(declared))

    def _keys_of(self, declared: Declared) -> "list[QKeySequence]":
        from PySide6.QtGui import QKeySequence

        return [QKeySequence(keys) for keys in self._chosen.get(declared.name, declared.shortcuts)]

    def __contains__(self, name: object) -> bool:
        return name in self._actions

    def __getitem__(self, name: str) -> "QAction":
        return self._actions[name][1]

    def __iter__(self) -> "Iterator[tuple[Declared, QAction]]":
        return iter(self._actions.values())

    def fill(self, bar: "QMenuBar", words: "Wording") -> None:
        """The menus anew, in the words of a language."""
        from PySide6.QtWidgets import QMenu

        bar.clear()
        for name in MENUS:
            menu = QMenu(words(f"ui.menu.{name}"), bar)
            group = None
            for declared, made, owner in self._in_menu(name):
                if group not in (None, owner):
                    menu.addSeparator()
                group = owner
                made.setText(words(f"ui.action.{declared.name}"))
                menu.addAction(made)
            if not menu.isEmpty():
                bar.addMenu(menu)

    def _in_menu(self, name: str) -> "Iterator[tuple[Declared, QAction, str]]":
        """In the order of collecting; what belongs together is of one owner, and to leave stands last."""
        found = [
            (declared, made, self._owners[declared.name])
            for declared, made in self._actions.values()
            if declared.menu == name and declared.name != _LAST
        ]
        yield from found
        if _LAST in self._actions and self._actions[_LAST][0].menu == name:
            yield (*self._actions[_LAST], _LAST)

    def enable(self, situation: dict[str, bool]) -> None:
        """Makes actions possible whose situation is given as true."""
        for declared, made in self._actions.values():
            made.setEnabled(situation.get(declared.needs, True))

    def name_steps(self, undo: str, redo: str) -> None:
        """The menu says what undo and redo would do; "" where there is nothing."""
        for name, text in (("undo", undo), ("redo", redo)):
            if name in self._actions and text:
                self._actions[name][1].setText(text)

    def shortcuts(self) -> dict[str, list[str]]:
        from PySide6.QtGui import QKeySequence

        portable = QKeySequence.SequenceFormat.PortableText
        return {
            name: [keys.toString(portable) for keys in made.shortcuts()]
            for name, (_, made) in self._actions.items()
        }
