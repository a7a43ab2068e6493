"""Passwords that are guessed first, and passwords that are not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.accounts.password_rules import (
    INVISIBLE,
    LONGEST,
    NAMES_THE_HOSPITAL,
    NAMES_THE_USER,
    TOO_COMMON,
    TOO_LONG,
    TOO_SHORT,
    one_time_password,
    problems_of,
)
from desktop_app.wording import LANGUAGES, Wording

GUESSED_FIRST = [
    "123456",
    "12345678",
    "1234567890",
    "0987654321",
    "111111",
    "88888888",
    "123123123",
    "password",
    "Password1",
    "P@ssw0rd2026",
    "passw0rd!",
    "Aa123456",
    "Aa123456!",
    "aa12345678",
    "Abc@123456",
    "abc123456",
    "a123456789",
    "a1b2c3d4e5",
    "qwertyuiop",
    "Qwerty123!",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz@WSX3edc",
    "zaq12wsx",
    "asdfghjkl!",
    "admin@123",
    "Admin123456",
    "administrator",
    "root@2026",
    "iloveyou520",
    "woaini1314520",
    "5201314520",
    "woaini123456",
    "19870612zhang",
    "1987-06-12",
    "20260101!!",
    "Hospital@2026",
    "yiyuan2026!",
    "Welcome@123",
    "tacewatch-demo",
    "Tacewatch2026!",
    "aaaaaaaaaa",
    "abcabcabcabc",
    "一二三四五六七八九十",
    "肝癌介入科2026年",
    "我的密码我的密码123",
    "Changeme!1",
]
GOOD = [
    "slow-Harbor-19",
    "correct horse battery",
    "今天下雨没带伞就出门了",
    "Xk9$mq2L",
    "tin boat 3 lamps",
    "山高Kx7月小流",
]


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert TOO_COMMON in problems_of(password)


@pytest.mark.parametrize("password", ["Ａａ１２３４５６", "ｐａｓｓｗｏｒｄ１２３４"])
def test_full_width_letters_make_a_password_no_better(password: str) -> None:
    assert TOO_COMMON in problems_of(password)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_has_no_problem(password: str) -> None:
    assert problems_of(password, user="wang", printed_name="王医师", hospital=("市人民医院",)) == ()


@pytest.mark.parametrize(
    ("password", "short"),
    [
        ("Xk9mq2Lz", False),
        ("Xk9mq2L", True),
        ("xk9mq2lzv", True),
        ("xk9mq2lzvw", False),
        ("xkvmqplzgw", False),
        ("xkvmqplzg", True),
        ("天下雨Kx没带", True),
        ("天下雨Kx没带9", False),
    ],
)
def test_ten_characters_or_eight_of_three_kinds(password: str, short: bool) -> None:
    assert (TOO_SHORT in problems_of(password)) is short


def test_a_password_may_not_rest_on_the_names_of_the_place_or_person() -> None:
    assert problems_of("qianlei-1985", user="qianlei") == (NAMES_THE_USER,)
    assert problems_of("QianLei@1985", user="qianlei") == (NAMES_THE_USER,)
    assert problems_of("zhongshan2026!", hospital=("Zhongshan Hospital",)) == (NAMES_THE_HOSPITAL,)
    assert problems_of("瑞金瑞金-介入-26x", hospital=("瑞金", "介入")) == (NAMES_THE_HOSPITAL,)
    assert problems_of("qianlei rows the green boat", user="qianlei") == ()


def test_what_cannot_be_seen_and_what_is_endless_is_refused() -> None:
    assert INVISIBLE in problems_of("slow-Harbor\u300019")
    assert INVISIBLE in problems_of("slow-Harbor\u200b19")
    assert problems_of("slow-Harbor-19" * 100) == (TOO_LONG,)


@settings(deadline=None)
@given(st.text(max_size=LONGEST + 5), st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_judged(password: str, user: str, hospital: str) -> None:
    found = problems_of(password, user=user, printed_name=user, hospital=(hospital,))
    assert len(set(found)) == len(found)
    assert (TOO_SHORT in found) or len(unicodedata.normalize("NFKC", password)) >= 8


def test_a_one_time_password_is_long_random_and_without_look_alikes() -> None:
    made = {one_time_password() for _ in range(300)}
    assert len(made) == 300
    assert {len(password) for password in made} == {14}
    assert not set("".join(made)) & set("01iloOIL")
    assert sum(problems_of(password) == () for password in made) > 290


def test_every_problem_has_its_words() -> None:
    for language in LANGUAGES:
        words = Wording(language)
        for key in (TOO_SHORT, TOO_LONG, TOO_COMMON, NAMES_THE_USER, NAMES_THE_HOSPITAL, INVISIBLE):
            assert words(key)
