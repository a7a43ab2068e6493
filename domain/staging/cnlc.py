"""China liver cancer (CNLC) stage."""

from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.staging.completions import Patient, staged
from domain.staging.inputs import StagingInputs
from domain.staging.score import Score

SOURCE: Final = Source("国家卫生健康委. 原发性肝癌诊疗指南（2026年版）", Certainty.PARAPHRASED)


def cnlc_of(patient: Patient) -> str:
    """IV: ECOG 3–4 or Child-Pugh C. IIIb: spread. IIIa: vascular invasion. IIb: ≥4 lesions.

    IIa: 2–3, largest >3 cm. Ib: single >5 cm, or 2–3 all ≤3 cm. Ia: single ≤5 cm. "" without any lesion.
    """
    if patient.ecog >= 3 or patient.child_class == "C":
        return "IV"
    if patient.extrahepatic_spread:
        return "IIIb"
    if patient.vascular_invasion:
        return "IIIa"
    if patient.lesion_count == 0:
        return ""
    if patient.lesion_count == 1:
        return "Ia" if patient.largest_mm <= 50 else "Ib"
    if patient.lesion_count > 3:
        return "IIb"
    return "Ib" if patient.largest_mm <= 30 else "IIa"


def cnlc(inputs: StagingInputs) -> Score:
    """The CNLC stage in ``category``: "Ia" … "IV", None while the known inputs do not decide."""
    return staged("cnlc", SOURCE, cnlc_of, inputs)
