"""What is taken over from the record before: a chain of edits gives at every step what a fresh start gives."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from domain.assessment import Assessment, assess
from domain.course.memory import Reads
from domain.profile import Profile
from domain.record import ImagingStudy, PatientRecord, Row
from tests.differential.histories import history

LISTS = ("sessions", "images", "markers", "status", "therapies")
SINGLE = ("patient", "constraints")
EDITS = 40
# Tracing doubles the time of a chain: the first seeds reach every line, the others are about the answers.
TRACED = 2
QUICK, LONG = 16, 40
UNTRACED, LATER = pytest.mark.no_cover, pytest.mark.reliability_long
SEEDS = [
    *range(TRACED),
    *(pytest.param(seed, marks=UNTRACED) for seed in range(TRACED, QUICK)),
    *(pytest.param(seed, marks=(UNTRACED, LATER)) for seed in range(QUICK, LONG)),
]
VIGNETTES = sorted((Path(__file__).parents[1] / "vignettes" / "records").glob("*.json"))


def with_field(row: Row, field: str, value: Any) -> Row:
    """The row with another value in one field, every other value the very same object."""
    return type(row).model_validate(
        {**{name: getattr(row, name) for name in type(row).model_fields}, field: value}
    )


def edited_row(row: Row, donors: tuple[Row, ...], random: Random) -> Row:
    """One field emptied, or as it stands in another row; in an image half the time a field of one target."""
    targets = getattr(row, "targets", ())
    if targets and random.random() < 0.6:
        at = random.randrange(len(targets))
        theirs = tuple(each for donor in donors for each in getattr(donor, "targets", ()))
        other = edited_row(targets[at], theirs or targets, random)
        return with_field(row, "targets", (*targets[:at], other, *targets[at + 1 :]))
    field = random.choice([name for name in type(row).model_fields if name != "id"])
    value = None if random.random() < 0.3 or not donors else getattr(random.choice(donors), field)
    return with_field(row, field, value)


def edited(record: PatientRecord, donor: PatientRecord, random: Random) -> PatientRecord:
    """One edit as the form makes it; ValidationError where the record format does not allow it."""
    section = random.choice((*LISTS, "images", "images", *SINGLE))
    if section in SINGLE:
        row = edited_row(getattr(record, section), (getattr(donor, section),), random)
        return record.amended(**{section: row})
    rows, theirs = getattr(record, section), getattr(donor, section)
    what = random.random()
    if what < 0.1 and theirs:
        return record.amended(**{section: (*rows, random.choice(theirs))})
    if not rows:
        return record
    at = random.randrange(len(rows))
    if what < 0.2:
        return record.amended(**{section: (*rows[:at], *rows[at + 1 :])})
    return record.amended(**{section: (*rows[:at], edited_row(rows[at], theirs, random), *rows[at + 1 :])})


def chain(record: PatientRecord, donor: PatientRecord, random: Random) -> Iterator[PatientRecord]:
    for _ in range(EDITS):
        try:
            record = edited(record, donor, random)
        except ValidationError:
            continue
        yield record


def of_seed(seed: int) -> PatientRecord:
    return PatientRecord.model_validate(history(seed)[0])


def measured(image: ImagingStudy) -> bool:
    return bool(image.targets) and image.targets[0].viable_mm is not None


def shown(assessment: Assessment) -> str:
    """All of it as written: equal numbers may be written differently, and what is shown quotes them."""
    return repr((assessment, assessment.advice, assessment.discrepancies))


def refuse_difference(record: PatientRecord, donor: PatientRecord, profile: Profile, random: Random) -> int:
    former = assess(record, profile)
    steps = 0
    for following in chain(record, donor, random):
        fresh = assess(following, profile)
        former = assess(following, profile, former=former)
        assert former == fresh
        assert shown(former) == shown(fresh)
        steps += 1
    return steps


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chain_of_edits_is_assessed_as_if_each_record_were_the_first(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    record, donor = of_seed(seed), of_seed(seed + 1000)
    changing = Profile.model_validate({"change_of_technique": random.choice(("advise", "require"))})
    assert refuse_difference(record, donor, changing, random) > EDITS / 2


@pytest.mark.no_cover
@pytest.mark.parametrize("file", VIGNETTES, ids=lambda file: file.stem)
def test_a_vignette_is_edited_field_by_field(file: Path) -> None:
    vignette = json.loads(file.read_text(encoding="utf-8"))
    random = Random(file.stem)  # noqa: S311
    record = PatientRecord.model_validate(vignette["record"])
    donor = of_seed(random.randrange(1000))
    assert refuse_difference(record, donor, Profile.model_validate(vignette["profile"]), random) > EDITS / 3


def test_another_profile_takes_nothing_over() -> None:
    record = of_seed(7)
    strict = Profile.model_validate({"mrecist_five_mm": True})
    former = assess(record)
    assert shown(assess(record, strict, former=former)) == shown(assess(record, strict))


def test_a_diameter_written_differently_is_shown_as_it_is_written() -> None:
    """14 and 14.0 are equal; the sentence quotes what stands in the record."""
    record = of_seed(3)
    at, image = next((at, image) for at, image in reversed([*enumerate(record.images)]) if measured(image))
    target = image.targets[0]
    longer = with_field(target, "viable_mm", f"{target.viable_mm:.4f}")
    rows = (longer, *image.targets[1:])
    following = record.amended(
        images=(*record.images[:at], with_field(image, "targets", rows), *record.images[at + 1 :])
    )
    assert following == record
    assert shown(assess(following, former=assess(record))) == shown(assess(following))


def test_a_diameter_of_the_last_image_leaves_most_answers_standing() -> None:
    """Without this nothing would be gained, and no other test would notice."""
    record = of_seed(3)
    former = assess(record)
    image = record.images[-1]
    following = record.amended(images=(*record.images[:-1], with_field(image, "viable_percent", "33")))
    course = assess(following, former=former).course
    taken_over = [
        question.reads
        for question, answers in former.course.memory.items()
        if answers.items() <= course.memory.get(question, {}).items()
    ]
    assert {Reads.SESSIONS, Reads.MARKERS} <= set(taken_over)
