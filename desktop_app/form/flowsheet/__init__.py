"""The course as a sheet: visits as columns in time, what is recorded of them as rows. Data, no widgets."""

from desktop_app.form.flowsheet.rows import RowKind, SheetRow
from desktop_app.form.flowsheet.sheet import Addition, Flowsheet, Place, flowsheet_of
from desktop_app.form.flowsheet.visits import Visit

__all__ = ["Addition", "Flowsheet", "Place", "RowKind", "SheetRow", "Visit", "flowsheet_of"]
