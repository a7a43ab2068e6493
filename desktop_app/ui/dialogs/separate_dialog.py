"""A merge undone: which one, and whether anything was entered since."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.session.merging import Separating
from desktop_app.store.merging_contents import Absorbed
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.pages.history.telling import change_text, moment
from desktop_app.ui.room import fit, resize_within
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

MOST_CHANGES = 8


class SeparateDialog(QDialog):
    """``separated`` carries the number that is a record of its own again."""

    separated = Signal(str)

    def __init__(self, theme: Theme, words: Wording, ward: Ward, kept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._separating = Separating(ward.workplace, kept)
        self.setWindowTitle(words("merging.separate.title"))
        self.list = QListWidget()
        self.list.setMaximumHeight(theme.space(25))
        self.list.setAccessibleName(words("merging.separate.list"))
        self.since = QLabel()
        self.since.setWordWrap(True)
        self.do = QPushButton(words("merging.separate.do"))
        self.do.setProperty("role", "primary")
        self.do.clicked.connect(self._separate)
        self._lay_out(theme)
        for each in self._separating.absorbed:
            facts = {"number": each.patient_id, "at": moment(each.at), "author": each.author}
            item = QListWidgetItem(words("merging.separate.item", **facts))
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
        self.list.currentItemChanged.connect(self._tell)
        self.list.setCurrentRow(0)
        self._tell()
        self._fit(theme)

    @property
    def chosen(self) -> Absorbed | None:
        item = self.list.currentItem()
        found = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, Absorbed) else None

    def _tell(self, *_: object) -> None:
        words, chosen = self._words, self.chosen
        changed = self._separating.since(chosen) if chosen is not None else []
        self.list.setVisible(chosen is not None)
        self.do.setEnabled(chosen is not None and not changed)
        if chosen is None:
            self.since.setText(words("merging.separate.none"))
        elif not changed:
            self.since.setText(words("merging.separate.unchanged"))
        else:
            told = [words("merging.separate.since", count=len(changed))]
            told += [f"· {change_text(each, words)}" for each in changed[:MOST_CHANGES]]
            if len(changed) > MOST_CHANGES:
                told.append(words("merging.separate.more", count=len(changed) - MOST_CHANGES))
            self.since.setText("\n".join(told))

    def _fit(self, theme: Theme) -> None:
        """Tall enough for what was entered since, which wraps."""
        fit(self, theme.space(170))
        resize_within(self, self.width(), max(theme.space(40), self.height()))

    def _separate(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        try:
            self._separating.separate(chosen)
        except KnownError as error:
            show_known_error(self._words, error, self)
            return
        self.accept()
        self.separated.emit(chosen.patient_id)

    def _lay_out(self, theme: Theme) -> None:
        intro = QLabel(self._words("merging.separate.intro"))
        intro.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.do, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(self._words("ui.close"))
        for button in (self.do, close):
            button.setAutoDefault(False)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        for part in (intro, self.list, self.since):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(buttons)
