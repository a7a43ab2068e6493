"""The charts below the sheet fold to their line of choices where a window is low: entering has the room first."""

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSplitter

from desktop_app.ui.actions import action
from desktop_app.ui.panels.charts_panel import ChartsPanel
from desktop_app.ui.theme import Theme

ROOM_FOR_BOTH: Final = 120
"""In steps of the spacing: with less height than that, sheet and chart together are of no use."""
USUAL: Final = (700, 300)
"""How sheet and chart share the height of a page that was never divided otherwise."""


class ChartFold(QObject):
    """Over the divided part of one page; what was chosen by hand stays until the page is left."""

    def __init__(self, theme: Theme, divided: QSplitter, charts: ChartsPanel) -> None:
        super().__init__(divided)
        self._theme = theme
        self._divided = divided
        self._charts = charts
        self._chosen: bool | None = None
        self._sizes = list(USUAL)
        """As the page was last divided while there was room."""
        divided.installEventFilter(self)
        divided.splitterMoved.connect(self._keep)
        charts.open_wanted.connect(lambda: self.choose(folded=False))

    def choose(self, *, folded: bool) -> None:
        """By hand: whatever the height of the window."""
        self._chosen = folded
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
            self._keep()
        return super().eventFilter(watched, event)

    @property
    def _low(self) -> bool:
        return self._divided.height() < self._theme.space(ROOM_FOR_BOTH)

    def _keep(self, *_: int) -> None:
        sizes = self._divided.sizes()
        if not self._low and not self._charts.folded and all(sizes):
            self._sizes = sizes

    def _follow(self) -> None:
        folded = self._low if self._chosen is None else self._chosen
        if folded != self._charts.folded:
            self._charts.fold(folded=folded)
            if not folded:
                self._divided.setSizes([1, 1] if self._low else self._sizes)


class ChartActions:
    """The actions that a patient page has for its charts."""

    chart: ChartsPanel
    fold: ChartFold

    @action("view", "F7")
    def next_chart(self) -> None:
        """A folded chart is opened first, as it was."""
        if self.chart.folded:
            self.fold.choose(folded=False)
        else:
            self.chart.next_view()

    @action("view", "Shift+F7")
    def fold_chart(self) -> None:
        self.fold.choose(folded=not self.chart.folded)

    @action("file", "Ctrl+Shift+E")
    def save_chart(self) -> None:
        self.chart.save()
