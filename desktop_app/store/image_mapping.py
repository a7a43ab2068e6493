"""Images to rows and back, by hand."""

from collections.abc import Iterator

from desktop_app.store.declaring import StoreTables
from desktop_app.store.rows_below import RowsBelow
from desktop_app.store.tables import (
    ImageRow,
    NewLesionRow,
    SecondReadingRow,
    SecondTargetRow,
    TargetRow,
)
from domain.record import ImagingStudy, NewLesion, ReportedResponse, SecondReading, TargetLesion

_NOTHING_REPORTED = ReportedResponse()


def image_rows(patient: str, at: int, image: ImagingStudy) -> Iterator[StoreTables]:
    """The image's own row and every row below it."""
    yield _image_row(patient, at, image)
    yield from (_target_row(TargetRow, patient, at, n, target) for n, target in enumerate(image.targets))
    yield from (_new_lesion_row(patient, at, n, lesion) for n, lesion in enumerate(image.new_lesions or ()))
    second = image.second_reading
    if second is not None:
        yield _second_reading_row(patient, at, second)
        yield from (
            _target_row(SecondTargetRow, patient, at, n, target) for n, target in enumerate(second.targets)
        )


def _image_row(patient: str, at: int, image: ImagingStudy) -> ImageRow:
    reported = image.reported or _NOTHING_REPORTED
    return ImageRow(
        patient_id=patient,
        position=at,
        date=image.date,
        modality=image.modality,
        arterial_phase=image.arterial_phase,
        lesion_count=image.lesion_count,
        largest_mm=image.largest_mm,
        viable_percent=image.viable_percent,
        non_target=image.non_target,
        new_lesions_recorded=image.new_lesions is not None,
        vascular_invasion=image.vascular_invasion,
        portal_vein=image.portal_vein,
        hepatic_vein=image.hepatic_vein,
        extrahepatic_spread=image.extrahepatic_spread,
        spread_sites=image.spread_sites,
        reader=image.reader,
        reported_recorded=image.reported is not None,
        reported_category=reported.category,
        reported_compared_with=reported.compared_with,
        reported_reader=reported.reader,
        note=image.note,
    )


def image_of(row: ImageRow, below: RowsBelow) -> ImagingStudy:
    """The image these rows hold."""
    image = row.patient_id, row.position
    second = (_second_reading(each, below) for each in below.of(SecondReadingRow, *image))
    return ImagingStudy(
        date=row.date,
        modality=row.modality,
        arterial_phase=row.arterial_phase,
        targets=tuple(map(_target, below.of(TargetRow, *image))),
        lesion_count=row.lesion_count,
        largest_mm=row.largest_mm,
        viable_percent=row.viable_percent,
        non_target=row.non_target,
        new_lesions=tuple(map(_new_lesion, below.of(NewLesionRow, *image))) if row.new_lesions_recorded else None,
        vascular_invasion=row.vascular_invasion,
        portal_vein=row.portal_vein,
        hepatic_vein=row.hepatic_vein,
        extrahepatic_spread=row.extrahepatic_spread,
        spread_sites=row.spread_sites,
        reader=row.reader,
        reported=_reported(row),
        second_reading=next(second, None),
        note=row.note,
    )


def _reported(row: ImageRow | SecondReadingRow) -> ReportedResponse | None:
    if not row.reported_recorded:
        return None
    return ReportedResponse(
        category=row.reported_category, compared_with=row.reported_compared_with, reader=row.reported_reader
    )


def _target_row(
    table: type[TargetRow] | type[SecondTargetRow], patient: str, image_at: int, at: int, target: TargetLesion
) -> TargetRow | SecondTargetRow:
    return table(
        patient_id=patient,
        image_position=image_at,
        position=at,
        lesion=target.lesion,
        site=target.site,
        state=target.state,
        viable_mm=target.viable_mm,
        total_mm=target.total_mm,
    )


def _target(row: TargetRow | SecondTargetRow) -> TargetLesion:
    return TargetLesion(
        lesion=row.lesion, site=row.site, state=row.state, viable_mm=row.viable_mm, total_mm=row.total_mm
    )


def _new_lesion_row(patient: str, image_at: int, at: int, lesion: NewLesion) -> NewLesionRow:
    return NewLesionRow(
        patient_id=patient,
        image_position=image_at,
        position=at,
        size_mm=lesion.size_mm,
        pattern=lesion.pattern,
        growth_mm=lesion.growth_mm,
        site=lesion.site,
    )


def _new_lesion(row: NewLesionRow) -> NewLesion:
    return NewLesion(size_mm=row.size_mm, pattern=row.pattern, growth_mm=row.growth_mm, site=row.site)


def _second_reading_row(patient: str, image_at: int, second: SecondReading) -> SecondReadingRow:
    reported = second.reported or _NOTHING_REPORTED
    return SecondReadingRow(
        patient_id=patient,
        image_position=image_at,
        reader=second.reader,
        reported_recorded=second.reported is not None,
        reported_category=reported.category,
        reported_compared_with=reported.compared_with,
        reported_reader=reported.reader,
    )


def _second_reading(row: SecondReadingRow, below: RowsBelow) -> SecondReading:
    targets = below.of(SecondTargetRow, row.patient_id, row.image_position)
    return SecondReading(reader=row.reader, targets=tuple(map(_target, targets)), reported=_reported(row))
