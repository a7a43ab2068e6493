"""What one follow-up image says: sums, categories, and the session it evaluates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.record.imaging import ResponseCategory


@dataclass(frozen=True, slots=True)
class ImageResponse:
    """The response on one image. Sums in mm; None = not computable; categories None = undecidable.

    ``image`` is the index of the image in the record. ``evaluates_session`` is the day (of the last part)
    of the session that the image evaluates; ``label`` says why it evaluates none: "too_early", "too_late",
    "superseded" (a later image of the window is used) or "" where it evaluates one.
    """

    image: int
    day: date
    evaluates_session: date | None
    label: str
    days_since_session: int | None
    sum_mm: Decimal | None
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    mrecist_target: ResponseCategory | None
    mrecist_overall: ResponseCategory | None
    recist11_target: ResponseCategory | None
    reported: ResponseCategory | None
