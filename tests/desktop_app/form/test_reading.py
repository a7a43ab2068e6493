from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.form.problem import Problem
from desktop_app.form.reading import (
    Number,
    read_choice,
    read_integer,
    read_names,
    read_number,
    read_text,
    read_yes_no,
)

UNITS = ("ng/mL", "ug/L", "IU/mL")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35", "35"),
        ("38.5", "38.5"),
        ("60.0", "60.0"),
        ("３５", "35"),
        ("３８．５", "38.5"),
        ("１2．5", "12.5"),
        (" 35 ", "35"),
        ("　35　", "35"),
        ("35mm", "35"),
        ("35 mm", "35"),
        ("３５ｍｍ", "35"),
        ("3.5cm", "35.0"),
        ("3.5 CM", "35.0"),
        ("3.5厘米", "35.0"),
        ("35毫米", "35"),
        ("0", "0"),
        ("0.0", "0.0"),
        ("007", "7"),
        ("0.000001", "0.000001"),
        ("123456789", "123456789"),
    ],
)
def test_a_length_is_read_exactly(text: str, value: str) -> None:
    read = read_number(text, length=True)
    assert isinstance(read, Number)
    assert str(read.value) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12,5", "comma"),
        ("1,234", "comma"),
        ("12，5", "comma"),
        ("12、5", "comma"),
        (",5", "comma"),
        ("1e3", "exponent"),
        ("1E3", "exponent"),
        ("1_000", "exponent"),
        ("10²", "exponent"),
        ("10^2", "exponent"),
        ("+5", "sign"),
        ("-5", "sign"),
        ("−5", "sign"),
        ("－５", "sign"),
        ("38.", "unfinished_number"),
        (".5", "unfinished_number"),
        (".", "unfinished_number"),
        ("3.5.1", "not_a_number"),
        ("1O0", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("Ⅷ", "not_a_number"),
        ("٣٥", "not_a_number"),
        ("三十五", "not_a_number"),
        ("35 kg", "unknown_unit"),
        ("35 ng/mL", "unknown_unit"),
        ("1 234", "not_a_number"),
        ("<35", "no_bound_here"),
        ("1234567890", "too_many_digits"),
        ("123456789cm", "too_many_digits"),
        ("1.1234567", "too_many_decimals"),
        ("0x1F", "not_a_number"),
    ],
)
def test_what_is_no_plain_length_is_refused_with_its_reason(text: str, reason: str) -> None:
    read = read_number(text, length=True)
    assert isinstance(read, Problem)
    assert read.key == f"form.problem.{reason}"


@pytest.mark.parametrize("text", ["", " ", "\t", "　", "\n"])
def test_blank_is_not_recorded_and_never_zero(text: str) -> None:
    assert read_number(text) is None
    assert read_integer(text, 0, 9) is None
    assert read_names(text) is None
    assert read_text(text) is None
    assert read_yes_no(text) is None
    assert read_choice(text, {"CT": ()}) is None


@pytest.mark.parametrize(
    ("text", "value", "bound", "unit"),
    [
        ("<0.605", "0.605", "lt", ""),
        ("＜0.605", "0.605", "lt", ""),
        (">60500", "60500", "gt", ""),
        ("＞６０５００", "60500", "gt", ""),
        ("> 60500 ng/mL", "60500", "gt", "ng/mL"),
        ("400ug/L", "400", "exact", "ug/L"),
        ("400 µg/L", "400", "exact", "ug/L"),
        ("400 iu/ml", "400", "exact", "IU/mL"),
    ],
)
def test_a_marker_keeps_its_bound_and_brings_its_unit(text: str, value: str, bound: str, unit: str) -> None:
    assert read_number(text, bounds=True, units=UNITS) == Number(Decimal(value), bound, unit)


@pytest.mark.parametrize("text", ["<", ">", "<>5", "<=5", "≤5", "5<", "<-5", "< ,5"])
def test_a_bound_without_a_number_is_refused(text: str) -> None:
    assert isinstance(read_number(text, bounds=True, units=UNITS), Problem)


def test_a_whole_number_keeps_its_range() -> None:
    assert read_integer("4", 0, 4) == 4
    assert read_integer("４", 0, 4) == 4
    for text in ("5", "-1", "1.0", "x", "1e0", "²"):
        assert isinstance(read_integer(text, 0, 4), Problem)


def test_a_choice_is_read_as_its_code_or_as_a_word_of_either_language() -> None:
    choices = {"no_enhancement": ("无强化", "no enhancement"), "IR-SD": ()}
    assert read_choice("无强化", choices) == "no_enhancement"
    assert read_choice("No Enhancement", choices) == "no_enhancement"
    assert read_choice("ir-sd", choices) == "IR-SD"
    assert isinstance(read_choice("无", choices), Problem)


def test_a_list_that_is_empty_differs_from_one_that_is_not_recorded() -> None:
    assert read_names("无") == ()
    assert read_names("none") == ()
    assert read_names("表柔比星、洛铂; 5-FU") == ("表柔比星", "洛铂", "5-FU")
    assert isinstance(read_names("、"), Problem)


def test_text_that_cannot_be_stored_is_refused() -> None:
    for text in ("a\x00b", "a\ud800b", "x" * 20_001):
        assert isinstance(read_text(text), Problem)
    assert read_text(" 张三 ") == "张三"
    assert read_text(" 第一行\n", lines=True) == " 第一行\n"


ANY_TEXT = st.text() | st.text(alphabet="0123456789.,<>eE_+-０１２３４５６７８９．，＜＞ cmCM²nN年月日t/w周")


@given(ANY_TEXT)
def test_any_text_is_a_finite_number_that_is_not_negative_or_a_problem(text: str) -> None:
    for read in (read_number(text), read_number(text, length=True), read_number(text, bounds=True, units=UNITS)):
        assert read is None or isinstance(read, Problem | Number)
        if isinstance(read, Number):
            assert read.value.is_finite()
            assert read.value >= 0
            assert not read.value.is_signed()
            assert any(character.isdigit() for character in text)


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_by_the_other_readers(text: str) -> None:
    for read in (
        read_integer(text, 0, 999),
        read_yes_no(text),
        read_names(text),
        read_text(text),
        read_choice(text, {"CT": ("CT",), "MRI": ()}),
    ):
        assert read is None or isinstance(read, Problem | int | bool | str | tuple)


FULL_WIDTH = str.maketrans("0123456789.<>", "０１２３４５６７８９．＜＞")


@given(
    st.decimals(0, 999_999_999, places=3),
    st.booleans(),
    st.sampled_from(["", "<", ">"]),
    st.sampled_from(["", " ", "　"]),
)
def test_half_and_full_width_mean_the_same(number: Decimal, wide: bool, sign: str, padding: str) -> None:
    text = f"{sign}{number:f}"
    read = read_number(padding + (text.translate(FULL_WIDTH) if wide else text) + padding, bounds=True)
    assert isinstance(read, Number)
    assert read.value == number
    assert read.bound == {"": "exact", "<": "lt", ">": "gt"}[sign]
