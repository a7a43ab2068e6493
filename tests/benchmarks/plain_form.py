"""The least a form with live checks can be: 60 fields, pydantic reads all of them at every key, four words change.

The measure of a machine: what it takes of this form, it takes of ours in proportion.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

FIELDS = 60
COLUMNS = 6
STATUS = 4

_plain: dict[str, Any] = {f"field_{number}": (Decimal | None, None) for number in range(FIELDS)}
PlainRecord: type[BaseModel] = create_model("PlainRecord", __config__=ConfigDict(frozen=True), **_plain)


class PlainForm(QWidget):
    """A grid of line edits. ``status`` says at once how the numbers stand to a limit."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        self.fields = [QLineEdit(f"{number}.5", self) for number in range(FIELDS)]
        self.status = [QLabel(self) for _ in range(STATUS)]
        for number, field in enumerate(self.fields):
            grid.addWidget(field, number // COLUMNS, number % COLUMNS)
            field.textEdited.connect(self._check)
        for number, label in enumerate(self.status):
            grid.addWidget(label, FIELDS // COLUMNS, number)

    def _check(self) -> None:
        record = PlainRecord.model_validate(
            {f"field_{number}": _number(field.text()) for number, field in enumerate(self.fields)}
        )
        total = sum(value for value in record.model_dump().values() if value is not None)
        for share, label in enumerate(self.status, start=1):
            label.setText(f"{share}: {total / share:.2f}")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
