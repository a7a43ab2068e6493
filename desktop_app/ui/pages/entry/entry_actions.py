"""The actions of entering: pages, visits, values taken over or confirmed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

from desktop_app.ui.actions import action
from desktop_app.ui.message_bar import Message

if TYPE_CHECKING:
    from desktop_app.ui.pages.entry.entry_pages import EntryPages


class EntryActions:
    """The actions that a patient page has for its entries."""

    entry: "EntryPages"
    said: SignalInstance

    @action("patient", "Ctrl+Shift+F")
    def new_follow_up(self) -> None:
        self.entry.add_visit("images")

    @action("patient", "Ctrl+T")
    def new_session(self) -> None:
        self.entry.add_visit("sessions")

    @action("edit", "Ctrl+E")
    def edit_visit(self) -> None:
        self.entry.sheet.edit_visit()

    @action("edit", "Ctrl+'")
    def take_over(self) -> None:
        """The previous value into the field with the cursor."""
        self.entry.take_over()

    @action("edit", "Ctrl+Shift+'", 'Ctrl+Shift+"')
    def take_over_identity(self) -> None:
        """Modality, units and the like into the empty fields of this row; never a measured value."""
        self.entry.take_over_identity()

    @action("edit", "Ctrl+Return", "Ctrl+Enter")
    def confirm_value(self) -> None:
        """What is asked about the value with the cursor is answered: it stands."""
        self.entry.confirm()

    @action("edit", "Ctrl+Shift+N")
    def nothing_applies(self) -> None:
        """Answers what is open on limits of treatment, once these questions are on the screen."""
        if not self.entry.nothing_applies():
            self.said.emit(Message(self.entry.words("entry.nothing_applies.first")))

    @action("view", "Ctrl+1")
    def page_sheet(self) -> None:
        self._show("sheet")

    @action("view", "Ctrl+2")
    def page_patient(self) -> None:
        self._show("patient")

    @action("view", "Ctrl+3")
    def page_sessions(self) -> None:
        self._show("sessions")

    @action("view", "Ctrl+4")
    def page_images(self) -> None:
        self._show("images")

    @action("view", "Ctrl+5")
    def page_markers(self) -> None:
        self._show("markers")

    @action("view", "Ctrl+6")
    def page_status(self) -> None:
        self._show("status")

    @action("view", "Ctrl+7")
    def page_constraints(self) -> None:
        self._show("constraints")

    @action("view", "Ctrl+8")
    def page_others(self) -> None:
        self._show("others")

    def _show(self, page: str) -> None:
        self.entry.show_page(page, focus=True)
