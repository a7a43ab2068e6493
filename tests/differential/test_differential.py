"""The engine and the second reading of the rules agree on every random history, worked patient and real course."""

import gzip
import itertools
import json
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from domain.assessment import Assessment, assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.differential import reference
from tests.differential.histories import history

Json = dict[str, Any]

FIRST_SEED = 1_000_000
BATCHES = 8
BATCH_SIZE = 300
# The real courses are compared at this step through the file, so that every year of it takes part.
EVERY = 10

ROOT = Path(__file__).parents[2]
VIGNETTES = sorted((ROOT / "tests" / "vignettes" / "records").glob("*.json"))
EXPECTED = ROOT / "tests" / "vignettes" / "expected"
COURSES = ROOT.parent / "shared" / "data" / "sysucc" / "records.jsonl.gz"
RESPONSE_KEYS = (
    "evaluates_session",
    "sum_mm",
    "baseline_mm",
    "nadir_mm",
    "mrecist_target",
    "mrecist_overall",
    "recist11_target",
)


def plain(value: Any) -> Any:
    """A date or a word of the engine as the record format writes it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def engine_answers(record: Json, settings: Json) -> Json:
    """What the engine says, flat: one key per verdict, per cell of a response, and for the recommendation."""
    patient = PatientRecord.model_validate(record)
    found: Assessment = assess(patient, Profile.model_validate(settings))
    answers: Json = {name: outcome.verdict.value for name, outcome in found.verdicts.items()}
    for response in found.responses:
        place = f"{response.day.isoformat()} {plain(patient.images[response.image].modality)}"
        answers |= {f"{place} {key}": plain(getattr(response, key)) for key in RESPONSE_KEYS}
    recommended = found.recommendation
    return answers | {"recommendation": (recommended.status.value, plain(recommended.tier))}


def reference_answers(record: Json, settings: Json) -> Json:
    """The same from the second reading."""
    answers: Json = dict(reference.verdicts(record, settings))
    for response in reference.responses(record, settings):
        place = f"{response['image']} {response['modality']}"
        answers |= {f"{place} {key}": response[key] for key in RESPONSE_KEYS}
    return answers | {"recommendation": reference.recommendation(record, settings)}


def disagreement(record: Json, settings: Json) -> str | None:
    """Every answer that differs, with the record; None where all agree."""
    engine, second = engine_answers(record, settings), reference_answers(record, settings)
    differing = [
        f"  {key}: engine {engine.get(key, 'silent')}, second reading {second.get(key, 'silent')}"
        for key in sorted(engine.keys() | second.keys())
        if engine.get(key, "silent") != second.get(key, "silent")
    ]
    if not differing:
        return None
    return "\n".join([*differing, f"  settings {json.dumps(settings)}", f"  record {json.dumps(record)}"])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_engine_agrees_with_the_second_reading_on_random_histories(batch: int) -> None:
    first = FIRST_SEED + batch * BATCH_SIZE
    faults = {seed: disagreement(*history(seed)) for seed in range(first, first + BATCH_SIZE)}
    shown = [f"history({seed})\n{fault}" for seed, fault in faults.items() if fault is not None]
    assert not shown, f"{len(shown)} of {BATCH_SIZE} histories from seed {first} differ\n" + "\n".join(shown[:5])


def staged_course(
    adequate: bool | None, feeders: tuple[bool | None, ...], intents: tuple[str | None, ...]
) -> Json:
    """Two sessions without a response, the second in two parts that say different things."""
    parts: list[Json] = [
        {"adequate": said, "feeders_reanalysed": feeder, "intent": intent, "course": "c"}
        for said, feeder, intent in zip((True, adequate), feeders, intents, strict=True)
    ]
    rows: list[Json] = [{"adequate": True, "intent": "palliative"}, *parts]
    found: Json = {
        "arterial_phase": True,
        "new_lesions": [],
        "vascular_invasion": False,
        "extrahepatic_spread": False,
    }
    sizes = {"2024-01-03": "50", "2024-02-20": "49", "2024-04-25": "47"}
    return {
        "format": "tacewatch.record/1",
        "patient": {"id": "D1"},
        "sessions": [
            {"date": day, "type": "cTACE", "agents": ["epirubicin"]} | row
            for day, row in zip(("2024-01-10", "2024-03-06", "2024-03-20"), rows, strict=True)
        ],
        "images": [
            found | {"date": day, "non_target": "none", "targets": [{"lesion": "T1", "viable_mm": size}]}
            for day, size in sizes.items()
        ],
        "markers": [{"date": day, "marker": "AFP", "value": "3", "unit": "ng/mL"} for day in sizes],
    }


@pytest.mark.parametrize("adequate", [True, False, None])
def test_the_engine_agrees_on_the_parts_of_a_staged_session(adequate: bool | None) -> None:
    settings = {"change_of_technique": "require"}
    reached: set[tuple[str, str]] = set()
    for feeders in itertools.product((True, False, None), repeat=2):
        for intents in itertools.product(("palliative", "curative", None), repeat=2):
            record = staged_course(adequate, feeders, intents)
            assert disagreement(record, settings) is None
            reached |= set(reference.verdicts(record, settings).items())
    assert {("European-2014", word) for word in ("met", "not_met", "indeterminate")} <= reached


def test_the_histories_reach_every_verdict_and_every_recommendation() -> None:
    reached: set[tuple[str, object]] = set()
    for seed in range(FIRST_SEED, FIRST_SEED + 1500):
        record, settings = history(seed)
        reached |= set(reference.verdicts(record, settings).items())
        reached.add(("recommendation", reference.recommendation(record, settings)))
    words = {(name, word) for name in reference.CONSENSUS for word in ("met", "not_met", "indeterminate")}
    outcomes: list[tuple[str, str | None]] = [
        (status, tier) for status in ("recommended", "discuss") for tier in ("first_line", "second_line")
    ]
    outcomes += [(status, None) for status in ("withheld", "out_of_scope", "not_triggered")]
    assert words | {("recommendation", outcome) for outcome in outcomes} <= reached


@pytest.mark.parametrize("file", VIGNETTES, ids=lambda file: file.stem)
def test_the_second_reading_gives_the_expected_answers_on_the_worked_patients(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    expected = {
        answers.stem: json.loads(answers.read_text(encoding="utf-8"))[file.stem]
        for answers in EXPECTED.glob("*.json")
    }
    recommendation = expected.pop("recommendation")
    assert reference.verdicts(case["record"], case["profile"]) == expected
    assert reference.recommendation(case["record"], case["profile"]) == (
        recommendation["status"],
        recommendation["tier"],
    )
    assert disagreement(case["record"], case["profile"]) is None


def repeats_a_study(record: Json) -> bool:
    """Two contrast images of one day and modality, which the rules refuse and so leave without an answer."""
    contrast = [image for image in record["images"] if image.get("arterial_phase") is not False]
    return len({(image["date"], image.get("modality")) for image in contrast}) < len(contrast)


@pytest.mark.shared
@pytest.mark.skipif(not COURSES.exists(), reason="the real courses are not beside this checkout (../shared)")
def test_the_engine_agrees_with_the_second_reading_on_real_courses() -> None:
    with gzip.open(COURSES, "rt", encoding="utf-8") as lines:
        records = [record for line in lines if not repeats_a_study(record := json.loads(line))][::EVERY]
    assert records
    faults = [fault for record in records if (fault := disagreement(record, {})) is not None]
    assert not faults, f"{len(faults)} of {len(records)} courses differ\n" + "\n".join(faults[:3])
