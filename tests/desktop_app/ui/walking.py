"""What a screen reader finds: a walk through Qt's accessible tree and along the focus chain."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget

_ITEMS = {
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.List,
    QAccessible.Role.MenuBar,
    QAccessible.Role.ComboBox,
}
"""Their items are rows and words, not controls."""
_SAYS_NOTHING = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.Window}
_TABBED = Qt.FocusPolicy.TabFocus


def controls(root: QWidget) -> Iterator[QAccessibleInterface]:
    """Every visible control in the accessible tree that can take the focus."""
    found = QAccessible.queryAccessibleInterface(root)
    assert found is not None
    yield from _below(found)


def _below(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for index in range(interface.childCount()):
        child = interface.child(index)
        if child is None or child.state().invisible:
            continue
        if child.state().focusable and child.object() is not None:
            yield child
        if child.role() not in _ITEMS:
            yield from _below(child)


def described(interface: QAccessibleInterface) -> str:
    widget = interface.object()
    parents = []
    while widget is not None and len(parents) < 4:
        parents.append(type(widget).__name__)
        widget = widget.parent()
    return f"{' < '.join(parents)} ({interface.role().name})"


def nameless(root: QWidget) -> list[str]:
    """The controls that a screen reader could not name."""
    return [described(each) for each in controls(root) if not each.text(QAccessible.Text.Name).strip()]


def without_role(root: QWidget) -> list[str]:
    """The controls that say nothing of what they are."""
    return [described(each) for each in controls(root) if each.role() in _SAYS_NOTHING]


def tabbed(root: QWidget) -> list[QWidget]:
    """The widgets that Tab visits below this one, in its order."""
    QApplication.processEvents()
    order: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        reached = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & _TABBED
        if reached and root.isAncestorOf(widget) and widget.focusProxy() is None:
            order.append(widget)
        widget = widget.nextInFocusChain()
    return order


def out_of_order(root: QWidget) -> list[str]:
    """Pairs that Tab visits against the reading order: the second above the first, or left of it in one line."""
    order = tabbed(root)
    return [
        f"{_called(one)} → {_called(other)}"
        for one, other in pairwise(order)
        if not _reads_on(*_branches(one, other))
    ]


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()!r}"


def _branches(one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """Where the two lie, or the two parts of the page that hold one each."""
    above = [one]
    while above[-1].parentWidget() is not None:
        above.append(above[-1].parentWidget())
    common = next(parent for parent in above if parent is other or parent.isAncestorOf(other))
    return _part(one, common), _part(other, common)


def _part(widget: QWidget, common: QWidget) -> QRect:
    while widget is not common and widget.parentWidget() is not common:
        widget = widget.parentWidget()
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _reads_on(first: QRect, second: QRect) -> bool:
    if second.contains(first) or first.contains(second):
        return True
    if second.bottom() <= first.top() + first.height() // 4:
        return False
    same_line = min(first.bottom(), second.bottom()) - max(first.top(), second.top()) > first.height() // 2
    return not same_line or second.left() >= first.left()
