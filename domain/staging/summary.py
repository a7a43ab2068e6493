"""Every stage and score of one record, at the latest data and, where a score needs it, before the first TACE."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.logic.cell import Cell
from domain.record import PatientRecord
from domain.staging.albi import latest_albi
from domain.staging.bclc import bclc
from domain.staging.child_pugh import ChildPughReading, latest_child_pugh
from domain.staging.cnlc import cnlc
from domain.staging.hap import hap
from domain.staging.inputs import StagingInputs, staging_inputs
from domain.staging.retreatment import Sessions, abcr, art, child_pugh_twice
from domain.staging.score import Score
from domain.staging.tumour_burden import six_and_twelve, up_to_seven
from domain.staging.unsuitable import Unsuitability, unsuitable_for_tace


@dataclass(frozen=True, slots=True)
class Staging:
    """Liver function, stages and scores; HAP, ART and ABCR by the values before the first two sessions."""

    inputs: StagingInputs
    child_pugh: ChildPughReading
    albi: Score
    bclc: Score
    cnlc: Score
    up_to_seven: Score
    six_and_twelve: Score
    hap: Score
    art: Score
    abcr: Score
    unsuitable: Unsuitability

    @property
    def questionable(self) -> tuple[Cell, ...]:
        """The values read that are outside what a patient is likely to have, each once: to be asked again."""
        return tuple(dict.fromkeys((*self.child_pugh.questionable, *self.albi.questionable)))

    def scores(self) -> Iterator[Score]:
        """All scores and stages, in the order in which they are shown."""
        yield from (self.albi, self.bclc, self.cnlc, self.up_to_seven, self.six_and_twelve)
        yield from (self.hap, self.art, self.abcr)


def stage(record: PatientRecord, sessions: Sessions) -> Staging:
    """All stages and scores. ``sessions``: the counted TACE sessions, as the course gives them."""
    child_pugh = latest_child_pugh(record)
    inputs = staging_inputs(record, child_pugh=child_pugh)
    twice = child_pugh_twice(record, sessions) if sessions.days else None
    albi = latest_albi(record)
    return Staging(
        inputs,
        child_pugh,
        albi,
        bclc(inputs),
        cnlc(inputs),
        up_to_seven(inputs),
        six_and_twelve(inputs),
        hap(record, sessions.before_first),
        art(record, sessions, twice),
        abcr(record, sessions, twice),
        unsuitable_for_tace(inputs, albi),
    )
