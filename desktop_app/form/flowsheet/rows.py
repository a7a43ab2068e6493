"""The rows of the sheet, in clinical order: what is entered, and what is computed from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final

from desktop_app.form.field_spec import NEW_LESIONS, TARGETS, FieldSpec
from desktop_app.form.fields import FIELDS
from desktop_app.form.patient_form import PatientForm

MOST_NEW_LESIONS = 5


class RowKind(StrEnum):
    OWN = "own"
    """A field of the visit itself."""
    LESION = "lesion"
    NEW_LESION = "new_lesion"
    MARKER = "marker"
    STATUS = "status"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``paths`` are the fields it shows of an image and of a session ("" = it says nothing of such a visit).

    ``item`` is the lesion, the marker, or the number of a new lesion from 0. A computed row has its name as path.
    """

    group: str
    kind: RowKind
    paths: tuple[str, str]
    item: str = ""

    @property
    def computed(self) -> bool:
        return self.kind is RowKind.COMPUTED

    def path(self, section: str) -> str:
        return self.paths[0 if section == "images" else 1]

    def spec(self, section: str = "images") -> FieldSpec | None:
        """The field of this row in a visit of this section; None where it has none there."""
        path = self.path(section)
        own = {RowKind.OWN: section, RowKind.LESION: TARGETS, RowKind.NEW_LESION: NEW_LESIONS}
        place = own.get(self.kind) or {RowKind.MARKER: "markers", RowKind.STATUS: "status"}.get(self.kind, "")
        return FIELDS[place].get(path) if place and path else None


def _both(group: str, kind: RowKind, *paths: str) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(group, kind, (path, path)) for path in paths)


def _own(group: str, *paths: tuple[str, str]) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(group, RowKind.OWN, pair) for pair in paths)


_STUDY: Final = _own("study", ("date", "date"), ("modality", "type"), ("arterial_phase", ""))
_SUMS: Final = tuple(SheetRow("sums", RowKind.COMPUTED, (name, "")) for name in ("sum", "first", "nadir"))
_MRECIST: Final = SheetRow("sums", RowKind.COMPUTED, ("mrecist", ""))
_RECIST11: Final = SheetRow("sums", RowKind.COMPUTED, ("recist11", ""))
_NON_TARGET: Final = _own("findings", ("non_target", ""), ("new_lesions", ""))
_SPREAD: Final = _own("findings", ("vascular_invasion", ""), ("extrahepatic_spread", ""))
_LIVER: Final = ("bilirubin.value", "albumin.value", "ascites", "encephalopathy", "inr")
_SESSION: Final = _own("session", ("", "completed"), ("", "adequate"), ("", "intent"), ("", "agents"))
_ALWAYS: Final = ("AFP", "PIVKA-II")


def rows_of(form: PatientForm) -> tuple[SheetRow, ...]:
    """The rows that this patient needs: every lesion of the target set or of an image, every marker measured."""
    seen = _Seen(form)
    return (
        *_STUDY,
        *_lesion_rows(seen),
        *_SUMS,
        _MRECIST,
        *((_RECIST11,) if seen.whole_diameters else ()),
        *_NON_TARGET,
        *_new_lesion_rows(seen),
        *_SPREAD,
        *(SheetRow("markers", RowKind.MARKER, ("value", "value"), marker) for marker in seen.markers),
        *_both("liver", RowKind.STATUS, *_LIVER),
        *(_both("liver", RowKind.STATUS, "pt_prolongation_s") if seen.prolongation else ()),
        *_both("liver", RowKind.STATUS, "ecog"),
        *_SESSION,
    )


class _Seen:
    """What is recorded anywhere in the form, found in one pass."""

    def __init__(self, form: PatientForm) -> None:
        self.lesions: dict[str, bool] = {target.lesion: False for target in form.course.target_set}
        markers: set[str] = set()
        new: dict[str, int] = {}
        self.prolongation = False
        self.images = 0
        for row in form.rows.values():
            if row.section == "images":
                self.images += 1
            elif row.section == TARGETS and row.value("lesion"):
                whole = row.value("total_mm") is not None or "total_mm" in row.faults
                lesion = str(row.value("lesion"))
                self.lesions[lesion] = self.lesions.get(lesion, False) or whole
            elif row.section == NEW_LESIONS:
                new[str(row.parent)] = new.get(str(row.parent), 0) + 1
            elif row.section == "markers" and row.value("marker"):
                markers.add(str(row.value("marker")))
            elif row.section == "status" and row.value("pt_prolongation_s") is not None:
                self.prolongation = True
        known = FIELDS["markers"]["marker"].choices
        self.markers = tuple(marker for marker in known if marker in markers or marker in _ALWAYS)
        self.new_lesions = min(max(new.values(), default=0), MOST_NEW_LESIONS)

    @property
    def next_lesion(self) -> str:
        """The name of a target that may still be entered: while there is one image, or no target; else ""."""
        if self.images == 0 or (self.images > 1 and self.lesions):
            return ""
        return next(name for number in count(1) if (name := f"T{number}") not in self.lesions)

    @property
    def whole_diameters(self) -> bool:
        return any(self.lesions.values())


def _lesion_rows(seen: _Seen) -> Iterator[SheetRow]:
    """The viable diameter of each lesion, with the whole diameter below it where one was ever recorded."""
    for lesion, whole in seen.lesions.items():
        yield SheetRow("targets", RowKind.LESION, ("viable_mm", ""), lesion)
        if whole:
            yield SheetRow("targets", RowKind.LESION, ("total_mm", ""), lesion)
    if seen.next_lesion:
        yield SheetRow("targets", RowKind.LESION, ("viable_mm", ""), seen.next_lesion)


def _new_lesion_rows(seen: _Seen) -> Iterator[SheetRow]:
    for number in range(seen.new_lesions):
        for path in ("size_mm", "pattern"):
            yield SheetRow("findings", RowKind.NEW_LESION, (path, ""), str(number))
