"""Whatever became of the files: the older generation or KeyringDamaged, never another error or content."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.accounts import keyring_file, keyring_json
from desktop_app.accounts.keyring import Keyring, keyring_path, older_keyring_path
from desktop_app.accounts.keyring_contents import KeyringContents
from desktop_app.accounts.keyring_json import DamagedError, NewerError
from desktop_app.errors import KeyringDamaged, StoreIsNewer, WrongPassword
from tests.desktop_app.accounts.conftest import SetUp
from tests.desktop_app.accounts.keyring_samples import ENTRY, NOON, edited


@pytest.fixture(scope="module")
def content(_made_once: SetUp) -> bytes:
    return keyring_path(_made_once.store).read_bytes()


@pytest.fixture(scope="module")
def whole(content: bytes) -> KeyringContents:
    return keyring_json.read(content)


def read_or_none(content: bytes) -> KeyringContents | None:
    try:
        return keyring_json.read(content)
    except DamagedError:
        return None


def test_T25_no_single_bit_flip_is_read_as_something_else(content: bytes, whole: KeyringContents) -> None:
    """A flip between two kinds of blank changes nothing; every other one is found."""
    survived = 0
    for bit in range(len(content) * 8):
        spoiled = bytearray(content)
        spoiled[bit // 8] ^= 1 << bit % 8
        found = read_or_none(bytes(spoiled))
        survived += found is not None
        assert found in (None, whole), f"bit {bit}"
    assert survived < len(content) * 8 * 0.02


def test_T25_no_truncation_is_read(content: bytes, whole: KeyringContents) -> None:
    for length in range(len(content) - 1):
        assert read_or_none(content[:length]) is None, f"{length} bytes"
    assert read_or_none(content) == whole
    assert read_or_none(content + b"\x00") is None
    assert read_or_none(content + content) is None


@pytest.mark.parametrize("spoiled", [b"", b"\x00" * 4096, b"{", b"[]", b"null", b"\xff\xfe{}", None])
def test_T25_a_damaged_newer_generation_gives_way_to_the_older(ward: SetUp, spoiled: bytes | None) -> None:
    newer = keyring_path(ward.store)
    if spoiled is None:
        newer.unlink()
        newer.mkdir()
    else:
        newer.write_bytes(spoiled)
    assert Keyring.load(ward.store).login(ENTRY.user, ENTRY.password, now=NOON).key == ward.key
    if spoiled is not None:
        assert newer.read_bytes() == spoiled, "reading repairs nothing"


def test_T25_the_next_write_mends_the_newer_and_keeps_the_older(ward: SetUp) -> None:
    older = older_keyring_path(ward.store).read_bytes()
    keyring_path(ward.store).write_bytes(b"spoiled")
    with pytest.raises(WrongPassword):
        Keyring.load(ward.store).login(ENTRY.user, "wrong", now=NOON)
    assert keyring_json.read(keyring_path(ward.store).read_bytes()).account(ENTRY.user).failures == 1
    assert older_keyring_path(ward.store).read_bytes() == older, "not pushed out by the damaged one"


def test_T25_two_damaged_generations_are_named(ward: SetUp) -> None:
    for path in (keyring_path(ward.store), older_keyring_path(ward.store)):
        path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(KeyringDamaged) as damaged:
        Keyring.load(ward.store)
    assert damaged.value.facts == {"path": str(ward.store)}


def test_T12_a_file_beyond_256_kib_is_not_even_parsed(ward: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(DamagedError):
        keyring_json.read(b" " * (keyring_json.LONGEST + 1))


@pytest.mark.parametrize(
    "hostile",
    [b"[" * 100_000, b'{"a":' * 20_000, b'{"format": 1e999}', b'{"format": NaN}', b"9" * 10_000, b'"\\ud800"'],
    ids=["deep list", "deep object", "huge", "nan", "long number", "surrogate"],
)
def test_T12_hostile_json_is_damaged_and_nothing_worse(hostile: bytes) -> None:
    with pytest.raises(DamagedError):
        keyring_json.read(hostile)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "unknown value": lambda values: values.update(extra=1),
    "unknown value of an account": lambda values: values["accounts"][0].update(extra=1),
    "unknown value of a slot": lambda values: values["recovery"].update(extra=1),
    "missing value": lambda values: values.pop("former"),
    "true for a number": lambda values: values.update(generation=True),
    "number for a flag": lambda values: values.update(demo=0),
    "negative": lambda values: values.update(generation=-1),
    "format 0": lambda values: values.update(format=0),
    "unknown role": lambda values: values["accounts"][0].update(role="root"),
    "role in capitals": lambda values: values["accounts"][0].update(role="ADMIN"),
    "two of one name": lambda values: values["accounts"][0].update(user="LI"),
    "name that is not seen": lambda values: values["accounts"][0].update(user="wa\u200bng"),
    "endless name": lambda values: values["accounts"][0].update(printed_name="x" * 65),
    "no administrator": lambda values: values["accounts"].pop(1),
    "no accounts at all": lambda values: values.update(accounts=[]),
    "accounts as an object": lambda values: values.update(accounts={}),
    "account as a list": lambda values: values.update(accounts=[[]]),
    "moment without a zone": lambda values: values["accounts"][0].update(created_at="2025-03-01T12:00:00"),
    "moment as a number": lambda values: values["accounts"][0].update(locked_until=0),
    "short seal": lambda values: values["accounts"][0].update(seal="AAAA"),
    "open key of another": lambda values: values.update(open="A" * 43 + "="),
    "short open key": lambda values: values.update(open="AAAA"),
    "cheap guesses": lambda values: values.update(cost=[1024, 1, 1]),
    "cost without end": lambda values: values.update(cost=[262144, 1000, 4]),
    "cost of text": lambda values: values.update(cost="abc"),
    "cheap slot": lambda values: values["recovery"].update(
        argon2id=values["recovery"]["argon2id"].replace("65536", "1024")
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_T12_what_this_program_would_not_write_is_not_read(ward: SetUp, name: str) -> None:
    """Even with the right checksum."""
    edited(ward.store, lambda values: None)
    keyring_json.read(keyring_path(ward.store).read_bytes())
    edited(ward.store, CHANGES[name])
    with pytest.raises(DamagedError):
        keyring_json.read(keyring_path(ward.store).read_bytes())


def test_a_name_that_stands_twice_is_not_read(content: bytes) -> None:
    with pytest.raises(DamagedError):
        keyring_json.read(content.replace(b'"demo": false,', b'"demo": false, "demo": false,', 1))


def test_T23_a_keyring_of_a_later_version_is_refused_and_not_replaced_by_the_older(ward: SetUp) -> None:
    edited(ward.store, lambda values: values.update(format=3, something_new=True))
    before = keyring_path(ward.store).read_bytes()
    with pytest.raises(NewerError):
        keyring_json.read(before)
    with pytest.raises(StoreIsNewer) as refused:
        Keyring.load(ward.store)
    assert (refused.value.facts["found"], refused.value.facts["known"]) == (3, 2)
    assert keyring_path(ward.store).read_bytes() == before


@given(st.binary(max_size=2000))
def test_T12_any_bytes_are_damaged_and_nothing_worse(noise: bytes) -> None:
    assert read_or_none(noise) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=JSON)
def test_T12_any_value_in_any_place_is_read_only_if_it_could_have_been_written(
    data: st.DataObject, value: Any, content: bytes, whole: KeyringContents
) -> None:
    """One value replaced, the checksum made right again: read as damaged, or as a keyring that writes the same."""
    values = json.loads(content)
    del values["checksum"]
    place = data.draw(
        st.sampled_from(
            [values, *values["accounts"], values["recovery"], *(a["slot"] for a in values["accounts"])]
        )
    )
    name = data.draw(st.sampled_from(sorted(place)))
    place[name] = value
    try:
        checksum = keyring_json._checksum(values)
    except (ValueError, UnicodeEncodeError):
        return
    spoiled = json.dumps({**values, "checksum": checksum}).encode()
    try:
        found = keyring_json.read(spoiled)
    except (DamagedError, NewerError):
        return
    assert keyring_json.read(keyring_json.written(found)) == found
    again = json.loads(keyring_json.written(found))
    assert {**values, "checksum": checksum} == again


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    newer=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), max_size=4),
    older=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), max_size=4),
    cut=st.none() | st.integers(0, 3000),
)
def test_T25_two_spoiled_files_give_the_whole_keyring_or_a_known_error(
    newer: list[tuple[int, int]],
    older: list[tuple[int, int]],
    cut: int | None,
    content: bytes,
    whole: KeyringContents,
    tmp_path: Path,
) -> None:
    store = tmp_path / "spoiled" / "ward.db"
    shutil.rmtree(store.parent, ignore_errors=True)
    store.parent.mkdir()
    keyring_path(store).write_bytes(spoiled_by(newer, content)[:cut])
    older_keyring_path(store).write_bytes(spoiled_by(older, content))
    try:
        assert keyring_file.load(store) == whole
    except KeyringDamaged:
        assert newer or cut is not None
        assert older


def spoiled_by(changes: list[tuple[int, int]], content: bytes) -> bytes:
    spoiled = bytearray(content)
    for at, change in changes:
        spoiled[at % len(spoiled)] ^= change
    return bytes(spoiled)
