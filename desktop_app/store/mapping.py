"""Records to rows and back, by hand; a test holds every field of the record against a column here."""

from collections.abc import Iterator
from datetime import datetime

from desktop_app.store.declaring import StoreTables
from desktop_app.store.image_mapping import image_of, image_rows
from desktop_app.store.rows_below import RowsBelow
from desktop_app.store.tables import (
    ImageRow,
    MarkerRow,
    OverrideRow,
    PatientRow,
    SessionRow,
    StatusRow,
    TherapyRow,
)
from domain.record import (
    Albumin,
    Bilirubin,
    ClinicalStatus,
    Constraints,
    Override,
    Patient,
    PatientRecord,
    TaceSession,
    Therapy,
    TumourMarker,
)

_NO_BILIRUBIN = Bilirubin()
_NO_ALBUMIN = Albumin()


def patient_row(record: PatientRecord, *, revision: int, saved_at: datetime, author: str) -> PatientRow:
    """The patient's own row; the rows below it come from ``rows_below``."""
    patient, answers = record.patient, record.constraints
    return PatientRow(
        id=patient.id,
        revision=revision,
        saved_at=saved_at,
        author=author,
        void=False,
        name=patient.name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        height_cm=patient.height_cm,
        weight_kg=patient.weight_kg,
        aetiology=patient.aetiology,
        diagnosed_on=patient.diagnosed_on,
        died_on=patient.died_on,
        followed_until=patient.followed_until,
        note=patient.note,
        immunotherapy_contraindicated=answers.immunotherapy_contraindicated,
        targeted_contraindicated=answers.targeted_contraindicated,
        combination_tolerated=answers.combination_tolerated,
        haic_feasible=answers.haic_feasible,
        oxaliplatin_contraindicated=answers.oxaliplatin_contraindicated,
        fluorouracil_contraindicated=answers.fluorouracil_contraindicated,
        prior_systemic_oxaliplatin=answers.prior_systemic_oxaliplatin,
        extrahepatic_extent=answers.extrahepatic_extent,
    )


def rows_below(record: PatientRecord) -> Iterator[StoreTables]:
    """Every row of the record below the patient's own."""
    patient = record.patient.id
    yield from (_session_row(patient, at, row) for at, row in enumerate(record.sessions))
    for at, image in enumerate(record.images):
        yield from image_rows(patient, at, image)
    yield from (_marker_row(patient, at, row) for at, row in enumerate(record.markers))
    yield from (_status_row(patient, at, row) for at, row in enumerate(record.status))
    yield from (_therapy_row(patient, at, row) for at, row in enumerate(record.therapies))
    yield from (_override_row(patient, at, row) for at, row in enumerate(record.overrides))


def record_of(row: PatientRow, below: RowsBelow) -> PatientRecord:
    """The record these rows hold, validated like any other."""
    return PatientRecord(
        format="tacewatch.record/1",
        patient=_patient(row),
        sessions=tuple(map(_session, below.of(SessionRow, row.id))),
        images=tuple(image_of(image, below) for image in below.of(ImageRow, row.id)),
        markers=tuple(map(_marker, below.of(MarkerRow, row.id))),
        status=tuple(map(_status, below.of(StatusRow, row.id))),
        constraints=_constraints(row),
        therapies=tuple(map(_therapy, below.of(TherapyRow, row.id))),
        overrides=tuple(map(_override, below.of(OverrideRow, row.id))),
    )


def _patient(row: PatientRow) -> Patient:
    return Patient(
        id=row.id,
        name=row.name,
        sex=row.sex,
        birth_date=row.birth_date,
        height_cm=row.height_cm,
        weight_kg=row.weight_kg,
        aetiology=row.aetiology,
        diagnosed_on=row.diagnosed_on,
        died_on=row.died_on,
        followed_until=row.followed_until,
        note=row.note,
    )


def _constraints(row: PatientRow) -> Constraints:
    return Constraints(
        immunotherapy_contraindicated=row.immunotherapy_contraindicated,
        targeted_contraindicated=row.targeted_contraindicated,
        combination_tolerated=row.combination_tolerated,
        haic_feasible=row.haic_feasible,
        oxaliplatin_contraindicated=row.oxaliplatin_contraindicated,
        fluorouracil_contraindicated=row.fluorouracil_contraindicated,
        prior_systemic_oxaliplatin=row.prior_systemic_oxaliplatin,
        extrahepatic_extent=row.extrahepatic_extent,
    )


def _session_row(patient: str, at: int, session: TaceSession) -> SessionRow:
    return SessionRow(
        patient_id=patient,
        position=at,
        date=session.date,
        type=session.type,
        completed=session.completed,
        adequate=session.adequate,
        agents=session.agents,
        feeders_reanalysed=session.feeders_reanalysed,
        intent=session.intent,
        course=session.course,
        note=session.note,
    )


def _session(row: SessionRow) -> TaceSession:
    return TaceSession(
        date=row.date,
        type=row.type,
        completed=row.completed,
        adequate=row.adequate,
        agents=row.agents,
        feeders_reanalysed=row.feeders_reanalysed,
        intent=row.intent,
        course=row.course,
        note=row.note,
    )


def _marker_row(patient: str, at: int, marker: TumourMarker) -> MarkerRow:
    return MarkerRow(
        patient_id=patient,
        position=at,
        date=marker.date,
        marker=marker.marker,
        value=marker.value,
        bound=marker.bound,
        unit=marker.unit,
        assay=marker.assay,
        laboratory=marker.laboratory,
        note=marker.note,
    )


def _marker(row: MarkerRow) -> TumourMarker:
    return TumourMarker(
        date=row.date,
        marker=row.marker,
        value=row.value,
        bound=row.bound,
        unit=row.unit,
        assay=row.assay,
        laboratory=row.laboratory,
        note=row.note,
    )


def _status_row(patient: str, at: int, status: ClinicalStatus) -> StatusRow:
    bilirubin, albumin = status.bilirubin or _NO_BILIRUBIN, status.albumin or _NO_ALBUMIN
    return StatusRow(
        patient_id=patient,
        position=at,
        date=status.date,
        child_pugh_score=status.child_pugh_score,
        ecog=status.ecog,
        bilirubin_recorded=status.bilirubin is not None,
        bilirubin_value=bilirubin.value,
        bilirubin_unit=bilirubin.unit,
        albumin_recorded=status.albumin is not None,
        albumin_value=albumin.value,
        albumin_unit=albumin.unit,
        inr=status.inr,
        pt_prolongation_s=status.pt_prolongation_s,
        ascites=status.ascites,
        encephalopathy=status.encephalopathy,
        alt=status.alt,
        ast=status.ast,
        platelets=status.platelets,
        neutrophils=status.neutrophils,
        creatinine_clearance=status.creatinine_clearance,
        note=status.note,
    )


def _status(row: StatusRow) -> ClinicalStatus:
    bilirubin = Bilirubin(value=row.bilirubin_value, unit=row.bilirubin_unit) if row.bilirubin_recorded else None
    return ClinicalStatus(
        date=row.date,
        child_pugh_score=row.child_pugh_score,
        ecog=row.ecog,
        bilirubin=bilirubin,
        albumin=Albumin(value=row.albumin_value, unit=row.albumin_unit) if row.albumin_recorded else None,
        inr=row.inr,
        pt_prolongation_s=row.pt_prolongation_s,
        ascites=row.ascites,
        encephalopathy=row.encephalopathy,
        alt=row.alt,
        ast=row.ast,
        platelets=row.platelets,
        neutrophils=row.neutrophils,
        creatinine_clearance=row.creatinine_clearance,
        note=row.note,
    )


def _therapy_row(patient: str, at: int, therapy: Therapy) -> TherapyRow:
    return TherapyRow(
        patient_id=patient,
        position=at,
        kind=therapy.kind,
        name=therapy.name,
        started_on=therapy.started_on,
        ended_on=therapy.ended_on,
    )


def _therapy(row: TherapyRow) -> Therapy:
    return Therapy.model_validate({"kind": row.kind, "name": row.name, "from": row.started_on, "to": row.ended_on})


def _override_row(patient: str, at: int, override: Override) -> OverrideRow:
    return OverrideRow(
        patient_id=patient,
        position=at,
        definition=override.definition,
        verdict=override.verdict,
        reason=override.reason,
        text=override.text,
        by=override.by,
        on=override.on,
    )


def _override(row: OverrideRow) -> Override:
    return Override(
        definition=row.definition,
        verdict=row.verdict,
        reason=row.reason,
        text=row.text,
        by=row.by,
        on=row.on,
    )
