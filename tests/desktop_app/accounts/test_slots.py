"""Wrapping, its cost, and the text that keeps both."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.slots import (
    FLOOR,
    PUBLISHED,
    Cost,
    Slot,
    _derived,
    bytes_of,
    calibrated,
    text_of,
    unwrapped,
    wrapped,
)

KEY = DataKey(bytes(range(32)))
CHEAPEST = Cost(8, 1, 1)


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_slot_opens_with_its_password_alone(password: str, other: str) -> None:
    slot = Slot.sealed(KEY, password, CHEAPEST)
    assert slot.opened(password) == KEY
    same = unicodedata.normalize("NFC", password) == unicodedata.normalize("NFC", other)
    assert slot.opened(other) == (KEY if same else None)


def test_argon2id_gives_the_test_vector_of_its_reference_implementation() -> None:
    """phc-winner-argon2, src/test.c, version 0x13: t=2, m=2^8 KiB, p=1, "password", "somesalt"."""
    expected = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    assert _derived(b"password", b"somesalt", Cost(256, 2, 1)).hex() == expected


def test_key_wrap_gives_the_test_vector_of_rfc_3394() -> None:
    """Section 4.6: 256 bits of key data with a 256-bit key."""
    under = DataKey(bytes.fromhex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"))
    data = DataKey(bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F"))
    expected = "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    assert wrapped(data, under).hex().upper() == expected
    assert unwrapped(bytes.fromhex(expected), under) == data


@given(st.integers(0, 319))
def test_no_changed_bit_of_a_wrapped_key_opens(bit: int) -> None:
    content = bytearray(wrapped(KEY, KEY))
    content[bit // 8] ^= 1 << bit % 8
    assert unwrapped(bytes(content), KEY) is None


def test_a_slot_is_kept_as_phc_text() -> None:
    slot = Slot.sealed(KEY, "password", PUBLISHED)
    assert slot.phc.startswith("$argon2id$v=19$m=1024,t=1,p=1$")
    assert Slot.read(slot.phc, text_of(slot.wrapped)) == slot


@pytest.mark.parametrize(
    "phc",
    [
        "",
        "$argon2i$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=1024,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=1024,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=1024,t=1,p=1$AAAA",
        "$argon2id$v=19$m=１０２４,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAB",
    ],
)
def test_other_text_is_no_slot(phc: str) -> None:
    """Not one that would fill the memory, run for hours or cost nothing either."""
    with pytest.raises(ValueError, match=r"PHC|cost|base64"):
        Slot.read(phc, text_of(bytes(40)))


def test_a_wrapped_key_of_another_length_is_no_slot() -> None:
    slot = Slot.sealed(KEY, "password", CHEAPEST)
    for wrong in (bytes(39), bytes(48), b""):
        with pytest.raises(ValueError, match="no slot"):
            Slot.read(slot.phc, text_of(wrong))


@pytest.mark.parametrize("text", ["A", "AA", "AAA=\n", "AB==", "é===", "A A="])
def test_base64_is_read_only_as_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|ASCII"):
        bytes_of(text)


@given(st.floats(0.0005, 3))
def test_calibration_never_goes_below_the_floor_nor_above_256_mib(floor_seconds: float) -> None:
    def measured(cost: Cost) -> float:
        return floor_seconds * cost.memory_kib * cost.passes / (FLOOR.memory_kib * FLOOR.passes)

    cost = calibrated(measure=measured)
    assert cost.covers(FLOOR)
    assert cost.memory_kib <= 256 * 1024
    assert cost.lanes == FLOOR.lanes
    if floor_seconds >= 0.25:
        assert cost == FLOOR
    elif floor_seconds >= 0.0175:
        assert 0.24 <= measured(cost) <= 0.5, "quarter to half a second"


def test_the_measurement_of_this_computer_is_one() -> None:
    assert calibrated().covers(FLOOR)


def test_a_cost_is_raised_in_each_respect() -> None:
    assert Cost(100, 5, 4).raised_to(Cost(200, 3, 1)) == Cost(200, 5, 4)
    assert not Cost(100, 5, 4).covers(Cost(200, 3, 1))
    assert Cost(200, 5, 4).covers(Cost(200, 5, 4))
