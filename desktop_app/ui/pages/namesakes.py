"""Who else could be meant: patients of the same name, and one who may be in the store already."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop_app.exchange.pinyin import search_keys
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.banner import PatientBanner
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.record import Patient, PatientRecord

LOOKED_AFTER_MS: Final = 400
MOST: Final = 50


class Namesakes(QObject):
    """Follows the record on the page: a new patient is compared while name and birth date are being typed."""

    def __init__(self, words: Wording, ward: Ward, banner: PatientBanner) -> None:
        super().__init__(banner)
        self._words = words
        self._ward = ward
        self._banner = banner
        self._record: OpenRecord | None = None
        self._looked: tuple[object, ...] | None = None
        self.twins: tuple[str, ...] = ()
        self._looking = QTimer(self, interval=LOOKED_AFTER_MS, singleShot=True)
        self._looking.timeout.connect(self.look)

    def follow(self, record: OpenRecord) -> None:
        """Says it for this record at once, and whenever its patient is another."""
        if record is not self._record:
            if self._record is not None:
                self._record.amended.disconnect(self._amended)
            self._record = record
            record.amended.connect(self._amended)
        self._looked = None
        self.look()

    def leave(self) -> None:
        self._looking.stop()
        if self._record is not None:
            self._record.amended.disconnect(self._amended)
            self._record = None

    def look(self) -> None:
        if self._record is None:
            return
        record = self._record.record
        self._looked = _identity(record.patient)
        named, twins = likenesses(self._ward, record, new=self._record.revision is None)
        text = self._words("ui.banner.namesakes", count=named) if named else ""
        if twins:
            text = self._words("safety.twin", numbers=self._words("exchange.comma").join(twins))
            if self._record.revision is not None:
                text = self._words("merging.twin", text=text)
        self.twins = twins
        self._banner.show_namesakes(text)

    def _amended(self, record: PatientRecord) -> None:
        if _identity(record.patient) != self._looked:
            self._looking.start()


def likenesses(ward: Ward, record: PatientRecord, *, new: bool) -> tuple[int, tuple[str, ...]]:
    """How many others have exactly this name, and the numbers of those who were born on the same day as well.

    Of a new patient a name that is only spelt alike counts among the latter (王玮 for 王伟).
    """
    name, born = (record.patient.name or "").strip(), record.patient.birth_date
    if not name:
        return 0, ()
    spelt = set(search_keys(name)[0].split()) if new and born is not None else set()
    found = {row.patient_id: row for search in (name, *sorted(spelt)) for row in ward.found(search, MOST)}
    found.pop(record.patient.id, None)
    named = {number for number, row in found.items() if (row.name or "").strip() == name}
    alike = (
        {number for number, row in found.items() if spelt & set(search_keys(row.name)[0].split())}
        if spelt
        else set()
    )
    twins = sorted(number for number in named | alike if born is not None and found[number].birth_date == born)
    return len(named), tuple(twins)


def _identity(patient: Patient) -> tuple[object, ...]:
    return patient.id, patient.name, patient.birth_date
