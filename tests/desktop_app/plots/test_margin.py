"""How far a sum is from its limit, and how far readers of one image differ."""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from desktop_app.plots.margin import (
    Margin,
    margin_in_full,
    margin_in_short,
    margin_line,
    margin_of,
    margin_to_flip,
    margins,
    reader_spread,
    readers_line,
)
from desktop_app.resources import resource_path
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import Assessment, assess
from domain.logic.verdict import Verdict
from domain.record import PatientRecord

READERS = Path(__file__).parents[3].parent / "shared" / "data" / "hcc-tace-seg" / "oracle_response_574.csv"
DAYS = ("2024-01-03", "2024-02-20", "2024-04-20", "2024-06-15")


def course(*sums: str | None) -> Assessment:
    """Three adequate sessions; one target of 50 mm before them, then with these diameters on each image."""
    images = [
        {
            "date": day,
            "modality": "MRI",
            "arterial_phase": True,
            "targets": [{"lesion": "T1", "viable_mm": mm}, {"lesion": "T2", "viable_mm": "0"}],
        }
        for day, mm in zip(DAYS, ("50.0", *sums), strict=True)
    ]
    sessions = [
        {"date": day, "type": "cTACE", "adequate": True} for day in ("2024-01-10", "2024-03-06", "2024-05-08")
    ]
    values: dict[str, Any] = {"format": "tacewatch.record/1", "patient": {"id": "1"}, "sessions": sessions}
    return assess(PatientRecord.model_validate({**values, "images": images}))


def flip(found: Assessment, definition: str = "CCI-2022") -> Margin:
    margin = margin_to_flip(found.verdicts[definition].finding)
    assert margin is not None
    return margin


def test_the_margin_of_the_primary_definition_reads_as_a_sentence() -> None:
    found = course("52.0", "54.0", "58.5")
    margin = flip(found)
    assert margin_line(margin, Wording("zh")) == "较首次 TACE 前 PD 自 60.0 mm 起；现 58.5 mm（还差 1.5 mm）"
    assert (
        margin_line(flip(found), Wording("en")) == "PD over the first sum from 60.0 mm; now 58.5 mm (1.5 mm short)"
    )


@pytest.mark.parametrize(
    ("now", "verdict", "distance", "told"),
    [
        ("59.99", Verdict.NOT_MET, "0.01", "0.01 mm short"),
        ("60.0", Verdict.MET, "0.0", "exactly reached"),
        ("60.01", Verdict.MET, "0.01", "0.01 mm beyond"),
    ],
)
def test_around_the_limit(now: str, verdict: Verdict, distance: str, told: str) -> None:
    margin = flip(course("52.0", "54.0", now))
    assert margin.verdict is verdict
    assert margin.to_flip_mm == Decimal(distance)
    assert told in margin_line(margin, Wording("en"))


def test_at_a_limit_that_must_be_passed_the_margin_is_nothing_and_not_met() -> None:
    finding = course("25.0", "25.0", "25.0").verdicts["JSH-LCSGJ-2014"].finding
    margin = margins(finding)[-1]
    assert (margin.criterion, margin.verdict) == ("jsh.more_than_half_viable", Verdict.NOT_MET)
    assert "exactly at the limit, not above it" in margin_line(margin, Wording("en"))


def test_after_a_sum_of_zero_no_limit_in_millimetres_is_named() -> None:
    line = margin_line(flip(course("0", "0", "8.0"), "EPOIHCC-2013"), Wording("en"))
    assert line == "After a sum of 0 any enhancement is PD; now 8.0 mm (8.0 mm beyond)"


def test_of_several_comparisons_the_narrowest_on_the_latest_image_is_the_one_to_flip() -> None:
    found = course("30.0", "31.0", "34.0")
    finding = found.verdicts["EPOIHCC-2013"].finding
    assert len(margins(finding)) == 2
    assert flip(found, "EPOIHCC-2013").criterion == "response.not_shrunk_30"  # 34.0 of 35.0; PD over 30 from 36.0
    assert flip(found, "EPOIHCC-2013").to_flip_mm == 1


def test_without_a_comparison_behind_the_verdict_there_is_no_margin() -> None:
    record = course("52.0", "54.0", "58.5").record
    two = assess(record.amended(sessions=record.sessions[:2]))
    assert margin_to_flip(two.verdicts["CCI-2022"].finding) is None


def test_a_sum_with_an_unknown_target_is_at_least_its_known_part() -> None:
    found = course("52.0", "54.0", None)
    (margin,) = margins(found.verdicts["CCI-2022"].finding)
    assert not margin.exact
    assert not margin.within_readers
    assert "now at least 0 mm (a target is unknown)" in margin_line(margin, Wording("en"))


@pytest.mark.parametrize(("now", "within"), [("42.0", False), ("42.1", True), ("77.9", True), ("78.0", False)])
def test_closer_than_readers_differ_is_said_up_to_their_median(now: str, within: bool) -> None:
    margin = flip(course("52.0", "54.0", now))
    assert reader_spread().median_mm == Decimal("18.0")
    for language in LANGUAGES:
        words = Wording(language)
        said = words("panel.margin.within_readers", median=Decimal("18.0"))
        assert (said in margin_in_short(margin, words)) is within
        assert margin_in_full(margin, words).startswith(margin_in_short(margin, words))
        assert "2024-01-03" in margin_in_full(margin, words)


def test_the_spread_is_told_with_its_figures_and_its_source() -> None:
    for language in LANGUAGES:
        line = readers_line(Wording(language))
        assert all(part in line for part in ("18.0", "7.1", "30.8", "93", "31.8", "10.7937/TCIA.5FNA-0924"))


def test_a_finding_that_compares_nothing_has_no_margin() -> None:
    enough = course("52.0", "54.0", "58.5").verdicts["CCI-2022"].finding.children[0]
    assert margin_of(enough) is None


@pytest.mark.shared
@pytest.mark.skipif(
    not READERS.exists(), reason="the readers' measurements are not beside this checkout (../shared)"
)
@pytest.mark.parametrize(
    ("when", "column"), [("before_tace", "sum_baseline_mm"), ("after_tace", "sum_followup_mm")]
)
def test_the_spread_is_that_of_the_readers_measurements(when: str, column: str) -> None:
    sums: defaultdict[str, list[Decimal]] = defaultdict(list)
    with READERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["criterion"] == "mRECIST":
                sums[row["patient"]].append(Decimal(row[column]))
    read = [values for values in sums.values() if len(values) == 3]
    spreads = [max(values) - min(values) for values in read]
    lower, middle, upper = quantiles(spreads, n=4, method="inclusive")
    kept = json.loads(resource_path("evidence", "between_readers.json").read_text(encoding="utf-8"))[when]
    assert kept.pop("images") == len(read)
    assert {name: Decimal(mm) for name, mm in kept.items()} == {
        "median_mm": middle,
        "lower_quartile_mm": lower,
        "upper_quartile_mm": upper,
        "median_sum_mm": median(median(values) for values in read),
    }
