"""The criteria of one verdict as a tree: a mark and a sentence per finding, leaves lead to their cells."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextDocument, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop_app.plots.explanation import sentence
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.cell import Cell
from domain.logic.finding import Finding

_PLACE = int(Qt.ItemDataRole.UserRole)
MOST_HEIGHTS = 500
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class CriteriaTree(QTreeWidget):
    """As tall as its rows; a leaf activated by click or Enter asks for what it lacks, else for what it read."""

    cell_requested = Signal(object)

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._shape: tuple[object, ...] = ()
        self._rows: list[QTreeWidgetItem] = []
        self._findings: list[Finding | None] = []
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(theme.space(4))
        self.setWordWrap(True)
        self._wrapped = _WrappedText(self)
        self.setItemDelegate(self._wrapped)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words("panel.criteria"))
        # Measured in a turn of its own: a tree that lays itself out while it is being laid out crashes.
        self._fitting = QTimer(self, interval=0, singleShot=True)
        self._fitting.timeout.connect(self._fit)
        self.itemClicked.connect(self._ask)
        for changed in (self.itemExpanded, self.itemCollapsed):
            changed.connect(self._fitting.start)
        theme.changed.connect(self._restyle)

    @property
    def rows(self) -> Sequence[QTreeWidgetItem]:
        """The items in the order of ``Finding.walk``."""
        return self._rows

    @property
    def current_finding(self) -> Finding | None:
        """The finding of the row that the cursor is on."""
        item = self.currentItem()
        return None if item is None else self._findings[item.data(0, _PLACE)]

    def show_finding(self, finding: Finding) -> None:
        """Texts and marks change in place; the tree is built anew only where its criteria change."""
        shape = _shape(finding)
        if shape != self._shape:
            self._shape = shape
            self.clear()
            self._rows, self._findings = [], []
            self._grow(self.invisibleRootItem(), finding)
            self.expandAll()
        for place, found in enumerate(finding.walk()):
            self._fill(place, found)
        self._fitting.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in _ENTER and item is not None:
            self._ask(item)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fitting.start()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(20), 0)

    def _grow(self, parent: QTreeWidgetItem, finding: Finding) -> None:
        item = QTreeWidgetItem(parent)
        item.setData(0, _PLACE, len(self._rows))
        self._rows.append(item)
        self._findings.append(None)
        for child in finding.children:
            self._grow(item, child)

    def _fill(self, place: int, finding: Finding) -> None:
        if self._findings[place] == finding:
            return
        self._findings[place] = finding
        item = self._rows[place]
        state = f"verdict.{finding.verdict.value}"
        text = sentence(finding, self._words)
        named = f"{self._words(f'ui.state.{state}')}: {text}"
        item.setText(0, text)
        item.setIcon(0, self._theme.icon(state))
        item.setToolTip(0, named)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, named)

    def _restyle(self) -> None:
        self._wrapped.forget()
        for item, finding in zip(self._rows, self._findings, strict=True):
            if finding is not None:
                item.setIcon(0, self._theme.icon(f"verdict.{finding.verdict.value}"))
        self._fitting.start()

    def _ask(self, item: QTreeWidgetItem, *_: object) -> None:
        finding = self._findings[item.data(0, _PLACE)]
        cell = cell_of(finding) if finding is not None else None
        if cell is not None:
            self.cell_requested.emit(cell)

    def _fit(self) -> None:
        self.doItemsLayout()
        height = 2 * self.frameWidth() + sum(self.visualItemRect(item).height() for item in self._rows)
        self.setFixedHeight(max(height, self.fontMetrics().height()))


def cell_of(finding: Finding) -> Cell | None:
    """Where a finding leads: the first empty cell that keeps it open, else the first cell it read."""
    for cells in (finding.lacking, finding.cells):
        if cells:
            return cells[0]
    return None


def _shape(finding: Finding) -> tuple[object, ...]:
    return (finding.criterion, *(_shape(child) for child in finding.children))


class _WrappedText(QStyledItemDelegate):
    """Rows are as tall as their wrapped sentences."""

    def __init__(self, tree: CriteriaTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self._heights: dict[tuple[str, int], int] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        icon = self._tree.iconSize().width() if self._tree.iconSize().isValid() else 16
        width = self._tree.viewport().width() - depth * self._tree.indentation() - icon - 12
        return QSize(width, self._height(str(index.data()), width))

    def forget(self) -> None:
        """The font changed: every row is measured anew."""
        self._heights.clear()

    def _height(self, text: str, width: int) -> int:
        known = self._heights.get((text, width))
        if known is None:
            if len(self._heights) > MOST_HEIGHTS:
                self._heights.clear()
            known = self._heights[text, width] = self._measured(text, width)
        return known

    def _measured(self, text: str, width: int) -> int:
        document = QTextDocument()
        document.setDefaultFont(self._tree.font())
        document.setDocumentMargin(1)
        wrapped = QTextOption()
        wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(wrapped)
        document.setTextWidth(max(width, 40))
        document.setPlainText(text)
        return int(document.size().height()) + 4
