"""What is looked after once the window can be used: the program's own files, and what new rules change."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.accounts.contents import Action
from desktop_app.errors import StoreError
from desktop_app.session.background import BackgroundWork
from desktop_app.session.rules_impact import (
    RulesImpact,
    impact_of_rules,
    rules_to_be_shown,
    rules_were_shown,
)
from desktop_app.ui.dialogs.remedy import known_error_texts, show_known_error
from desktop_app.ui.dialogs.rules_dialog import RulesDialog, said_of, without_recommendation
from desktop_app.updating.own_files import FileFault, faults_of, frozen_program
from desktop_app.updating.refusals import ProgramChanged

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward

MOST_NAMED = 3


class StartChecks(QObject):
    """Of one window, in the background: nobody waits for them, and nothing is asked while somebody types."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._ward: Ward | None = None
        self._works: list[BackgroundWork] = []
        self._files_checked = False
        self.dialog: RulesDialog | None = None

    def look(self) -> None:
        """At the files once, at the verdicts of each store that is opened."""
        program = frozen_program()
        if program is not None and not self._files_checked:
            self.check_files(program)
        ward = self._window.ward
        if ward is not None and ward is not self._ward:
            self._ward = ward
            self.check_verdicts(ward)
            self.judge_lines(ward)

    # The program's own files

    def check_files(self, program: "Path") -> None:
        self._files_checked = True
        work = BackgroundWork(lambda work: list(faults_of(program, work.tell)))
        work.done.connect(self._files_looked_at)
        work.failed.connect(self._leave_it)
        self._begin(work)

    def _files_looked_at(self, faults: list[FileFault]) -> None:
        if not faults:
            return
        window, named = self._window, [fault.place for fault in faults[:MOST_NAMED]]
        places = window.words("report.list_separator").join(named)
        error = ProgramChanged(count=len(faults), places=places)
        window.messages.say(known_error_texts(window.words, error)[1], severity="error", stays=True)
        show_known_error(window.words, error, window)

    # What new rules change

    def check_verdicts(self, ward: "Ward") -> None:
        """Of a real ward, by somebody who sees patients, until it was shown once."""
        if ward.demo or not ward.person.may(Action.VIEW) or not rules_to_be_shown(ward.store):
            return
        work = BackgroundWork(lambda work: impact_of_rules(ward.store, work.tell))
        work.done.connect(self._compared)
        work.failed.connect(self._leave_it)
        self._begin(work)

    def judge_lines(self, ward: "Ward") -> None:
        """The worklist's lines, where other rules judged them; from the start where another profile comes in."""
        rejudging = ward.rejudging
        if rejudging.needed:
            rejudging.overtaken.connect(lambda: ward.judge_lines() if self._window.ward is ward else None)
            ward.judge_lines()

    def _compared(self, impact: RulesImpact) -> None:
        ward, window = self._ward, self._window
        if ward is None or window.ward is not ward:
            return
        if not ward.person.may(Action.SEE_RECOMMENDATION):
            impact = without_recommendation(impact)
        if not impact.changed:
            self._remember(ward)
            if impact.judged:
                window.messages.say(said_of(window.words, impact), stays=True)
            return
        window.messages.say(
            said_of(window.words, impact),
            severity="warning",
            offer=window.words("updating.rules.show"),
            then=lambda: self.show_verdicts(impact),
        )

    def show_verdicts(self, impact: RulesImpact) -> None:
        """The list; from then on it is known in this store."""
        window = self._window
        if self._ward is not None:
            self._remember(self._ward)
        self.dialog = RulesDialog(window.theme, window.words, impact, window)
        self.dialog.patient_wanted.connect(self._look_at)
        self.dialog.open()

    def _look_at(self, patient: str) -> None:
        """The patient, with the way back to the list."""
        dialog, window = self.dialog, self._window
        if dialog is None:
            return
        dialog.hide()
        window.open_patient(patient)
        words = window.words
        window.messages.say(words("updating.rules.looking"), offer=words("updating.rules.show"), then=dialog.open)

    def _remember(self, ward: "Ward") -> None:
        try:
            rules_were_shown(ward.store)
        except StoreError:
            return  # It is shown again at the next start.

    def _begin(self, work: BackgroundWork) -> None:
        self._works = [each for each in self._works if each.running]
        self._works.append(work)
        work.start()

    def _leave_it(self, _: Exception) -> None:
        """A store that was closed meanwhile, or a disk that fails: both are told where they matter."""
