"""The catalogue of the evidence file: parsed strictly, asked by subject. It reads no disk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from domain.evidence.publication import (
    Arm,
    Comparison,
    EvidenceCard,
    EvidenceSet,
    Extent,
    Figure,
    Population,
    Publication,
    Verification,
    Words,
)

FORMAT: Final = "tacewatch.evidence/1"
FIRST_LINE: Final = "first_line"
SECOND_LINE: Final = "second_line"
CISPLATIN_OR_FLUOROURACIL: Final = "cisplatin_or_fluorouracil"
SUBJECTS: Final = (
    FIRST_LINE,
    SECOND_LINE,
    CISPLATIN_OR_FLUOROURACIL,
    "definition",
    "guideline",
    "haic_with_tace",
    "ralox",
    "repeating_tace",
)
"""What a publication can bear on."""
STANCES: Final = ("supports", "against", "contrary", "context")
_ORDER: Final = {stance: place for place, stance in enumerate(STANCES)}


class EvidenceError(ValueError):
    """The evidence file does not say what it has to say; the message names the place."""


@dataclass(frozen=True, slots=True)
class PrintedGrade:
    """The grade that the review prints beside a regimen; it names no grading system."""

    subject: str
    grade: str
    words: Words


@dataclass(frozen=True, slots=True)
class EvidenceCatalogue:
    """All publications, the notes that stand beside them, and the verification marks."""

    publications: tuple[Publication, ...]
    notes: tuple[Words, ...]
    grades: tuple[PrintedGrade, ...]
    marks: tuple[tuple[str, Words], ...]

    def publication(self, publication_id: str) -> Publication:
        """The publication with this id; KeyError where there is none."""
        return {each.id: each for each in self.publications}[publication_id]

    def card(self, publication: Publication, stance: str = "context") -> EvidenceCard:
        key = publication.verification.name.lower()
        if publication.verification is not Verification.DIFFERS:
            key = publication.extent.value
        return EvidenceCard(publication, dict(self.marks)[key], stance)

    def cards_for(self, subject: str) -> tuple[EvidenceCard, ...]:
        """The evidence on a tier ("first_line", "second_line") or another of SUBJECTS.

        What supports or speaks against it comes first; within that, patients with TACE resistance before
        mixed before indirect populations. KeyError for an unknown subject.
        """
        if subject not in SUBJECTS:
            raise KeyError(subject)
        bearing = [
            (stance, publication)
            for publication in self.publications
            for about, stance in _stances(publication)
            if about == subject
        ]
        fits = list(Population)
        bearing.sort(key=lambda pair: (_ORDER[pair[0]], fits.index(pair[1].population_fit)))
        return tuple(self.card(publication, stance) for stance, publication in bearing)

    def grade_of(self, subject: str) -> PrintedGrade | None:
        """The grade printed by the review for a tier, None where it prints none."""
        return next((each for each in self.grades if each.subject == subject), None)


def _stances(publication: Publication) -> list[tuple[str, str]]:
    """("first_line", "supports") from "first_line:supports"."""
    return [(subject, stance) for subject, _, stance in (each.partition(":") for each in publication.bears_on)]


def catalogue_of(text: str) -> EvidenceCatalogue:
    """The catalogue in the text of an evidence file; EvidenceError names what is wrong and where."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        raise EvidenceError(f"no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise EvidenceError(f"format: {FORMAT} is expected")
    marks = tuple((key, _words(value, f"marks.{key}")) for key, value in _mapping(data, "marks").items())
    publications = tuple(_publication(each, place) for place, each in enumerate(_list(data, "publications")))
    ids = [each.id for each in publications]
    if len(set(ids)) != len(ids):
        raise EvidenceError("publications: an id stands twice")
    absent = sorted({*Extent, "differs"} - {key for key, _ in marks})
    if absent:
        raise EvidenceError(f"marks: {', '.join(absent)} is missing")
    return EvidenceCatalogue(
        publications,
        tuple(_words(each, "notes") for each in _list(data, "notes")),
        tuple(
            PrintedGrade(_text(each, "subject", "grades"), _text(each, "grade", "grades"), _words(each, "grades"))
            for each in _list(data, "grades")
        ),
        marks,
    )


def _publication(data: Mapping[str, Any], place: int) -> Publication:
    at = f"publications[{place}]"
    bears_on = tuple(str(each) for each in data.get("bears_on", ()))
    for each in bears_on:
        subject, _, stance = each.partition(":")
        if subject not in SUBJECTS or stance not in STANCES:
            raise EvidenceError(f"{at}.bears_on: {each} is not known")
    ref_no = data.get("ref_no")
    try:
        return Publication(
            _text(data, "id", at),
            None if ref_no is None else int(ref_no),
            EvidenceSet(data["set"]),
            _text(data, "citation", at),
            data.get("doi") or "",
            _words(data["design"], f"{at}.design"),
            _words(data["population"], f"{at}.population"),
            Population(data["population_fit"]),
            _optional_words(data.get("resistance_definition"), f"{at}.resistance_definition"),
            tuple(_arm(each, f"{at}.arms") for each in data.get("arms", ())),
            tuple(_comparison(each, f"{at}.comparisons") for each in data.get("comparisons", ())),
            Verification(data["verified"]),
            Extent(data["extent"]),
            _words(data["display"], f"{at}.display"),
            _optional_words(data.get("caveat"), f"{at}.caveat"),
            bears_on,
        )
    except KeyError as error:
        raise EvidenceError(f"{at}: {error.args[0]} is missing") from error
    except EvidenceError:
        raise
    except (ValueError, InvalidOperation) as error:
        raise EvidenceError(f"{at}: {error}") from error


def _arm(data: Mapping[str, Any], at: str) -> Arm:
    patients = data["n"]
    return Arm(
        _words(data["name"], f"{at}.name"),
        _words(data["regimen"], f"{at}.regimen"),
        None if patients is None else int(patients),
        tuple(
            Figure(
                _text(each, "endpoint", at),
                Decimal(each["value"]),
                _text(each, "unit", at),
                _interval(each.get("ci")),
                None if each.get("events") is None else int(each["events"]),
            )
            for each in data["figures"]
        ),
        _text(data, "origin", at),
    )


def _comparison(data: Mapping[str, Any], at: str) -> Comparison:
    first, second, hazard_ratio = data["first_value"], data["second_value"], data.get("hr")
    return Comparison(
        _text(data, "endpoint", at),
        _words(data["first"], f"{at}.first"),
        _words(data["second"], f"{at}.second"),
        None if first is None else str(first),
        None if second is None else str(second),
        _text(data, "unit", at),
        None if hazard_ratio is None else Decimal(hazard_ratio),
        _interval(data.get("ci")),
        _text(data, "p", at),
        Verification(data["verified"]),
    )


def _interval(data: Any) -> tuple[Decimal, Decimal] | None:
    if data is None:
        return None
    low, high = data
    if not Decimal(low) < Decimal(high):
        raise EvidenceError("a confidence interval ends before it begins")
    return (Decimal(low), Decimal(high))


def _text(data: Mapping[str, Any], key: str, at: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise EvidenceError(f"{at}.{key}: a text is expected")
    return value


def _words(data: Mapping[str, Any], at: str) -> Words:
    return Words(_text(data, "zh", at), _text(data, "en", at))


def _optional_words(data: Mapping[str, Any] | None, at: str) -> Words | None:
    return None if data is None else _words(data, at)


def _mapping(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise EvidenceError(f"{key}: an object is expected")
    return value


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise EvidenceError(f"{key}: a list is expected")
    return value
