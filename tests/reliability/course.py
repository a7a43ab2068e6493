"""A course of saves, each acknowledged before the next."""

from collections.abc import Callable
from uuid import UUID

from desktop_app.store import RecordStore
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import record, save_of
from tests.reliability.actions import LONG_NOTE, put_draft, restore, save_new, signing, void


def course_of_saves() -> list[Callable[[RecordStore], object]]:
    """Ten steps on top of ``prepare_store``, each acknowledged before the next."""

    def saved(content: PatientRecord, number: int, expected: int | None) -> Callable[[RecordStore], object]:
        return lambda store: store.save(save_of(content, expected, request_id=UUID(int=400 + number)))

    return [
        saved(record("0001", note="third"), 1, 2),
        put_draft,
        saved(record("0001", note=LONG_NOTE), 2, 3),
        save_new,
        lambda store: store.sign(signing("0009", 1, 6)),
        void,
        saved(record("0001", note="short again"), 3, 4),
        lambda store: store.drop_draft("0001", "user-1"),
        restore,
        saved(record("0009", note="edited"), 4, 1),
    ]
