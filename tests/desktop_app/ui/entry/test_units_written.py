"""A unit is written one way wherever it can be read: on the screen, in the history, on paper."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.form.amending import form_of
from desktop_app.report import Lineage, check_code, compose, shipped_evidence
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.entry.clinical_order import PAGES
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import Language, Wording
from domain.assessment import assess
from domain.record import PatientRecord

Opened = Callable[..., MainWindow]
CODES = ("umol", "ug/L")


def record() -> PatientRecord:
    """Every unit that has a µ, with doubts about its value: a jump, another unit, an unlikely one."""
    days = ("2026-08-01", "2026-09-01")
    status = [
        {"date": day, "bilirubin": {"value": value, "unit": "umol/L"}, "ecog": 1}
        for day, value in zip(days, ("18", "900"), strict=True)
    ]
    markers = [
        {"date": day, "marker": "AFP", "value": value, "unit": "ug/L"}
        for day, value in zip(days, ("20", "40000"), strict=True)
    ]
    return PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "U-1", "name": "单位"},
            "sessions": [{"date": "2026-08-05", "type": "cTACE"}],
            "images": [{"date": day, "modality": "MRI", "arterial_phase": True} for day in days],
            "markers": markers,
            "status": status,
        }
    )


def texts(root: QWidget) -> Iterator[str]:
    """Every text of every widget, for eyes and for screen readers."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
            yield widget.text()
        if isinstance(widget, (QTextEdit, QPlainTextEdit)):
            yield widget.toPlainText()
        if isinstance(widget, (QTableView, QTreeView)) and (model := widget.model()) is not None:
            yield from below(model, QModelIndex())


def below(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            yield str(model.data(model.index(row, column, parent)) or "")
        yield from below(model, model.index(row, 0, parent))


def wrongly_written(root: QWidget) -> list[str]:
    return [text for text in texts(root) if any(code in text for code in CODES)]


@pytest.fixture
def page(opened: Opened, ward: Ward, qtbot: QtBot, words: Wording) -> PatientPage:
    ward.store.save(ward.imported(record()))
    window = opened(ward, "U-1", words.language)
    assert window.patient is not None
    return window.patient


def test_units_on_the_pages_have_their_sign(page: PatientPage) -> None:
    page.record.add_row("markers", entries={"date": "2026-09-20", "marker": "AFP"})
    page.record.add_row("status", entries={"date": "2026-09-20"})
    for name, _ in PAGES:
        page.entry.show_page(name, focus=True)
        assert wrongly_written(page) == []
    page.panel.show_discrepancies(assess(page.record.record), page.record.record)
    assert wrongly_written(page) == []
    assert any("µmol/L" in text for text in texts(page))
    assert any("µg/L" in text for text in texts(page))


def test_units_on_every_cell_of_the_sheet_have_their_sign(page: PatientPage) -> None:
    sheet = page.entry.sheet
    page.entry.show_page("sheet", focus=True)
    for row in range(len(sheet.sheet.rows)):
        for visit in range(len(sheet.sheet.visits)):
            sheet.make_current(visit)
            sheet.caret.go_to((row, visit))
            assert wrongly_written(sheet) == []


def test_units_in_the_history_have_their_sign(page: PatientPage, qtbot: QtBot) -> None:
    status = form_of(page.record.record).listed("status")[-1]
    page.record.edit(status.id, "bilirubin.value", "25")
    assert page.record.save()
    for show in (page.history.show_history, page.history.show_version):
        show(None)
        (dialog,) = (each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isModal())
        qtbot.waitUntil(lambda shown=dialog: any("µmol/L" in text for text in texts(shown)))
        assert wrongly_written(dialog) == []
        dialog.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_units_on_paper_have_their_sign(language: Language) -> None:
    found = record()
    printed_at = datetime(2026, 9, 30, 10, 0)  # noqa: DTZ001 - local time, as printed
    lineage = Lineage("0.1.0", "default", "hash", 1, check_code(found), "tester", printed_at, draft=False)
    words = Wording(language)
    said = repr(compose(found, assess(found), evidence=shipped_evidence(), words=words, lineage=lineage))
    assert "µg/L" in said
    assert not any(code in said for code in CODES)
