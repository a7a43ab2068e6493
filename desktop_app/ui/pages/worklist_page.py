"""The start page: who is due, found by name, pinyin, initials or number."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.actions import action
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.pages.listing import CONSENSUS, FOLLOW_UP_STATES, STUDIES, VERDICTS, Listing, Wanted
from desktop_app.ui.pages.rejudging_note import RejudgingNote
from desktop_app.ui.pages.worklist_model import COLUMNS, PATIENT_ID_ROLE, WorklistModel
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.session.rejudging import Judged, Rejudging

_SAMPLES: Final = {
    "patient_id": "20240117-00",
    "name": "欧阳小明明",
    "sex_age": "female, 100 y",
    "tace_count": "TACE",
    "last_session_on": "2024-08-28",
    "latest_response": "MMMM",
    "saved_at": "2024-08-28 20:08",
}
Choice = tuple[str, str]
SHORTEST_CHOICE: Final = 6
"""Characters of a filter that are always shown."""


class WorklistPage(QWidget):
    """Search and filters above, the patients below; Enter opens one."""

    patient_chosen = Signal(str)
    new_patient_wanted = Signal()

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._listing: Listing | None = None
        self.model = WorklistModel(theme, words)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(words("ui.worklist.search"))
        self.search.setAccessibleName(words("ui.worklist.search"))
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.follow_up = self._choice("ui.worklist.follow_up", self._follow_up_choices())
        self.definition = self._choice("ui.worklist.definition", self._definition_choices())
        self.verdict = self._choice("ui.worklist.verdict", self._verdict_choices())
        self.found = QLabel()
        self.found.setProperty("role", "muted")
        self.note = RejudgingNote(words)
        self.table = self._table()
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self._lay_out()
        self.setFocusProxy(self.search)
        self.refresh()

    def show_listing(self, listing: Listing, rejudging: "Rejudging | None" = None) -> None:
        """``rejudging``: says of its lines, as they are judged anew, that they are other ones now."""
        self._listing = listing
        self.note.follow(rejudging)
        if rejudging is not None:
            rejudging.advanced.connect(self._renew)
            rejudging.ended.connect(self.refresh)
        self.refresh()

    def _renew(self, judged: "Judged") -> None:
        self.model.renew(judged.lines)

    def wanted(self) -> Wanted:
        return self.model.wanted

    def show_wanted(self, wanted: Wanted) -> None:
        """Search and filters as they were, for instance in another language."""
        self.model.show(None, wanted)
        for box, value in (
            (self.follow_up, wanted.follow_up),
            (self.definition, wanted.definition),
            (self.verdict, wanted.verdict),
        ):
            box.blockSignals(True)
            box.setCurrentIndex(max(box.findData(value), 0))
            box.blockSignals(False)
        self.search.blockSignals(True)
        self.search.setText(wanted.search)
        self.search.blockSignals(False)
        header = self.table.horizontalHeader()
        header.blockSignals(True)
        order = Qt.SortOrder.DescendingOrder if wanted.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(COLUMNS.index(wanted.sort), order)
        header.blockSignals(False)

    def refresh(self) -> None:
        """The patients as they are now; the chosen one stays chosen."""
        self._show(self.model.wanted)

    def _show(self, wanted: Wanted) -> None:
        chosen = self.chosen()
        self.model.show(self._listing, wanted)
        count = self.model.rowCount()
        self.table.setVisible(count > 0)
        self._stack.setCurrentWidget(self.table if count else self.empty)
        self.found.setText(self._words("ui.worklist.found", count=count) if self._listing else "")
        self.empty.setText(self._empty_sentence())
        self.choose(chosen)

    def chosen(self) -> str | None:
        index = self.table.currentIndex()
        return index.data(PATIENT_ID_ROLE) if index.isValid() else None

    @action("edit", "Ctrl+F")
    def find_patient(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @action("file", "Ctrl+O", needs="worklist")
    def open_patient(self) -> None:
        if self.chosen() is None and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._open(self.table.currentIndex())

    @action("view", "Ctrl+I", needs="worklist")
    def only_indeterminate(self) -> None:
        """Only patients whose verdict by the chosen definition is open; again: all."""
        wanted = "" if self.verdict.currentData() == "indeterminate" else "indeterminate"
        self.verdict.setCurrentIndex(self.verdict.findData(wanted))

    @action("view", "Ctrl+Backspace", needs="worklist")
    def show_all(self) -> None:
        for box in (self.follow_up, self.verdict):
            box.setCurrentIndex(0)
        self.search.clear()

    @action("view", "F5", needs="worklist")
    def reload(self) -> None:
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow down and Enter lead from the search field into the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_patient()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self.model.rowCount():
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                if not self.table.currentIndex().isValid():
                    self.table.setCurrentIndex(self.model.index(0, 0))
                return True
        return super().eventFilter(watched, event)

    def _filter(self, *_: object) -> None:
        wanted = replace(
            self.model.wanted,
            search=self.search.text().strip(),
            follow_up=self.follow_up.currentData(),
            definition=self.definition.currentData(),
            verdict=self.verdict.currentData(),
        )
        self._show(wanted)

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        if self._listing is None:
            return
        descending = order == Qt.SortOrder.DescendingOrder
        self._show(replace(self.model.wanted, sort=COLUMNS[section], descending=descending))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_chosen.emit(index.data(PATIENT_ID_ROLE))

    def choose(self, patient_id: str | None) -> None:
        """Puts the cursor on a patient, if the first rows hold it."""
        if patient_id is None or self._listing is None:
            return
        for row in range(min(self.model.rowCount(), 100)):
            line = self.model.line(row)
            if line is not None and line.patient_id == patient_id:
                self.table.setCurrentIndex(self.model.index(row, 0))
                return

    def _empty_sentence(self) -> str:
        if self._listing is None:
            return ""
        wanted = self.model.wanted
        filtered = wanted.search or wanted.follow_up or wanted.verdict
        return self._words("ui.worklist.nothing_found" if filtered else "ui.worklist.no_patients")

    def _choice(self, label: str, choices: list[Choice]) -> QComboBox:
        box = CalmComboBox()
        box.setAccessibleName(self._words(label))
        box.setToolTip(self._words(label))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(SHORTEST_CHOICE)
        for value, word in choices:
            box.addItem(word, value)
        box.currentIndexChanged.connect(self._filter)
        return box

    def _follow_up_choices(self) -> list[Choice]:
        states = [(state, self._words(f"ui.state.follow_up.{state}")) for state in FOLLOW_UP_STATES]
        return [("", self._words("ui.worklist.any_follow_up")), *states]

    def _definition_choices(self) -> list[Choice]:
        return [(each, self._words(f"ui.column.{each}.long")) for each in (*CONSENSUS, *STUDIES)]

    def _verdict_choices(self) -> list[Choice]:
        states = [(each, self._words(f"ui.state.verdict.{each}")) for each in VERDICTS]
        return [("", self._words("ui.worklist.any_verdict")), *states]

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self._words("ui.worklist.title"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.activated.connect(self._open)
        header = table.horizontalHeader()
        header.setSortIndicator(COLUMNS.index("follow_up"), Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.sortIndicatorChanged.connect(self._sort)
        self._theme.changed.connect(self._measure)
        return table

    def _measure(self) -> None:
        """Column widths and row heights for the present font."""
        metrics = self.table.fontMetrics()
        air = self._theme.space(5)
        mark = self._theme.icon_size() + self._theme.space(5)
        self.table.setIconSize(self._theme.pixmap("verdict.met", self._theme.icon_size(), 1.0).size())
        self.table.verticalHeader().setDefaultSectionSize(metrics.height() + self._theme.space(3))
        for column, name in enumerate(COLUMNS):
            title = metrics.horizontalAdvance(self._words(f"ui.column.{name}")) * 11 // 10 + air
            if name == "follow_up":
                widest = metrics.horizontalAdvance(self._words("ui.worklist.widest_follow_up")) + mark
            elif name in _SAMPLES:
                widest = metrics.horizontalAdvance(_SAMPLES[name]) + air
            else:
                words = (self._words(f"ui.state.verdict.{each}.short") for each in VERDICTS)
                widest = max(metrics.horizontalAdvance(word) for word in words) + mark
            self.table.setColumnWidth(column, max(title, widest))

    def _lay_out(self) -> None:
        new = QPushButton(self._words("ui.action.new_patient"))
        new.clicked.connect(self.new_patient_wanted)
        bar = QHBoxLayout()
        bar.setSpacing(self._theme.space(2))
        self.search.setMinimumWidth(self._theme.space(55))
        bar.addWidget(self.search, stretch=4)
        for box in (self.follow_up, self.definition, self.verdict):
            bar.addWidget(box, stretch=2)
        bar.addWidget(self.found)
        bar.addStretch(1)
        bar.addWidget(new)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        gap = self._theme.space(3)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(self._theme.space(2))
        column.addLayout(bar)
        column.addWidget(self.note)
        column.addWidget(self._stack, stretch=1)
        self._measure()
