"""What people answer for: signatures under revisions, and why something was corrected. Both append-only."""

import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.accounts.contents import Role
from desktop_app.store.columns import RequestId, Word
from desktop_app.store.declaring import OfParent, Position, StoreTables
from desktop_app.store.signature_contents import Meaning, ReasonCode


class SignatureRow(StoreTables):
    """One signature under one revision."""

    __tablename__ = "signature"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "revision"], ["revision.patient_id", "revision.number"]),
        UniqueConstraint("patient_id", "sequence"),
        UniqueConstraint("request_id"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    patient_id: Mapped[str]
    revision: Mapped[int]
    meaning: Mapped[Meaning] = mapped_column(Word(Meaning))
    signer: Mapped[str]
    printed_name: Mapped[str]
    role: Mapped[Role] = mapped_column(Word(Role))
    signed_at: Mapped[datetime.datetime]
    snapshot: Mapped[str]
    request_id: Mapped[UUID] = mapped_column(RequestId)


class ChangeReasonRow(StoreTables):
    """Why one save corrected what stood in one visit; ``day`` NULL = what belongs to no day."""

    __tablename__ = "change_reason"
    __table_args__ = (ForeignKeyConstraint(["patient_id", "number"], ["revision.patient_id", "revision.number"]),)

    patient_id: Mapped[OfParent]
    number: Mapped[Position]
    position: Mapped[Position]
    day: Mapped[datetime.date | None]
    code: Mapped[ReasonCode] = mapped_column(Word(ReasonCode))
    text: Mapped[str | None]
