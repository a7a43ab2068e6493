"""What may be typed and what is read: one table, the same in every locale.

Run as a script it prints what is read of each text; the arguments name the locales to run under.
"""

import json
import locale
import sys
from contextlib import suppress
from datetime import date

from PySide6.QtCore import QLocale

from desktop_app.form.field_spec import TARGETS
from desktop_app.form.fields import FIELDS, read
from desktop_app.form.problem import Problem

TODAY = date(2025, 4, 15)
LENGTH, MARKER, PLAIN = (TARGETS, "viable_mm"), ("markers", "value"), ("status", "inr")
PLATELETS, BILIRUBIN, WEIGHT = ("status", "platelets"), ("status", "bilirubin.value"), ("patient", "weight_kg")
DAY, BIRTH, WHOLE = ("images", "date"), ("patient", "birth_date"), ("status", "ecog")

TEXTS: list[tuple[tuple[str, str], str, str]] = [
    (LENGTH, "3.5cm", "35.0"),
    (LENGTH, "35", "35"),
    (LENGTH, "３５", "35"),
    (LENGTH, "３．５ｃｍ", "35.0"),
    (LENGTH, "35 毫米", "35"),
    (LENGTH, "3.5厘米", "35.0"),
    (LENGTH, "0", "0"),
    (LENGTH, "", "None"),
    (LENGTH, "　", "None"),
    (LENGTH, "35m", "!unknown_unit"),
    (LENGTH, "3.5 in", "!unknown_unit"),
    (LENGTH, "<35", "!no_bound_here"),
    (LENGTH, "3,5", "!comma"),
    (LENGTH, "3，5", "!comma"),
    (LENGTH, "3、5", "!comma"),
    (LENGTH, "3٫5", "!comma"),
    (LENGTH, "3。5", "!full_stop"),
    (LENGTH, "3｡5", "!full_stop"),
    (LENGTH, "3·5", "!not_a_number"),
    (LENGTH, "35×20", "!not_a_number"),
    (LENGTH, "35-40", "!not_a_number"),
    (LENGTH, "~35", "!not_a_number"),
    (LENGTH, "约35", "!not_a_number"),
    (LENGTH, "35\u200b", "!unseen_character"),
    (LENGTH, "\ufeff35", "!unseen_character"),
    (LENGTH, "35\x00", "!unseen_character"),
    (MARKER, "<0.605", "<0.605"),
    (MARKER, "＞60500", ">60500"),
    (MARKER, "＜０．６０５", "<0.605"),
    (MARKER, "400 ng/mL", "400 ng/mL"),
    (MARKER, "400 NG/ML", "400 ng/mL"),
    (MARKER, "400 μg/L", "400 ug/L"),
    (MARKER, "400 µg／L", "400 ug/L"),
    (MARKER, ">60500 IU/mL", ">60500 IU/mL"),
    (MARKER, "12.3％", "12.3 %"),
    (MARKER, "1,234", "!comma"),
    (MARKER, "1.234,5", "!comma"),
    (MARKER, "1 234", "!not_a_number"),
    (MARKER, "1\u00a0234", "!not_a_number"),
    (MARKER, "1'234", "!not_a_number"),
    (MARKER, "1234.5.6", "!not_a_number"),
    (MARKER, "1e3", "!exponent"),
    (MARKER, "1E3", "!exponent"),
    (MARKER, "10²", "!exponent"),
    (MARKER, "10^2", "!exponent"),
    (MARKER, "1_000", "!exponent"),
    (MARKER, "1O0", "!not_a_number"),
    (MARKER, "l00", "!not_a_number"),
    (MARKER, "١٢٣", "!not_a_number"),
    (MARKER, "۱۲۳", "!not_a_number"),
    (MARKER, "१२३", "!not_a_number"),
    (MARKER, "一百", "!not_a_number"),
    (MARKER, "NaN", "!not_a_number"),
    (MARKER, "Infinity", "!not_a_number"),
    (MARKER, "≤5", "!bound_sign"),
    (MARKER, "<=5", "!bound_sign"),
    (MARKER, "《5", "!bound_sign"),
    (MARKER, "＜＝5", "!bound_sign"),
    (MARKER, "<", "!unfinished_number"),
    (MARKER, "<.5", "!unfinished_number"),
    (MARKER, "-5", "!sign"),
    (MARKER, "+5", "!sign"),
    (MARKER, "阴性", "!not_a_number"),
    (PLAIN, "1.10", "1.10"),
    (PLAIN, "1.", "!unfinished_number"),
    (PLAIN, "1.1234567", "!too_many_decimals"),
    (PLAIN, "1234567890", "!too_many_digits"),
    (PLATELETS, "150 ×10⁹/L", "150"),
    (PLATELETS, "150x10^9/L", "150"),
    (PLATELETS, "150*10^9", "!exponent"),
    (PLATELETS, "15010⁹/L", "!unknown_unit"),
    (PLATELETS, "150000/µL", "!unknown_unit"),
    (BILIRUBIN, "18μmol/l", "18 umol/L"),
    (BILIRUBIN, "1.1 mg/dl", "1.1 mg/dL"),
    (BILIRUBIN, "18 mmol/L", "!unknown_unit"),
    (WEIGHT, "65kg", "65"),
    (WEIGHT, "130斤", "!unknown_unit"),
    (WHOLE, "2", "2"),
    (WHOLE, "２", "2"),
    (WHOLE, "5", "!out_of_range"),
    (WHOLE, "1.0", "!not_whole"),
    (WHOLE, "٢", "!not_whole"),
    (DAY, "20250312", "2025-03-12"),
    (DAY, "0312", "2025-03-12"),
    (DAY, "3.12", "2025-03-12"),
    (DAY, "3月12日", "2025-03-12"),
    (DAY, "２０２５年３月１２日", "2025-03-12"),
    (DAY, "t", "2025-04-15"),
    (DAY, "-3", "2025-04-12"),
    (DAY, "-2w", "2025-04-01"),
    (DAY, "－２周", "2025-04-01"),
    (DAY, "0416", "2024-04-16"),
    (DAY, "0229", "2024-02-29"),
    (DAY, "2025-04-16", "!future_date"),
    (DAY, "2025-02-30", "!no_such_day"),
    (DAY, "3/12", "!month_or_day"),
    (DAY, "12.03.2025", "!not_a_date"),
    (DAY, "12 mars 2025", "!not_a_date"),
    (DAY, "Mar 12", "!not_a_date"),
    (DAY, "25-3-12", "!not_a_date"),
    (DAY, "1403/12/21", "!date_range"),
    (DAY, "١٢-٣", "!not_a_date"),
    (DAY, "1 1.2", "!not_a_date"),
    (DAY, "3。12", "!full_stop"),
    (DAY, "1899-12-31", "!date_range"),
    (BIRTH, "0402", "!year_needed"),
    (BIRTH, "1961年4月2日", "1961-04-02"),
]
"""Field, what is typed, and what is read of it: the value, or the refusal behind an exclamation mark."""


def reading(place: tuple[str, str], text: str) -> str:
    """What the field makes of the text, as one string."""
    section, path = place
    found = read(FIELDS[section][path], text, TODAY)
    if isinstance(found, Problem):
        return f"!{found.key.removeprefix('form.problem.')}"
    sign = {"lt": "<", "gt": ">"}.get(found.get("bound"), "")
    units = [str(value) for key, value in found.items() if key.endswith("unit") and value]
    return " ".join([f"{sign}{found[path]}", *units])


def under(name: str) -> tuple[str, list[str]]:
    """A number as Qt writes it in this locale, and all readings; the system's locale too where it is installed."""
    QLocale.setDefault(QLocale(name))
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, f"{name}.UTF-8")
    return QLocale().toString(1234.5), [reading(place, text) for place, text, _ in TEXTS]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([under(name) for name in sys.argv[1:]]))
