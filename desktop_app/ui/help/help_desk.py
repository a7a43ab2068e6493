"""The help menu of the window. Light to import: what it opens is imported when it is asked for."""

from typing import TYPE_CHECKING

from desktop_app.ui.actions import action

if TYPE_CHECKING:
    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QDialog, QWidget

    from desktop_app.ui.help.dialog_help import DialogHelp
    from desktop_app.ui.help.first_steps import FirstStepsCard
    from desktop_app.ui.help.help_window import HelpWindow
    from desktop_app.ui.help.self_test_window import SelfTestWindow
    from desktop_app.ui.main_window import MainWindow


class HelpDesk:
    """Manual, first steps and self-test of one main window; they follow its language."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.manual: HelpWindow | None = None
        self.test: SelfTestWindow | None = None
        self.card: FirstStepsCard | None = None
        self._dialogs: DialogHelp | None = None

    def serve_dialogs(self) -> None:
        """From now on the keys of help work in front of this window's dialogs too."""
        from desktop_app.ui.help.dialog_help import DialogHelp

        self._dialogs = self._dialogs or DialogHelp(self._window, self._keys, self.show_in_front_of)

    @action("help", "F1")
    def show_help(self) -> None:
        """The manual at the page of what has the cursor."""
        from desktop_app.ui.help.topics import anchor_of

        manual = self.manual or self._manual()
        self.open_manual(anchor_of(self._window.focusWidget(), manual.manual))

    @action("help", "Shift+F1")
    def show_contents(self) -> None:
        """The manual from its first page."""
        from desktop_app.ui.help.topics import START

        self.open_manual(START)

    @action("help", "Ctrl+Shift+T")
    def test_yourself(self) -> None:
        """Ten questions on the practice patients."""
        from desktop_app.ui.help.self_test_window import SelfTestWindow

        if self.test is None:
            window = self._window
            today = None if window.ward is None else window.ward.today
            self.test = SelfTestWindow(window.theme, window.words, window.remembered, today, window)
            self.test.manual_wanted.connect(self.open_manual)
            self.test.finished.connect(self._forget_test)
        _bring(self.test)

    @action("help", "Ctrl+Shift+F1")
    def show_first_steps(self) -> None:
        """The first-run guide, once more."""
        from desktop_app.ui.help.first_steps import FirstStepsCard

        if self.card is None:
            self.card = FirstStepsCard(self._window.theme, self._window.words)
            self.card.manual_wanted.connect(self.open_manual)
            self.card.closed.connect(self._forget_card)
            self._place_card()
        self.card.follow(patient_open=self._window.patient is not None)

    @action("help", "Ctrl+F1")
    def show_about(self) -> None:
        """What exactly is running here."""
        from desktop_app.ui.dialogs.about import AboutDialog

        AboutDialog(self._window.theme, self._window.words, self._window).open()

    def first_run(self) -> None:
        """The guide at the first start on this workstation, and never again by itself."""
        if not self._window.remembered.guided:
            self._window.remembered.guided = True
            self.show_first_steps()

    def end_first_steps(self) -> None:
        """Takes the guide away, where it is shown."""
        if self.card is not None:
            self.card.end()

    def open_manual(self, anchor: str) -> None:
        manual = self.manual or self._manual()
        manual.show_anchor(anchor)
        _bring(manual)

    def show_in_front_of(self, dialog: "QDialog") -> None:
        """The manual at the page of this dialog, in a window of its own: the other one waits for the dialog."""
        from desktop_app.ui.help.help_window import HelpWindow
        from desktop_app.ui.help.topics import anchor_of

        manual = dialog.findChild(HelpWindow) or HelpWindow(self._window.theme, self._window.words, dialog)
        manual.show_anchor(anchor_of(dialog.focusWidget() or dialog, manual.manual))
        _bring(manual)

    def follow(self) -> None:
        """The window shows another page, or speaks another language now."""
        words = self._window.words
        if self.manual is not None and self.manual.manual.language != words.language:
            self.renew()
        if self.card is not None:
            self.card.retranslate(words)
            self.card.follow(patient_open=self._window.patient is not None)

    def _keys(self) -> "list[QKeySequence]":
        shortcuts = self._window.shortcuts
        return shortcuts["show_help"].shortcuts() if "show_help" in shortcuts else []

    def _manual(self) -> "HelpWindow":
        from desktop_app.ui.help.help_window import HelpWindow

        self.manual = HelpWindow(self._window.theme, self._window.words, self._window)
        return self.manual

    def renew(self) -> None:
        """The same page in other words or with other keys, open or not as it was."""
        former = self.manual
        if former is None:
            return
        page, shown, geometry = former.view.page, former.isVisible(), former.saveGeometry()
        manual = self._manual()
        manual.restoreGeometry(geometry)
        manual.show_page(page)
        manual.setVisible(shown)
        former.close()
        former.deleteLater()

    def _forget_test(self, *_: object) -> None:
        if self.test is not None:
            self.test.deleteLater()
        self.test = None

    def _forget_card(self) -> None:
        self.card = None

    def _place_card(self) -> None:
        """Between the messages and the page: nothing is covered, and nothing waits for it."""
        from PySide6.QtWidgets import QVBoxLayout

        inner: QWidget | None = self._window.centralWidget()
        column = None if inner is None else inner.layout()
        if isinstance(column, QVBoxLayout) and self.card is not None:
            column.insertWidget(1, self.card)
            self.card.show()


def _bring(window: "QWidget") -> None:
    window.show()
    window.raise_()
    window.activateWindow()
