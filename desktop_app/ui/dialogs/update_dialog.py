"""Updates from a stick or a share: found, looked at, installed, and the way back."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError, NotPermitted
from desktop_app.session.background import CancelledError
from desktop_app.session.update_work import UpdateWork
from desktop_app.session.updates import (
    Offer,
    here,
    kept_versions,
    nothing_to_secure,
    refuse_at_this_desk,
    securing,
)
from desktop_app.ui.dialogs.remedy import known_error_texts, show_known_error
from desktop_app.ui.dialogs.update_words import news_lines, offer_line, offer_text
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.updating.installation import Kept
from desktop_app.updating.installing import Secure
from desktop_app.updating.package_contents import ENDING
from desktop_app.updating.whats_new import shipped_news
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


class UpdateDialog(QDialog):
    """``obstacle``: why nobody can update from this desk at the moment; "" where somebody can."""

    installed = Signal(object)
    """Kept: the next start runs it, or an administrator has a command to run."""

    def __init__(
        self, theme: Theme, words: Wording, work: UpdateWork, obstacle: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "updates")
        self.setWindowTitle(words("updating.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self._words, self.work = words, work
        work.setParent(self)
        self.heading, self.obstacle, self.said = QLabel(), QLabel(obstacle), QLabel()
        self.heading.setProperty("role", "heading")
        self.obstacle.setProperty("severity", "warning")
        self.list = QListWidget()
        self.list.setAccessibleName(words("updating.found"))
        self.look_again = self._button("look", work.look)
        self.choose = self._button("choose", self._choose)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(words("updating.details"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(words("updating.title"))
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setAccessibleName(words("updating.command"))
        self.back = self._button("back", self._ask_back)
        self.install = self._button("install", self.install_chosen)
        self.install.setProperty("role", "primary")
        self._lay_out(theme)
        self._listen()
        resize_within(self, theme.space(180), theme.space(130))
        work.look()

    def chosen(self) -> Offer | None:
        row = self.list.currentRow()
        return self.work.offers[row] if 0 <= row < len(self.work.offers) else None

    def install_chosen(self) -> None:
        offer = self.chosen()
        if offer is not None and offer.package is not None and self.install.isEnabled():
            self.work.install(offer.package)
            self._say("installing", offer.package.contents.release.version)

    def done(self, result: int) -> None:
        """However it is left, what is still being read is stopped."""
        self.work.stop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.stop()
        super().closeEvent(event)

    def _choose(self) -> None:
        asking = QFileDialog(self, self._words("updating.choose"))
        asking.setOption(QFileDialog.Option.DontUseNativeDialog)
        asking.setNameFilter(self._words("updating.kind_of_file", ending=f"*{ENDING}"))
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.setSidebarUrls([QUrl.fromLocalFile(place) for place in (str(Path.home()), "/media", "/mnt", "/")])
        asking.fileSelected.connect(lambda name: self.work.add(Path(name)))
        asking.finished.connect(asking.deleteLater)
        asking.open()

    def _ask_back(self) -> None:
        kept = kept_versions(self.work.installation)
        if not kept:
            return
        words, to = self._words, kept[0]
        facts = {"version": to.release.version, "rules": to.release.rules_version}
        title = words("updating.back.title")
        box = QMessageBox(QMessageBox.Icon.Question, title, words("updating.back.ask", **facts), parent=self)
        yes = box.addButton(words("updating.back.yes", **facts), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(words("ui.close"), QMessageBox.ButtonRole.RejectRole))
        box.buttonClicked.connect(lambda button: self.work.go_back(to) if button is yes else None)
        box.finished.connect(box.deleteLater)
        box.open()

    # What the work tells

    def _follow(self) -> None:
        """Something has begun or ended: the list, the bar and the buttons are as it is now."""
        row, lines = max(self.list.currentRow(), 0), [offer_line(self._words, each) for each in self.work.offers]
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems(lines)
        self.list.setCurrentRow(min(row, len(lines) - 1))
        self.list.blockSignals(False)
        self.progress.setVisible(self.work.running)
        self.progress.setRange(0, 0)
        if self.work.done is None:
            self.said.setText(self._words("updating.looking") if self.work.running else "")
            if not self.work.running and not lines:
                self.said.setText(self._words("updating.nothing_found"))
        self._show_chosen()

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _installed(self, made: Kept) -> None:
        self._say("installed" if made.installer is None else "handed_out", made.release.version)
        if made.installer is not None:
            self.command.setText(command_for(made.installer))
            self.command.show()
            self.command.setFocus(Qt.FocusReason.OtherFocusReason)
            length = len(self.command.text())
            self.command.setSelection(length, -length)  # Its beginning stays in sight.
        self.installed.emit(made)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            show_known_error(self._words, error, self)
        elif not isinstance(error, CancelledError):
            raise error

    def _show_chosen(self, *_: object) -> None:
        words, offer = self._words, self.chosen()
        if offer is None:
            lines = [words("updating.news.present"), "", *news_lines(words, shipped_news()[:1])]
            self.details.setPlainText("\n".join(lines))
        else:
            self.details.setPlainText(offer_text(words, offer, self.work.present))
        free = not self.work.running and self.work.done is None and not self.obstacle.text()
        self.install.setEnabled(free and offer is not None and offer.refused is None)
        self.back.setEnabled(free and bool(kept_versions(self.work.installation)))
        self.look_again.setEnabled(not self.work.running)

    def _say(self, name: str, version: str) -> None:
        self.said.setText(self._words(f"updating.{name}", version=version))

    # How it is built

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._show_chosen)
        self.work.changed.connect(self._follow)
        self.work.progressed.connect(self._progressed)
        self.work.installed.connect(self._installed)
        self.work.failed.connect(self._failed)

    def _button(self, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"updating.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: slot())
        return button

    def _lay_out(self, theme: Theme) -> None:
        words, present = self._words, self.work.present
        facts = {"version": present.version, "rules": present.rules_version, "schema": present.schema}
        self.heading.setText(words("updating.present", **facts))
        close = QPushButton(words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        looking, foot = QHBoxLayout(), QHBoxLayout()
        looking.addWidget(QLabel(words("updating.found")), stretch=1)
        looking.addWidget(self.look_again)
        looking.addWidget(self.choose)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.install)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        for label in (self.heading, self.obstacle, self.said):
            label.setWordWrap(True)
        column.addWidget(self.heading)
        column.addWidget(self.obstacle)
        column.addLayout(looking)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.details, stretch=3)
        for widget in (self.said, self.progress, self.command):
            column.addWidget(widget)
        column.addLayout(foot)
        self.obstacle.setVisible(bool(self.obstacle.text()))
        self.command.hide()


def command_for(installer: Path) -> str:
    """What an administrator runs; on Windows the installer itself."""
    return f"sudo apt install {shlex.quote(str(installer))}" if installer.suffix == ".deb" else str(installer)


def obstacle_at(ward: "Ward | None", words: Wording) -> str:
    """Why nobody can update from this desk at the moment, with what to do about it."""
    try:
        refuse_at_this_desk(None if ward is None else ward.store, demo=ward is not None and ward.demo)
    except NotPermitted:
        return words("updating.not_here", why=words("updating.admin_only"))
    except KnownError as error:
        parts = (known_error_texts(words, error)[1], words(f"{error.key}.remedy", **error.facts))
        return words("updating.not_here", why=" ".join(parts))
    return ""


def open_update_dialog(window: "MainWindow") -> UpdateDialog:
    """Over the window, for whoever works there."""
    from desktop_app.ui.access.backup_places import folder_of

    ward, kept = window.ward, False
    secure: Secure = nothing_to_secure
    if ward is not None and not ward.demo:
        to = None if ward.store.location.path is None else folder_of(ward)
        secure, kept = securing(ward.store, to, ward.clock), True
    work = UpdateWork(here(), secure, with_store=kept)
    dialog = UpdateDialog(window.theme, window.words, work, obstacle_at(ward, window.words), window)
    dialog.open()
    return dialog
