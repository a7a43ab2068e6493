"""The charts of a course: which one is shown, how near, and out as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QSignalBlocker, QStandardPaths, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.plots import VIEWS, TimeAxis, ViewName, plot_of
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.fields.calm_tabs import CalmTabBar
from desktop_app.ui.message_bar import Message
from desktop_app.ui.panels.chart_canvas import LETTERS
from desktop_app.ui.panels.course_chart import CourseChart
from desktop_app.ui.theme import BODY_POINTS, Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment

QWIDGETSIZE_MAX: Final = 16777215
_TITLES: Final = {"course": "plots.axis.sums", "lesions": "plots.axis.lesions", "swimmer": "plots.axis.swimmer"}


class _Title(QLabel):
    """Gives way: what does not fit ends in "…"."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class ChartsPanel(QWidget):
    """A line of choices above one chart; only the chart that is shown is computed."""

    cell_requested = Signal(object)
    """Cell: where what was chosen is entered."""
    view_chosen = Signal(str)
    open_wanted = Signal()
    """Somebody chose something of the line while the chart was folded."""
    said = Signal(object)
    """Message: a chart was saved."""
    view: ViewName

    def __init__(self, theme: Theme, words: Wording, view: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._assessment: Assessment | None = None
        self.chart = CourseChart(theme, words)
        self.chart.cell_requested.connect(self.cell_requested)
        self.chart.time_shown.connect(self._show_time)
        self.tabs = self._tab_bar()
        self._title = _Title()
        self.whole_button = self._button(words("plots.whole_time"), self.chart.show_all)
        self.whole_button.hide()
        self.open_button = self._button(words("plots.unfold"), self.open_wanted.emit)
        self.open_button.hide()
        self.more_button = self._button("⋯", self._open_menu)
        self.more_button.setAccessibleName(words("plots.save"))
        self.more_button.setToolTip(words("plots.save"))
        self._lay_out()
        self.show_view(next((each for each in VIEWS if each == view), VIEWS[0]))
        self.setFocusProxy(self.chart)

    @property
    def patient(self) -> str | None:
        """Whose course is shown: the hospital number; None for nobody's."""
        return None if self._assessment is None else self._assessment.record.patient.id

    @property
    def folded(self) -> bool:
        return self.chart.isHidden()

    def fold(self, *, folded: bool) -> None:
        """Only the line of choices is left, or the chart is below it again."""
        self.chart.setVisible(not folded)
        self.open_button.setVisible(folded)
        self.more_button.setVisible(not folded)
        self.setMaximumHeight(self.minimumSizeHint().height() if folded else QWIDGETSIZE_MAX)
        self.setFocusProxy(self.tabs if folded else self.chart)

    def show_assessment(self, assessment: Assessment | None) -> None:
        """The charts of this assessment; None where there is nothing to trust. Another patient's begin whole."""
        former, self._assessment = self.patient, assessment
        if former is None or former != self.patient:
            self.chart.show_all()
        shown = None if assessment is None else plot_of(self.view, assessment)
        self.chart.show_plot(shown)
        self.more_button.setEnabled(shown is not None and shown.time is not None)

    def show_view(self, view: ViewName) -> None:
        self.chart.show_all()
        self.view = view
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(VIEWS.index(view))
        self._title.show_text(self._words(_TITLES[view]))
        self.chart.setAccessibleName(f"{self._words('panel.chart')} · {self._words(f'plots.view.{view}')}")
        self.show_assessment(self._assessment)

    def next_view(self) -> None:
        self._choose((VIEWS.index(self.view) + 1) % len(VIEWS))

    def save(self) -> None:
        """Asks where, and writes the chart that is shown."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        start = str(Path(folder) / f"{self.default_name()}.png")
        # Qt's own dialog: the system's would list the file, and the folder, among recent documents.
        path, kind = QFileDialog.getSaveFileName(
            self,
            self._words("plots.save.title"),
            start,
            self._words("plots.save.kinds"),
            options=QFileDialog.Option.DontUseNativeDialog,
        )
        if path:
            self.write_to(Path(path) if Path(path).suffix else Path(f"{path}.{'svg' if 'svg' in kind else 'png'}"))

    def write_to(self, path: Path) -> None:
        from desktop_app.ui.panels.chart_export import write_chart

        shown = self.chart.shown
        if shown is None or shown.plot.time is None:
            return
        font = self._theme.font(LETTERS)
        font.setPointSizeF(BODY_POINTS * LETTERS)
        try:
            target = write_chart(path, shown, self._words, font)
        except KnownError as error:
            show_known_error(self._words, error, self)
        else:
            self.said.emit(Message(self._words("plots.save.done", path=str(target))))

    def default_name(self) -> str:
        """What it shows and nothing of the patient: the name of a file is read by everybody."""
        return self._words(f"plots.save.name_{self.view}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu(event.globalPos())

    def _choose(self, number: int) -> None:
        self.show_view(VIEWS[number])
        self.view_chosen.emit(self.view)
        if self.folded:
            self.open_wanted.emit()

    def _show_time(self, axis: TimeAxis | None) -> None:
        self.whole_button.setVisible(axis is not None)
        if axis is not None:
            self.whole_button.setToolTip(self._words("plots.shown_time", first=axis.first, last=axis.last))

    def _open_menu(self) -> None:
        self._menu(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._words("plots.save"), self.save).setEnabled(self.more_button.isEnabled())
        whole = menu.addAction(self._words("plots.whole_time"), self.chart.show_all)
        whole.setEnabled(self.whole_button.isVisible())
        menu.popup(at)

    # Layout

    def _button(self, text: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("role", "plain")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda *_: slot())
        return button

    def _tab_bar(self) -> QTabBar:
        bar = CalmTabBar()
        bar.setDrawBase(False)
        bar.setDocumentMode(True)
        bar.setExpanding(False)
        bar.setAccessibleName(self._words("panel.chart"))
        for view in VIEWS:
            bar.addTab(self._words(f"plots.view.{view}"))
        bar.currentChanged.connect(self._choose)
        bar.tabBarClicked.connect(lambda _: self.open_wanted.emit() if self.folded else None)
        return bar

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        space = self._theme.space(1)
        row.setContentsMargins(space, 0, 2 * space, 0)
        row.setSpacing(2 * space)
        row.addWidget(self.tabs)
        row.addWidget(self._title, stretch=1)
        for button in (self.whole_button, self.open_button, self.more_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.chart, stretch=1)
