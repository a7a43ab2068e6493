"""States of the window that the invented patients do not show by themselves: for the pictures."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from desktop_app.form.form_row import RowId
from desktop_app.store import Meaning, Role, Signing
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.ward import Ward
from domain.record import PatientRecord

TWIN, LONG, MANY, BLANK = "OLD-77", "LONG-1", "MANY-30", "BLANK-1"
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·阿不都克里木·艾合买提江·玉素甫喀日·吐尔逊阿依古丽·麦"
SESSIONS = 30
REMARK = "术后第三日发热，最高 38.6 ℃，对症处理后好转；复查肝功能稳定，无腹水，继续随访。" * 120
State = tuple[str, Callable[[], object]]


def extra_patients(ward: Ward, like: str) -> None:
    """A double of a patient, a very long name, thirty sessions with a long remark, and nothing but a number."""
    one = ward.store.load(like).record.exported()
    first = one["sessions"][0]
    twin = {
        **one,
        "patient": {**one["patient"], "id": TWIN, "weight_kg": "71", "note": None},
        "sessions": [{**first, "type": "TAE"}],
        "images": [{"date": "2026-06-01", "modality": "CT", "targets": [{"lesion": "T1", "viable_mm": "12"}]}],
        "markers": [],
        "status": [],
    }
    made = [twin, _long(one), _many(one), {"format": one["format"], "patient": {"id": BLANK}}]
    for record in made:
        ward.store.save(ward.imported(PatientRecord.model_validate(record)))


def _long(one: dict[str, Any]) -> dict[str, Any]:
    lesions = [
        {"lesion": f"S{place} 段包膜下富血供结节", "viable_mm": "23", "total_mm": "31"} for place in (4, 6, 8)
    ]
    images = [{**image, "targets": lesions} for image in one["images"]]
    return {**one, "patient": {**one["patient"], "id": LONG, "name": LONG_NAME}, "images": images}


def _many(one: dict[str, Any]) -> dict[str, Any]:
    """A session every eleven weeks, and an image five weeks after each."""
    day, session, image = date(2020, 1, 6), one["sessions"][0], one["images"][-1]
    sessions, images = [], [{**one["images"][0], "date": (day - timedelta(days=4)).isoformat()}]
    for number in range(SESSIONS):
        sessions.append({**session, "date": (day + timedelta(weeks=11 * number)).isoformat()})
        target = {"lesion": "T1", "viable_mm": str(60 - number), "total_mm": "70"}
        after = day + timedelta(weeks=11 * number + 5)
        images.append({**image, "date": after.isoformat(), "targets": [target]})
    patient = {**one["patient"], "id": MANY, "name": "孔三十", "note": REMARK[:5000]}
    return {**one, "patient": patient, "sessions": sessions, "images": images}


def states(window: MainWindow, ward: Ward, like: str) -> Iterator[State]:
    """How a picture is called, and what brings the window into that state; each builds on the one before."""
    yield "list-nothing-found", partial(_search, window, ward, "没有这个人")
    yield "list-drafts", partial(_left_unsaved, window, ward, like)
    yield "patient-new", window.new_patient
    for number in (LONG, MANY, BLANK):
        yield f"patient-{number.lower()}", partial(window.open_patient, number)
    yield "patient-namesake", partial(window.open_patient, TWIN)
    yield "patient-faulty", partial(_faulty, window, like)
    yield "what-if-tried", partial(_tried, window, like)
    yield "asked-for-a-reason", partial(_asked, window, ward, like)
    yield "lock-soon", partial(window.access.warn, window.words("access.lock.soon", seconds=30))


def _search(window: MainWindow, ward: Ward, text: str) -> None:
    window.show_ward(ward)
    window.worklist.search.setText(text)


def _left_unsaved(window: MainWindow, ward: Ward, number: str) -> None:
    window.show_ward(ward)
    window.open_patient(number)
    if window.record is not None:
        window.record.edit(RowId("patient"), "height_cm", "171")
    window.back_to_list()


def _faulty(window: MainWindow, number: str) -> None:
    """A comma, a leap by ten, a date to come: each with its message beside the field."""
    window.open_patient(number)
    page, record = window.patient, window.record
    if page is None or record is None:
        return
    image = record.form.listed("images")[-1]
    target = record.form.inside(image.id, "images.targets")[0]
    for row, path, text in (
        (target, "viable_mm", "7,5"),
        (target, "total_mm", "790"),
        (image, "date", "2031-01-01"),
    ):
        record.edit(row.id, path, text)
    page.entry.show_page("images")


def _tried(window: MainWindow, number: str) -> None:
    window.open_patient(number)
    page = window.patient
    if page is None:
        return
    page.try_values()
    bar = page.what_if.bar
    if bar is not None and bar.entry.control is not None:
        bar.entry.control.show_text("45")
        bar.entry.typed.emit("45")


def _asked(window: MainWindow, ward: Ward, number: str) -> None:
    """A signed visit is changed, and saving asks why."""
    from uuid import uuid4

    signer = ward.store.person.user
    revision = ward.store.load(number).revision
    ward.store.sign(Signing(number, revision, Meaning.REVIEWED, signer, "李医师", Role.PHYSICIAN, uuid4()))
    window.open_patient(number)
    page, record = window.patient, window.record
    if page is None or record is None:
        return
    image = record.form.listed("images")[-1]
    record.edit(record.form.inside(image.id, "images.targets")[0].id, "viable_mm", "55")
    page.save()
    page.history.bar.other.show()
