"""What is kept beside the present: every version as issued, the lines of lists, drafts, settings."""

import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.store.columns import JsonText, PackedJson, RequestId, Word
from desktop_app.store.contents import RevisionKind
from desktop_app.store.declaring import OfPatient, StoreTables
from domain.record import Sex


class ProfileRow(StoreTables):
    """A ward profile under which verdicts were issued; append-only, kept once however often it is used."""

    __tablename__ = "profile"

    hash: Mapped[str] = mapped_column(String, primary_key=True)
    settings: Mapped[Any] = mapped_column(JsonText, nullable=False)


class RevisionRow(StoreTables):
    """One version of a record, whole, with the verdicts as issued; append-only."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("patient_id", "number"), UniqueConstraint("request_id"))

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    number: Mapped[int]
    kind: Mapped[RevisionKind] = mapped_column(Word(RevisionKind))
    request_id: Mapped[UUID] = mapped_column(RequestId)
    saved_at: Mapped[datetime.datetime]
    author: Mapped[str]
    reason: Mapped[str | None]
    profile_hash: Mapped[str | None] = mapped_column(ForeignKey("profile.hash"))
    rules_version: Mapped[str | None]
    record: Mapped[Any] = mapped_column(PackedJson, nullable=False)
    verdicts: Mapped[Any | None] = mapped_column(PackedJson)


class PatientSummaryRow(StoreTables):
    """One line per patient, rewritten by every save; ``search_text`` is casefolded.

    ``verdicts`` is one JSON object, searched as text: a row per definition made the file twice as large, and
    sorting by a definition five times as slow.
    """

    __tablename__ = "patient_summary"
    __table_args__ = (
        Index("ix_patient_summary_last_session_on", "void", "last_session_on", "patient_id"),
        Index("ix_patient_summary_pinyin", "void", "pinyin", "patient_id"),
        Index("ix_patient_summary_saved_at", "void", "saved_at", "patient_id"),
    )

    patient_id: Mapped[OfPatient]
    name: Mapped[str | None]
    pinyin: Mapped[str]
    search_text: Mapped[str]
    sex: Mapped[Sex | None]
    birth_date: Mapped[datetime.date | None]
    tace_count: Mapped[int]
    last_session_on: Mapped[datetime.date | None]
    latest_response: Mapped[str | None]
    verdicts: Mapped[Any] = mapped_column(JsonText, nullable=False)
    follow_up_from: Mapped[datetime.date | None]
    follow_up_fixed: Mapped[str | None]
    revision: Mapped[int]
    saved_at: Mapped[datetime.datetime]
    void: Mapped[bool]


class DraftRow(StoreTables):
    """Unsaved work; each author has drafts of their own."""

    __tablename__ = "draft"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    author: Mapped[str] = mapped_column(String, primary_key=True)
    patient_id: Mapped[str | None]
    base_revision: Mapped[int | None]
    content: Mapped[Any] = mapped_column(JsonText, nullable=False)
    written_at: Mapped[datetime.datetime]


class SettingRow(StoreTables):
    """A setting that belongs to the ward's data: its name, the active profile, the language."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Any] = mapped_column(JsonText, nullable=False)
