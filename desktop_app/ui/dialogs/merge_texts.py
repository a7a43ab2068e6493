"""Two records beside each other in words."""

from collections.abc import Iterator

from desktop_app.form.field_spec import LISTS, NEW_LESIONS, SECOND_TARGETS, SINGLE, TARGETS
from desktop_app.form.fields import FIELDS
from desktop_app.form.merging import Question
from desktop_app.form.record_rows import Place, RecordRow
from desktop_app.ui.pages.history.telling import field_name, row_contents, row_text, value_text
from desktop_app.wording import Wording
from domain.record import ImagingStudy, PatientRecord, Row


def person_text(record: PatientRecord, side: str, words: Wording) -> str:
    """Which of the two, and who it is, in one line: enough to see that it is somebody else."""
    patient = record.patient
    sex = words(f"ui.sex.{patient.sex.value}") if patient.sex else words("ui.banner.sex_unknown")
    return words(
        "merging.person",
        side=words(f"merging.{side}"),
        number=patient.id,
        name=patient.name or words("ui.worklist.nameless"),
        sex=sex,
        born=patient.birth_date,
        rows=words("history.list_separator").join(
            words(f"merging.count.{name}", count=len(getattr(record, name)))
            for name in LISTS
            if getattr(record, name)
        )
        or words("merging.count.none"),
    )


def question_text(question: Question, words: Wording) -> str:
    """What is asked about: the row, and the field of it."""
    row = _row(question, question.kept)
    what = words(f"form.row.{question.section}") if question.section in SINGLE else row_text(row, words)
    return what if not question.field else words("merging.field", what=what, field=_field(question, words))


def side_text(question: Question, row: Row, words: Wording) -> str:
    """What one of the records says there."""
    told = _row(question, row)
    if not question.field:
        return row_contents(told, words)
    if question.field in ("targets", "new_lesions", "second_reading"):
        return _inside(question.field, row, words)
    paths = list(_paths(question))
    if paths == [question.field]:
        return value_text(told, question.field, words)
    units = {FIELDS[question.section][path].detail.unit_field for path in paths}
    return words("history.list_separator").join(
        value_text(told, path, words) for path in paths if path not in units and told.value(path) is not None
    )


def _row(question: Question, row: Row) -> RecordRow:
    return RecordRow(Place(question.section, question.row), row, question.day)


def _paths(question: Question) -> Iterator[str]:
    for path in FIELDS[question.section]:
        if path == question.field or path.startswith(f"{question.field}."):
            yield path


def _field(question: Question, words: Wording) -> str:
    if words.has(f"merging.part.{question.field}"):
        return words(f"merging.part.{question.field}")
    return field_name(question.section, next(_paths(question), ""), words) or question.field


def _inside(field: str, image: Row, words: Wording) -> str:
    """The rows within an image: each lesion with all that is said of it."""
    assert isinstance(image, ImagingStudy)  # noqa: S101 (no other row has such fields)
    second = image.second_reading
    section, rows = {
        "targets": (TARGETS, image.targets),
        "new_lesions": (NEW_LESIONS, image.new_lesions or ()),
        "second_reading": (SECOND_TARGETS, second.targets if second else ()),
    }[field]
    told = [row_contents(RecordRow(Place(section, 0, inner), row, None), words) for inner, row in enumerate(rows)]
    if field == "second_reading" and second is not None:
        category = second.reported.category if second.reported is not None else None
        told = [second.reader or "", "" if category is None else words.value(category), *told]
    return words("merging.between").join(filter(None, told)) or words("merging.empty")


__all__ = ["person_text", "question_text", "side_text"]
