"""One intra-arterial procedure."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.record.values import CalendarDate, Listed, Name, Row, Text


class SessionType(StrEnum):
    CTACE = "cTACE"
    DEB_TACE = "DEB-TACE"
    TACE_HAIC = "TACE-HAIC"
    TAE = "TAE"
    HAIC = "HAIC"


class Intent(StrEnum):
    PALLIATIVE = "palliative"
    CURATIVE = "curative"
    BRIDGING = "bridging"
    DOWNSTAGING = "downstaging"


class TaceSession(Row):
    """A procedure as documented. ``completed`` false = aborted; missing means completed.

    ``adequate`` is the operator's own attestation of a standardised, refined procedure.
    Sessions with the same ``course`` within 28 days are the parts of one staged session.
    """

    date: CalendarDate
    type: Annotated[SessionType, Field(strict=False)]
    completed: bool | None = None
    adequate: bool | None = None
    agents: Listed[Name] | None = None
    feeders_reanalysed: bool | None = None
    intent: Annotated[Intent, Field(strict=False)] | None = None
    course: Text | None = None
    note: Text | None = None
