"""What the program says of itself: exact versions, how to report, whose work is inside."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app import licences
from desktop_app.settings import program_version
from desktop_app.store.schema import CURRENT
from desktop_app.ui.dialogs.about import AboutDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.resistance.registry import RULES_VERSION

Opened = Callable[..., MainWindow]


@pytest.fixture
def about(theme: Theme, words: Wording, qtbot: QtBot) -> AboutDialog:
    dialog = AboutDialog(theme, words)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_versions_are_those_that_run(about: AboutDialog) -> None:
    shown = [value for _, value in about.versions]
    for version in (program_version(), RULES_VERSION, str(CURRENT.number), qVersion()):
        assert version in shown


def test_the_copied_versions_hold_no_patient(opened: Opened, ward: Ward) -> None:
    """With a patient open: what goes to the maintainers knows nothing of it."""
    window = opened(ward, "DEMO-01")
    window.shortcuts["show_about"].trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert RULES_VERSION in copied
    assert window.record is not None
    patient = window.record.record.patient
    assert patient.name is not None
    assert patient.id not in copied
    assert patient.name not in copied
    assert dialog.said.text() != ""
    dialog.close()


def test_no_word_is_cut_off(about: AboutDialog) -> None:
    """At the dialog's own size; wrapped texts have the height that they need."""
    for page in range(about.tabs.count()):
        about.tabs.setCurrentIndex(page)
        shown = [label for label in about.pages.widget(page).findChildren(QLabel) if label.text()]
        assert shown
        assert [label.text() for label in shown if label.height() < label.heightForWidth(label.width())] == []


def test_every_part_shows_its_licence(about: AboutDialog) -> None:
    page = about.licences
    assert page.list.count() == len(page.parts) > 10
    for row, part in enumerate(page.parts):
        page.list.setCurrentRow(row)
        texts = [text.read_text(encoding="utf-8", errors="replace") for text in part.texts]
        assert all(text.strip()[:200] in page.text.toPlainText() for text in texts)


def test_the_frozen_programs_licences_come_from_its_own_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("as is")
    index = [{"name": "a", "version": "1", "licence": "MIT", "texts": ["a.txt"]}]
    (tmp_path / "index.json").write_text(json.dumps(index))
    monkeypatch.setattr(licences, "resource_path", lambda *_: tmp_path)
    assert licences.components() == (licences.Component("a", "1", "MIT", (tmp_path / "a.txt",)),)
