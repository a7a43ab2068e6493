"""Cautions beside a recommendation, each with its source (clinical-rules, section 9).

Thresholds of NHC 2026 were read in a transcription [V2].
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from domain.logic.cell import NO_ROW, Cell
from domain.logic.finding import Fact
from domain.recommendation.gates import constraint, latest_answer
from domain.recommendation.outcome import Caution, Tier
from domain.record.clinical_status import Ascites, ClinicalStatus
from domain.record.patient_record import PatientRecord
from domain.record.treatment import ExtrahepaticExtent
from domain.staging import ChildPughReading
from domain.staging.chemistry import albumin_g_per_l, bilirubin_umol_per_l

NHC = "nhc2026"
LABEL = "oxaliplatin_label"
REVIEW = "review"
LARGE_MM = Decimal(70)

Reading = Callable[[ClinicalStatus], Decimal | None]


def cautions(record: PatientRecord, child_pugh: ChildPughReading, tier: Tier) -> tuple[Caution, ...]:
    """All cautions that apply to a candidate of this tier."""
    return tuple(
        caution
        for found in (
            _liver_function(child_pugh, tier),
            _extent(record),
            _tumour_burden(record),
            _hepatitis_b(record),
            _laboratory(record),
            _without_unit(record),
        )
        for caution in found
    )


def _liver_function(reading: ChildPughReading, tier: Tier) -> Iterator[Caution]:
    facts = (("score", reading.score), ("on", reading.on))
    if reading.score == 9:
        yield Caution("child_pugh_9", NHC, True, facts, reading.cells)
    if reading.score in (7, 8) and tier is Tier.FIRST_LINE:
        yield Caution("child_pugh_b_immunotherapy", REVIEW, False, facts, reading.cells)


def _extent(record: PatientRecord) -> Iterator[Caution]:
    if record.constraints.extrahepatic_extent is ExtrahepaticExtent.OLIGOMETASTATIC:
        yield Caution("oligometastatic", REVIEW, True, (), (constraint("extrahepatic_extent"),))


def _tumour_burden(record: PatientRecord) -> Iterator[Caution]:
    """NHC 2026 asks for a lesion above 7 cm or major vascular invasion, but also names repeated resistance."""
    sized = [
        (image.date, image.largest_mm, index) for index, image in enumerate(record.images) if image.largest_mm
    ]
    invaded, seen = latest_answer(record, "vascular_invasion")
    if not sized or invaded is not False:
        return
    _, largest, index = max(sized)
    if largest <= LARGE_MM:
        yield Caution(
            "low_burden", NHC, False, (("largest_mm", largest),), (Cell("images", index, "largest_mm"), *seen)
        )


def _hepatitis_b(record: PatientRecord) -> Iterator[Caution]:
    if any("hbv" in cause.casefold() or "乙肝" in cause for cause in record.patient.aetiology or ()):
        yield Caution("antiviral", REVIEW, False, (), (Cell("patient", NO_ROW, "aetiology"),))


def _bilirubin(row: ClinicalStatus) -> Decimal | None:
    return bilirubin_umol_per_l(row.bilirubin)


def _albumin(row: ClinicalStatus) -> Decimal | None:
    return albumin_g_per_l(row.albumin)


_TOO_HIGH: tuple[tuple[str, Reading, Decimal], ...] = (
    ("alt", lambda row: row.alt, Decimal(300)),
    ("ast", lambda row: row.ast, Decimal(300)),
    ("bilirubin", _bilirubin, Decimal(50)),
)
_TOO_LOW: tuple[tuple[str, Reading, Decimal, Decimal | None], ...] = (
    ("albumin", _albumin, Decimal(28), None),
    ("neutrophils", lambda row: row.neutrophils, Decimal("1.5"), Decimal("2.0")),
    ("platelets", lambda row: row.platelets, Decimal(50), Decimal(100)),
    ("creatinine_clearance", lambda row: row.creatinine_clearance, Decimal(0), Decimal(30)),
)


def _laboratory(record: PatientRecord) -> Iterator[Caution]:
    """The latest value of each: contraindications of NHC 2026, and the stricter label of oxaliplatin."""
    for name, read, limit in _TOO_HIGH:
        for value, facts, cell in _latest(record, name, read, max):
            if value > limit:
                yield Caution(f"laboratory_{name}", NHC, True, (*facts, ("limit", limit)), (cell,))
    for name, read, limit, label in _TOO_LOW:
        for value, facts, cell in _latest(record, name, read, min):
            if value < limit:
                yield Caution(f"laboratory_{name}", NHC, True, (*facts, ("limit", limit)), (cell,))
            elif label is not None and value < label:
                yield Caution(f"label_{name}", LABEL, False, (*facts, ("limit", label)), (cell,))
    yield from _ascites(record)


def _without_unit(record: PatientRecord) -> Iterator[Caution]:
    """A value whose unit is missing cannot be judged, and an older one must not quietly stand for it."""
    for name, read in (("bilirubin", _bilirubin), ("albumin", _albumin)):
        entered = [
            (row.date, index)
            for index, row in enumerate(record.status)
            if (quantity := getattr(row, name)) is not None and quantity.value is not None
        ]
        latest = max(entered, default=None)
        if latest is not None and read(record.status[latest[1]]) is None:
            cell = Cell("status", latest[1], f"{name}.unit")
            yield Caution(f"laboratory_{name}_unit", NHC, True, (("on", latest[0]),), (cell,))


def _latest(
    record: PatientRecord, name: str, read: Reading, worst: Callable[..., Decimal]
) -> Iterator[tuple[Decimal, tuple[tuple[str, Fact], ...], Cell]]:
    """The latest value, the worst one where a day has several; nothing where there is none."""
    values = [
        (row.date, value, index) for index, row in enumerate(record.status) if (value := read(row)) is not None
    ]
    if not values:
        return
    latest = max(day for day, _, _ in values)
    same_day = {value: index for day, value, index in values if day == latest}
    value = worst(same_day)
    yield value, (("value", value), ("on", latest)), Cell("status", same_day[value], name)


def _ascites(record: PatientRecord) -> Iterator[Caution]:
    rows = [(row.date, row.ascites, index) for index, row in enumerate(record.status) if row.ascites is not None]
    if not rows:
        return
    latest = max(day for day, _, _ in rows)
    for day, ascites, index in rows:
        if day == latest and ascites is Ascites.MODERATE_SEVERE:
            yield Caution("laboratory_ascites", NHC, True, (("on", day),), (Cell("status", index, "ascites"),))
            return
