"""What the stages need to know about a patient, each value with its day and cell, None = not recorded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.logic.cell import Cell
from domain.record import ImagingStudy, Modality, PatientRecord
from domain.staging.child_pugh import ChildClass, ChildPughReading, latest_child_pugh
from domain.staging.reading import ALWAYS, Days, Input, cell_to_fill, rows_of_latest_day

_RANKS: Final = {Modality.MRI: 2, Modality.CT: 1, None: 0}


@dataclass(frozen=True, slots=True)
class StagingInputs:
    """Tumour burden by whole diameters (mm), invasion, spread, ECOG 0–4 and Child-Pugh class.

    ``provenance`` holds the same values as entered, with days and cells; it is empty where the values were
    given directly.
    """

    lesion_count: int | None = None
    largest_mm: Decimal | None = None
    vascular_invasion: bool | None = None
    extrahepatic_spread: bool | None = None
    ecog: int | None = None
    child_class: ChildClass | None = None
    provenance: tuple[Input, ...] = ()

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The cells of one input: where it was read, or where it would be entered."""
        return next((each.cells for each in self.provenance if each.name == name), ())

    def read(self, *names: str) -> tuple[Input, ...]:
        """The inputs of these names, in this order."""
        found = {each.name: each for each in self.provenance}
        return tuple(found[name] for name in names if name in found)


def staging_inputs(
    record: PatientRecord, days: Days = ALWAYS, child_pugh: ChildPughReading | None = None
) -> StagingInputs:
    """The latest entries in the window; of several of one day, present wins and the worse ECOG stands.

    ``child_pugh`` is the reading of the same window, where the caller has it already.

    Count and largest diameter come from one image, the latest that has either, and never from targets:
    only ``lesion_count`` and ``largest_mm`` describe all lesions.
    """
    count, largest = tumour_burden(record, days)
    vascular = _presence(record, "vascular_invasion", days)
    spread = _presence(record, "extrahepatic_spread", days)
    ecog = _ecog(record, days)
    child_pugh = child_pugh or latest_child_pugh(record, days)
    child_class = Input(
        "child_class",
        child_pugh.staging_class,
        on=child_pugh.on,
        cells=child_pugh.cells if child_pugh.staging_class else child_pugh.missing,
    )
    return StagingInputs(
        count.value if isinstance(count.value, int) else None,
        largest.value if isinstance(largest.value, Decimal) else None,
        vascular.value if isinstance(vascular.value, bool) else None,
        spread.value if isinstance(spread.value, bool) else None,
        ecog.value if isinstance(ecog.value, int) else None,
        child_pugh.staging_class,
        (count, largest, vascular, spread, ecog, child_class),
    )


def tumour_burden(record: PatientRecord, days: Days = ALWAYS) -> tuple[Input, Input]:
    """Number of lesions and largest diameter (mm) of the latest image that has either."""
    rows = rows_of_latest_day(
        record.images, lambda image: image.lesion_count is not None or image.largest_mm is not None, days
    )
    if not rows:
        return (_not_recorded(record, "lesion_count", "", days), _not_recorded(record, "largest_mm", "mm", days))
    index, image = max(rows, key=_completeness)
    return (
        Input("lesion_count", image.lesion_count, "", image.date, (Cell("images", index, "lesion_count"),)),
        Input("largest_mm", image.largest_mm, "mm", image.date, (Cell("images", index, "largest_mm"),)),
    )


def _not_recorded(record: PatientRecord, name: str, unit: str, days: Days) -> Input:
    return Input(name, None, unit, cells=(cell_to_fill(record.images, "images", name, days),))


def _completeness(found: tuple[int, ImagingStudy]) -> tuple[bool, int, int, Decimal]:
    """Both values before one; then MRI before CT before unrecorded; then the larger burden."""
    image = found[1]
    count, largest = image.lesion_count, image.largest_mm
    both = count is not None and largest is not None
    return (both, _RANKS[image.modality], count or 0, largest or Decimal(0))


def _shows(image: ImagingStudy, fact: str) -> bool | None:
    return image.shows_vascular_invasion if fact == "vascular_invasion" else image.shows_extrahepatic_spread


def _presence(record: PatientRecord, fact: str, days: Days) -> Input:
    rows = rows_of_latest_day(record.images, lambda image: _shows(image, fact) is not None, days)
    if not rows:
        return Input(fact, None, cells=(cell_to_fill(record.images, "images", fact, days),))
    index, image = max(rows, key=lambda found: bool(_shows(found[1], fact)))
    return Input(fact, _shows(image, fact), "", image.date, (Cell("images", index, fact),))


def _ecog(record: PatientRecord, days: Days) -> Input:
    rows = rows_of_latest_day(record.status, lambda status: status.ecog is not None, days)
    if not rows:
        return Input("ecog", None, cells=(cell_to_fill(record.status, "status", "ecog", days),))
    index, status = max(rows, key=lambda found: found[1].ecog or 0)
    return Input("ecog", status.ecog, "", status.date, (Cell("status", index, "ecog"),))
