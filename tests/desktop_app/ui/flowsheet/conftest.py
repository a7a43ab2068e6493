from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.session.open_record import OpenRecord, open_patient
from desktop_app.session.workplace import Workplace
from desktop_app.ui.actions import Actions
from desktop_app.ui.pages.entry.entry_actions import EntryActions
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.wording import Wording
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import course
from tests.desktop_app.session.workplaces import keep, workplace_at

Opening = Callable[..., FlowsheetPage]


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_at(tmp_path / "store.db")
    yield place
    place.store.close()


@pytest.fixture
def opening(qtbot: QtBot, workplace: Workplace) -> Opening:
    """Opens the course sheet of a stored patient in a window that has the focus."""

    def opened(record: PatientRecord | None = None, language: str = "zh") -> FlowsheetPage:
        kept = course() if record is None else record
        keep(workplace, kept)
        found: OpenRecord = open_patient(workplace, kept.patient.id)
        found.assess_now()
        page = FlowsheetPage(found, Wording(language))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        actions = EntryActions()
        actions.entry = page  # type: ignore[assignment]  # The sheet alone knows what these tests press.
        Actions(page).collect((actions,))
        page.resize(1100, 700)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        return page

    return opened
