"""Liver function, tumour stage and the published scores, each with formula, inputs, dates and source."""

from domain.staging.child_pugh import Basis, ChildClass, ChildPugh, ChildPughReading, child_pugh, latest_child_pugh
from domain.staging.inputs import StagingInputs, staging_inputs
from domain.staging.reading import ALWAYS, Days, Input
from domain.staging.retreatment import Sessions
from domain.staging.score import Score
from domain.staging.summary import Staging, stage
from domain.staging.unsuitable import Unsuitability, unsuitable_for_tace

__all__ = [
    "ALWAYS",
    "Basis",
    "ChildClass",
    "ChildPugh",
    "ChildPughReading",
    "Days",
    "Input",
    "Score",
    "Sessions",
    "Staging",
    "StagingInputs",
    "Unsuitability",
    "child_pugh",
    "latest_child_pugh",
    "stage",
    "staging_inputs",
    "unsuitable_for_tace",
]
