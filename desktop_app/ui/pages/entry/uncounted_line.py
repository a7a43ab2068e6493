"""The line that says what was entered but does not count, and leads from one such entry to the next."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from desktop_app.form.cells import Address
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.session.open_record import OpenRecord
from desktop_app.wording import Wording

NARROWEST: Final = 14
"""Characters that are always shown."""


class UncountedLine(QPushButton):
    """Hidden while everything counts. On a narrow page its end gives way; the whole of it is its tooltip."""

    wanted = Signal(object)
    """Address of the next entry that does not count."""

    def __init__(self, open_record: OpenRecord, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_record = open_record
        self._words = words
        self._place = -1
        self.setObjectName("uncounted")
        self.setProperty("role", "link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()
        self.clicked.connect(self.go_on)
        self.refresh()

    def refresh(self) -> None:
        form = self._open_record.form
        counts = {
            "faults": len(form.problems),
            "rows": len(form.incomplete),
            "same_day": len(_conflicting(form)),
        }
        told = [self._words(f"entry.uncounted.{kind}", count=count) for kind, count in counts.items() if count]
        text = self._words("entry.several").join(told)
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)
            self.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), NARROWEST * self.fontMetrics().height()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)

    def go_on(self) -> None:
        """To the next entry that does not count, around and around."""
        form = self._open_record.form
        places = [Address(row_id, path) for row_id, path, _ in form.problems]
        places += [Address(row.id, (row.lacks or ("",))[0]) for row in form.incomplete]
        places += [Address(row_id, "modality") for row_id in _conflicting(form)]
        if places:
            self._place = (self._place + 1) % len(places)
            self.wanted.emit(places[self._place])


def _conflicting(form: PatientForm) -> list[RowId]:
    if not form.course.conflicting:
        return []
    return [row.id for row in form.listed("images") if form.positions.get(row.id) in form.course.conflicting]
