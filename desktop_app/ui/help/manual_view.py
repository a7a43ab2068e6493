"""One page of the manual on the screen, in the fonts and colours of the theme."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from desktop_app.ui.help.manual import Link, Manual, ManualPage, link_of
from desktop_app.ui.theme import Theme

_LINE_HEIGHT: Final = 118.0
_FIXED: Final = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
_LARGER: Final = {1: 2, 2: 1, 3: 0, 4: 0}
"""Qt's steps of size: 0 is the body's, 1 a fifth more, 2 half as much again."""
_ABOVE: Final = {1: 0, 2: 5, 3: 4, 4: 3}


class ManualView(QTextBrowser):
    """Shows pages of Markdown; where a link leads is for its window to say."""

    link_wanted = Signal(object)
    """Link: a place in the manual."""

    def __init__(self, theme: Theme, manual: Manual, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._manual = manual
        self._page: ManualPage | None = None
        self._section: int | None = None
        self._asked = 0
        self._searched = ""
        self.setOpenLinks(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.anchorClicked.connect(self._follow)
        self.verticalScrollBar().actionTriggered.connect(self._scrolled_by_hand)
        theme.changed.connect(self._restyle)

    @property
    def page(self) -> str:
        return "" if self._page is None else self._page.name

    def show_place(self, link: Link) -> None:
        """The page of the link, its section at the upper edge."""
        self._show_page(link.page)
        section = self._manual.section_at(link)
        self._section = 0 if section is None else section.place
        self._asked = self._section
        self._scroll()
        self.mark(self._searched)

    def show_scrolled(self, page: str, place: int) -> None:
        """A page as it was left; ``place`` is the value of its scroll bar."""
        self._show_page(page)
        self._section = None
        self._asked = 0
        self.mark(self._searched)
        self.verticalScrollBar().setValue(place)

    def mark(self, searched: str) -> int:
        """Marks every occurrence of the words searched for; how many there are.

        The heading of the section asked for is marked as well: near the end of a page it cannot stand at the top.
        """
        self._searched = searched
        marks = [self._marked(found) for word in searched.split() for found in self._occurrences(word)]
        asked = [self._asked_for(block) for place, block in enumerate(self.headings()) if place == self._asked]
        self.setExtraSelections([*(asked if self._asked else ()), *marks])
        return len(marks)

    def go_to_occurrence(self) -> None:
        """The next occurrence of the first word searched for; after the last one the first again."""
        word = next(iter(self._searched.split()), "")
        self._section = None
        if word and not self.find(word):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(word)

    def headings(self) -> Iterator[QTextBlock]:
        """The blocks of the headings, in the order of the page's sections."""
        return (block for block in blocks_of(self.document()) if block.blockFormat().headingLevel())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere now: the section asked for stays at the upper edge."""
        super().resizeEvent(event)
        self._scroll()

    def _show_page(self, name: str) -> None:
        if name != self.page:
            self._page = self._manual.pages[name]
            self._render(self._page)

    def _render(self, page: ManualPage) -> None:
        self.document().setDefaultFont(self._theme.font())
        self.document().setDocumentMargin(self._theme.space(5))
        self.setMarkdown(page.markdown)
        for block in blocks_of(self.document()):
            self._style(block)
        for table in tables_of(self.document()):
            table.setFormat(self._table_format())
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.mark(self._searched)

    def _style(self, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(_heading_format(level))
        above, below = self._margins(block, level)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(_LINE_HEIGHT, _FIXED)
        spaced.setTopMargin(above)
        spaced.setBottomMargin(below)
        if block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel):
            spaced.setBackground(QBrush(self._theme.colour("raised")))
            spaced.setLeftMargin(self._theme.space(3))
            spaced.setRightMargin(self._theme.space(3))
        cursor.mergeBlockFormat(spaced)

    def _margins(self, block: QTextBlock, level: int) -> tuple[int, int]:
        """Above and below a block: lines of a list and cells of a table stand close together."""
        if level:
            return self._theme.space(_ABOVE[level]), self._theme.space(1)
        if QTextCursor(block).currentTable() is not None:
            return 0, 0
        items = block.textList()
        if items is not None and items.item(items.count() - 1) != block:
            return 0, self._theme.space(1)
        return 0, self._theme.space(3)

    def _table_format(self) -> QTextTableFormat:
        ruled = QTextTableFormat()
        ruled.setBorder(1)
        ruled.setBorderBrush(QBrush(self._theme.colour("border")))
        ruled.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        ruled.setBorderCollapse(True)
        ruled.setCellSpacing(0)
        ruled.setCellPadding(self._theme.space(1))
        ruled.setTopMargin(self._theme.space(1))
        ruled.setBottomMargin(self._theme.space(3))
        # Its border is drawn outside its width: at 100 % the page would scroll sideways by a pixel.
        ruled.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))
        return ruled

    def _scroll(self) -> None:
        if self._section is None or self._page is None:
            return
        block = next((block for place, block in enumerate(self.headings()) if place == self._section), None)
        if block is not None and self._section:
            top = self.document().documentLayout().blockBoundingRect(block).top()
            self.verticalScrollBar().setValue(int(top) - self._theme.space(2))
        else:
            self.verticalScrollBar().setValue(0)

    def _scrolled_by_hand(self, *_: object) -> None:
        self._section = None

    def _occurrences(self, word: str) -> Iterator[QTextCursor]:
        found = self.document().find(word)
        while not found.isNull():
            yield found
            found = self.document().find(word, found)

    def _marked(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(QBrush(QColor(self._theme.colours.selected)))
        mark.format.setFontUnderline(True)
        return mark

    def _asked_for(self, block: QTextBlock) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(block)
        mark.format.setBackground(QBrush(self._theme.colour("selected")))
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return mark

    def _restyle(self) -> None:
        if self._page is not None:
            place = self.verticalScrollBar().value()
            self._render(self._page)
            self.verticalScrollBar().setValue(place)

    def _follow(self, url: QUrl) -> None:
        self.link_wanted.emit(link_of(url.toString(), self.page))


def _heading_format(level: int) -> QTextCharFormat:
    large = QTextCharFormat()
    large.setProperty(QTextFormat.Property.FontSizeAdjustment, _LARGER[level])
    large.setFontWeight(700)
    return large


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def tables_of(document: QTextDocument) -> Iterator[QTextTable]:
    """Every table of a page once; none stands inside another."""
    last: QTextTable | None = None
    for block in blocks_of(document):
        table = QTextCursor(block).currentTable()
        if table is not None and table != last:
            yield table
        last = table
