from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pypdf
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.report import check_code
from desktop_app.store import Meaning, Role, Signing
from desktop_app.ui.dialogs.printing import paint_pages
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

Opened = Callable[..., MainWindow]
ZH = Wording("zh")


@pytest.fixture
def previewed(opened: Opened, ward: Ward, qtbot: QtBot) -> Callable[..., ReportPreview]:
    def preview(patient: str = "DEMO-01", typed: str = "") -> ReportPreview:
        window = opened(ward, patient)
        assert window.record is not None
        if typed:
            image = window.record.form.listed("images")[-1]
            row = window.record.form.inside(image.id, "images.targets")[0].id
            with qtbot.waitSignal(window.record.assessed):
                window.record.edit(row, "viable_mm", typed)
        window.shortcuts["print_summary"].trigger()
        return window.findChildren(ReportPreview)[-1]

    return preview


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def ready(preview: ReportPreview, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    return text_of(preview.pdf)


def test_a_saved_record_is_previewed_as_the_store_holds_it(
    previewed: Callable[..., ReportPreview], ward: Ward, qtbot: QtBot
) -> None:
    preview = previewed()
    text = ready(preview, qtbot)
    assert preview.document.pageCount() == len(pypdf.PdfReader(BytesIO(preview.pdf)).pages) >= 1
    assert "张示例" in text
    assert "DEMO-01" in text
    assert check_code(ward.store.load("DEMO-01").record) in text


def marked(text: str) -> bool:
    """Whether the watermark stands on it; it is written with a space between its characters."""
    return ZH("report.draft") in text


def test_H15_a_saved_version_that_nobody_signed_is_a_draft_until_a_physician_signs_it(
    previewed: Callable[..., ReportPreview], ward: Ward, qtbot: QtBot
) -> None:
    preview = previewed()
    assert marked(ready(preview, qtbot))
    code = check_code(ward.store.load("DEMO-01").record)
    assert preview.about.text() == ZH("report.unsigned", revision=1, code=code)
    assert not preview.print_button.isEnabled()
    ward.store.sign(Signing("DEMO-01", 1, Meaning.REVIEWED, ward.author, "李建国", Role.PHYSICIAN, uuid4()))
    signed = previewed()
    assert not marked(ready(signed, qtbot))
    assert signed.about.text() == ZH("ui.preview.of_revision", revision=1, code=code)


def test_nothing_leaves_before_the_right_patient_is_confirmed(
    previewed: Callable[..., ReportPreview], qtbot: QtBot
) -> None:
    preview = previewed()
    ready(preview, qtbot)
    assert not preview.save_button.isEnabled()
    assert not preview.print_button.isEnabled()
    preview.confirmation.setText("O-02")
    assert not preview.print_button.isEnabled()
    preview.confirmation.setText(" o-01 ")
    assert preview.save_button.isEnabled()
    assert preview.print_button.isEnabled()


def test_unsaved_work_is_said_and_saving_first_prints_what_was_saved(
    previewed: Callable[..., ReportPreview], ward: Ward, qtbot: QtBot
) -> None:
    preview = previewed(typed="43.5")
    assert preview.about.text() == ZH("ui.preview.unsaved")
    assert preview.pdf == b""
    assert not preview.print_button.isEnabled()
    preview.first.click()
    text = ready(preview, qtbot)
    assert "43.5" in text
    stored = ward.store.load("DEMO-01")
    assert stored.revision == 2
    assert check_code(stored.record) in text


def test_a_draft_carries_its_watermark_and_saves_nothing(
    previewed: Callable[..., ReportPreview], ward: Ward, qtbot: QtBot
) -> None:
    preview = previewed(typed="43.5")
    preview.draft.click()
    text = ready(preview, qtbot)
    assert "43.5" in text
    assert ZH("report.draft").replace(" ", "") in text.replace(" ", "")
    assert ward.store.load("DEMO-01").revision == 1
    assert preview.about.text() == ZH("ui.preview.draft")
    assert not preview.confirmation.isVisible()


def test_the_language_of_the_paper_is_its_own(previewed: Callable[..., ReportPreview], qtbot: QtBot) -> None:
    preview = previewed()
    chinese = ready(preview, qtbot)
    with qtbot.waitSignal(preview.made, timeout=20_000):
        preview.language.setCurrentIndex(preview.language.findData("en"))
    english = text_of(preview.pdf)
    assert "Hospital no." in english
    assert "Hospital no." not in chinese
    assert preview.windowTitle() == ZH("ui.preview.title")


def test_the_file_is_written_whole_and_named_without_the_patient(
    previewed: Callable[..., ReportPreview], qtbot: QtBot, tmp_path: Path
) -> None:
    preview = previewed()
    ready(preview, qtbot)
    name = preview.default_name()
    assert name.startswith("patient-")
    assert name.endswith("2026-11-23.pdf")
    assert "DEMO" not in name
    assert "张" not in name
    preview.write_to(tmp_path / "not confirmed")
    assert not (tmp_path / "not confirmed.pdf").exists()
    preview.confirmation.setText("O-01")
    preview.write_to(tmp_path / "a file")
    assert (tmp_path / "a file.pdf").read_bytes() == preview.pdf


def test_a_folder_that_cannot_be_written_is_told_with_its_remedy(
    previewed: Callable[..., ReportPreview], qtbot: QtBot, tmp_path: Path
) -> None:
    preview = previewed()
    ready(preview, qtbot)
    preview.confirmation.setText("O-01")
    preview.write_to(tmp_path / "no such folder" / "x.pdf")
    (told,) = [dialog for dialog in preview.findChildren(QDialog) if dialog.isVisible()]
    assert isinstance(told, QMessageBox)
    assert "no such folder" in told.text()
    assert told.informativeText()
    assert not (tmp_path / "no such folder").exists()


def test_every_page_goes_to_the_printer(
    previewed: Callable[..., ReportPreview], qtbot: QtBot, tmp_path: Path
) -> None:
    preview = previewed()
    ready(preview, qtbot)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    pages = paint_pages(preview.pdf, printer)
    printed = pypdf.PdfReader(tmp_path / "printed.pdf")
    assert pages == len(printed.pages) == preview.document.pageCount()
    box = printed.pages[0].mediabox
    assert QSizeF(float(box.width), float(box.height)).toSize().width() in (595, 596)


def test_a_new_patient_without_a_number_gets_no_summary(opened: Opened, empty_ward: Ward) -> None:
    window = opened(empty_ward)
    window.new_patient()
    window.shortcuts["print_summary"].trigger()
    preview = window.findChildren(ReportPreview)[-1]
    assert preview.about.text() == ZH("ui.preview.no_number")
    assert not preview.first.isVisible()
    assert not preview.print_button.isEnabled()
