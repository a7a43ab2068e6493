"""Large letters on a small screen: the forms never scroll sideways and cut nothing off."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget

from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.entry.clinical_order import PAGES, SHEET
from desktop_app.ui.pages.entry.detail_form import DetailForm
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Language

Opened = Callable[..., MainWindow]
SMALL = (1366, 768)


def forms(window: MainWindow) -> list[DetailForm]:
    return [form for form in window.findChildren(DetailForm) if form.isVisible()]


def cut_off(form: DetailForm) -> list[str]:
    """What reaches beyond the widget it stands in, or is lower than its letters need."""
    inner = form.widget()
    shown = [*inner.findChildren(QLineEdit), *inner.findChildren(ChoiceEntry), *inner.findChildren(QToolButton)]
    return [describe(each) for each in shown if each.isVisible() and not whole(each, inner)]


def whole(control: QWidget, inner: QWidget) -> bool:
    left = control.mapTo(inner, control.rect().topLeft()).x()
    beyond = left + control.width() > inner.width() + 1
    parent = control.parentWidget()
    lowest = control.geometry().bottom() > parent.height() and parent is not inner
    return not beyond and not lowest and control.height() >= control.fontMetrics().height()


def describe(control: QWidget) -> str:
    return f"{control.accessibleName()} {control.geometry().getRect()}"


@pytest.mark.parametrize("zoom", [150, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_scrolls_sideways_or_cuts_anything_off(
    opened: Opened, ward: Ward, language: Language, zoom: int
) -> None:
    window = opened(ward, "DEMO-14", language)
    window.theme.use_zoom(zoom)
    window.resize(*SMALL)
    assert window.patient is not None
    for name, _ in PAGES:
        if name == SHEET:
            continue
        window.patient.entry.show_page(name)
        for _ in range(4):
            QApplication.processEvents()
        for form in forms(window):
            assert form.horizontalScrollBar().maximum() == 0, (name, form.section)
            assert cut_off(form) == [], (name, form.section)
