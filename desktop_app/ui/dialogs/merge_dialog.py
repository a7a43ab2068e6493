"""Another record of the same person into this one: who it is, what contradicts, what was chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.form.reading import folded
from desktop_app.session.merging import Merging
from desktop_app.ui.dialogs.merge_texts import person_text
from desktop_app.ui.dialogs.question_table import QuestionTable
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

MOST_FOUND = 20


class MergeDialog(QDialog):
    """``merged`` carries the absorbed number once the store holds it."""

    merged = Signal(str)

    def __init__(
        self, theme: Theme, words: Wording, ward: Ward, kept: str, absorbed: str, parent: QWidget | None = None
    ) -> None:
        """``absorbed``: the number to begin with; it can be typed over."""
        super().__init__(parent)
        self._words = words
        self._ward = ward
        self._kept = kept
        self.merging: Merging | None = None
        self.setWindowTitle(words("merging.title"))
        self.number = QLineEdit()
        self.number.setAccessibleName(words("merging.number"))
        self.number.textChanged.connect(self._look)
        self.persons = {name: _label() for name in ("kept", "absorbed")}
        self.doubt, self.adds, self.state = _label(), _label(), _label()
        self.doubt.setProperty("severity", "warning")
        self.table = QuestionTable(words)
        self.table.answered.connect(self._allow)
        self.keys = _label(words("merging.keys"))
        self.keys.setProperty("role", "small")
        self.do = QPushButton(words("merging.do"))
        self.do.setProperty("role", "primary")
        self.do.clicked.connect(self._merge)
        self._lay_out(theme)
        resize_within(self, theme.space(230), theme.space(140))
        self.number.returnPressed.connect(self._go_on)
        self.number.setText(absorbed)
        self._look()
        self._go_on()

    def _look(self, *_: object) -> None:
        """Whom the number names; nothing is compared before it is one patient's whole number."""
        typed = folded(self.number.text())
        self.merging, problem = None, "merging.nobody"
        if typed:
            found = self._found(typed)
            problem = "merging.unknown" if found is None else ""
            if found == self._kept:
                problem = "merging.itself"
            elif found is not None:
                self.merging = Merging(self._ward.workplace, self._kept, found)
        self._show(problem)

    def _found(self, typed: str) -> str | None:
        numbers = [row.patient_id for row in self._ward.found(typed, MOST_FOUND)]
        alike = [each for each in numbers if each.casefold() == typed.casefold()]
        return typed if typed in alike else next(iter(alike), None)

    def _show(self, problem: str) -> None:
        words, merging = self._words, self.merging
        self.persons["kept"].setText(person_text(self._ward.store.load(self._kept).record, "kept", words))
        absorbed = words(problem) if merging is None else person_text(merging.absorbed, "absorbed", words)
        self.persons["absorbed"].setText(absorbed)
        self.table.show_merging(merging)
        for part in (self.table, self.keys):
            part.setVisible(merging is not None and bool(merging.questions))
        self.adds.setText("" if merging is None else self._added(merging))
        self.doubt.setText(words("merging.other_person") if merging is not None and _doubtful(merging) else "")
        self.doubt.setVisible(bool(self.doubt.text()))
        self._allow()

    def _added(self, merging: Merging) -> str:
        words = self._words
        rows = [words(f"merging.count.{name}", count=count) for name, count in merging.added.items() if count]
        if not rows:
            return words("merging.adds_nothing")
        return words("merging.adds", rows=words("history.list_separator").join(rows))

    def _go_on(self) -> None:
        """To what is to be done next: name the other record, choose, merge."""
        if self.merging is not None:
            (self.table if self.merging.open else self.do).setFocus()

    def _allow(self) -> None:
        merging = self.merging
        self.do.setEnabled(merging is not None and not merging.open)
        if merging is None:
            self.state.setText("")
        elif merging.open:
            self.state.setText(self._words("merging.open", count=merging.open))
        else:
            self.state.setText(self._words("merging.ready" if merging.questions else "merging.nothing_asked"))

    def _merge(self) -> None:
        if self.merging is None or self.merging.open:
            return
        try:
            self.merging.merge()
        except KnownError as error:
            show_known_error(self._words, error, self)
            return
        self.accept()
        self.merged.emit(self.merging.absorbed.patient.id)

    def _lay_out(self, theme: Theme) -> None:
        words = self._words
        typed = QHBoxLayout()
        typed.addWidget(QLabel(words("merging.number")))
        typed.addWidget(self.number, stretch=1)
        buttons = QDialogButtonBox()
        buttons.addButton(self.do, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(words("ui.close"))
        for button in (self.do, close):
            button.setAutoDefault(False)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        column.addWidget(_label(words("merging.intro")))
        column.addLayout(typed)
        for part in (*self.persons.values(), self.doubt, self.adds):
            column.addWidget(part)
        column.addWidget(self.table, stretch=1000)
        column.addStretch(1)
        for part in (self.keys, self.state):
            column.addWidget(part)
        column.addWidget(buttons)


def _doubtful(merging: Merging) -> bool:
    one, other = merging.kept.patient, merging.absorbed.patient
    pairs = ((one.name, other.name), (one.birth_date, other.birth_date), (one.sex, other.sex))
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
