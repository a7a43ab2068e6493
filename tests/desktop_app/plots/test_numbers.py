from decimal import Decimal

import pytest

from desktop_app.plots.numbers import change, share_of


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        ("60.4", "50.4", "+19.8 %"),
        ("59.98", "50", "+19.9 %"),
        ("60", "50", "+20.0 %"),
        ("35.01", "50", "−29.9 %"),
        ("35", "50", "−30.0 %"),
        ("50", "50", "0.0 %"),
        ("49.99", "50", "0.0 %"),
        ("5", "0", ""),
        ("70", "60", "+16.7 %"),
        ("50.02", "50", "0.0 %"),
        ("60.02", "50", "+20.0 %"),
    ],
)
def test_a_change_never_reads_as_a_threshold_that_was_not_reached(now: str, before: str, shown: str) -> None:
    assert change(Decimal(now), Decimal(before)) == shown


def test_a_share_is_rounded_but_not_up_to_half() -> None:
    assert share_of(Decimal(2), Decimal(3)) == "66.7 %"
    assert share_of(Decimal("24.99"), Decimal(50)) == "49.9 %"
