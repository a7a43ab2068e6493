"""The library of published regimens, as data. None is chosen by default; a site approves one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source


@dataclass(frozen=True, slots=True)
class SurfaceDose:
    """A drug by body surface, mg/m². ``hours`` is the length of an infusion (shortest, longest), () = bolus."""

    drug: str
    mg_per_m2: Decimal
    hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightDose:
    """A drug by body weight: mg a day below ``limit_kg`` and from ``limit_kg`` on."""

    drug: str
    limit_kg: Decimal
    mg_below: Decimal
    mg_from: Decimal

    def mg(self, weight_kg: Decimal) -> Decimal:
        return self.mg_below if weight_kg < self.limit_kg else self.mg_from


@dataclass(frozen=True, slots=True)
class Protocol:
    """A regimen as published. ``weeks`` is the cycle (shortest, longest), () where it is taken daily."""

    id: str
    name: str
    doses: tuple[SurfaceDose | WeightDose, ...]
    source: Source
    weeks: tuple[int, ...] = ()
    most_cycles: int | None = None
    imaging_every: int | None = None


@dataclass(frozen=True, slots=True)
class ApprovedProtocol:
    """A protocol that a site released for use. Raises ValueError without a name or an approver."""

    name: str
    approved_by: str
    approved_on: date
    protocol: Protocol

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.approved_by.strip():
            raise ValueError("an approved protocol has a name and the person who approved it")
        if not self.protocol.doses:
            raise ValueError("an approved protocol has doses")


OXALIPLATIN: Final = "oxaliplatin"
LEUCOVORIN: Final = "leucovorin"
FLUOROURACIL: Final = "fluorouracil"
LENVATINIB: Final = "lenvatinib"


def _folfox(
    oxaliplatin: int, leucovorin: int, bolus: int, infusion: int, hours: tuple[int, ...]
) -> tuple[SurfaceDose, ...]:
    """A FOLFOX regimen in mg/m²; 0 = the regimen has no such part. Oxaliplatin's hours are not stated."""
    parts = (
        SurfaceDose(OXALIPLATIN, Decimal(oxaliplatin)),
        SurfaceDose(LEUCOVORIN, Decimal(leucovorin)),
        SurfaceDose(FLUOROURACIL, Decimal(bolus)),
        SurfaceDose(FLUOROURACIL, Decimal(infusion), hours),
    )
    return tuple(part for part in parts if part.mg_per_m2)


_NHC: Final = Source("国家卫生健康委. 原发性肝癌诊疗指南（2026年版）", Certainty.PARAPHRASED)
LIBRARY: Final[tuple[Protocol, ...]] = (
    Protocol(
        "folfox_85_46h",
        "FOLFOX-HAIC 85/46 h",
        _folfox(85, 400, 400, 2400, (46,)),
        Source("He MK et al. Chin J Cancer 2017;36:83", Certainty.READ, "10.1186/s40880-017-0251-2"),
        weeks=(3,),
    ),
    Protocol(
        "folfox_130_24h",
        "FOLFOX-HAIC 130/24 h",
        _folfox(130, 400, 400, 2400, (24,)),
        Source("Li QJ et al. J Clin Oncol 2022;40:150-160", Certainty.READ, "10.1200/JCO.21.00608"),
        weeks=(3,),
        most_cycles=6,
    ),
    Protocol(
        "fohaic_1",
        "FOHAIC-1",
        _folfox(130, 200, 400, 2400, (46,)),
        Source("Lyu N et al. J Clin Oncol 2022;40:468-480", Certainty.STANDARD, "10.1200/JCO.21.01963"),
        weeks=(3,),
    ),
    Protocol(
        "nhc_2026_standard",
        "NHC 2026 FOLFOX-HAIC, standard",
        _folfox(85, 0, 400, 2400, (23, 46)),
        _NHC,
        weeks=(3, 4),
        most_cycles=6,
        imaging_every=2,
    ),
    Protocol(
        "nhc_2026_reduced",
        "NHC 2026 FOLFOX-HAIC, reduced",
        _folfox(65, 0, 0, 1200, (23, 46)),
        _NHC,
        weeks=(3, 4),
        most_cycles=6,
        imaging_every=2,
    ),
    Protocol(
        "lenvatinib",
        "Lenvatinib",
        (WeightDose(LENVATINIB, Decimal(60), Decimal(8), Decimal(12)),),
        Source(
            "Kudo M et al. (REFLECT). Lancet 2018;391:1163-1173",
            Certainty.STANDARD,
            "10.1016/S0140-6736(18)30207-1",
        ),
    ),
)


def protocol(protocol_id: str) -> Protocol:
    """The protocol of the library with this id; KeyError where there is none."""
    return {each.id: each for each in LIBRARY}[protocol_id]
