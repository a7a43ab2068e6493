"""JSH 2021: the items of 2014, under their own version.

Source: Kudo M et al., Liver Cancer 2021;10:181-223, read in papers that quote it.
Reading: its novelty is the list of TACE-unsuitable patients, which is a flag of its own
(domain.staging.unsuitable) and never merged with resistance.
Computation: as JSH-LCSGJ 2014.
"""

from domain.evidence.publication import Certainty, Source
from domain.resistance.definition import ResistanceDefinition, Standing
from domain.resistance.definitions.jsh_lcsgj_2014 import CRITERIA, resistance

DEFINITION = ResistanceDefinition(
    id="JSH-2021",
    standing=Standing.CONSENSUS,
    source=Source("Kudo M et al. Liver Cancer 2021;10:181-223", Certainty.PARAPHRASED, "10.1159/000514174"),
    criteria=CRITERIA,
    rule=resistance,
)
