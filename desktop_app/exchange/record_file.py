"""Records from a file: each valid, or the whole file refused with every fault it has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from desktop_app.exchange import bounded_file, strict_json
from desktop_app.exchange.fault import MOST_FAULTS, Fault, FileRefused
from desktop_app.exchange.model_faults import Found, faults_of
from desktop_app.exchange.path import Location, path_text
from domain.course import same_day_conflicts
from domain.profile import Profile
from domain.record import FORMAT, PatientRecord

VIGNETTES = "tacewatch.vignettes/1"
_OF_A_FILE = frozenset({"format", "vignettes"})
_OF_A_VIGNETTE = frozenset({"id", "why", "profile", "record", "expected", "expected_recommendation"})


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A record with the profile that its file states (vignettes), and where it stood.

    ``line`` counts from 1 in a ``.jsonl`` file, ``position`` from 0 in a list; None elsewhere.
    """

    record: PatientRecord
    profile: Profile | None = None
    line: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class RecordFile:
    """``warnings`` are what a cohort file was taken with all the same."""

    path: Path
    records: tuple[FileRecord, ...]
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Raw:
    """A value that should be a record, and where it stands."""

    value: Any
    at: Location = ()
    line: int | None = None
    position: int | None = None
    profile: Any = None
    profile_at: Location = ()


def read_records(path: Path) -> RecordFile:
    """All records of a ``.json`` or ``.jsonl`` file, plain or ``.gz``, in their order.

    Raises:
        FileRefused: with every fault of the file.
    """
    cohort = is_cohort(path)
    reading = _Reading(str(path), cohort)
    for raw in reading.lines(path) if cohort else reading.document(path):
        reading.take(raw)
        if len(reading.faults) >= MOST_FAULTS:
            reading.fault("too_many_faults", limit=MOST_FAULTS)
            break
    if reading.faults:
        raise FileRefused(*reading.faults)
    return RecordFile(path, tuple(reading.records), tuple(reading.warnings))


def read_together(paths: Iterable[Path], *, once_each: bool = True) -> list[RecordFile]:
    """All of these files or none; ``once_each`` refuses a patient that stands twice.

    Raises:
        FileRefused: with the faults of all files.
    """
    read: list[RecordFile] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            read.append(read_records(path))
        except FileRefused as refused:
            faults.extend(refused.faults)
    if once_each:
        faults.extend(repeated_patients(read))
    if faults:
        raise FileRefused(*faults)
    return read


def is_cohort(path: Path) -> bool:
    """Whether the file holds one record per line."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return suffixes[-1:] == [".jsonl"] or suffixes[-2:] == [".jsonl", ".gz"]


def repeated_patients(files: Iterable[RecordFile]) -> tuple[Fault, ...]:
    """Patients that stand more than once: which of the records is meant, no program can tell."""
    seen: set[str] = set()
    faults = []
    for file in files:
        for entry in file.records:
            patient = entry.record.patient.id
            if patient in seen:
                at = path_text(() if entry.position is None else (entry.position,))
                faults.append(Fault(str(file.path), "patient_twice", patient, entry.line, at))
            seen.add(patient)
    return tuple(faults)


class _Reading:
    """One file on its way in."""

    def __init__(self, file: str, cohort: bool) -> None:
        self.file = file
        self.cohort = cohort
        self.records: list[FileRecord] = []
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, code: str, at: Location = (), line: int | None = None, **facts: object) -> None:
        self.faults.append(Fault(self.file, code, line=line, path=path_text(at), facts=tuple(facts.items())))

    def lines(self, path: Path) -> Iterator[_Raw]:
        found = False
        try:
            for number, content in bounded_file.lines(path):
                found = True
                try:
                    yield _Raw(strict_json.parsed(content), line=number)
                except strict_json.NotJson as error:
                    self.faults.append(Fault(self.file, error.code, line=number, facts=error.at_row(number)))
        except FileRefused as refused:
            self.faults.extend(refused.faults)
            return
        if not found:
            self.fault("empty")

    def document(self, path: Path) -> Iterator[_Raw]:
        try:
            value = strict_json.parsed(bounded_file.whole(path))
        except strict_json.NotJson as error:
            self.faults.append(Fault(self.file, error.code, facts=error.facts))
            return
        if isinstance(value, list):
            yield from (_Raw(inner, (index,), position=index) for index, inner in enumerate(value))
        elif isinstance(value, dict) and value.get("format") == VIGNETTES:
            yield from self._vignettes(value)
        else:
            yield _Raw(value)

    def _vignettes(self, value: dict[str, Any]) -> Iterator[_Raw]:
        self._unknown(value, _OF_A_FILE, ())
        vignettes = value.get("vignettes")
        if not isinstance(vignettes, list):
            self.fault("not_list", ("vignettes",))
            return
        for index, vignette in enumerate(vignettes):
            at: Location = ("vignettes", index)
            if not isinstance(vignette, dict):
                self.fault("not_object", at)
                continue
            self._unknown(vignette, _OF_A_VIGNETTE, at)
            yield _Raw(
                vignette.get("record"), (*at, "record"), None, index, vignette.get("profile"), (*at, "profile")
            )

    def _unknown(self, value: dict[str, Any], known: frozenset[str], at: Location) -> None:
        for key in value.keys() - known:
            self.fault("key_unknown", (*at, key), known=", ".join(sorted(known)))

    def take(self, raw: _Raw) -> None:
        patient = _patient_of(raw.value)
        flaws = [*strict_json.flaws(raw.value, raw.at), *strict_json.flaws(raw.profile, raw.profile_at)]
        places = {at for _, at, _ in flaws}
        record, of_record = _record(raw.value)
        profile, of_profile = validated(Profile, {} if raw.profile is None else raw.profile)
        refused = [*_below(raw.at, of_record), *_below(raw.profile_at, of_profile)]
        flaws += [fault for fault in refused if fault[1] not in places]
        for code, at, facts in flaws:
            self.faults.append(Fault(self.file, code, patient, raw.line, path_text(at), facts))
        if record is not None and not flaws:
            self._same_days(raw, record)
            own = profile if raw.profile_at else None
            self.records.append(FileRecord(record, own, raw.line, raw.position))

    def _same_days(self, raw: _Raw, record: PatientRecord) -> None:
        for clash in same_day_conflicts(record):
            day = record.images[clash[0]].date.isoformat()
            path = ", ".join(
                path_text((*raw.at, "images", index)) for index in _contrast_of(day, raw.value["images"])
            )
            fault = Fault(self.file, "same_day_images", record.patient.id, raw.line, path, (("day", day),))
            (self.warnings if self.cohort else self.faults).append(fault)


def _contrast_of(day: str, images: list[dict[str, Any]]) -> Iterator[int]:
    """The positions in the file: the record stands in the order of time."""
    for index, image in enumerate(images):
        if image["date"] == day and image.get("arterial_phase") is not False:
            yield index


def _below(at: Location, faults: Iterable[Found]) -> Iterator[Found]:
    return ((code, (*at, *inside), facts) for code, inside, facts in faults)


def validated(model: type[Any], value: Any) -> tuple[Any, list[Found]]:
    """The value as this model, or None with the faults."""
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, list(faults_of(error, model))


def _record(value: Any) -> tuple[PatientRecord | None, list[Found]]:
    if value is None:
        return None, [("no_record", (), ())]
    record, faults = validated(PatientRecord, value)
    if isinstance(value, dict) and value.get("format") != FORMAT:
        others = [fault for fault in faults if fault[1] != ("format",)]
        return None, [("format_unknown", ("format",), (("known", FORMAT),)), *others]
    return record, faults


def _patient_of(value: Any) -> str:
    """The hospital number where it can be read, to name the patient in a fault."""
    patient = value.get("patient") if isinstance(value, dict) else None
    number = patient.get("id") if isinstance(patient, dict) else None
    return number[:80] if isinstance(number, str) else ""
