"""How long an assessment takes, beside reading the same record in the same run.

A keystroke is assessed while someone types: at most 5 ms (median) for a patient of 20 sessions, 40 images, 200
lesions and 200 marker values. The 1 629 real courses: at most 3 s in one process. Figures are printed and
stored with the benchmark; what fails is a ratio to reading the record, not a time of day.
"""

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from domain.assessment import Assessment, assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import PatientRecord, TumourMarker
from tests.domain.builders import Values, marker, record, scan, status, tace, target

COURSES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "sysucc" / "records.jsonl.gz"
SESSIONS, LESIONS, MARKERS_PER_SESSION = 20, 5, 10
# Reading 40 images, 200 lesions and 200 values takes about as long as judging them; fifty times that is a fault.
MOST_TIMES_THE_READING = 50


def lesions(number: int, growth: int) -> list[Values]:
    sites = ("liver", "liver", "other", "other", "other")
    return [
        target(f"T{each}", f"{20 + each + growth}.5", site=sites[each], total_mm="60") for each in range(number)
    ]


def values_of(session: int) -> list[Values]:
    """Three markers, before and after one session."""
    names = (("AFP", "ng/mL"), ("PIVKA-II", "mAU/mL"), ("AFP-L3", "%"))
    rows = []
    for number in range(MARKERS_PER_SESSION):
        name, unit = names[number % 3]
        on = session * 60 - 3 + 5 * number
        rows.append(marker(on, str(100 + 7 * number + session), marker=name, unit=unit, assay="Roche"))
    return rows


def long_course(**missing: Any) -> PatientRecord:
    """20 sessions, 40 images, 200 lesions, 200 marker values; ``missing`` replaces fields of every image."""
    days = range(0, 60 * SESSIONS, 60)
    images = [scan(-7, targets=lesions(LESIONS, 0))]
    for number, on in enumerate(days):
        images += [scan(on + after, targets=lesions(LESIONS, number % 4), **missing) for after in (20, 40)]
    return record(
        [tace(on, agents=["epirubicin"], feeders_reanalysed=False) for on in days],
        images=images[: 2 * SESSIONS],
        markers=[row for session in range(SESSIONS) for row in values_of(session)],
        status=[status(on, ecog=1, child_pugh_score=6) for on in days],
    )


def seconds(work: Callable[[], object], rounds: int = 15) -> float:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


def long_course_of_bare_markers() -> PatientRecord:
    """The same with markers of which only the day was entered: any of them could decide."""
    days = [{"date": row.date, "marker": row.marker} for row in long_course().markers]
    return long_course().amended(markers=[TumourMarker.model_validate(row) for row in days])


CASES = {
    "documented": long_course(),
    "full of gaps": long_course(
        new_lesions=None, vascular_invasion=None, extrahepatic_spread=None, non_target=None, arterial_phase=None
    ),
    "markers without values": long_course_of_bare_markers(),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("technique", ["advise", "require"])
def test_a_patient_of_many_years(benchmark: Any, case: str, technique: str) -> None:
    of = CASES[case]
    assert (len(of.sessions), len(of.images), len(of.markers)) == (20, 40, 200)
    assert sum(len(image.targets) for image in of.images) == 200
    profile = Profile.model_validate({"change_of_technique": technique})
    benchmark(lambda: whole(of, profile))
    text = json.dumps(of.exported())
    reading = seconds(lambda: PatientRecord.model_validate(json.loads(text)))
    judging = seconds(lambda: whole(of, profile))
    report(benchmark, f"20/40/200/200 {case}, {technique}", judging, reading)
    assert judging / reading < MOST_TIMES_THE_READING


@pytest.mark.shared
@pytest.mark.skipif(not COURSES.exists(), reason="the real courses are not beside this checkout (../shared)")
def test_the_real_courses(benchmark: Any) -> None:
    texts = gzip.decompress(COURSES.read_bytes()).decode().splitlines()
    assert len(texts) == 1629
    records = [PatientRecord.model_validate(json.loads(text)) for text in texts]
    reading = seconds(lambda: [PatientRecord.model_validate(json.loads(text)) for text in texts], rounds=1)
    # Each result is let go, as on the screen: 1 629 kept trees would measure the garbage collector.
    judge = lambda: sum(len(whole(of).verdicts) for of in records)  # noqa: E731
    assert benchmark.pedantic(judge, rounds=2) == 7 * 1629
    judging = seconds(judge, rounds=1)
    report(benchmark, "1 629 courses", judging, reading)
    assert judging / reading < MOST_TIMES_THE_READING


def whole(of: PatientRecord, profile: Profile = DEFAULT_PROFILE) -> Assessment:
    """The assessment with the notes that are found when they are first read."""
    assessment = assess(of, profile)
    assert isinstance(assessment.advice + assessment.discrepancies, tuple)
    return assessment


def report(benchmark: Any, what: str, judging: float, reading: float) -> None:
    benchmark.extra_info.update(judging_s=judging, reading_s=reading, ratio=judging / reading)
    print(
        f"\n{what}: assess {1000 * judging:.1f} ms, reading {1000 * reading:.1f} ms, {judging / reading:.1f} times"
    )
