"""The history is packed small, and read for ever: by the program, and with nothing but the file."""

import gzip
import hashlib
import json
import re
import zlib
from base64 import b64decode
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine.default import DefaultDialect

from desktop_app.errors import StoreDamaged
from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.resources import resource_path
from desktop_app.store import FaultKind, StoreLocation, open_store
from desktop_app.store import packing as packs
from desktop_app.store.columns import PackedJson, PackedText, Unreadable
from desktop_app.store.packing import Packed, pack, pack_text, unpack, unpack_text
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.desktop_app.store.audit_samples import edited, work_in
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import raw
from tests.record_strategies import patient_records

ROOT = Path(__file__).parents[3]
FROZEN = ROOT / "tests" / "databases" / "packed_1.json.gz"
SHA256 = {"1.json": "294dd5d2692cd301475ed712ae7979dada9d6408b9f84b3f177467a6295c6d25"}
"""What files were packed with does not change; a new dictionary adds a line."""
WORDS = st.sampled_from(["", "a", "b", "date", "facts", "verdict", "criterion", "王"]) | st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def without_dictionary(value: Any) -> bytes:
    """As it was packed before schema 5."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def in_order(value: Any) -> str:
    """Equal only where the keys of every object stand in the same order."""
    return json.dumps(value, ensure_ascii=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, st.sampled_from(Packed))
def test_whatever_is_packed_comes_out_again_in_its_order(value: Any, kind: Packed) -> None:
    assert in_order(unpack(pack(kind, value))) == in_order(value)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_what_was_packed_without_a_dictionary_is_read_for_ever(value: Any) -> None:
    assert in_order(unpack(without_dictionary(value))) == in_order(value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(patient_records())
def test_every_record_and_its_verdicts_come_out_again(content: PatientRecord) -> None:
    for kind, value in ((Packed.RECORD, content.exported()), (Packed.VERDICTS, issued(content))):
        assert in_order(unpack(pack(kind, value))) == in_order(value)


def issued(content: PatientRecord) -> dict[str, Any]:
    return assessment_json(assess(content, Profile()))


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("z{", max_size=3))
def test_text_comes_out_again_packed_or_not(text: str) -> None:
    assert unpack_text(pack_text(Packed.ENTRY, text)) == text


@pytest.mark.parametrize("name", packs.SHIPPED)
def test_a_dictionary_is_never_changed(name: str) -> None:
    assert hashlib.sha256(resource_path("packing", name).read_bytes()).hexdigest() == SHA256[name]


def test_every_dictionary_has_a_number_of_its_own() -> None:
    assert len(packs.packings()) == len(packs.SHIPPED) * len(Packed)


def test_what_was_packed_with_the_first_dictionaries_is_read_for_ever() -> None:
    kept = json.loads(gzip.decompress(FROZEN.read_bytes()))
    assert {each["kind"] for each in kept} == {kind.value for kind in Packed}
    for each in kept:
        if each["kind"] == Packed.ENTRY.value:
            assert unpack_text(each["packed"]) == each["value"]
        else:
            assert in_order(unpack(b64decode(each["packed"]))) == in_order(each["value"])


@pytest.mark.parametrize("kind", [Packed.RECORD, Packed.VERDICTS])
def test_packing_makes_a_third_or_less_of_what_deflating_alone_does(kind: Packed) -> None:
    content = record("0001", name="王伟")
    value = content.exported() if kind is Packed.RECORD else issued(content)
    assert len(pack(kind, value)) <= 0.4 * len(without_dictionary(value))


@pytest.mark.parametrize("kind", [Packed.RECORD, Packed.VERDICTS])
def test_a_damaged_value_is_never_read_as_another(kind: Packed) -> None:
    """Every byte changed, and the end cut off at every place."""
    whole = pack(kind, record("0001").exported())
    read = PackedJson(kind).result_processor(DefaultDialect(), None)
    assert read is not None
    flipped = [whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :] for at in range(len(whole))]
    for damaged in [*flipped, *(whole[:length] for length in range(len(whole))), whole + b"\0"]:
        with pytest.raises(Unreadable):
            read(damaged)


def test_damaged_text_of_an_entry_is_left_to_its_hash() -> None:
    text = pack_text(Packed.ENTRY, json.dumps({"images[0]": [None, record().exported()["images"][0]]}))
    assert text.startswith("z")
    assert PackedText().read(text[:-3]) == text[:-3]
    assert PackedText().read("zé") == "zé"


def test_no_number_that_is_no_json_is_packed() -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack(Packed.VERDICTS, {"percent": float("nan")})


@pytest.mark.parametrize("column", ["record", "verdicts"])
def test_a_damaged_revision_is_refused_and_named(location: StoreLocation, column: str) -> None:
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record("0001")))
        store.save(save_of(record("0002")))
    with edited(location) as connection:
        ((kept,),) = connection.execute(f"SELECT {column} FROM revision WHERE patient_id = '0001'")  # noqa: S608
        damaged = kept[:20] + bytes([kept[20] ^ 1]) + kept[21:]
        connection.execute(f"UPDATE revision SET {column} = ? WHERE patient_id = '0001'", (damaged,))  # noqa: S608
    with open_store(location, clock=noon) as store:
        read = store.record_at if column == "record" else store.verdicts_at
        with pytest.raises(StoreDamaged):
            read("0001", 1)
        faults = store.verify().faults
        assert FaultKind.ROW_CHANGED in {fault.kind for fault in faults}
        assert {fault.facts.get("patient") for fault in faults} == {"0001"}
        assert store.record_at("0002", 1) == record("0002")


def test_the_file_is_unpacked_with_nothing_but_what_the_readme_says(location: StoreLocation) -> None:
    """Its code is run as it stands there, over the rows of a store in which everything was done."""
    page = (ROOT / "desktop_app" / "store" / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102
    with open_store(location, clock=noon, create=True) as store:
        work_in(store)
        revisions = [each for patient in store.patient_ids(with_void=True) for each in store.revisions(patient)]
        entries = {entry.sequence: entry.changes for entry in store.audit_entries(limit=500)}
        with closing(raw(location.path)) as connection:
            packing = {number: rest for number, *rest in connection.execute("SELECT * FROM packing")}
            rows = "SELECT patient_id, number, record, verdicts FROM revision"
            kept = {tuple(key): rest for *key, one, other in connection.execute(rows) for rest in [(one, other)]}
            changes = connection.execute("SELECT seq, changes FROM audit").fetchall()
        for each in revisions:
            packed, verdicts = kept[each.patient_id, each.number]
            content = store.record_at(each.patient_id, each.number).exported()
            assert in_order(names["unpacked"](packed, packing)) == in_order(content)
            if verdicts is not None:
                issued_then = store.verdicts_at(each.patient_id, each.number)
                assert in_order(names["unpacked"](verdicts, packing)) == in_order(issued_then)
    assert len(kept) == len(revisions)
    assert any(changed.startswith("z") for _, changed in changes)
    for sequence, changed in changes:
        found = names["unpacked"](changed, packing)
        assert {path: tuple(pair) for path, pair in found.items()} == dict(entries[sequence])
