"""The first schema: the present, the history, the lines of lists, drafts, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _patient()
    _session()
    _image()
    _target()
    _new_lesion()
    _second_reading()
    _second_target()
    _marker()
    _status()
    _therapy()
    _override()
    _profile()
    _revision()
    _patient_summary()
    _draft()
    _setting()


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("sex", sa.String()),
        sa.Column("birth_date", sa.Date()),
        sa.Column("height_cm", sa.String()),
        sa.Column("weight_kg", sa.String()),
        sa.Column("aetiology", sa.Text()),
        sa.Column("diagnosed_on", sa.Date()),
        sa.Column("died_on", sa.Date()),
        sa.Column("followed_until", sa.Date()),
        sa.Column("note", sa.Text()),
        sa.Column("immunotherapy_contraindicated", sa.Boolean()),
        sa.Column("targeted_contraindicated", sa.Boolean()),
        sa.Column("combination_tolerated", sa.Boolean()),
        sa.Column("haic_feasible", sa.Boolean()),
        sa.Column("oxaliplatin_contraindicated", sa.Boolean()),
        sa.Column("fluorouracil_contraindicated", sa.Boolean()),
        sa.Column("prior_systemic_oxaliplatin", sa.Boolean()),
        sa.Column("extrahepatic_extent", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("completed", sa.Boolean()),
        sa.Column("adequate", sa.Boolean()),
        sa.Column("agents", sa.Text()),
        sa.Column("feeders_reanalysed", sa.Boolean()),
        sa.Column("intent", sa.String()),
        sa.Column("course", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_session_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_session"),
    )


def _image() -> None:
    op.create_table(
        "image",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("modality", sa.String()),
        sa.Column("arterial_phase", sa.Boolean()),
        sa.Column("lesion_count", sa.Integer()),
        sa.Column("largest_mm", sa.String()),
        sa.Column("viable_percent", sa.String()),
        sa.Column("non_target", sa.String()),
        sa.Column("new_lesions_recorded", sa.Boolean(), nullable=False),
        sa.Column("vascular_invasion", sa.Boolean()),
        sa.Column("portal_vein", sa.String()),
        sa.Column("hepatic_vein", sa.String()),
        sa.Column("extrahepatic_spread", sa.Boolean()),
        sa.Column("spread_sites", sa.Text()),
        sa.Column("reader", sa.Text()),
        sa.Column("reported_recorded", sa.Boolean(), nullable=False),
        sa.Column("reported_category", sa.String()),
        sa.Column("reported_compared_with", sa.String()),
        sa.Column("reported_reader", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_image_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_image"),
    )


def _target() -> None:
    op.create_table(
        "target",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("image_position", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lesion", sa.Text(), nullable=False),
        sa.Column("site", sa.String()),
        sa.Column("state", sa.String()),
        sa.Column("viable_mm", sa.String()),
        sa.Column("total_mm", sa.String()),
        sa.ForeignKeyConstraint(
            ["patient_id", "image_position"],
            ["image.patient_id", "image.position"],
            name="fk_target_patient_id_image_position",
        ),
        sa.PrimaryKeyConstraint("patient_id", "image_position", "position", name="pk_target"),
    )


def _new_lesion() -> None:
    op.create_table(
        "new_lesion",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("image_position", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("size_mm", sa.String()),
        sa.Column("pattern", sa.String()),
        sa.Column("growth_mm", sa.String()),
        sa.Column("site", sa.String()),
        sa.ForeignKeyConstraint(
            ["patient_id", "image_position"],
            ["image.patient_id", "image.position"],
            name="fk_new_lesion_patient_id_image_position",
        ),
        sa.PrimaryKeyConstraint("patient_id", "image_position", "position", name="pk_new_lesion"),
    )


def _second_reading() -> None:
    op.create_table(
        "second_reading",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("image_position", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text()),
        sa.Column("reported_recorded", sa.Boolean(), nullable=False),
        sa.Column("reported_category", sa.String()),
        sa.Column("reported_compared_with", sa.String()),
        sa.Column("reported_reader", sa.Text()),
        sa.ForeignKeyConstraint(
            ["patient_id", "image_position"],
            ["image.patient_id", "image.position"],
            name="fk_second_reading_patient_id_image_position",
        ),
        sa.PrimaryKeyConstraint("patient_id", "image_position", name="pk_second_reading"),
    )


def _second_target() -> None:
    op.create_table(
        "second_target",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("image_position", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lesion", sa.Text(), nullable=False),
        sa.Column("site", sa.String()),
        sa.Column("state", sa.String()),
        sa.Column("viable_mm", sa.String()),
        sa.Column("total_mm", sa.String()),
        sa.ForeignKeyConstraint(
            ["patient_id", "image_position"],
            ["second_reading.patient_id", "second_reading.image_position"],
            name="fk_second_target_patient_id_image_position",
        ),
        sa.PrimaryKeyConstraint("patient_id", "image_position", "position", name="pk_second_target"),
    )


def _marker() -> None:
    op.create_table(
        "marker",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("marker", sa.String(), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("bound", sa.String()),
        sa.Column("unit", sa.String()),
        sa.Column("assay", sa.Text()),
        sa.Column("laboratory", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_marker_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_marker"),
    )


def _status() -> None:
    op.create_table(
        "status",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("child_pugh_score", sa.Integer()),
        sa.Column("ecog", sa.Integer()),
        sa.Column("bilirubin_recorded", sa.Boolean(), nullable=False),
        sa.Column("bilirubin_value", sa.String()),
        sa.Column("bilirubin_unit", sa.String()),
        sa.Column("albumin_recorded", sa.Boolean(), nullable=False),
        sa.Column("albumin_value", sa.String()),
        sa.Column("albumin_unit", sa.String()),
        sa.Column("inr", sa.String()),
        sa.Column("pt_prolongation_s", sa.String()),
        sa.Column("ascites", sa.String()),
        sa.Column("encephalopathy", sa.String()),
        sa.Column("alt", sa.String()),
        sa.Column("ast", sa.String()),
        sa.Column("platelets", sa.String()),
        sa.Column("neutrophils", sa.String()),
        sa.Column("creatinine_clearance", sa.String()),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_status_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_status"),
    )


def _therapy() -> None:
    op.create_table(
        "therapy",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("started_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_therapy_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_therapy"),
    )


def _override() -> None:
    op.create_table(
        "override",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("by", sa.Text()),
        sa.Column("on", sa.Date()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_override_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "position", name="pk_override"),
    )


def _profile() -> None:
    op.create_table(
        "profile",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_profile"),
    )


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("profile_hash", sa.String()),
        sa.Column("rules_version", sa.Text()),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("verdicts", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_revision_patient_id"),
        sa.ForeignKeyConstraint(["profile_hash"], ["profile.hash"], name="fk_revision_profile_hash"),
        sa.PrimaryKeyConstraint("sequence", name="pk_revision"),
        sa.UniqueConstraint("patient_id", "number", name="uq_revision_patient_id_number"),
        sa.UniqueConstraint("request_id", name="uq_revision_request_id"),
    )


def _patient_summary() -> None:
    op.create_table(
        "patient_summary",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("sex", sa.String()),
        sa.Column("birth_date", sa.Date()),
        sa.Column("tace_count", sa.Integer(), nullable=False),
        sa.Column("last_session_on", sa.Date()),
        sa.Column("latest_response", sa.Text()),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("follow_up_from", sa.Date()),
        sa.Column("follow_up_fixed", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_summary_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_summary"),
    )
    op.create_index(
        "ix_patient_summary_last_session_on", "patient_summary", ["void", "last_session_on", "patient_id"]
    )
    op.create_index("ix_patient_summary_pinyin", "patient_summary", ["void", "pinyin", "patient_id"])
    op.create_index("ix_patient_summary_saved_at", "patient_summary", ["void", "saved_at", "patient_id"])


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Text()),
        sa.Column("base_revision", sa.Integer()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("written_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "author", name="pk_draft"),
    )


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
