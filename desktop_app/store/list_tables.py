"""What a start reads: the lines of lists, drafts, settings, ward profiles.

Plain tables: the worklist is on the screen before the object mapper, or any model of a record, is imported.
"""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from desktop_app.store.columns import Day, JsonText, UtcTime

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of the store, the mapped ones too."""

PROFILE: Final = Table(
    "profile",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("settings", JsonText, nullable=False),
)
"""A ward profile under which verdicts were issued; append-only, kept once however often it is used."""

WARD_PROFILE: Final = Table(
    "ward_profile",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("profile_hash", ForeignKey("profile.hash"), nullable=False),
    Column("name", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
)
"""A ward profile that was put into effect; append-only, the last one is in effect."""

PATIENT_SUMMARY: Final = Table(
    "patient_summary",
    METADATA,
    Column("patient_id", ForeignKey("patient.id"), primary_key=True),
    Column("name", Text),
    Column("pinyin", Text, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("sex", String),
    Column("birth_date", Day),
    Column("tace_count", Integer, nullable=False),
    Column("last_session_on", Day),
    Column("latest_response", Text),
    Column("verdicts", JsonText, nullable=False),
    Column("follow_up_from", Day),
    Column("follow_up_fixed", Text),
    Column("revision", Integer, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("void", Boolean, nullable=False),
    Index("ix_patient_summary_last_session_on", "void", "last_session_on", "patient_id", "search_text"),
    Index("ix_patient_summary_pinyin", "void", "pinyin", "name", "patient_id", "search_text"),
    Index("ix_patient_summary_saved_at", "void", "saved_at", "patient_id", "search_text"),
    Index("ix_patient_summary_follow_up_from", "void", "follow_up_from", "patient_id", "search_text"),
    Index("ix_patient_summary_patient_id", "void", "patient_id", "search_text"),
)
"""One line per patient, rewritten by every save; ``search_text`` is casefolded.

Each index holds all that a list in its order searches by: of 100 000 lines only those on the page are read.

``verdicts`` is one JSON object, searched as text: a row per definition made the file twice as large, and
sorting by a definition five times as slow.
"""

DRAFT: Final = Table(
    "draft",
    METADATA,
    Column("key", String, primary_key=True),
    Column("author", String, primary_key=True),
    Column("patient_id", Text),
    Column("base_revision", Integer),
    Column("content", JsonText, nullable=False),
    Column("written_at", UtcTime, nullable=False),
)
"""Unsaved work; each author has drafts of their own."""

SETTING: Final = Table(
    "setting",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", JsonText, nullable=False),
)
"""A setting that belongs to the ward's data: its name, whether its patients are invented."""
