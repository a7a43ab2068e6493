from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.session.open_record import OpenRecord, new_patient, open_patient
from desktop_app.session.workplace import Workplace
from desktop_app.ui.actions import Actions
from desktop_app.ui.pages.entry.entry_actions import EntryActions
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from desktop_app.wording import Wording
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import course
from tests.desktop_app.session.workplaces import keep, workplace_at

Opening = Callable[..., EntryPages]


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_at(tmp_path / "store.db")
    keep(place, course())
    yield place
    place.store.close()


@pytest.fixture
def opening(qtbot: QtBot, workplace: Workplace) -> Opening:
    """Opens the pages on a stored patient in a window that has the focus: "0017", or None for a new one."""

    def opened(
        patient: str | None = "0017", language: str = "zh", record: PatientRecord | None = None
    ) -> EntryPages:
        if record is not None:
            keep(workplace, record)
            patient = record.patient.id
        found: OpenRecord = new_patient(workplace) if patient is None else open_patient(workplace, patient)
        pages = EntryPages(found, Wording(language), first="patient")  # type: ignore[arg-type]
        qtbot.addWidget(pages)
        actions = EntryActions()
        actions.entry = pages
        Actions(pages).collect((actions,))
        pages.resize(960, 640)
        with qtbot.waitActive(pages):
            pages.show()
            pages.activateWindow()
        return pages

    return opened
