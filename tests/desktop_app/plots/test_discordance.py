"""Why definitions differ: one readable sentence per pair of camps."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.exchange.demo import demo_records
from desktop_app.plots.discordance import LONGEST, discordance_sentences, discordances
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import Assessment, assess
from domain.profile import Profile
from domain.record import PatientRecord
from domain.resistance.definition import Standing
from domain.resistance.registry import DEFINITIONS
from tests.differential.histories import history

VIGNETTES = Path(__file__).parents[2] / "vignettes" / "records"
PRIMARIES = [each.id for each in DEFINITIONS if each.standing is Standing.CONSENSUS]


@cache
def cases() -> dict[str, Assessment]:
    """The demo patients and the vignettes, assessed."""
    found = {record.patient.id: assess(record) for record in demo_records(date(2026, 11, 23))}
    for file in sorted(VIGNETTES.glob("*.json")):
        vignette = json.loads(file.read_text(encoding="utf-8"))
        record = PatientRecord.model_validate(vignette["record"])
        found[file.stem] = assess(record, Profile.model_validate(vignette["profile"]))
    return found


def discordant() -> Iterator[tuple[str, Assessment]]:
    return ((name, found) for name, found in cases().items() if found.discordance)


def subjects(case: str) -> list[str]:
    return [subject for each in discordances(cases()[case]) for subject in each.subjects]


def check(assessment: Assessment, words: Wording) -> None:
    sentences = discordance_sentences(assessment, words)
    camps = {assessment.verdicts[each].verdict for each in assessment.discordance}
    assert len(sentences) == len(camps)
    told = "\n".join(sentences)
    for definition in assessment.discordance:
        assert told.count(words(f"panel.definition.{definition}")) == 1, (definition, told)
    for sentence in sentences:
        assert len(sentence) <= LONGEST[words.language], sentence
        assert sentence.count(words(f"panel.definition.{assessment.profile.primary_definition}")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_discordance_is_told_shortly_and_names_each_differing_definition_once(language: str) -> None:
    words = Wording(language)  # type: ignore[arg-type]
    assert LONGEST == {"zh": 120, "en": 240}
    differing = dict(discordant())
    assert len(differing) > 40
    for found in differing.values():
        check(found, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_worked_patients_every_sentence_says_what_each_verdict_rests_on(language: str) -> None:
    words = Wording(language)  # type: ignore[arg-type]
    bracket = {"zh": "（", "en": " ("}[language]
    assert all(
        sentence.count(bracket) > 1
        for _, found in discordant()
        for sentence in discordance_sentences(found, words)
    )


@pytest.mark.parametrize("primary", PRIMARIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_with_any_primary_definition_the_sentences_hold(primary: str, language: str) -> None:
    profile = Profile(primary_definition=primary, cci_new_lesions_count=True)
    words = Wording(language)  # type: ignore[arg-type]
    for found in list(cases().values())[::3]:
        check(assess(found.record, profile), words)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), primary=st.sampled_from(PRIMARIES))
@example(seed=2278, primary="JSH-2021")  # a sum of 0, and nothing known before the first TACE
def test_no_history_under_any_profile_is_without_words(seed: int, primary: str) -> None:
    record, profile = history(seed)
    found = assess(
        PatientRecord.model_validate(record), Profile.model_validate({**profile, "primary_definition": primary})
    )
    for language in LANGUAGES:
        check(found, Wording(language))


def test_where_all_agree_there_is_nothing_to_tell() -> None:
    agreeing = next(found for found in cases().values() if not found.discordance)
    assert discordances(agreeing) == ()
    assert discordance_sentences(agreeing, Wording("en")) == ()


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("V03", ["threshold"]),  # 50.4 → 60.4 mm is not 20 %, but more than half is viable, and it is SD
        ("V04", ["reference"]),  # 100 → 40 → 45 → 60: PD over the nadir, not over the first sum
        ("V06", ["sessions"]),
        ("V12", ["vessels"]),
        ("N18", ["spread"]),
        ("V09", ["markers"]),
        ("V20", ["quality"]),
        ("DEMO-28", ["continuity"]),
        ("DEMO-17", ["new_lesion"]),
        ("DEMO-15", ["missing"]),
        ("DEMO-56", ["beyond_entry"]),
        ("V15", ["sessions", "intent"]),
        ("DEMO-35", ["sessions", "non_target"]),
        ("DEMO-53", ["threshold"]),  # SD as reported: enough for EPOIHCC, not for CCI
    ],
)
def test_what_differs_is_what_decides(case: str, expected: list[str]) -> None:
    assert subjects(case) == expected


def test_a_lesion_that_enhances_again_is_told_against_both_references() -> None:
    told = " ".join(discordance_sentences(cases()["H14"], Wording("en")))
    assert "from 0 up over the nadir" in told
    assert "−88.0 % over the first sum" in told
