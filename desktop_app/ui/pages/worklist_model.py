"""The worklist as a table that holds only the pages it has shown."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.ui.pages.listing import (
    CONSENSUS,
    STUDIES,
    FollowUp,
    Line,
    Listing,
    Wanted,
    age_on,
    follow_up_detail,
)
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

PAGE: Final = 50
MOST_PAGES: Final = 48
FIRST_COLUMNS: Final = (
    "patient_id",
    "name",
    "sex_age",
    "tace_count",
    "last_session_on",
    "follow_up",
    "latest_response",
)
COLUMNS: Final = (*FIRST_COLUMNS, *CONSENSUS, *STUDIES, "saved_at")
PATIENT_ID_ROLE: Final = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class WorklistModel(QAbstractTableModel):
    """Rows come from a listing when they are shown, and not before."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._listing: Listing | None = None
        self._wanted = Wanted()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Line]] = OrderedDict()
        self._cells: dict[tuple[int, int], dict[int, Any]] = {}
        theme.changed.connect(self._forget_looks)
        self._texts: dict[str, Callable[[Line], str]] = {
            "patient_id": lambda line: line.patient_id,
            "name": lambda line: line.name or words("ui.worklist.nameless"),
            "sex_age": self._sex_age,
            "tace_count": lambda line: str(line.tace_count) if line.tace_count else "–",
            "last_session_on": lambda line: line.last_session_on.isoformat() if line.last_session_on else "–",
            "follow_up": self._follow_up_text,
            "latest_response": lambda line: line.latest_response or "–",
            "saved_at": self._saved_text,
        }

    @property
    def wanted(self) -> Wanted:
        return self._wanted

    def show(self, listing: Listing | None, wanted: Wanted | None = None) -> None:
        """Another listing, other patients, or the same ones as they are now."""
        self.beginResetModel()
        self._listing = listing
        self._wanted = wanted or self._wanted
        self._pages.clear()
        self._cells.clear()
        self._count = listing.count(self._wanted) if listing is not None else 0
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The patient of a row; None where the store has fewer rows than it counted."""
        number, place = divmod(row, PAGE)
        lines = self._pages.get(number)
        if lines is None:
            if self._listing is None:
                return None
            lines = self._listing.page(self._wanted, number * PAGE, PAGE)
            self._pages[number] = lines
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
                self._cells.clear()
        return lines[place] if place < len(lines) else None

    def renew(self, patients: Collection[str]) -> None:
        """These patients' lines are other ones now; where they stand stays as it is."""
        held = self._pages.items()
        touched = [number for number, lines in held if any(each.patient_id in patients for each in lines)]
        if not touched:
            return
        for number in touched:
            del self._pages[number]
        self._cells.clear()
        rows = range(min(touched) * PAGE, min((max(touched) + 1) * PAGE, self._count))
        self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], len(COLUMNS) - 1))

    def _saved_text(self, line: Line) -> str:
        """Behind it the numbers of records that were merged into this one: a search for them found it."""
        saved = f"{line.saved_at.astimezone():%Y-%m-%d %H:%M}"
        if not line.formerly:
            return saved
        former = self._words("exchange.comma").join(line.formerly)
        return self._words("merging.formerly", saved=saved, former=former)

    def _forget_looks(self) -> None:
        self._cells.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (signature of Qt)
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (signature of Qt)
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid() or not 0 <= index.row() < self._count:
            return None
        row, column = index.row(), index.column()
        cell = self._cells.get((row, column))
        if cell is None:
            line = self.line(row)
            if line is None:
                return None
            cell = self._cells[row, column] = self._cell(line, COLUMNS[column])
        if role in _SPOKEN:
            line = self.line(row)
            return None if line is None else self._text(line, COLUMNS[column], long=True)
        return cell.get(role)

    def _cell(self, line: Line, column: str) -> dict[int, Any]:
        """All that a view asks of a cell when it paints it, made once: it asks again at every repaint."""
        cell: dict[int, Any] = {
            _Role.DisplayRole: self._text(line, column, long=False),
            _Role.TextAlignmentRole: _ALIGNED.get(column, _LEFT),
            PATIENT_ID_ROLE: line.patient_id,
        }
        if column == "name":
            cell[_Role.FontRole] = self._theme.font(bold=True)
        state = self._state(line, column)
        if state:
            cell[_Role.DecorationRole] = self._theme.icon(state)
            cell[_Role.ForegroundRole] = self._theme.state_colour(state)
        return cell

    def headerData(self, section: int, across: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if across is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == _Role.DisplayRole:
            return self._words(f"ui.column.{column}")
        if role == _Role.ToolTipRole:
            return self._words(f"ui.column.{column}.long")
        if role == _Role.TextAlignmentRole:
            return _ALIGNED.get(column, _LEFT)
        return None

    def _state(self, line: Line, column: str) -> str:
        if column == "follow_up":
            return f"follow_up.{self._follow_up(line).state}"
        if column not in _DEFINITIONS:
            return ""
        return f"verdict.{line.verdicts.get(column, 'not_computed')}" if line.judged else "verdict.unjudged"

    def _text(self, line: Line, column: str, *, long: bool) -> str:
        if column in _COMPUTED and (column in _DEFINITIONS or not line.judged):
            state = self._state(line, column) or "verdict.unjudged"
            word = self._words(f"ui.state.{state}" + ("" if long else ".short"))
            return f"{self._words(f'ui.column.{column}.long')}: {word}" if long else word
        return self._texts[column](line)

    def _sex_age(self, line: Line) -> str:
        age = age_on(line.birth_date, self._listing.today) if self._listing else None
        sex = self._words(f"ui.sex.{line.sex}") if line.sex else "–"
        return sex if age is None else self._words("ui.worklist.sex_age", sex=sex, age=age)

    def _follow_up(self, line: Line) -> FollowUp:
        return self._listing.follow_up(line) if self._listing else FollowUp("none", None, None)

    def _follow_up_text(self, line: Line) -> str:
        found = self._follow_up(line)
        return self._words(f"ui.state.follow_up.{found.state}") + follow_up_detail(self._words, found)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ALIGNED: Final = {"tace_count": Qt.AlignmentFlag.AlignCenter, "latest_response": Qt.AlignmentFlag.AlignCenter}
_DEFINITIONS: Final = frozenset((*CONSENSUS, *STUDIES))
_COMPUTED: Final = _DEFINITIONS | {"latest_response"}
"""What rules have made of a record; the other columns tell what was entered, and when."""
_SPOKEN: Final = frozenset({int(_Role.ToolTipRole), int(_Role.AccessibleTextRole)})
_ANSWERED: Final = frozenset(
    {
        int(role)
        for role in (
            _Role.DisplayRole,
            _Role.ToolTipRole,
            _Role.AccessibleTextRole,
            _Role.TextAlignmentRole,
            _Role.FontRole,
            _Role.DecorationRole,
            _Role.ForegroundRole,
            _Role.UserRole,
        )
    }
)
