"""What is saved is loaded: every field of the record has its column."""

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from desktop_app.store import RecordStore
from desktop_app.store import tables as t
from domain import record as r
from domain.record import FORMAT, PatientRecord
from tests.desktop_app.store.store_samples import save_of
from tests.record_strategies import patient_records

ROWS_OF: dict[type[BaseModel], type[t.StoreTables]] = {
    r.Patient: t.PatientRow,
    r.Constraints: t.PatientRow,
    r.TaceSession: t.SessionRow,
    r.ImagingStudy: t.ImageRow,
    r.TargetLesion: t.TargetRow,
    r.NewLesion: t.NewLesionRow,
    r.SecondReading: t.SecondReadingRow,
    r.TumourMarker: t.MarkerRow,
    r.ClinicalStatus: t.StatusRow,
    r.Therapy: t.TherapyRow,
    r.Override: t.OverrideRow,
}


def renamed(content: PatientRecord) -> PatientRecord:
    """The same record under a number of its own, so that one store holds every example."""
    patient = content.patient.model_copy(update={"id": f"{uuid4().hex} {content.patient.id}"})
    return content.amended(patient=patient)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    from desktop_app.store import StoreLocation, open_store
    from tests.desktop_app.store.store_samples import noon

    place = StoreLocation(path=tmp_path_factory.mktemp("mapping") / "store.db")
    with open_store(place, clock=noon, create=True) as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=patient_records())
def test_a_record_comes_back_as_it_was_saved(shared_store: RecordStore, content: PatientRecord) -> None:
    content = renamed(content)
    shared_store.save(save_of(content))
    stored = shared_store.load(content.patient.id).record
    assert stored == content
    assert stored.exported() == content.exported()
    assert shared_store.record_at(content.patient.id, 1).exported() == content.exported()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(before=patient_records(), after=patient_records())
def test_a_later_version_leaves_nothing_of_the_former(
    shared_store: RecordStore, before: PatientRecord, after: PatientRecord
) -> None:
    before = renamed(before)
    after = after.amended(patient=after.patient.model_copy(update={"id": before.patient.id}))
    shared_store.save(save_of(before))
    shared_store.save(save_of(after, 1))
    assert shared_store.load(before.patient.id).record.exported() == after.exported()
    assert shared_store.record_at(before.patient.id, 1).exported() == before.exported()


def parts_of(annotation: Any) -> Iterator[Any]:
    """The plain types inside ``X | None``, ``tuple[X, ...]`` and ``Annotated``."""
    origin = get_origin(annotation)
    if origin is None or origin is Literal:
        yield annotation
    elif origin in (Union, types.UnionType, tuple):
        for part in get_args(annotation):
            yield from parts_of(part)
    else:
        yield from parts_of(get_args(annotation)[0])


def models_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for part in parts_of(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models_below(part)


def missing_columns(model: type[BaseModel], row: type[t.StoreTables], prefix: str = "") -> Iterator[str]:
    columns = set(row.table().columns.keys())
    for name, field in model.model_fields.items():
        below = [
            part for part in parts_of(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)
        ]
        if below and below[0] in ROWS_OF:
            continue
        if below:
            yield from (f"{prefix}{name}_recorded" for _ in [0] if f"{prefix}{name}_recorded" not in columns)
            yield from missing_columns(below[0], row, f"{prefix}{name}_")
        elif prefix + name not in columns:
            yield f"{row.__tablename__}.{prefix}{name}"


def test_every_field_of_the_record_has_a_column() -> None:
    missing = [name for model, row in ROWS_OF.items() for name in missing_columns(model, row)]
    missing += list(missing_columns(r.TargetLesion, t.SecondTargetRow))
    assert missing == []


def test_a_field_without_a_column_is_noticed() -> None:
    class Later(r.TumourMarker):
        specimen: str | None = None

    assert list(missing_columns(Later, t.MarkerRow)) == ["marker.specimen"]


def test_every_model_of_the_record_has_a_row_or_stands_within_one() -> None:
    within = {PatientRecord, r.ReportedResponse, r.Bilirubin, r.Albumin}
    assert set(models_below(PatientRecord)) == set(ROWS_OF) | within


@pytest.mark.parametrize("written", ["60", "60.0", "060.000", "0", "0.000001", "999999999.999999"])
def test_a_number_keeps_its_digits(store: RecordStore, written: str) -> None:
    values = {"format": FORMAT, "patient": {"id": "1", "height_cm": written}}
    content = PatientRecord.model_validate(values)
    store.save(save_of(content))
    assert store.load("1").record.exported() == content.exported()


@pytest.mark.parametrize("new_lesions", [None, [], [{}], [{"size_mm": "10"}]])
def test_not_recorded_and_none_found_stay_apart(store: RecordStore, new_lesions: Any) -> None:
    image = {"date": "2025-01-01", "new_lesions": new_lesions, "spread_sites": [], "reported": {}}
    session = {"date": "2025-01-01", "type": "TAE", "agents": []}
    values = {"format": FORMAT, "patient": {"id": "1", "aetiology": []}, "images": [image], "sessions": [session]}
    content = PatientRecord.model_validate(values)
    store.save(save_of(content))
    loaded = store.load("1").record
    assert loaded.exported() == content.exported()
    assert loaded.patient.aetiology == ()
    assert (loaded.images[0].new_lesions is None) == (new_lesions is None)
