"""BCLC stage, 2022 update."""

from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.staging.completions import Patient, staged
from domain.staging.inputs import StagingInputs
from domain.staging.score import Score

SOURCE: Final = Source(
    "Reig M et al. BCLC strategy, 2022 update. J Hepatol 2022;76:681-693",
    Certainty.STANDARD,
    "10.1016/j.jhep.2021.11.018",
)


def bclc_of(patient: Patient) -> str:
    """D: ECOG 3–4 or Child-Pugh C. C: invasion, spread or ECOG 1–2. 0: single ≤2 cm, Child-Pugh A.

    A: single of any size, or 2–3 all ≤3 cm. B: other multifocal disease. "" without any lesion.
    """
    if patient.ecog >= 3 or patient.child_class == "C":
        return "D"
    if patient.vascular_invasion or patient.extrahepatic_spread:
        return "C"
    if patient.lesion_count == 0:
        return ""
    if patient.ecog >= 1:
        return "C"
    if patient.lesion_count == 1:
        return "0" if patient.largest_mm <= 20 and patient.child_class == "A" else "A"
    return "A" if patient.lesion_count <= 3 and patient.largest_mm <= 30 else "B"


def bclc(inputs: StagingInputs) -> Score:
    """The BCLC stage in ``category``: "0", "A", "B", "C" or "D", None while the known inputs do not decide."""
    return staged("bclc", SOURCE, bclc_of, inputs)
