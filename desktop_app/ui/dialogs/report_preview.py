"""The summary as it will be printed: preview, save, print. Made off the window's thread."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QStandardPaths, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.report import check_code, summary_pdf, write_pdf
from desktop_app.session.background import BackgroundWork
from desktop_app.session.open_record import OpenRecord
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.dialogs.confirming import CONFIRMED_BY, confirms
from desktop_app.ui.dialogs.printing import print_pdf
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.dialogs.summary_source import SummarySource, draft_source, saved_source
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.room import resize_within
from desktop_app.ui.ward import Ward
from desktop_app.wording import Language, Wording


class ReportPreview(QDialog):
    """Shows the saved revision, or a watermarked draft where there is unsaved work."""

    made = Signal()

    def __init__(
        self,
        words: Wording,
        ward: Ward,
        record: OpenRecord,
        parent: QWidget | None = None,
        *,
        source: SummarySource | None = None,
    ) -> None:
        """``source``: an earlier version, instead of the record as it is now."""
        super().__init__(parent)
        self._words = words
        self._ward = ward
        self._record = record
        self._source: SummarySource | None = None
        self._pdf = b""
        self._work: BackgroundWork | None = None
        self.setWindowTitle(words("ui.preview.title"))
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.view = QPdfView()
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(words("ui.preview.pages"))
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.language = CalmComboBox()
        self.language.setAccessibleName(words("ui.preview.language"))
        for language in ("zh", "en"):
            self.language.addItem(words(f"ui.preview.{language}"), language)
        self.language.setCurrentIndex(self.language.findData(words.language))
        self.language.currentIndexChanged.connect(self._make)
        self.confirmation = QLineEdit()
        self.confirmation.setProperty("asked_anew", True)
        self.confirmation.textChanged.connect(self._allow)
        self.save_button = self._button("save", self._save)
        self.print_button = self._button("print", self._print)
        self._lay_out()
        line = self.fontMetrics().height()
        resize_within(self, line * 48, line * 60)
        if source is not None:
            self._take(source)
        else:
            self._begin()

    @property
    def pdf(self) -> bytes:
        return self._pdf

    # Which version

    def _begin(self) -> None:
        if not self._record.form.numbered:
            self._ask(self._words("ui.preview.no_number"), choices=False)
        elif self._record.dirty or self._record.revision is None:
            self._ask(self._words("ui.preview.unsaved"), choices=True)
        else:
            self._take(saved_source(self._ward, self._record))

    def save_first(self) -> None:
        """Saves; the summary is then made from what the store holds."""
        if self._record.save():
            self._take(saved_source(self._ward, self._record))
        else:
            self.reject()  # Whatever stands in the way is told, or asked, on the page behind.

    def as_draft(self) -> None:
        self._take(draft_source(self._ward, self._record))

    def _ask(self, question: str, *, choices: bool) -> None:
        self.about.setText(question)
        self.question.setText(question)
        self.first.setVisible(choices)
        self.draft.setVisible(choices)
        self._stack.setCurrentIndex(0)
        self._allow()
        if choices:
            self.first.setFocus()

    def _take(self, source: SummarySource) -> None:
        self._source = source
        needs = not source.draft
        self.confirmation.setVisible(needs)
        self.confirmation_label.setVisible(needs)
        self._stack.setCurrentIndex(1)
        self._make()

    # Making it

    def _make(self, *_: object) -> None:
        if self._source is None:
            return
        self._pdf = b""
        self._allow()
        self.about.setText(self._words("ui.preview.making"))
        task = partial(_pdf_of, self._source, self._chosen_language)
        self._work = BackgroundWork(task, self)
        self._work.done.connect(self._show)
        self._work.failed.connect(self._failed)
        self._work.start()

    @property
    def _chosen_language(self) -> Language:
        return "en" if self.language.currentData() == "en" else "zh"

    def _show(self, pdf: bytes) -> None:
        if self.sender() is not self._work or self._source is None:
            return
        self._pdf = pdf
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if self._source.draft:
            self.about.setText(self._words("ui.preview.draft"))
        else:
            code = check_code(self._source.record)
            of_which = "report.unsigned" if self._source.lineage.watermarked else "ui.preview.of_revision"
            self.about.setText(self._words(of_which, revision=self._source.revision, code=code))
        self._allow()
        self.made.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.about.setText(self._words("ui.preview.failed", what=self._words(f"{error.key}.title")))
        show_known_error(self._words, error, self)

    # Letting it go

    def confirmed(self) -> bool:
        """Whether the right patient was confirmed; a watermarked draft needs no confirmation."""
        if self._source is None:
            return False
        return self._source.draft or confirms(self.confirmation.text(), self._source.record.patient.id)

    def _allow(self, *_: object) -> None:
        ready = bool(self._pdf) and self.confirmed()
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready)

    def _save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / self.default_name())
        # Qt's own dialog: the system's would list the file, and the folder, among recent documents.
        path, _ = QFileDialog.getSaveFileName(
            self,
            self._words("ui.preview.save"),
            start,
            self._words("ui.preview.pdf"),
            options=QFileDialog.Option.DontUseNativeDialog,
        )
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Nothing is written of a patient who was not confirmed, whoever asks."""
        if not self._pdf or not self.confirmed():
            return
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        try:
            write_pdf(target, self._pdf)
        except KnownError as error:
            show_known_error(self._words, error, self)
        else:
            self._tell("pdf")
            self.about.setText(self._words("ui.preview.written", path=str(target)))

    def default_name(self) -> str:
        """Without the patient's name: the end of the check code, and the day."""
        assert self._source is not None  # noqa: S101 (asked once there is a PDF)
        short = check_code(self._source.record).replace("-", "")[:8]
        return f"patient-{short}-{self._ward.today.isoformat()}.pdf"

    def _print(self) -> None:
        if self._pdf and self.confirmed() and print_pdf(self._pdf, self._words("ui.preview.title"), self):
            self._tell("paper")

    def _tell(self, what: str) -> None:
        """Who has printed which version of whom stands in the audit trail, and never where it went."""
        source = self._source
        assert source is not None  # noqa: S101 (there is a PDF of it)
        kind = "draft" if source.lineage.watermarked else "final"
        facts: dict[str, str | int] = {"revision": source.revision or 0, "code": check_code(source.record)}
        self._ward.note(AuditAction.PRINT, patient=source.record.patient.id, what=what, kind=kind, **facts)

    # Layout

    def _button(self, name: str, slot: object) -> QPushButton:
        button = QPushButton(self._words(f"ui.preview.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        words = self._words
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.first = self._button("save_first", self.save_first)
        self.first.setProperty("role", "primary")
        self.draft = self._button("as_draft", self.as_draft)
        asking = QWidget()
        choices = QHBoxLayout()
        choices.addWidget(self.first)
        choices.addWidget(self.draft)
        choices.addStretch(1)
        column = QVBoxLayout(asking)
        column.addStretch(1)
        column.addWidget(self.question)
        column.addLayout(choices)
        column.addStretch(2)
        self._stack = QStackedWidget()
        self._stack.addWidget(asking)
        self._stack.addWidget(self.view)
        self.confirmation_label = QLabel(words("ui.preview.confirm", count=CONFIRMED_BY))
        self.confirmation_label.setBuddy(self.confirmation)
        self.confirmation.setAccessibleName(self.confirmation_label.text())
        self.confirmation.setMaximumWidth(120)
        self.confirmation.hide()
        self.confirmation_label.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.language)
        foot.addWidget(self.confirmation_label)
        foot.addWidget(self.confirmation)
        foot.addStretch(1)
        for button in (self.save_button, self.print_button, self._button_close()):
            foot.addWidget(button)
        outer = QVBoxLayout(self)
        outer.addWidget(self.about)
        outer.addWidget(self._stack, stretch=1)
        outer.addLayout(foot)

    def _button_close(self) -> QPushButton:
        close = QPushButton(self._words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        return close


def _pdf_of(source: SummarySource, language: Language, _work: BackgroundWork) -> bytes:
    return summary_pdf(source.record, source.assessment, language=language, lineage=source.lineage)
