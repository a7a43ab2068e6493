"""The code on paper, as tired people type it back."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.accounts import recovery_code
from desktop_app.accounts.recovery_code import code_groups, group_fits, new_code, read_code
from desktop_app.accounts.refusals import RecoveryCodeMistyped

NUMBERS = st.integers(0, 2**160 - 1)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(NUMBERS)
def test_every_number_is_read_back(number: int) -> None:
    code = recovery_code._printed(number)
    assert read_code(code) == code
    assert [len(group) for group in code.split("-")] == [4] * 8 + [1]


@given(NUMBERS, st.randoms())
def test_case_hyphens_spaces_and_look_alikes_do_not_matter(number: int, chance: random.Random) -> None:
    code = recovery_code._printed(number)
    looks = {"1": "1IlLi", "0": "0Oo"}
    typed = "".join(chance.choice(looks.get(symbol, symbol + symbol.lower())) for symbol in code.replace("-", ""))
    typed = "".join(symbol + chance.choice(["", "", " ", "-", "\u3000", "－", "—", "\n"]) for symbol in typed)
    assert read_code(typed) == code


@given(NUMBERS)
def test_full_width_symbols_of_an_input_method_are_read(number: int) -> None:
    code = recovery_code._printed(number)
    assert read_code("".join(chr(ord(symbol) + 0xFEE0) for symbol in code)) == code


@given(NUMBERS, st.integers(0, 31), st.sampled_from(SYMBOLS))
def test_every_single_wrong_symbol_is_found(number: int, at: int, wrong: str) -> None:
    plain = recovery_code._printed(number).replace("-", "")
    typed = plain[:at] + wrong + plain[at + 1 :]
    if typed != plain:
        with pytest.raises(RecoveryCodeMistyped):
            read_code(typed)


@given(NUMBERS, st.integers(0, 31), st.integers(0, 31))
def test_every_swap_of_two_symbols_is_found(number: int, one: int, other: int) -> None:
    typed = list(recovery_code._printed(number).replace("-", ""))
    same = typed[one] == typed[other]
    typed[one], typed[other] = typed[other], typed[one]
    if not same:
        with pytest.raises(RecoveryCodeMistyped):
            read_code("".join(typed))


@given(st.text())
def test_anything_else_is_mistyped_and_nothing_worse(typed: str) -> None:
    with suppress(RecoveryCodeMistyped):
        assert read_code(typed).count("-") == 8


@pytest.mark.parametrize("cut", [1, 2, 5, 33])
def test_missing_symbols_are_found(cut: int) -> None:
    with pytest.raises(RecoveryCodeMistyped):
        read_code(new_code().replace("-", "")[:-cut])


def test_known_numbers_are_printed_as_crockford_says() -> None:
    assert recovery_code._printed(0) == "0000-" * 8 + "0"
    assert recovery_code._printed(32) == "0000-" * 7 + "0010-*"
    assert recovery_code._printed(36 + 37) == "0000-" * 7 + "0029-U"


def test_no_two_codes_are_the_same() -> None:
    assert len({new_code() for _ in range(200)}) == 200


def test_set_up_asks_single_groups_back() -> None:
    groups = code_groups(recovery_code._printed(0x1F << 140 | 1))
    assert len(groups) == 8
    assert groups[0] == "000Z"
    assert group_fits(" ooo-z", groups[0])
    assert group_fits("０００ｚ", groups[0])
    assert not group_fits("000Y", groups[0])
    assert not group_fits("", groups[0])
