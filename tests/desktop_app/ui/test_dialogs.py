import re
import sys
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.errors import DiskFull, StaleRecord, StoreIsNewer, UnknownOutcome, UnknownPatient
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.ui.dialogs.apology import ApologyDialog, report_of
from desktop_app.ui.dialogs.conflict import ConflictDialog, differences
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.opening import tell
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.record import PatientRecord

CANARY = "王小明-20240117"
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def raised_on(name: str) -> Raised:
    """A fault of the program whose message names a patient."""
    patient = name
    try:
        raise ValueError(f"cannot handle {patient}")
    except ValueError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        return kind, error, trace


def test_the_report_of_a_fault_names_the_place_and_no_patient() -> None:
    kind, _, trace = raised_on(CANARY)
    report = report_of(kind, trace, "9.9.9")
    assert CANARY not in report
    assert "ValueError" in report
    assert "9.9.9" in report
    assert "test_dialogs.py" in report
    assert "raised_on" in report


def test_a_fault_is_apologised_for_once_and_the_report_can_be_copied(
    opened: object, qtbot: QtBot, ward: Ward
) -> None:
    window = opened(ward, "DEMO-01")  # type: ignore[operator]
    first = tell(window, *raised_on(CANARY))
    assert isinstance(first, ApologyDialog)
    assert tell(window, *raised_on(CANARY)) is None
    first.copy()
    assert QApplication.clipboard().text() == first.report.toPlainText()
    assert window.words("ui.apology.title") == first.windowTitle()
    first.accept()
    qtbot.waitUntil(lambda: window.findChild(ApologyDialog) is None)
    assert isinstance(tell(window, *raised_on(CANARY)), ApologyDialog)


@pytest.mark.parametrize(
    "error",
    [
        DiskFull(path="/x"),
        StoreIsNewer(path="/x", found=9, known=1),
        UnknownOutcome(path="/x"),
        UnknownPatient(patient="7"),
    ],
    ids=lambda error: error.key,
)
def test_what_the_computer_refused_is_told_with_a_remedy(
    error: DiskFull, words: Wording, opened: object, qtbot: QtBot
) -> None:
    window = opened()  # type: ignore[operator]
    box = show_known_error(words, error, window)
    assert isinstance(box, QMessageBox)
    assert box.text()
    assert box.informativeText() == words(f"{error.key}.remedy", **error.facts)
    assert [button.text() for button in box.buttons()] == [words("ui.understood")]
    box.close()


def test_a_conflict_shows_what_differs_and_both_versions_stay(ward: Ward, opened: object, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")  # type: ignore[operator]
    elsewhere = ward.open("DEMO-01")
    elsewhere.edit(RowId("patient"), "weight_kg", "70")
    assert elsewhere.save()
    window.record.edit(RowId("patient"), "height_cm", "171")
    window.shortcuts["save"].trigger()
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    shown = {dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())}
    words = window.words
    person, fields = (
        words("form.row.patient"),
        [FIELDS["patient"][path].label for path in ("weight_kg", "height_cm")],
    )
    assert shown == {words("merging.field", what=person, field=words(field)) for field in fields}
    assert str(ward.store.load("DEMO-01").record.patient.height_cm) == "170"
    dialog._save_mine()
    stored = ward.store.load("DEMO-01")
    assert str(stored.record.patient.height_cm) == "171"
    assert stored.revision == 3
    assert str(ward.store.record_at("DEMO-01", 2).patient.weight_kg) == "70"


def test_differences_are_told_in_the_words_of_the_ward(demo: dict[str, PatientRecord], words: Wording) -> None:
    one = demo["DEMO-01"]
    assert list(differences(one, one, words)) == []
    exported = one.exported()
    exported["images"][0]["targets"][0]["viable_mm"] = "1"
    gone = exported["markers"].pop()
    found = list(differences(one, PatientRecord.model_validate(exported), words))
    image, marker = (
        next(each for each in found if day in each[0]) for day in (exported["images"][0]["date"], gone["date"])
    )
    assert words(FIELDS["images.targets"]["viable_mm"].label) in image[0]
    assert (image[1], image[2]) == ("60.0 mm", "1 mm")
    assert str(gone["value"]) in marker[1]
    assert marker[2] == "–"
    told = " ".join(" ".join(each) for each in found)
    assert not re.search(r"[a-z]_[a-z]|\[\d", told), "no names of the record format"


def test_a_stale_record_never_says_a_name_in_its_text(demo: dict[str, PatientRecord]) -> None:
    assert "DEMO-01" not in str(StaleRecord(demo["DEMO-01"], 3, void=False))


def test_a_store_that_is_no_store_is_told_and_left_untouched(
    tmp_path: Path, opened: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.errors import KnownError
    from desktop_app.ui.opening import open_ward

    foreign = tmp_path / "notes.txt"
    foreign.write_text("not a store")
    with pytest.raises(KnownError) as refused:
        open_ward(str(foreign), lambda: None, create=False, demo=False)  # type: ignore[arg-type, return-value]
    assert foreign.read_text() == "not a store"
    window = opened()  # type: ignore[operator]
    assert tell(window, refused.type, refused.value, None) is not None
