"""A field as it stands in a form: label beside it or above it, what was read and what was last after it."""

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.flow import LineLayout

LABEL_IN_DIGITS = 20
_GAP, _LINE_GAP = 8, 2
_UNBOUNDED = 16777215
"""Qt's own bound of a width."""


class FieldLine:
    """One line of a form, of one field or of a value with its unit; a narrow form has the label above it."""

    def __init__(self, field: EntryField, inner: QWidget) -> None:
        self.field = field
        self.box = QWidget(inner)
        self._flow = LineLayout(self.box, gap=_GAP, line_gap=_LINE_GAP)
        self._flow.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.box.setSizePolicy(policy)
        self._controls: list[QWidget] = [field.control]
        self._name(field)
        self._flow.addWidget(field.control)
        self.add_after(field)

    def add_unit(self, field: EntryField) -> None:
        """A unit stands beside its value, before what was read and what was last."""
        field.label.hide()
        self._flow.insertWidget(1, field.control)
        self._controls.append(field.control)
        self.add_after(field)

    def add_after(self, field: EntryField) -> None:
        self._flow.addWidget(field.echo)
        self._flow.addWidget(field.last)

    @property
    def wanted_width(self) -> int:
        """In pixels, of the label beside its control with its unit: what follows may go on in a second line."""
        controls = sum(control.sizeHint().boundedTo(control.maximumSize()).width() for control in self._controls)
        return min(self._most, self._named) + controls + _GAP * len(self._controls)

    def place(self, grid: QGridLayout, row: int, *, above: bool) -> None:
        """Into the rows ``row`` (a label above) and ``row`` + 1."""
        label = self.field.label
        for widget in (label, self.box):
            grid.removeWidget(widget)
        label.setMaximumWidth(_UNBOUNDED if above else self._most)
        label.setMinimumWidth(0 if above else min(self._most, self._named))
        if above:
            grid.addWidget(label, row, 0, 1, 2)
            grid.addWidget(self.box, row + 1, 0, 1, 2)
        else:
            grid.addWidget(label, row + 1, 0)
            grid.addWidget(self.box, row + 1, 1)

    def _name(self, field: EntryField) -> None:
        unit = field.spec.detail.unit
        field.label.setText(f"{field.label.text()} ({unit})" if unit else field.label.text())
        field.label.setWordWrap(True)
        letters = field.label.fontMetrics()
        self._most = letters.horizontalAdvance("0") * LABEL_IN_DIGITS
        self._named = letters.horizontalAdvance(field.label.text()) + 1
