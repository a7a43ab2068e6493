"""The audit trail. Its first entries are written right after, in the same transaction."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ts_utc", sa.Text(), nullable=False),
        sa.Column("tz_offset", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text()),
        sa.Column("entity_rev", sa.Integer()),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text()),
        sa.Column("reason_text", sa.Text()),
        sa.Column("request_id", sa.Text()),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_entity_entity_id", "audit", ["entity", "entity_id"])
