"""The contents of the manual; while something is searched for, the sections that hold it."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from desktop_app.ui.help.manual import Manual, Section

_LINK: Final = int(Qt.ItemDataRole.UserRole)
_SHOWN_LEVELS: Final = (1, 2)


class ContentsTree(QTreeWidget):
    """Pages with their sections; the page that is read is unfolded."""

    link_wanted = Signal(object)
    """Link: the section that was clicked, or chosen with Enter."""

    def __init__(self, manual: Manual, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._manual = manual
        self._searching = False
        self._page = ""
        self.setHeaderHidden(True)
        self.itemActivated.connect(self._chosen)
        self.itemClicked.connect(self._chosen)
        self.show_found("")

    def show_found(self, searched: str) -> int:
        """The sections that hold every word searched for, the usual contents for none; how many were found."""
        found = self._manual.found(searched)
        self._searching = bool(searched.strip())
        shown = {section for section in found if self._searching or section.level in _SHOWN_LEVELS}
        self.clear()
        for page in self._manual.pages.values():
            sections = [section for section in page.sections if section in shown]
            if sections:
                top = _item(self.invisibleRootItem(), page.sections[0])
                for section in sections:
                    if section.place:
                        _item(top, section)
                top.setExpanded(self._searching or page.name == self._page)
        return len(found)

    def follow(self, page: str) -> None:
        """This page is read now."""
        self._page = page
        for item in self._tops():
            here = item.data(0, _LINK).page == page
            if not self._searching:
                item.setExpanded(here)
            if here and not self._inside(item):
                self.setCurrentItem(item)

    def _inside(self, item: QTreeWidgetItem) -> bool:
        current = self.currentItem()
        return current is not None and (current is item or current.parent() is item)

    def _tops(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None:
                yield item

    def _chosen(self, item: QTreeWidgetItem, *_: object) -> None:
        self.link_wanted.emit(item.data(0, _LINK))


def _item(parent: QTreeWidgetItem, section: Section) -> QTreeWidgetItem:
    item = QTreeWidgetItem(parent, [section.title])
    item.setToolTip(0, section.title)
    item.setData(0, _LINK, section.link)
    return item
