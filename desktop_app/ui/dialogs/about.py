"""What exactly is running here, how to report a fault without patient data, and whose work is inside."""

import hashlib
import platform
from collections.abc import Sequence

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.report import shipped_evidence
from desktop_app.resources import resource_path
from desktop_app.settings import program_version
from desktop_app.ui.dialogs.licences_page import LicencesPage
from desktop_app.ui.fields.calm_tabs import CalmTabBar
from desktop_app.ui.room import resize_within, scrolling
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

_FAULT = ("first", "second", "third", "never", "check")


def versions(words: Wording) -> list[tuple[str, str]]:
    """(name, value) of everything a verdict can depend on. Nothing about the computer's owner or its patients."""
    from desktop_app.store.cipher_file import engine_versions
    from desktop_app.store.schema import CURRENT
    from domain.resistance.registry import RULES_VERSION

    sqlite, sqlcipher = engine_versions()
    content = resource_path("evidence", "evidence.json").read_bytes()
    evidence = words(
        "about.evidence",
        count=len(shipped_evidence().publications),
        print=hashlib.sha256(content).hexdigest()[:12],
    )
    values = {
        "program": program_version(),
        "rules": RULES_VERSION,
        "evidence": evidence,
        "schema": str(CURRENT.number),
        "sqlite": sqlite,
        "sqlcipher": sqlcipher,
        "qt": qVersion() or "",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    return [(words(f"about.version.{name}"), value) for name, value in values.items()]


class AboutDialog(QDialog):
    """Three pages: versions, reporting, licences."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._theme = theme
        self.versions = versions(words)
        self.setWindowTitle(words("about.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self.licences = LicencesPage(theme, words)
        self.tabs = CalmTabBar()
        self.tabs.setAccessibleName(words("about.parts"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pages = QStackedWidget()
        self._add(scrolling(self._versions_page()), words("about.tab.versions"))
        self._add(scrolling(self._fault_page()), words("about.tab.fault"))
        self._add(self.licences, words("about.tab.licences"))
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, stretch=1)
        column.addLayout(self._foot())
        resize_within(self, theme.space(180), theme.space(130))

    def copy(self) -> None:
        """The versions as lines of text, for a report."""
        lines = [self._words("about.line", name=name, value=value) for name, value in self.versions]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.said.setText(self._words("about.copied"))

    def _add(self, page: QWidget, name: str) -> None:
        self.tabs.addTab(name)
        self.pages.addWidget(page)

    def _versions_page(self) -> QWidget:
        page, column = self._page()
        title = QLabel(f"TACEWatch {program_version()}")
        title.setProperty("role", "title")
        column.addWidget(title)
        column.addWidget(self._text(self._words("about.purpose")))
        column.addLayout(self._grid(self.versions))
        self.copy_button = QPushButton(self._words("about.copy"))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.copy)
        self.said = self._text("")
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(self.said, stretch=1)
        column.addStretch(1)
        column.addLayout(row)
        return page

    def _grid(self, rows: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.space(6))
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(rows):
            label = QLabel(name)
            label.setProperty("role", "muted")
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._text(value), place, 1)
        return grid

    def _fault_page(self) -> QWidget:
        page, column = self._page()
        for part in _FAULT:
            text = self._text(self._words(f"about.fault.{part}"))
            if part == "never":
                text.setProperty("role", "strong")
            column.addWidget(text)
        column.addStretch(1)
        return page

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        column = QVBoxLayout(page)
        margin = self._theme.space(4)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(self._theme.space(3))
        return page, column

    def _text(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _foot(self) -> QHBoxLayout:
        close = QPushButton(self._words("ui.close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        return foot
