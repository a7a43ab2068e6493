"""How far two readers of the shown image agree, below its fields; live while they are entered."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.form.form_row import RowId
from desktop_app.plots.agreement import agreement, agreement_in_words
from desktop_app.session.open_record import OpenRecord
from desktop_app.wording import Wording
from domain.assessment import Assessment

TOLD_AFTER_MS = 150


class AgreementLine(QLabel):
    """Hidden while only one reader said anything."""

    def __init__(self, open_record: OpenRecord, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_record = open_record
        self._words = words
        self._row_id: RowId | None = None
        self._telling = QTimer(self, interval=TOLD_AFTER_MS, singleShot=True)
        self._telling.timeout.connect(self._tell)
        self.setWordWrap(True)
        self.hide()
        open_record.assessed.connect(self._assessed)

    def bind(self, row_id: RowId | None) -> None:
        """The image that is shown now."""
        self._row_id = row_id
        self._tell()

    def _assessed(self, _assessment: object) -> None:
        self._telling.start()

    def _tell(self) -> None:
        text, severity = self._sentence()
        if (text, severity) == (self.text(), self.property("severity") or ""):
            return
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("severity", severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(text))

    def _sentence(self) -> tuple[str, str]:
        record, found = self._open_record, self._open_record.assessment
        index = None if self._row_id is None else record.form.positions.get(self._row_id)
        if index is None or not isinstance(found, Assessment) or found.record is not record.record:
            return "", ""
        agreed = agreement(record.record, index, found)
        if agreed is None:
            return "", ""
        words = self._words
        parts = words("history.list_separator").join(agreement_in_words(agreed, words))
        return words("history.agreement.line", parts=parts), "warning" if agreed.disagree else "note"
