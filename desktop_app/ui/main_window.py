"""The main window: the worklist or one patient, menus, messages.

It is shown before it is furnished: until its first paint it imports nothing that a bare window does not need.
The namespace ``Qt`` alone costs a sixth of a bare window's start.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from desktop_app.ui.actions import Actions, action
from desktop_app.ui.empty_list import paint_empty_list
from desktop_app.ui.help.help_desk import HelpDesk
from desktop_app.ui.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.access.access_desk import AccessDesk
    from desktop_app.ui.message_bar import MessageBar
    from desktop_app.ui.pages.patient_page import PatientPage, Place
    from desktop_app.ui.pages.worklist_page import WorklistPage
    from desktop_app.ui.remembered import Remembered
    from desktop_app.ui.theme import Theme
    from desktop_app.ui.ward import Ward
    from desktop_app.wording import Wording

TOLD_AFTER_MS = 100
"""The page is painted before the audit trail's disk is waited for."""


class MainWindow(QMainWindow):
    """Pages are built anew for another language or zoom; the open record keeps its unsaved edits."""

    painted = Signal()
    """Once, in the first turn of the event loop after the first paint."""
    demo_chosen = Signal()
    ward_chosen = Signal()
    theme: "Theme"
    words: "Wording"
    remembered: "Remembered"
    access: "AccessDesk"
    messages: "MessageBar"
    worklist: "WorklistPage"

    def __init__(self) -> None:
        super().__init__()
        self.ward: Ward | None = None
        self.record: OpenRecord | None = None
        self.patient: PatientPage | None = None
        self.shortcuts = Actions(self)
        self.help = HelpDesk(self)
        self.tools = Tools(self)
        self._painted = False
        self._furnished = False
        self._front: Callable[[], QWidget] | None = None
        """Makes the page that stands before the patients: welcome, login, set-up, lock, administration."""
        self._above: QWidget | None = None
        self._patient_frame: PatientPage | None = None
        """Kept from one patient to the next: building it takes longer than reading a patient."""

    def furnish(self, theme: "Theme", words: "Wording", remembered: "Remembered") -> None:
        """Puts in what a window needs beyond its frame."""
        from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

        from desktop_app.ui.access.access_desk import AccessDesk
        from desktop_app.ui.message_bar import MessageBar
        from desktop_app.wording import Wording

        self.theme, self.remembered = theme, remembered
        self.words = Wording(words.language, self.tools.key_of)
        self.shortcuts.use_keys(remembered.keys)
        self.help.serve_dialogs()
        self.messages = MessageBar(theme, self.words)
        self.access = AccessDesk(self)
        self._pages = QStackedWidget()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.access.notices)
        column.addWidget(self.messages)
        column.addWidget(self._pages, stretch=1)
        self.setCentralWidget(inner)
        self._say_it_in_qt()
        self.rebuild()

    # What is shown

    def show_welcome(self, path: str) -> None:
        """The first start: nothing is stored yet; ``path`` is where the ward's store would be."""
        from desktop_app.ui.pages.welcome_page import welcome_page

        self.show_front(lambda: welcome_page(self, path))

    def show_front(self, make: "Callable[[], QWidget]") -> None:
        """A page before the patients, made anew for another language or zoom; the open record is left."""
        self._leave_record()
        self._front = make
        self._show_page()

    def show_ward(self, ward: "Ward") -> None:
        """The patients of a store, or what else this person works with; another store that was open is left."""
        self._leave_record()
        self._front = self.access.home_of(ward)
        former, self.ward = self.ward, ward
        if former is None and self._front is None:
            self.worklist.show_listing(ward.listing, ward.rejudging)
            self._show_page()
        else:
            self.rebuild()
        if self._front is None:
            from desktop_app.ui.unsaved import offer_draft

            offer_draft(self, ward)

    def leave_ward(self) -> "OpenRecord | None":
        """Nothing of any patient is left in the window; the record that was open, to go on with later."""
        record = self.record
        self._leave_record()
        if record is not None:
            record.keep_now()
        self.messages.clear()
        for page in filter(None, (self._patient_frame, self.worklist)):
            self._discard(page)
        self.ward = self._patient_frame = None
        self.worklist = self._new_worklist()
        return record

    def open_patient(self, patient_id: str) -> None:
        if self.ward is not None:
            self.show_record(self.ward.open(patient_id))
            QTimer.singleShot(TOLD_AFTER_MS, self.ward.tell_looks)

    def show_record(self, record: "OpenRecord") -> None:
        self._leave_record()
        self.record = record
        self._show_page()

    def resume(self, key: str) -> None:
        """Goes on with a draft where it was left."""
        if self.ward is not None:
            self.show_record(self.ward.resume(key))

    @action("file", "Ctrl+N", needs="ward")
    def new_patient(self) -> None:
        if self.ward is not None:
            self.show_record(self.ward.new())

    @action("patient", "Alt+Left", "Esc", needs="patient")
    def back_to_list(self) -> None:
        self._leave_record()
        self._show_page()
        self.worklist.refresh()

    @action("file", "Ctrl+Shift+W")
    def open_ward(self) -> None:
        self.ward_chosen.emit()

    @action("file", "Ctrl+Shift+D")
    def open_demo(self) -> None:
        self.demo_chosen.emit()

    @action("file", "Ctrl+Q")
    def quit(self) -> None:
        self.close()

    @action("view", "Ctrl+L")
    def other_language(self) -> None:
        """The next language, without a restart; nothing that was typed is lost."""
        from desktop_app.wording import LANGUAGES, Wording

        following = LANGUAGES[(LANGUAGES.index(self.words.language) + 1) % len(LANGUAGES)]
        self.words = Wording(following, self.tools.key_of)
        self.remembered.language = following
        self._say_it_in_qt()
        self.rebuild()

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._furnished:
            paint_empty_list(self)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Nothing is asked: unsaved work is in its draft, and is offered at the next start."""
        if self._furnished:
            self.remembered.keep_window(self)
        if self.patient is not None:
            self.patient.leave()
        super().closeEvent(event)

    # How it is built

    def _say_it_in_qt(self) -> None:
        from desktop_app.ui.qt_words import use_language

        application = QCoreApplication.instance()
        if application is not None:
            use_language(application, self.words.language)

    def _leave_record(self) -> None:
        """Unsaved work stays as a draft, which is told and never asked about."""
        record, self.record = self.record, None
        if self.patient is not None:
            self.patient.leave()
        if record is not None and record.dirty:
            from desktop_app.ui.unsaved import tell_left

            tell_left(self, record)

    def rebuild(self) -> None:
        """All pages anew in the present words and sizes; search, filters and cursor stay where they were."""
        former = self.worklist if self._furnished else None
        frame, self._patient_frame = self._patient_frame, None
        place = self.patient.place() if self.patient is not None and self.patient.record is self.record else None
        self.worklist = self._new_worklist()
        if former is not None:
            self.worklist.show_wanted(former.wanted())
        if self.ward is not None and self._front is None:
            self.worklist.show_listing(self.ward.listing, self.ward.rejudging)
        if former is not None:
            self.worklist.choose(former.chosen())
            self._discard(former)
        self._furnished = True
        self.messages.retranslate(self.words)
        self._show_page(place)
        if frame is not None and self._pages.indexOf(frame) >= 0:
            self._discard(frame)

    def _new_worklist(self) -> "WorklistPage":
        from desktop_app.ui.pages.worklist_page import WorklistPage

        made = WorklistPage(self.theme, self.words)
        made.patient_chosen.connect(self.open_patient)
        made.new_patient_wanted.connect(self.new_patient)
        self._pages.addWidget(made)
        return made

    def _show_page(self, place: "Place | None" = None) -> None:
        """The page that is due: the open record, what stands before the patients, or the worklist."""
        former, self._above = self._above, None
        self.patient = self._patient_page()
        self._above = self.patient or (None if self._front is None else self._front())
        if self._above is not None and self._pages.indexOf(self._above) < 0:
            self._pages.addWidget(self._above)
        page = self._above or self.worklist
        self._pages.setCurrentWidget(page)
        page.setFocus()
        if former is not None and former is not self._patient_frame:
            self._discard(former)
        self.shortcuts.clear()
        self.shortcuts.collect((self, self.patient or self.worklist, self.tools, self.help, self.access))
        self.shortcuts.fill(self.menuBar(), self.words)
        here, ward = self.patient is not None, self.ward is not None
        listed = ward and self._front is None
        self.shortcuts.enable({"ward": ward, "patient": here, "worklist": listed and not here})
        self._name_window()
        self.help.follow()
        self.access.follow()
        if self.patient is not None:
            self.patient.return_to(place)
            self.patient.name_steps()

    def _discard(self, page: "QWidget") -> None:
        self._pages.removeWidget(page)
        page.deleteLater()

    def _patient_page(self) -> "PatientPage | None":
        if self.record is None or self.ward is None:
            return None
        self.prepare_patient_page(self.ward).show_record(self.record)
        return self._patient_frame

    def prepare_patient_page(self, ward: "Ward") -> "PatientPage":
        """The page of all patients, made before the first one is opened where there is time for it."""
        from desktop_app.ui.pages.patient_page import PatientPage

        if self._patient_frame is None:
            page = self._patient_frame = PatientPage(self.theme, self.words, ward, self.remembered)
            page.said.connect(self.messages.say_message)
            page.history.patient_wanted.connect(self.open_patient)
            page.titled.connect(self._name_window)
            page.steps_named.connect(self.shortcuts.name_steps)
            self._pages.addWidget(page)
        return self._patient_frame

    def _name_window(self) -> None:
        from desktop_app.ui.titles import window_title

        self.setWindowTitle(window_title(self.words, self.ward, self.record))
