"""The evidence file as it is shipped: complete, consistent, and without what must not reach a screen."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.evidence import EvidenceCatalogue, Publication, Verification, catalogue_of
from domain.evidence.catalogue import STANCES, SUBJECTS

FILE = Path(__file__).parents[3] / "resources" / "evidence" / "evidence.json"
TEXT = FILE.read_text(encoding="utf-8")
CATALOGUE = catalogue_of(TEXT)
UNVERIFIED = re.compile("未核对原文|未核对正式版")
UNVERIFIED_EN = re.compile("not checked against")
FORBIDDEN = [
    r"1\.72",
    r"1\.89",
    r"n\s*=\s*575",
    r"575\s*例",
    r"HR\s*(均|all)?\s*[<＜]\s*0?\.5\b",
    r"DCR\s*[<＜]\s*50",
    r"257",
    r"验证了?CCI|validat",
    r"meta-?analysis of the review|综述合并",
    r"UNVERIFIED|memory",
]


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_known_faults_of_the_review_stand_nowhere(pattern: str) -> None:
    found = [text for text in strings(json.loads(TEXT)) if re.search(pattern, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (FORBIDDEN[4], "HR均<0.5"),
        (FORBIDDEN[4], "HR all <0.5"),
        (FORBIDDEN[5], "DCR<50%"),
        (FORBIDDEN[2], "n=575"),
    ],
)
def test_the_forbidden_patterns_would_be_found(pattern: str, text: str) -> None:
    assert re.search(pattern, text, re.IGNORECASE)


def test_reference_11_is_no_evidence() -> None:
    assert sorted(each.ref_no for each in CATALOGUE.publications if each.ref_no) == [
        12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24,
    ]  # fmt: skip


def test_every_record_is_kept() -> None:
    sets = [each.evidence_set.value for each in CATALOGUE.publications]
    assert {name: sets.count(name) for name in set(sets)} == {
        "review": 11,
        "context_omitted_by_review": 4,
        "missed_by_review": 5,
        "later": 18,
    }


def every_text(publication: Publication) -> list[str]:
    words = [publication.design, publication.population, publication.display]
    words += [each for each in (publication.caveat, publication.resistance_definition) if each]
    words += [each for arm in publication.arms for each in (arm.name, arm.regimen)]
    words += [each for comparison in publication.comparisons for each in (comparison.first, comparison.second)]
    return [text for each in words for text in (each.zh, each.en)]


@pytest.mark.parametrize("publication", CATALOGUE.publications, ids=lambda each: each.id)
def test_every_card_speaks_both_languages_and_carries_its_mark(publication: Publication) -> None:
    card = CATALOGUE.card(publication)
    assert all(text.strip() for text in every_text(publication))
    assert card.text("zh").endswith(card.mark.zh)
    assert card.text("en").endswith(card.mark.en)
    assert card.mark.zh.startswith("【")
    assert card.mark.en.startswith("[")
    unread = publication.verification is Verification.NOT_FOUND
    assert bool(UNVERIFIED.search(card.mark.zh)) == unread
    assert bool(UNVERIFIED_EN.search(card.mark.en)) == unread


@pytest.mark.parametrize("publication", CATALOGUE.publications, ids=lambda each: each.id)
def test_both_languages_show_the_same_numbers(publication: Publication) -> None:
    def numbers(text: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:\.\d+)?", text))

    for words in (publication.display, publication.population):
        assert numbers(words.zh) == numbers(words.en)


def test_figures_quoted_from_the_review_only_say_so() -> None:
    for publication in CATALOGUE.publications:
        if any(arm.origin == "review" for arm in publication.arms):
            assert "仅引自综述，未核对原文" in CATALOGUE.card(publication).mark.zh
            assert (
                "quoted from the review only, not checked against the paper" in CATALOGUE.card(publication).mark.en
            )


@pytest.mark.parametrize("publication", CATALOGUE.publications, ids=lambda each: each.id)
def test_patients_and_percentages_agree(publication: Publication) -> None:
    for arm in publication.arms:
        for figure in arm.figures:
            if figure.events is not None:
                assert arm.patients
                share = Decimal(100) * figure.events / arm.patients
                assert abs(share - figure.value) <= Decimal("0.5") * Decimal(10) ** _exponent(figure.value)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def test_all_rates_of_counted_arms_have_their_patients() -> None:
    """Otherwise the test above would have nothing to test."""
    counted = [
        figure for each in CATALOGUE.publications for arm in each.arms for figure in arm.figures if figure.events
    ]
    assert len(counted) == 15


@pytest.mark.parametrize("publication", CATALOGUE.publications, ids=lambda each: each.id)
def test_medians_lie_within_their_intervals_and_comparisons_repeat_their_arms(publication: Publication) -> None:
    values = {(arm.name.en, figure.endpoint): figure.value for arm in publication.arms for figure in arm.figures}
    for arm in publication.arms:
        for figure in arm.figures:
            if figure.interval:
                assert figure.interval[0] < figure.value < figure.interval[1]
    for comparison in publication.comparisons:
        if comparison.interval:
            assert comparison.hazard_ratio is not None
            assert comparison.interval[0] < comparison.hazard_ratio < comparison.interval[1]
        for group, value in (
            (comparison.first, comparison.first_value),
            (comparison.second, comparison.second_value),
        ):
            known = values.get((group.en, comparison.endpoint))
            assert known is None or value is None or known == Decimal(value)


def test_lin_2023_has_its_arm_sizes_the_right_way_round() -> None:
    lin = CATALOGUE.publication("lin2023")
    assert [(arm.name.en, arm.patients) for arm in lin.arms] == [
        ("HAIC + lenvatinib + PD-1", 75),
        ("HAIC + lenvatinib", 74),
    ]
    assert lin.verification is Verification.DIFFERS
    assert "PD-1（n=75）" in lin.display.zh
    assert "PD-1 (n=75)" in lin.display.en
    assert "已更正" in CATALOGUE.card(lin).mark.zh


def test_it_is_said_that_no_study_used_the_cci_definition() -> None:
    assert "均未采用CCI定义" in CATALOGUE.notes[0].zh
    assert CATALOGUE.notes[0].en == "No study in the review used the CCI definition."


@pytest.mark.parametrize(
    ("subject", "grade"), [("first_line", "1B"), ("second_line", "2A"), ("cisplatin_or_fluorouracil", "2B")]
)
def test_grades_are_printed_as_printed(subject: str, grade: str) -> None:
    printed = CATALOGUE.grade_of(subject)
    assert printed is not None
    assert printed.grade == grade
    assert "未说明" in printed.words.zh
    assert "not named" in printed.words.en
    assert CATALOGUE.grade_of("ralox") is None


def test_the_evidence_behind_each_tier() -> None:
    def ids(subject: str, stance: str) -> list[str]:
        return [card.publication.id for card in CATALOGUE.cards_for(subject) if card.stance == stance]

    assert ids("first_line", "supports")[:2] == ["lin2023", "diao2024"]
    assert ids("second_line", "supports") == ["hsu2021"]
    assert "li2022" in ids("second_line", "context")
    assert ids("cisplatin_or_fluorouracil", "against")[:3] == ["iwasa2011", "ikeda2014", "hatooka2016"]
    assert ids("cisplatin_or_fluorouracil", "contrary") == ["moriya2018"]


def test_the_order_of_the_file_does_not_order_the_cards() -> None:
    backwards = replace(CATALOGUE, publications=CATALOGUE.publications[::-1])
    for subject in SUBJECTS:
        stances = [STANCES.index(card.stance) for card in backwards.cards_for(subject)]
        assert stances == sorted(stances)
    closest = [card.publication.population_fit.value for card in backwards.cards_for("first_line")[:5]]
    assert closest == ["resistant", "resistant", "indirect", "indirect", "indirect"]


def test_ralox_and_studies_without_figures_support_no_tier() -> None:
    for publication in CATALOGUE.publications:
        if any(each.startswith("ralox") for each in publication.bears_on):
            assert not any(each.startswith(("first_line", "second_line")) for each in publication.bears_on)
        if "不展示" in publication.display.zh:
            assert not any(each.endswith(":supports") for each in publication.bears_on)
            assert publication.arms == ()


def test_indirect_evidence_says_that_it_is_indirect() -> None:
    for subject in ("first_line", "second_line"):
        for card in CATALOGUE.cards_for(subject):
            fit = card.publication.population_fit.value
            if fit == "indirect" and "不展示" not in card.publication.display.zh:
                assert "间接证据" in card.publication.display.zh
                assert card.publication.display.en.startswith("Indirect evidence")


def test_every_publication_bears_on_something() -> None:
    assert [each.id for each in CATALOGUE.publications if not each.bears_on] == []


def test_words_know_two_languages() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.notes[0].text("ja")


def test_an_unknown_subject_or_publication_is_an_error() -> None:
    catalogue: EvidenceCatalogue = CATALOGUE
    with pytest.raises(KeyError):
        catalogue.cards_for("third_line")
    with pytest.raises(KeyError):
        catalogue.publication("nobody2020")
