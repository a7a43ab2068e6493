"""The rows below some patients, as plain rows: an object of the mapper for each takes as long as all the rest."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, TypeVar, cast

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from desktop_app.store.declaring import StoreTables
from desktop_app.store.tables import (
    ImageRow,
    MarkerRow,
    NewLesionRow,
    OverrideRow,
    PatientRow,
    SecondReadingRow,
    SecondTargetRow,
    SessionRow,
    StatusRow,
    TargetRow,
    TherapyRow,
)

Below = TypeVar("Below", bound=StoreTables)

_TABLES: Final[tuple[type[StoreTables], ...]] = (
    SessionRow,
    ImageRow,
    TargetRow,
    NewLesionRow,
    SecondReadingRow,
    SecondTargetRow,
    MarkerRow,
    StatusRow,
    TherapyRow,
    OverrideRow,
)
_INSIDE: Final[dict[type[StoreTables], type[StoreTables]]] = {
    TargetRow: ImageRow,
    NewLesionRow: ImageRow,
    SecondReadingRow: ImageRow,
    SecondTargetRow: SecondReadingRow,
}
"""Tables whose rows stand in a row of another one: without that there is nothing to read."""

_WANTED: Final[BindParameter[Any]] = bindparam("patients", expanding=True)


def _of_patients(rows: type[StoreTables]) -> Select[Any]:
    """These patients' rows of one table, in the order of their keys: patient, image, position."""
    table = rows.table()
    return select(*table.columns).where(table.c.patient_id.in_(_WANTED)).order_by(*table.primary_key.columns)


_QUERIES: Final = {rows: _of_patients(rows) for rows in _TABLES}
_PATIENTS: Final = (
    select(*PatientRow.table().columns)
    .where(PatientRow.table().c.id.in_(_WANTED))
    .order_by(PatientRow.table().c.id)
)


class RowsBelow:
    """What stands below these patients, by the row it stands in."""

    def __init__(self, connection: Connection, patients: Sequence[str]) -> None:
        self._rows: dict[type[StoreTables], dict[tuple[object, ...], list[Any]]] = {}
        for table, query in _QUERIES.items():
            found: dict[tuple[object, ...], list[Any]] = defaultdict(list)
            around = _INSIDE.get(table)
            if around is None or self._rows[around]:
                for row in connection.execute(query, {"patients": patients}):
                    # Below an image the second column is the image's position.
                    found[row[:2] if around is not None else row[:1]].append(row)
            self._rows[table] = found

    def of(self, table: type[Below], *parent: object) -> Sequence[Below]:
        """The rows in this one, in their order; of the mapped class they have the attributes and nothing else."""
        return cast("Sequence[Below]", self._rows[table].get(parent, ()))


def patient_rows(connection: Connection, patients: Sequence[str]) -> Sequence[PatientRow]:
    """The patients' own rows, in the order of their numbers."""
    return cast("Sequence[PatientRow]", connection.execute(_PATIENTS, {"patients": patients}).all())
