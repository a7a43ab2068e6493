"""The few digits that unlock for the rest of a session."""

import time

import pytest

from desktop_app.accounts.contents import Access, DataKey, Person, Role
from desktop_app.accounts.refusals import PinRefused, WrongPin
from desktop_app.accounts.session_pin import TRIES, Pin

ACCESS = Access(DataKey(bytes(range(32))), Person("wang", "王医师", Role.PHYSICIAN))


@pytest.mark.parametrize("digits", ["2580", "94017", "310277"])
def test_the_digits_give_the_access_back(digits: str) -> None:
    assert Pin(ACCESS, digits).unlock(digits) == ACCESS


def test_digits_of_an_input_method_are_the_same() -> None:
    assert Pin(ACCESS, "２５８０").unlock("2580") == ACCESS
    assert Pin(ACCESS, "2580").unlock("２５８０") == ACCESS


@pytest.mark.parametrize("digits", ["", "258", "2580258", "25a0", "0000", "1234", "4321", "7890", "²²³¹x", "٢٥٨٠"])
def test_too_few_too_many_and_the_first_guesses_are_refused(digits: str) -> None:
    with pytest.raises(PinRefused):
        Pin(ACCESS, digits)


def test_T3_three_wrong_tries_drop_the_key() -> None:
    pin = Pin(ACCESS, "2580")
    for left in (2, 1, 0):
        assert pin.usable
        with pytest.raises(WrongPin) as refused:
            pin.unlock("9999")
        assert refused.value.facts == {"tries_left": left}
    assert not pin.usable
    assert pin._slot is None
    with pytest.raises(WrongPin):
        pin.unlock("2580")


def test_a_right_try_gives_all_tries_back() -> None:
    pin = Pin(ACCESS, "2580")
    for _ in range(3):
        for _ in range(TRIES - 1):
            with pytest.raises(WrongPin):
                pin.unlock("9999")
        assert pin.unlock("2580") == ACCESS


def test_T3_a_dropped_key_does_not_come_back() -> None:
    pin = Pin(ACCESS, "2580")
    pin.drop()
    assert not pin.usable
    with pytest.raises(WrongPin):
        pin.unlock("2580")


def test_a_place_without_a_key_has_no_pin() -> None:
    pin = Pin(Access(None, ACCESS.person), "2580")
    assert not pin.usable


def test_the_key_is_in_memory_only_wrapped() -> None:
    pin = Pin(ACCESS, "2580")
    assert ACCESS.key is not None
    assert pin._slot is not None
    assert ACCESS.key.secret not in (pin._slot.wrapped, pin._slot.salt)
    assert not any(value is ACCESS or value is ACCESS.key for value in vars(pin).values())
    assert "2580" not in repr(pin) + repr(vars(pin))


def test_T3_unlocking_takes_at_most_three_tenths_of_a_second() -> None:
    pin, times = Pin(ACCESS, "2580"), []
    for _ in range(3):
        began = time.process_time()
        pin.unlock("2580")
        times.append(time.process_time() - began)
    assert min(times) <= 0.3, times
