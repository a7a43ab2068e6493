from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

from domain.record import PatientRecord
from domain.staging import Sessions, stage

MakeRecord = Callable[..., PatientRecord]
START = date(2024, 1, 1)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def status(number: int) -> dict[str, Any]:
    return {
        "date": day(number),
        "ecog": 0,
        "bilirubin": {"value": "18.5", "unit": "umol/L"},
        "albumin": {"value": "38", "unit": "g/L"},
        "inr": "1.1",
        "ascites": "none",
        "encephalopathy": "none",
        "ast": "40",
    }


def image(number: int) -> dict[str, Any]:
    return {
        "date": day(number),
        "lesion_count": 4,
        "largest_mm": "64",
        "vascular_invasion": False,
        "extrahepatic_spread": False,
    }


def record(make_record: MakeRecord, rows: int, images: int) -> PatientRecord:
    return make_record(
        status=[status(10 * number) for number in range(rows)],
        images=[image(10 * number) for number in range(images)],
        markers=[{"date": day(0), "marker": "AFP", "value": "450", "unit": "ng/mL"}],
    )


def test_everything_of_a_complete_record_is_there(make_record: MakeRecord) -> None:
    whole = stage(record(make_record, 3, 3), Sessions((START, START + timedelta(days=20)), responded=False))
    assert whole.child_pugh.score == 5
    assert [(score.id, score.category) for score in whole.scores()] == [
        ("albi", "2a"),
        ("bclc", "B"),
        ("cnlc", "IIb"),
        ("up_to_seven", "beyond"),
        ("six_and_twelve", "intermediate"),
        ("hap", "C"),
        ("art", "low"),
        ("abcr", "intermediate"),
    ]
    assert whole.unsuitable.finding.verdict == "met"
    assert whole.hap.value == 2
    assert whole.inputs.largest_mm == Decimal(64)
    for score in whole.scores():
        assert score.source.citation
        assert all(
            each.on is not None for each in score.inputs if each.cells and each.name not in ("bclc", "response")
        )


def test_a_value_out_of_range_is_asked_again_once(make_record: MakeRecord) -> None:
    """Child-Pugh and ALBI both read it."""
    unlikely = {**status(0), "albumin": {"value": "3.8", "unit": "g/L"}}
    assert [cell.path for cell in stage(make_record(status=[unlikely]), Sessions()).questionable] == [
        "status[0].albumin.value"
    ]
    assert stage(make_record(status=[status(0)]), Sessions()).questionable == ()


def test_an_empty_record_is_staged_as_unknown(make_record: MakeRecord) -> None:
    whole = stage(make_record(), Sessions())
    assert [score.category for score in whole.scores()] == [None] * 8
    assert whole.unsuitable.finding.verdict == "indeterminate"


def test_it_is_quick_enough_for_every_keystroke(make_record: MakeRecord) -> None:
    """20 status rows and 40 images: about half a millisecond; ten times that on a busy machine."""
    large = record(make_record, 20, 40)
    sessions = Sessions((START, START + timedelta(days=60)), responded=None)
    durations = []
    for _ in range(20):
        begun = perf_counter()
        stage(large, sessions)
        durations.append(perf_counter() - begun)
    assert min(durations) < 0.005
