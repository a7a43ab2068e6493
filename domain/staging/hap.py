"""HAP score: prognosis before the first TACE."""

from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.record import PatientRecord
from domain.staging.afp import latest_afp
from domain.staging.albi import latest_albi
from domain.staging.chemistry import albumin_g_per_l, bilirubin_umol_per_l
from domain.staging.inputs import tumour_burden
from domain.staging.reading import ALWAYS, Days, Input
from domain.staging.score import ONE, Item, Score, item, point_score

SOURCE: Final = Source(
    "Kadalayil L et al. Ann Oncol 2013;24:2565-2570", Certainty.STANDARD, "10.1093/annonc/mdt247"
)


def hap(record: PatientRecord, days: Days = ALWAYS) -> Score:
    """One point each: albumin <36 g/L, AFP >400 ng/mL, bilirubin >17 µmol/L, largest diameter >7 cm.

    0 A, 1 B, 2 C, 3–4 D. ``days`` is to end with the first TACE session. Bilirubin and albumin come from one
    row, the one that ALBI reads.
    """
    chemistry = latest_albi(record, days)
    afp = latest_afp(record, days)
    _, largest = tumour_burden(record, days)
    row = _status_row(chemistry.input("bilirubin"))
    status = None if row is None else record.status[row]
    bilirubin = bilirubin_umol_per_l(status.bilirubin) if status else None
    albumin = albumin_g_per_l(status.albumin) if status else None
    too_large = largest.value > 70 if isinstance(largest.value, Decimal) else None
    items = (
        _item_of("albumin", None if albumin is None else albumin < 36, chemistry),
        item(afp.exceeds(Decimal(400)), ONE, afp.missing),
        _item_of("bilirubin", None if bilirubin is None else bilirubin > 17, chemistry),
        item(too_large, ONE, largest.cells),
    )
    inputs = (chemistry.input("albumin"), afp.input, chemistry.input("bilirubin"), largest)
    return point_score("hap", SOURCE, inputs, items, _group)


def _group(points: Decimal) -> str:
    return "ABCD"[min(int(points), 3)]


def _status_row(read: Input) -> int | None:
    """The row that was read, None where a row is still to be added."""
    cell = read.cells[0]
    return None if cell.to_be_added else cell.row


def _item_of(name: str, answer: bool | None, chemistry: Score) -> Item:
    missing = tuple(cell for cell in chemistry.missing if cell.to_be_added or cell.field.startswith(name))
    return item(answer, ONE, missing)
