"""Every version of a record as it was issued."""

import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.store.columns import PackedJson, RequestId, Word
from desktop_app.store.contents import RevisionKind
from desktop_app.store.declaring import StoreTables
from desktop_app.store.packing import Packed


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
    record: Mapped[Any] = mapped_column(PackedJson(Packed.RECORD), nullable=False)
    verdicts: Mapped[Any | None] = mapped_column(PackedJson(Packed.VERDICTS))
