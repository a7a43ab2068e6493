"""The ward's profiles: which one is in effect since when, and by whose decision."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ward_profile",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("profile_hash", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["profile_hash"], ["profile.hash"], name="fk_ward_profile_profile_hash"),
        sa.PrimaryKeyConstraint("number", name="pk_ward_profile"),
    )
