"""Whatever is typed as a number or a date is read as one value or refused; nothing else ever comes out."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.form.dates import read_date
from desktop_app.form.problem import Problem
from desktop_app.form.reading import Number, read_number
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

TODAY = date(2026, 11, 23)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789０１２３４５６７８９.．,，、<>＜＞-+eE_²٣ \t\u3000NaNinf", max_size=16),
    st.from_regex(r"[<>]? ?[0-9]{1,12}(\.[0-9]{1,8})? ?(mm|cm|ng/mL|％)?", fullmatch=True),
)
DAYS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"(20[12][0-9])?[-./年 ]?[0-9]{1,2}[-./月 ]?[0-9]{1,2}[日号]?", fullmatch=True),
    st.text(alphabet="0123456789０１２３-/.．年月日号 tTwW今天昨－", max_size=12),
)
VALUES = st.decimals(min_value=0, max_value=999_999, places=3)


def often(tier: Tier, quick: int) -> settings:
    return settings(
        max_examples=tier.choose(quick, 40 * quick),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@BOTH_TIERS
def test_R9b_any_text_is_a_finite_number_or_a_question(tier: Tier, tally: Tally) -> None:
    tally.of("R9b", "texts typed as numbers")

    @often(tier, 3000)
    @given(TYPED, st.booleans(), st.booleans())
    def read(text: str, length: bool, bounds: bool) -> None:
        tally.tried += 1
        found = read_number(text, length=length, bounds=bounds, units=("ng/mL",))
        tally.seen[type(found).__name__] += 1
        if isinstance(found, Number):
            assert found.value.is_finite()
            assert found.value >= 0
        else:
            assert found is None or isinstance(found, Problem)

    read()
    tally.check()
    assert tally.seen["Number"] > tally.tried / 20


@BOTH_TIERS
def test_R9b_a_number_is_read_as_it_was_written_in_either_width(tier: Tier, tally: Tally) -> None:
    tally.of("R9b", "numbers written and read back, half and full width, padded, with a bound")

    @often(tier, 1000)
    @given(VALUES, st.sampled_from(("", "<", ">")), st.booleans(), st.sampled_from(("", " ", "\u3000")))
    def read(value: Decimal, bound: str, full: bool, padding: str) -> None:
        tally.tried += 1
        written = f"{bound}{value:f}"
        found = read_number(f"{padding}{written.translate(FULL_WIDTH) if full else written}{padding}", bounds=True)
        assert found == Number(value, {"": "exact", "<": "lt", ">": "gt"}[bound])

    read()
    tally.check()


@BOTH_TIERS
def test_R9b_any_text_is_a_day_or_a_question(tier: Tier, tally: Tally) -> None:
    tally.of("R9b", "texts typed as dates")

    @often(tier, 1000)
    @given(DAYS)
    def read(text: str) -> None:
        tally.tried += 1
        found = read_date(text, TODAY)
        tally.seen[type(found).__name__] += 1
        assert found is None or isinstance(found, (date, Problem))
        if isinstance(found, date):
            assert found <= TODAY

    read()
    tally.check()
    assert tally.seen["date"] > 0
