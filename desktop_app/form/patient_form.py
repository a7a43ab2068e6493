"""A patient's form: immutable, so that undo is a list of forms and "unsaved" is a comparison.

The record it makes holds every row that has its required fields, without the faulty entries: a faulty
field counts as not recorded, a row without a date is not part of the record yet. Both are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import compress
from operator import is_not

from desktop_app.form.field_spec import LISTS, TARGETS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.problem import Problem
from domain.course import Course
from domain.profile import DEFAULT_PROFILE
from domain.record import PatientRecord

UNNUMBERED = "?"
"""Stands for the hospital number of a new patient until one is entered; such a record is never saved."""


@dataclass(frozen=True)
class PatientForm:
    """Rows by their identity, and the record they make. Made and changed in ``amending``."""

    rows: Mapping[RowId, FormRow]
    record: PatientRecord
    next_number: int

    def listed(self, section: str) -> tuple[FormRow, ...]:
        """The rows of a section in order of time, rows without a date last."""
        rows = [row for row in self.rows.values() if row.section == section]
        return tuple(sorted(rows, key=lambda row: row.date or date.max))

    def inside(self, parent: RowId, section: str = "") -> tuple[FormRow, ...]:
        """The rows in an image, in the order in which they were entered."""
        return tuple([row for row in self.rows.values() if row.parent == parent and section in ("", row.section)])

    def offered(self, image: RowId) -> tuple[FormRow, ...]:
        """The lesions of the target set that this image does not have yet, ready to be filled in."""
        present = {row.value("lesion") for row in self.inside(image, TARGETS)}
        return tuple(
            FormRow(
                offered_id(image, target.lesion),
                TARGETS,
                image,
                {"lesion": target.lesion, "site": target.site and target.site.value},
                offered=True,
            )
            for target in self.course.target_set
            if target.lesion not in present
        )

    def row(self, row_id: RowId) -> FormRow | None:
        """The row, also one that is only offered; None where it is gone."""
        if row_id in self.rows:
            return self.rows[row_id]
        image = RowId(row_id.partition("/")[0])
        return next((row for row in self.offered(image) if row.id == row_id), None) if "/" in row_id else None

    def rows_other_than(self, former: "PatientForm") -> frozenset[RowId]:
        """Rows that are new, changed or gone since a form that this one was made of."""
        before, now = former.rows, self.rows
        if tuple(before) == tuple(now):  # as after nearly every key
            return frozenset(compress(now, map(is_not, before.values(), now.values())))
        return frozenset(key for key in before.keys() | now.keys() if before.get(key) is not now.get(key))

    @cached_property
    def problems(self) -> tuple[tuple[RowId, str, Problem], ...]:
        """Every faulty entry: the row, the field, and why it does not count."""
        faulty = [row for row in self.rows.values() if row.faults]
        return tuple((row.id, path, fault.problem) for row in faulty for path, fault in row.faults.items())

    @cached_property
    def incomplete(self) -> tuple[FormRow, ...]:
        """Rows that were begun but are not part of the record: their date or another required field is missing."""
        begun = [row for row in self.rows.values() if row.row is None]
        return tuple(row for row in begun if not row.empty or self.inside(row.id))

    @cached_property
    def loose(self) -> tuple[tuple[object, ...], ...]:
        """What is typed but not in the record, as a value: with the record it tells whether two forms differ."""
        outside = {row.id for row in self.incomplete}
        if not outside and not self.problems:
            return ()
        return tuple(
            (row.id, _entries(row.values), _entries({path: fault.text for path, fault in row.faults.items()}))
            for row in self.rows.values()
            if row.faults or row.id in outside or row.parent in outside
        )

    @cached_property
    def course(self) -> Course:
        return Course(self.record, DEFAULT_PROFILE)

    @property
    def numbered(self) -> bool:
        return self.record.patient.id != UNNUMBERED

    @cached_property
    def positions(self) -> dict[RowId, int]:
        """The index in the record of each row that is part of it."""
        found: dict[RowId, int] = {}
        for section in LISTS:
            index_of = {id(row): index for index, row in enumerate(getattr(self.record, section))}
            for form_row in self.rows.values():
                if form_row.section == section and form_row.row is not None:
                    found[form_row.id] = index_of[id(form_row.row)]
        return found


def _entries(values: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((path, value) for path, value in values.items() if value is not None))


def offered_id(image: RowId, lesion: str) -> RowId:
    return RowId(f"{image}/{lesion}")
