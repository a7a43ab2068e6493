"""One patient, whole: what ``assess`` reads, what the store keeps, what a file carries."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from domain.record.clinical_status import ClinicalStatus
from domain.record.imaging import ImagingStudy
from domain.record.patient import Patient
from domain.record.tace_session import TaceSession
from domain.record.treatment import Constraints, Override, Therapy
from domain.record.tumour_marker import TumourMarker
from domain.record.values import Row, Rows, in_order

FORMAT = "tacewatch.record/1"


def _sessions(rows: tuple[TaceSession, ...]) -> tuple[TaceSession, ...]:
    return in_order(rows, lambda row: (row.date, row.type.value))


def _images(rows: tuple[ImagingStudy, ...]) -> tuple[ImagingStudy, ...]:
    return in_order(rows, lambda row: (row.date, row.modality or "~"), _whatever_order_of_targets)


def _whatever_order_of_targets(row: ImagingStudy) -> str:
    return repr((row.model_copy(update={"targets": ()}), sorted(map(repr, row.targets))))


def _markers(rows: tuple[TumourMarker, ...]) -> tuple[TumourMarker, ...]:
    return in_order(rows, lambda row: (row.date, row.marker.value))


def _status(rows: tuple[ClinicalStatus, ...]) -> tuple[ClinicalStatus, ...]:
    return in_order(rows, lambda row: row.date)


def _none_recorded(value: object) -> object:
    return {} if value is None else value


class PatientRecord(Row):
    """A patient's record. Rows stand in the order of their dates, however they were written."""

    format: Literal["tacewatch.record/1"]
    patient: Patient
    sessions: Annotated[Rows[TaceSession], AfterValidator(_sessions)] = ()
    images: Annotated[Rows[ImagingStudy], AfterValidator(_images)] = ()
    markers: Annotated[Rows[TumourMarker], AfterValidator(_markers)] = ()
    status: Annotated[Rows[ClinicalStatus], AfterValidator(_status)] = ()
    constraints: Annotated[Constraints, BeforeValidator(_none_recorded)] = Field(default_factory=Constraints)
    therapies: Rows[Therapy] = ()
    overrides: Rows[Override] = ()

    def amended(self, **changes: Any) -> "PatientRecord":
        """This record with some fields replaced, and those validated (``model_copy`` alone would not).

        No rule of the format spans two fields, so what stays needs no second look.
        """
        changed = PatientRecord.model_validate({"format": FORMAT, "patient": self.patient, **changes})
        return self.model_copy(update={name: getattr(changed, name) for name in changes})

    def exported(self) -> dict[str, Any]:
        """The record as the exchange format writes it: plain JSON values, every key present."""
        return self.model_dump(mode="json", by_alias=True)
