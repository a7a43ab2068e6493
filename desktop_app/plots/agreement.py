"""Two readers of one image: what each measured, how far apart they are, and whether they say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.wording import Wording
from domain.assessment import Assessment, assess
from domain.record import ImagingStudy, PatientRecord, ReportedResponse, ResponseCategory
from domain.response.interval import viable_mm


@dataclass(frozen=True, slots=True)
class Pair:
    """What the first and the second reader say, in mm; None = not measured by this one."""

    first: Decimal | None
    second: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class ReadingAgreement:
    """``reported``, ``computed``: categories of the first and the second reader, as reported and by mRECIST.

    ``total`` adds up the lesions that both measured.
    """

    lesions: tuple[tuple[str, Pair], ...]
    total: Pair
    reported: tuple[ResponseCategory | None, ResponseCategory | None]
    computed: tuple[ResponseCategory | None, ResponseCategory | None]

    @property
    def disagree(self) -> bool:
        """Whether the readers come to different categories."""
        return any(None not in pair and pair[0] is not pair[1] for pair in (self.reported, self.computed))


def agreement(record: PatientRecord, index: int, assessment: Assessment) -> ReadingAgreement | None:
    """The agreement on the image at this index; None where there is no second reading of anything."""
    image = record.images[index]
    second = image.second_reading
    if second is None or not (second.targets or second.reported):
        return None
    lesions = _lesions(image)
    both = [pair for _, pair in lesions if pair.difference is not None]
    return ReadingAgreement(
        lesions,
        Pair(_sum([pair.first for pair in both]), _sum([pair.second for pair in both])),
        (_reported(image.reported), _reported(second.reported)),
        (_computed(assessment, index), _by_second_reader(record, index, assessment) if second.targets else None),
    )


def _reported(response: ReportedResponse | None) -> ResponseCategory | None:
    return response.category if response is not None else None


def _lesions(image: ImagingStudy) -> tuple[tuple[str, Pair], ...]:
    second = image.second_reading.targets if image.second_reading is not None else ()
    one, other = ({row.lesion: viable_mm(row) for row in rows} for rows in (image.targets, second))
    names = dict.fromkeys((*one, *other))
    return tuple((name, Pair(one.get(name), other.get(name))) for name in names)


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _by_second_reader(record: PatientRecord, index: int, assessment: Assessment) -> ResponseCategory | None:
    """What the course would say with the second reader's measurements of this image, all else unchanged."""
    image = record.images[index]
    if image.second_reading is None:
        return None
    swapped = image.model_copy(update={"targets": image.second_reading.targets, "second_reading": None})
    images = (*record.images[:index], swapped, *record.images[index + 1 :])
    other = record.amended(images=images)
    return _computed(assess(other, assessment.profile), other.images.index(swapped))


def _computed(assessment: Assessment, index: int) -> ResponseCategory | None:
    return next((each.mrecist_overall for each in assessment.responses if each.image == index), None)


def agreement_in_words(found: ReadingAgreement, words: Wording) -> Iterator[str]:
    """Lesion by lesion, their sum, and the categories; one part of a sentence each."""
    for name, pair in found.lesions:
        yield words("history.agreement.lesion", lesion=name, **_pair_facts(pair, words))
    if found.total.difference is not None and len(found.lesions) > 1:
        yield words("history.agreement.sum", **_pair_facts(found.total, words))
    for kind, pair_of in (("reported", found.reported), ("computed", found.computed)):
        if None not in pair_of:
            same = "same" if pair_of[0] is pair_of[1] else "different"
            facts = {"first": pair_of[0], "second": pair_of[1], "same": words(f"history.agreement.{same}")}
            yield words(f"history.agreement.{kind}", **facts)


def _pair_facts(pair: Pair, words: Wording) -> dict[str, str]:
    shown = {name: "–" if value is None else f"{value:f}" for name, value in _sides(pair)}
    apart = pair.difference
    shown["difference"] = words("history.agreement.apart", mm=f"{apart:+f}") if apart is not None else ""
    return shown


def _sides(pair: Pair) -> tuple[tuple[str, Decimal | None], ...]:
    return ("first", pair.first), ("second", pair.second)
