"""The code on paper: 160 random bits as eight groups of four symbols, and a check symbol.

In Crockford's base32 (https://www.crockford.com/base32.html); his check symbol, the number modulo 37, finds every
single wrong symbol and every swap of two.
"""

import secrets
import unicodedata
from typing import Final

from desktop_app.accounts.refusals import RecoveryCodeMistyped

_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS: Final = _SYMBOLS + "*~$=U"
_READ_AS: Final = str.maketrans("ILO", "110")
_BITS: Final = 160
_COUNT: Final = _BITS // 5
_GROUP: Final = 4
ASKED_BACK: Final = (3, 7)
"""The groups that are typed back from the paper, counted from one."""


def new_code() -> str:
    """As printed: ``XXXX-XXXX-…-XXXX-C``."""
    return _printed(secrets.randbits(_BITS))


def _printed(number: int) -> str:
    symbols = "".join(_SYMBOLS[number >> 5 * at & 31] for at in reversed(range(_COUNT)))
    groups = [symbols[at : at + _GROUP] for at in range(0, _COUNT, _GROUP)]
    return "-".join([*groups, _CHECKS[number % len(_CHECKS)]])


def read_code(typed: str) -> str:
    """The code as printed, from what was typed: any case, I and L for 1, O for 0, any spaces and hyphens.

    Raises:
        RecoveryCodeMistyped: symbols are missing, too many or unknown, or the check symbol does not fit.
    """
    plain = _plain(typed)
    symbols, check = plain[:-1].translate(_READ_AS), plain[-1:].translate(_READ_AS)
    if len(symbols) != _COUNT or any(symbol not in _SYMBOLS for symbol in symbols):
        raise RecoveryCodeMistyped
    number = sum(_SYMBOLS.index(symbol) << 5 * at for at, symbol in enumerate(reversed(symbols)))
    if check != _CHECKS[number % len(_CHECKS)]:
        raise RecoveryCodeMistyped
    return _printed(number)


def code_groups(code: str) -> tuple[str, ...]:
    """The eight groups without the check symbol; set-up asks some of them back."""
    return tuple(code.split("-")[:-1])


def group_fits(typed: str, group: str) -> bool:
    return _plain(typed).translate(_READ_AS) == group


def _plain(typed: str) -> str:
    """Upper case, full-width symbols as plain ones; what only separates is left out."""
    folded = unicodedata.normalize("NFKC", typed.replace("〜", "~")).upper()
    return "".join(
        symbol for symbol in folded if unicodedata.category(symbol)[0] not in "ZC" and not _dash(symbol)
    )


def _dash(symbol: str) -> bool:
    return symbol in "_·.−" or unicodedata.category(symbol) == "Pd"
