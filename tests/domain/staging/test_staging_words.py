"""What the staging, the regimens and the evidence hand on has words in both languages."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain.evidence.catalogue import STANCES, SUBJECTS
from domain.evidence.publication import Population
from domain.record import PatientRecord
from domain.regimen import LIBRARY, SurfaceDose
from domain.regimen.protocols import FLUOROURACIL, LENVATINIB, LEUCOVORIN, OXALIPLATIN
from domain.staging import Basis, Sessions, stage
from domain.staging.unsuitable import NOT_ASSESSED

WORDING = Path(__file__).parents[3] / "resources" / "wording"
WORDS = {
    key: entry
    for area in ("staging", "regimen", "evidence")
    for key, entry in json.loads((WORDING / f"{area}.json").read_text(encoding="utf-8")).items()
}


def test_every_score_has_a_name_a_formula_and_named_inputs(make_record: Callable[..., PatientRecord]) -> None:
    whole = stage(make_record(status=[{"date": "2024-01-01", "ascites": "none"}]), Sessions((date(2024, 1, 1),)))
    for score in whole.scores():
        assert {f"staging.score.{score.id}", score.formula} <= set(WORDS)
        assert {f"staging.input.{each.name}" for each in score.inputs} <= set(WORDS)
    assert {f"staging.input.{each.name}" for each in whole.child_pugh.inputs} <= set(WORDS)
    assert {finding.criterion for finding in whole.unsuitable.finding.walk()} | set(NOT_ASSESSED) <= set(WORDS)


def test_every_basis_and_reason_has_words() -> None:
    assert {f"staging.child_pugh.basis.{basis.value}" for basis in Basis} <= set(WORDS)
    reasons = ("no_lesion", "vascular_invasion", "no_session", "stage_not_covered", "implausible_value")
    assert {f"staging.because.{reason}" for reason in reasons} <= set(WORDS)
    groups = ("within", "beyond", "low", "intermediate", "high")
    assert {f"staging.category.{group}" for group in groups} <= set(WORDS)


def test_every_protocol_and_drug_has_words() -> None:
    assert {f"regimen.protocol.{each.id}" for each in LIBRARY} <= set(WORDS)
    drugs = {dose.drug for each in LIBRARY for dose in each.doses}
    assert drugs == {OXALIPLATIN, LEUCOVORIN, FLUOROURACIL, LENVATINIB}
    assert {f"regimen.drug.{drug}" for drug in drugs} <= set(WORDS)
    assert any(isinstance(dose, SurfaceDose) for each in LIBRARY for dose in each.doses)


def test_every_subject_stance_and_population_of_the_evidence_has_words() -> None:
    assert {f"evidence.{subject}" for subject in SUBJECTS} <= set(WORDS)
    assert {f"evidence.stance.{stance}" for stance in STANCES} <= set(WORDS)
    assert {f"evidence.population_fit.{fit.value}" for fit in Population} <= set(WORDS)


def test_no_words_of_another_area_stand_here() -> None:
    assert all(key.split(".")[0] in ("staging", "unsuitable", "regimen", "evidence") for key in WORDS)
    assert all(set(entry) == {"zh", "en"} and all(entry.values()) for entry in WORDS.values())
