"""All definitions, in the order in which they are shown. Adding one: a module, and its name here."""

from domain.resistance.definition import ResistanceDefinition, Standing
from domain.resistance.definitions import (
    cci_2022,
    epoihcc_2013,
    european_2014,
    ikeda_2013,
    iwasa_2011,
    jsh_2021,
    jsh_lcsgj_2014,
)
from domain.rules import RULES_VERSION as RULES_VERSION

DEFINITIONS: tuple[ResistanceDefinition, ...] = (
    jsh_lcsgj_2014.DEFINITION,
    jsh_2021.DEFINITION,
    epoihcc_2013.DEFINITION,
    european_2014.DEFINITION,
    cci_2022.DEFINITION,
    iwasa_2011.DEFINITION,
    ikeda_2013.DEFINITION,
)
CONSENSUS: tuple[ResistanceDefinition, ...] = tuple(
    definition for definition in DEFINITIONS if definition.standing is Standing.CONSENSUS
)
