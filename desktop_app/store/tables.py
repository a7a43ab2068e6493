"""The present: one table per kind of row of a record, one typed column per field.

Rows are keyed by patient and position, so that they are replaced as a whole and need no numbers from the database.
A part of a record that may be absent although all its fields are empty has a ``…_recorded`` column of its own.
"""

import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.store.declaring import OfParent, OfPatient, Position, StoreTables
from domain.record import (
    AlbuminUnit,
    Ascites,
    BilirubinUnit,
    Bound,
    ComparedWith,
    Encephalopathy,
    EnhancementPattern,
    ExtrahepaticExtent,
    Intent,
    LesionSite,
    Marker,
    MarkerUnit,
    Modality,
    NonTarget,
    OverrideReason,
    ResponseCategory,
    SessionType,
    Sex,
    TargetState,
    TherapyKind,
)
from domain.record.imaging import HepaticVein, PortalVein


class TargetRow(StoreTables):
    __tablename__ = "target"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "image_position"], ["image.patient_id", "image.position"]),
    )

    patient_id: Mapped[OfParent]
    image_position: Mapped[Position]
    position: Mapped[Position]
    lesion: Mapped[str]
    site: Mapped[LesionSite | None]
    state: Mapped[TargetState | None]
    viable_mm: Mapped[Decimal | None]
    total_mm: Mapped[Decimal | None]


class SecondTargetRow(StoreTables):
    __tablename__ = "second_target"
    __table_args__ = (
        ForeignKeyConstraint(
            ["patient_id", "image_position"], ["second_reading.patient_id", "second_reading.image_position"]
        ),
    )

    patient_id: Mapped[OfParent]
    image_position: Mapped[Position]
    position: Mapped[Position]
    lesion: Mapped[str]
    site: Mapped[LesionSite | None]
    state: Mapped[TargetState | None]
    viable_mm: Mapped[Decimal | None]
    total_mm: Mapped[Decimal | None]


class NewLesionRow(StoreTables):
    __tablename__ = "new_lesion"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "image_position"], ["image.patient_id", "image.position"]),
    )

    patient_id: Mapped[OfParent]
    image_position: Mapped[Position]
    position: Mapped[Position]
    size_mm: Mapped[Decimal | None]
    pattern: Mapped[EnhancementPattern | None]
    growth_mm: Mapped[Decimal | None]
    site: Mapped[LesionSite | None]


class SecondReadingRow(StoreTables):
    __tablename__ = "second_reading"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "image_position"], ["image.patient_id", "image.position"]),
    )

    patient_id: Mapped[OfParent]
    image_position: Mapped[Position]
    reader: Mapped[str | None]
    reported_recorded: Mapped[bool]
    reported_category: Mapped[ResponseCategory | None]
    reported_compared_with: Mapped[ComparedWith | None]
    reported_reader: Mapped[str | None]


class ImageRow(StoreTables):
    __tablename__ = "image"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    date: Mapped[datetime.date]
    modality: Mapped[Modality | None]
    arterial_phase: Mapped[bool | None]
    lesion_count: Mapped[int | None]
    largest_mm: Mapped[Decimal | None]
    viable_percent: Mapped[Decimal | None]
    non_target: Mapped[NonTarget | None]
    new_lesions_recorded: Mapped[bool]
    vascular_invasion: Mapped[bool | None]
    portal_vein: Mapped[PortalVein | None] = mapped_column(String)
    hepatic_vein: Mapped[HepaticVein | None] = mapped_column(String)
    extrahepatic_spread: Mapped[bool | None]
    spread_sites: Mapped[tuple[str, ...] | None]
    reader: Mapped[str | None]
    reported_recorded: Mapped[bool]
    reported_category: Mapped[ResponseCategory | None]
    reported_compared_with: Mapped[ComparedWith | None]
    reported_reader: Mapped[str | None]
    note: Mapped[str | None]


class SessionRow(StoreTables):
    __tablename__ = "session"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    date: Mapped[datetime.date]
    type: Mapped[SessionType]
    completed: Mapped[bool | None]
    adequate: Mapped[bool | None]
    agents: Mapped[tuple[str, ...] | None]
    feeders_reanalysed: Mapped[bool | None]
    intent: Mapped[Intent | None]
    course: Mapped[str | None]
    note: Mapped[str | None]


class MarkerRow(StoreTables):
    __tablename__ = "marker"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    date: Mapped[datetime.date]
    marker: Mapped[Marker]
    value: Mapped[Decimal | None]
    bound: Mapped[Bound | None]
    unit: Mapped[MarkerUnit | None]
    assay: Mapped[str | None]
    laboratory: Mapped[str | None]
    note: Mapped[str | None]


class StatusRow(StoreTables):
    __tablename__ = "status"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    date: Mapped[datetime.date]
    child_pugh_score: Mapped[int | None]
    ecog: Mapped[int | None]
    bilirubin_recorded: Mapped[bool]
    bilirubin_value: Mapped[Decimal | None]
    bilirubin_unit: Mapped[BilirubinUnit | None]
    albumin_recorded: Mapped[bool]
    albumin_value: Mapped[Decimal | None]
    albumin_unit: Mapped[AlbuminUnit | None]
    inr: Mapped[Decimal | None]
    pt_prolongation_s: Mapped[Decimal | None]
    ascites: Mapped[Ascites | None]
    encephalopathy: Mapped[Encephalopathy | None]
    alt: Mapped[Decimal | None]
    ast: Mapped[Decimal | None]
    platelets: Mapped[Decimal | None]
    neutrophils: Mapped[Decimal | None]
    creatinine_clearance: Mapped[Decimal | None]
    note: Mapped[str | None]


class TherapyRow(StoreTables):
    __tablename__ = "therapy"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    kind: Mapped[TherapyKind]
    name: Mapped[str | None]
    started_on: Mapped[datetime.date | None]
    ended_on: Mapped[datetime.date | None]


class OverrideRow(StoreTables):
    __tablename__ = "override"

    patient_id: Mapped[OfPatient]
    position: Mapped[Position]
    definition: Mapped[str]
    verdict: Mapped[Literal["met", "not_met", "indeterminate"]] = mapped_column(String)
    reason: Mapped[OverrideReason]
    text: Mapped[str | None]
    by: Mapped[str | None]
    on: Mapped[datetime.date | None]


class PatientRow(StoreTables):
    """The patient, the answers that gate treatment, and which revision all of this patient's rows belong to."""

    __tablename__ = "patient"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    revision: Mapped[int]
    saved_at: Mapped[datetime.datetime]
    author: Mapped[str]
    void: Mapped[bool]
    name: Mapped[str | None]
    sex: Mapped[Sex | None]
    birth_date: Mapped[datetime.date | None]
    height_cm: Mapped[Decimal | None]
    weight_kg: Mapped[Decimal | None]
    aetiology: Mapped[tuple[str, ...] | None]
    diagnosed_on: Mapped[datetime.date | None]
    died_on: Mapped[datetime.date | None]
    followed_until: Mapped[datetime.date | None]
    note: Mapped[str | None]
    immunotherapy_contraindicated: Mapped[bool | None]
    targeted_contraindicated: Mapped[bool | None]
    combination_tolerated: Mapped[bool | None]
    haic_feasible: Mapped[bool | None]
    oxaliplatin_contraindicated: Mapped[bool | None]
    fluorouracil_contraindicated: Mapped[bool | None]
    prior_systemic_oxaliplatin: Mapped[bool | None]
    extrahepatic_extent: Mapped[ExtrahepaticExtent | None]


REPLACED_ROWS: tuple[type[StoreTables], ...] = (
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
"""Every table below ``patient``, parents before children: what a save replaces."""
