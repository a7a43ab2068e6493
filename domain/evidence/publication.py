"""Publications and what they report, as data: figures, population, and how far each was checked."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Certainty(StrEnum):
    """How sure a statement about a source is; the tag travels with the statement."""

    READ = "V"
    """Read in the source itself."""
    PARAPHRASED = "V2"
    """Read in another paper that paraphrases it."""
    REVIEW_ONLY = "R"
    """Stated by the review only."""
    STANDARD = "M"
    """Standard knowledge; the source text was not opened."""
    OWN_CHOICE = "P"
    """This project's own operational choice."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a formula or a threshold comes from."""

    citation: str
    certainty: Certainty
    doi: str = ""


class Verification(StrEnum):
    """What a comparison of the record with its primary paper gave."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    NOT_FOUND = "not found"


class Extent(StrEnum):
    """How much of the primary source was read; it decides the verification mark."""

    ABSTRACT = "abstract"
    REVIEW_FIGURES = "review_figures"
    ABSTRACT_AND_REVIEW = "abstract_and_review"
    TRANSCRIPTION = "transcription"
    SECONDARY = "secondary"
    TITLE = "title"


class EvidenceSet(StrEnum):
    """How a publication relates to the review."""

    REVIEW = "review"
    OMITTED = "context_omitted_by_review"
    MISSED = "missed_by_review"
    LATER = "later"


class Population(StrEnum):
    """How close the studied patients are to patients with TACE resistance."""

    RESISTANT = "resistant"
    MIXED = "mixed"
    INDIRECT = "indirect"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """The text in "zh" or "en"; KeyError for any other language."""
        return {"zh": self.zh, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class Figure:
    """One result of one arm: months for medians, % for rates, with a 95 % confidence interval if given.

    ``events`` is the number of patients behind a percentage, where it is known.
    """

    endpoint: str
    value: Decimal
    unit: str
    interval: tuple[Decimal, Decimal] | None = None
    events: int | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """A treatment group; ``patients`` None = not reported. ``origin``: "primary" or "review"."""

    name: Words
    regimen: Words
    patients: int | None
    figures: tuple[Figure, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups compared; a value is text where no number was reached ("not reached")."""

    endpoint: str
    first: Words
    second: Words
    first_value: str | None
    second_value: str | None
    unit: str
    hazard_ratio: Decimal | None
    interval: tuple[Decimal, Decimal] | None
    p_value: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Publication:
    """A study, guideline or consensus with what the catalogue knows about it."""

    id: str
    ref_no: int | None
    evidence_set: EvidenceSet
    citation: str
    doi: str
    design: Words
    population: Words
    population_fit: Population
    resistance_definition: Words | None
    arms: tuple[Arm, ...]
    comparisons: tuple[Comparison, ...]
    verification: Verification
    extent: Extent
    display: Words
    caveat: Words | None
    bears_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """A publication with its verification mark, ready to be shown or printed.

    ``stance`` says what it is to the subject asked for: "supports", "against", "contrary" or "context".
    """

    publication: Publication
    mark: Words
    stance: str

    def text(self, language: str) -> str:
        """The line to show, always with the mark."""
        return f"{self.publication.display.text(language)}{self.mark.text(language)}"
