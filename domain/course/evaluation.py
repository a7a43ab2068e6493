"""Which image evaluates which session, and which one came before (clinical-rules, section 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.course.counted_sessions import CountedSession
from domain.course.windows import Window
from domain.logic.cell import NEW_ROW, Cell
from domain.record.imaging import ImagingStudy, Modality
from domain.record.patient_record import PatientRecord

_RANK = {Modality.MRI: 0, Modality.CT: 1, None: 2}
OVERTAKEN = "overtaken"
CONFLICT = "same_day_conflict"


@dataclass(frozen=True, slots=True)
class ChosenImage:
    """The image chosen for a purpose, or why there is none.

    ``image`` is its index in the record; ``pending`` the phase cell that must be answered yes before the
    image counts. Without an image: ``to_enter`` is the row that could still be entered, or ``because``
    says why none can be ("overtaken", "same_day_conflict").
    """

    image: int | None = None
    pending: tuple[Cell, ...] = ()
    to_enter: Cell | None = None
    because: str = ""

    @property
    def exists(self) -> bool:
        return self.image is not None or self.because == CONFLICT


def phase_cell(image: int) -> Cell:
    return Cell("images", image, "arterial_phase")


def contrast_images(images: Sequence[ImagingStudy]) -> list[int]:
    """The images that take part in any choice: arterial phase recorded, or not answered."""
    return [index for index, image in enumerate(images) if image.arterial_phase is not False]


def same_day_conflicts(record: PatientRecord) -> tuple[tuple[int, ...], ...]:
    """Contrast images of one day that cannot be told apart: their modalities are not all recorded and distinct.

    One study is one row. Nothing is chosen from such a day: what depends on it stays undecided.
    """
    images = record.images
    conflicts = []
    for _, same_day in groupby(contrast_images(images), key=lambda index: images[index].date):
        day = tuple(same_day)
        modalities = {images[index].modality for index in day}
        if len(day) > 1 and (None in modalities or len(modalities) < len(day)):
            conflicts.append(day)
    return tuple(conflicts)


def first_ranked(
    images: Sequence[ImagingStudy], candidates: Iterable[int], conflicts: frozenset[int]
) -> ChosenImage:
    """The latest candidate; of one day MRI before CT before an unrecorded modality; none of none."""
    chosen = min(
        candidates,
        key=lambda index: (-images[index].date.toordinal(), _RANK[images[index].modality]),
        default=None,
    )
    if chosen is None:
        return ChosenImage()
    if chosen in conflicts:
        return ChosenImage(because=CONFLICT)
    pending = (phase_cell(chosen),) if images[chosen].arterial_phase is None else ()
    return ChosenImage(chosen, pending)


def image_to_enter(purpose: str, window: Window) -> Cell:
    return Cell("images", NEW_ROW, purpose, earliest=window.first, latest=window.last)


def without_image(session: CountedSession, window: Window) -> ChosenImage:
    """A session that no image evaluates: one may still be entered unless the next session came first."""
    open_days = window.until(session.next_start)
    if open_days.empty:
        return ChosenImage(because=OVERTAKEN)
    return ChosenImage(to_enter=image_to_enter("evaluating_image", open_days))
