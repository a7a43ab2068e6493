"""Signatures under revisions, and the reasons of corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _signature()
    _change_reason()


def _signature() -> None:
    op.create_table(
        "signature",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("signed_at", sa.String(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "revision"], ["revision.patient_id", "revision.number"], name="fk_signature_patient_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_signature"),
        sa.UniqueConstraint("patient_id", "sequence", name="uq_signature_patient_id_sequence"),
        sa.UniqueConstraint("request_id", name="uq_signature_request_id"),
    )


def _change_reason() -> None:
    op.create_table(
        "change_reason",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.ForeignKeyConstraint(
            ["patient_id", "number"],
            ["revision.patient_id", "revision.number"],
            name="fk_change_reason_patient_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "number", "position", name="pk_change_reason"),
    )
