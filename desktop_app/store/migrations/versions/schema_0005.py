"""With what the history is packed from now on, and indexes that hold all that a list sorts and searches by.

What was written before stays as it is: the audit trail holds digests of it, and it is read for ever.
"""

import sqlalchemy as sa
from alembic import op

from desktop_app.store.packing import numbered

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SORTED_BY = {
    "last_session_on": ["last_session_on", "patient_id"],
    "pinyin": ["pinyin", "name", "patient_id"],
    "saved_at": ["saved_at", "patient_id"],
    "follow_up_from": ["follow_up_from", "patient_id"],
    "patient_id": ["patient_id"],
}


def upgrade() -> None:
    packing = op.create_table(
        "packing",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("shapes", sa.Text(), nullable=False),
        sa.Column("dictionary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_packing"),
    )
    op.bulk_insert(packing, numbered("1.json"))
    for name in ("last_session_on", "pinyin", "saved_at"):
        op.drop_index(f"ix_patient_summary_{name}", "patient_summary")
    for name, columns in SORTED_BY.items():
        op.create_index(f"ix_patient_summary_{name}", "patient_summary", ["void", *columns, "search_text"])
