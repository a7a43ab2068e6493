"""The control that fits a field, from the field's own description."""

from PySide6.QtWidgets import QWidget

from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.session.steps import yes_no_key
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.text_entry import LinesEntry, TextEntry
from desktop_app.wording import Wording

FEW = 6
LINES_SHOWN = 3
SHORT = {"lesion": 7}
ALWAYS_SHOWN = 14
"""In digits: no line gets narrower than this, unless it is meant to be."""


def control_of(spec: FieldSpec, words: Wording, parent: QWidget) -> TextEntry | LinesEntry | ChoiceEntry:
    if spec.kind in (Kind.YES_NO, Kind.PRESENCE):
        answers = [("yes", words(yes_no_key(spec.section, spec.path, answer=True)))]
        answers.append(("no", words(yes_no_key(spec.section, spec.path, answer=False))))
        return ChoiceEntry(answers, letters=("y", "n"), none=words("form.not_recorded"), parent=parent)
    if spec.kind is Kind.CHOICE or spec.suggestions:
        return _choice(spec, words, parent)
    if spec.kind is Kind.WHOLE and spec.highest - spec.lowest < FEW:
        codes = [str(number) for number in range(spec.lowest, spec.highest + 1)]
        return ChoiceEntry([(code, code) for code in codes], letters=codes, digits=False, parent=parent)
    if spec.detail.lines:
        return _lines(parent)
    return _line(spec, words, parent)


def _choice(spec: FieldSpec, words: Wording, parent: QWidget) -> ChoiceEntry:
    answers = []
    codes = spec.choices or spec.suggestions
    for code in codes:
        key = spec.choice_label(code)
        answers.append((code, words(key) if words.has(key) else code))
    numbered = [code[-1] for code in codes if code[-1:].isdigit() and len(code) == 3]
    graded = len(numbered) == len(codes)
    return ChoiceEntry(answers, letters=numbered if graded else (), digits=not graded, parent=parent)


def _lines(parent: QWidget) -> LinesEntry:
    entry = LinesEntry(parent)
    metrics = entry.fontMetrics()
    entry.setMaximumHeight(metrics.lineSpacing() * LINES_SHOWN + 2 * entry.frameWidth() + metrics.height())
    return entry


def _line(spec: FieldSpec, words: Wording, parent: QWidget) -> TextEntry:
    entry = TextEntry(parent)
    if spec.kind is Kind.NAMES:
        entry.hint = words("entry.hint.names")
    elif spec.kind is Kind.DATE:
        entry.hint = words("entry.hint.date" if spec.detail.yearless else "entry.hint.whole_date")
    characters = {Kind.DATE: 18, Kind.DECIMAL: 9, Kind.WHOLE: 6, Kind.NAMES: 30}.get(spec.kind, 24)
    characters = SHORT.get(spec.path, characters)
    digit = entry.fontMetrics().horizontalAdvance("0")
    usual = 0 if spec.path in SHORT else entry.sizeHint().width()
    entry.wanted_width = max(usual, digit * characters)
    entry.setMinimumWidth(digit * min(characters, ALWAYS_SHOWN))
    entry.setMaximumWidth(digit * (characters + (2 if spec.kind is not Kind.TEXT else 24)))
    return entry
