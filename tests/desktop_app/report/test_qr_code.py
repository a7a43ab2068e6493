"""The recovery code as a QR code is read back as the very text, by a reader of its own."""

import pytest

from desktop_app.accounts.recovery_code import new_code, read_code
from desktop_app.report.qr_code import qr_modules
from tests.desktop_app.report.qr_decoding import ALIGNMENT, text_of


@pytest.mark.parametrize("number", range(20))
def test_a_recovery_code_is_read_back_symbol_by_symbol(number: int) -> None:
    code = new_code()
    assert text_of(qr_modules(code)) == code
    assert read_code(text_of(qr_modules(code))) == code


@pytest.mark.parametrize("check", "*~$=U")
def test_every_check_symbol_can_be_written(check: str) -> None:
    code = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-" + check
    assert text_of(qr_modules(code)) == code


def test_the_reader_sees_one_wrong_module() -> None:
    modules = [list(row) for row in qr_modules(new_code())]
    modules[ALIGNMENT - 6][20] = not modules[ALIGNMENT - 6][20]
    with pytest.raises(AssertionError):
        text_of(modules)
