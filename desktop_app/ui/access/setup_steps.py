"""Set-up in three steps: the ward, the first two people, the recovery code. The keyboard is enough."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QLabel, QLineEdit

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring_contents import NewAccount
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.person_form import PersonForm
from desktop_app.ui.pages.history.segment import Segment
from desktop_app.ui.theme import Theme
from desktop_app.wording import LANGUAGES, Language, Wording

STEPS: Final = 3
WIDE: Final = 230
LONGEST_NAME: Final = 64
SIDE_BY_SIDE_UP_TO: Final = 150
"""Per cent of zoom; beyond, the second person stands below the first."""


@dataclass
class SetUpEntries:
    """What was typed so far: another language or zoom builds the pages anew and must lose none of it."""

    ward_name: str = ""
    people: dict[Role, NewAccount] = field(
        default_factory=lambda: {role: NewAccount("", "", role, "") for role in (Role.PHYSICIAN, Role.ADMIN)}
    )
    repeated: dict[Role, str] = field(default_factory=dict)
    backup_folder: str = ""

    def accounts(self) -> tuple[NewAccount, ...]:
        return tuple(self.people.values())


class WardStep(FrontPage):
    """Language, and the name of the ward as it is printed."""

    on = Signal()
    back = Signal()
    language_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Wording, entries: SetUpEntries, path: str) -> None:
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-setup")
        self._entries = entries
        _begin(self, 1)
        self.languages = {each: self._language(each) for each in LANGUAGES}
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        for button in self.languages.values():
            row.addWidget(button, stretch=1)
        self.add_text(words("access.setup.language"), "strong")
        self.add(row)
        self.ward_name = QLineEdit(entries.ward_name)
        self.ward_name.setMaxLength(LONGEST_NAME)
        self.ward_name.setAccessibleName(words("access.setup.ward_name"))
        self.ward_name.textChanged.connect(self._typed)
        self.ward_name.returnPressed.connect(self._go_on)
        self.add_text(words("access.setup.ward_name"), "strong")
        self.add(self.ward_name)
        self.add_text(words("access.setup.ward_name.why"), "muted")
        self.next = self.button(words("access.on"), self._go_on, "primary")
        self.add_buttons(self.next, self.button(words("access.back"), self.back.emit))
        self.add_text(words("ui.welcome.where", path=path), "small")
        self._typed()
        self.setFocusProxy(self.ward_name)

    def _language(self, language: Language) -> Segment:
        button = Segment(Wording(language)("access.setup.this_language"))
        button.setChecked(language == self.words.language)
        button.clicked.connect(lambda *_: self._choose(language))
        return button

    def _choose(self, language: Language) -> None:
        self.languages[language].setChecked(language == self.words.language)
        self.language_chosen.emit(language)

    def _typed(self, *_: object) -> None:
        self._entries.ward_name = self.ward_name.text().strip()
        self.next.setEnabled(bool(self._entries.ward_name))

    def _go_on(self) -> None:
        if self._entries.ward_name:
            self.on.emit()


class PeopleStep(FrontPage):
    """The first physician and the first administrator. ``on`` comes only with two accounts that can be made."""

    on = Signal()
    back = Signal()

    def __init__(self, theme: Theme, words: Wording, entries: SetUpEntries) -> None:
        super().__init__(theme, words, width=WIDE)
        self.setProperty("help_anchor", "accounts-setup")
        self._entries = entries
        _begin(self, 2)
        self.add_text(words("access.setup.people"))
        self.forms = {role: PersonForm(theme, words, role) for role in entries.people}
        across = QGridLayout()
        across.setHorizontalSpacing(theme.space(8))
        sideways = theme.zoom <= SIDE_BY_SIDE_UP_TO
        for place, (role, form) in enumerate(self.forms.items()):
            for line, part in enumerate((*self._titled(role), form)):
                across.addWidget(part, line if sideways else 3 * place + line, place if sideways else 0)
            across.setColumnStretch(place if sideways else 0, 1)
        self.add(across)
        self.next = self.button(words("access.on"), self._go_on, "primary")
        self.add_buttons(self.next, self.button(words("access.back"), self.back.emit))
        self._fill()
        self.setFocusProxy(self.forms[Role.PHYSICIAN])

    def _titled(self, role: Role) -> tuple[QLabel, QLabel]:
        title = QLabel(self.words(f"access.role.{role.value}"))
        title.setProperty("role", "heading")
        what = QLabel(self.words(f"access.role.{role.value}.what"))
        what.setProperty("role", "muted")
        what.setWordWrap(True)
        what.setAlignment(Qt.AlignmentFlag.AlignTop)
        return title, what

    def _fill(self) -> None:
        for role, form in self.forms.items():
            kept = self._entries.people[role]
            form.ward_name = self._entries.ward_name
            form.printed_name.setText(kept.printed_name)
            form.user.setText(kept.user)
            form.password.first.line.setText(kept.password)
            form.password.again.line.setText(self._entries.repeated.get(role, ""))
            form.changed.connect(self._typed)
            form.password.returned.connect(partial(self._entered, role))
        self._typed()

    def _typed(self) -> None:
        for role, form in self.forms.items():
            self._entries.people[role] = form.account()
            self._entries.repeated[role] = form.password.again.text()
        physician = self._entries.people[Role.PHYSICIAN].user
        self.forms[Role.ADMIN].forbid((physician,) if physician else ())
        self.next.setEnabled(all(form.ready for form in self.forms.values()))

    def _go_on(self) -> None:
        if self.next.isEnabled():
            self.on.emit()

    def _entered(self, role: Role) -> None:
        """Enter after one person's last field: to the other one, where something is left to be typed there."""
        unfinished = next(
            (form for other, form in self.forms.items() if other is not role and not form.ready), None
        )
        if unfinished is None:
            self._go_on()
        else:
            unfinished.setFocus()


class BackupStep(FrontPage):
    """Where copies go: the last thing before the accounts are made and the code is shown."""

    on = Signal()
    back = Signal()

    def __init__(self, theme: Theme, words: Wording, entries: SetUpEntries, judge: Callable[[Path], str]) -> None:
        """``judge``: what is to be said about a folder, as words; "" where nothing is."""
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-backup")
        self._entries = entries
        self._judge = judge
        _begin(self, 3)
        self.add_text(words("access.setup.backup"), "heading")
        self.add_text(words("access.setup.backup.why"))
        self.folder = QLineEdit(entries.backup_folder)
        self.folder.setAccessibleName(words("access.setup.backup.folder"))
        self.folder.textChanged.connect(self._typed)
        self.folder.returnPressed.connect(self.on)
        self.browse = self.button(words("access.browse"), self._browse)
        row = QHBoxLayout()
        row.addWidget(self.folder, stretch=1)
        row.addWidget(self.browse)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(QLabel(words("access.setup.backup.folder")), row)
        self.add(form)
        self.told = self.add_message()
        self.told.setProperty("severity", "warning")
        self.next = self.button(words("access.setup.make"), self.on.emit, "primary")
        self.add_buttons(self.next, self.button(words("access.back"), self.back.emit))
        self._typed()
        self.setFocusProxy(self.folder)

    def _typed(self, *_: object) -> None:
        text = self.folder.text().strip()
        self._entries.backup_folder = text
        say(self.told, self._judge(Path(text)) if text else "")

    def tell(self, text: str) -> None:
        say(self.told, text)

    def _browse(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(
            self,
            self.words("access.setup.backup.folder"),
            self.folder.text(),
            QFileDialog.Option.ShowDirsOnly | QFileDialog.Option.DontUseNativeDialog,
        )
        if chosen:
            self.folder.setText(chosen)


def _begin(page: FrontPage, step: int) -> None:
    page.add_text(page.words("access.setup.step", step=step, count=STEPS), "muted")
    page.add_title(page.words("access.setup.title"))
