"""What a new password may not be. A thief of the file guesses as fast as his computers go: length stops him."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

SHORTEST: Final = 10
SHORTEST_OF_THREE_CLASSES: Final = 8
LONGEST: Final = 256
TOO_SHORT: Final = "accounts.password.too_short"
TOO_LONG: Final = "accounts.password.too_long"
TOO_COMMON: Final = "accounts.password.too_common"
NAMES_THE_USER: Final = "accounts.password.names_the_user"
NAMES_THE_HOSPITAL: Final = "accounts.password.names_the_hospital"
INVISIBLE: Final = "accounts.password.invisible"

_LEFT_OVER: Final = 4
"""So many characters must remain when everything is taken out that is tried first."""
_SPELLINGS: Final = str.maketrans("@4831!05$7", "aabeiiosst")
_ROWS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1b2c3d4e5f6g7h8i9",
    "!@#$%^&*()",
)
_WORDS: Final = """
password passwort passwd pass pwd qwerty admin administrator root user guest test demo login welcome letmein
master secret default changeme temp hello iloveyou love baby angel dragon monkey football superman princess
sunshine shadow abc aaa system server windows china beijing shanghai guangzhou hospital clinic medical
medicine doctor nurse ward liver cancer tumor tumour patient oncology intervention radiology tace haic
tacewatch watch woaini woaiwojia wodemima mima woshi wo ni ai shi zhongguo yiyuan yisheng hushi huli keshi
bingren jieru ganai zhuyuan xinxike guanliyuan luru yishi denglu nihao caonima laopo laogong baobao mama
baba shengri xiao aa you
密码 我的密码 医院 医生 医师 护士 管理员 介入科 肝癌 病人 患者 中国 你好 我爱你
一二三四五六七八九十 一二三四五六 一二三 520 1314 5201314 1314520
zhang wang chen yang zhao huang zhou liu
"""
_COMMON: Final = tuple(sorted(_WORDS.split(), key=len, reverse=True))
_DATE: Final = re.compile(r"(19|20)\d\d([-./]?(0[1-9]|1[0-2])([-./]?([0-2]\d|3[01]))?)?")
_REPEATED: Final = re.compile(r"(.{1,4}?)\1{2,}|(.)\2+")
_ONE_TIME: Final = "23456789abcdefghjkmnpqrstuvwxyz"


def problems_of(
    password: str, *, user: str = "", printed_name: str = "", hospital: Iterable[str] = ()
) -> tuple[str, ...]:
    """The wording keys of what is wrong; empty = usable. ``hospital``: names of hospital and ward.

    Full-width letters count as plain ones here only; the password itself stays as typed.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    found = [
        (TOO_SHORT, not long_enough(password)),
        (TOO_LONG, len(password) > LONGEST),
        (INVISIBLE, not password.isprintable()),
    ]
    if len(password) <= LONGEST:
        users, places = list(_words((user, printed_name))), list(_words(hospital))
        left = _without_common(folded)
        found += [
            (TOO_COMMON, len(left) < _LEFT_OVER),
            (NAMES_THE_USER, _rests_on(folded, users)),
            (NAMES_THE_HOSPITAL, _rests_on(folded, places)),
        ]
    return tuple(key for key, wrong in found if wrong)


def long_enough(password: str) -> bool:
    """Ten characters, or eight of three classes; an ideograph is of the class of the others."""
    plain = unicodedata.normalize("NFKC", password)
    classes = {_class_of(character) for character in plain}
    return len(plain) >= (SHORTEST_OF_THREE_CLASSES if len(classes) >= 3 else SHORTEST)


def _class_of(character: str) -> str:
    if character.isascii() and character.isalnum():
        return "digit" if character.isdigit() else "upper" if character.isupper() else "lower"
    return "other"


def _words(texts: Iterable[str]) -> Iterator[str]:
    """Names and their parts, longest first to be taken out."""
    parts = {
        part for text in texts for part in re.split(r"[\W_]+", unicodedata.normalize("NFKC", text).casefold())
    }
    yield from sorted((part for part in parts if len(part) > 1), key=len, reverse=True)


def _rests_on(folded: str, words: list[str]) -> bool:
    """Too little is left once these are gone, where they are in it at all."""
    without = folded
    for word in words:
        without = without.replace(word, " ")
    return without != folded and len(_without_common(without)) < _LEFT_OVER


def _without_common(folded: str) -> str:
    """What is left without common words, dates, runs of neighbours and repetitions, 0 read as o or not."""
    text = _without_runs(_DATE.sub(" ", folded))
    return min((_without_words(text), _without_words(text.translate(_SPELLINGS))), key=len)


def _without_words(text: str) -> str:
    for word in _COMMON:
        text = text.replace(word, " ")
    return re.sub(r"[\s\W_]+", "", _REPEATED.sub(" ", text))


def _without_runs(text: str) -> str:
    """Three or more neighbours on a keyboard, in the alphabet or in counting, either way."""
    kept, at = "", 0
    while at < len(text):
        run = _run_at(text, at)
        kept += " " if run >= 3 else text[at]
        at += run if run >= 3 else 1
    return kept


def _run_at(text: str, at: int) -> int:
    longest = 0
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        size = longest
        while at + size < len(text) and text[at : at + size + 1] in row:
            size += 1
        longest = max(longest, size)
    return longest


def one_time_password() -> str:
    """For a person who changes it at the first login: 59 random bits without look-alikes, to be read out once."""
    symbols = [secrets.choice(_ONE_TIME) for _ in range(12)]
    return "-".join("".join(symbols[at : at + 4]) for at in range(0, 12, 4))
