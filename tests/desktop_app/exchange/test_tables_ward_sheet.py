"""A ward's own spreadsheet: columns guessed from headings, nothing guessed from values."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop_app.exchange import FileRefused, fault_line
from desktop_app.exchange.tables import opening
from desktop_app.exchange.tables.child import tables_of
from desktop_app.exchange.tables.contents import Unreadable, packed
from desktop_app.exchange.tables.joining import Differs, joined
from desktop_app.exchange.tables.reading_tables import read_tables
from desktop_app.exchange.tables.ward_mapping import Meaning, meaning_of
from desktop_app.session.table_fields import field_reader
from desktop_app.wording import LANGUAGES, Wording
from domain.record import PatientRecord

READER = field_reader(Wording("zh"), date(2026, 1, 1))
HEAD = (
    *(
        "序号",
        "住院号",
        "姓名",
        "性别",
        "手术日期",
        "术式",
        "影像日期",
        "检查方式",
        "T1 (cm)",
        "病灶2（活性，mm）",
    ),
    *("新病灶", "化验日期", "AFP(ng/mL)", "PIVKA-Ⅱ（mAU/mL）", "总胆红素(μmol/L)", "白蛋白 g/L", "腹水", "备注"),
)
FIRST = (
    *(1, "00123", "张三", "男", datetime(2024, 1, 10), "cTACE", date(2024, 1, 3), "MRI", 6, "12.5"),  # noqa: DTZ001
    *("否", "2024-01-05", "<2.0", 400, 18, 38, "无", "术前"),
)
SECOND = (
    *(2, "00123", "张三", None, None, None, "2024/2/20", "MRI", "３．５", "无强化"),
    *("有", date(2024, 2, 21), "１２.５", "/", None, None, None, None),
)


def sheet(folder: Path, *rows: Sequence[object], epoch: int = 1900, merge: str = "", title: bool = True) -> Path:
    book = openpyxl.Workbook()
    if epoch == 1904:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
    active = book.active
    if title:
        active.append(["肝癌 TACE 随访登记表"])
        active.merge_cells("A1:R1")
    for row in rows:
        active.append(row)
    if merge:
        active.merge_cells(merge)
    path = folder / "随访.xlsx"
    book.save(path)
    return path


def one(path: Path) -> PatientRecord:
    (found,) = read_tables([path], READER).records
    return found.record


def parsed_here(_: Path, kind: str, content: bytes) -> dict[str, Any]:
    """What the process that parses would answer, without a process for each of many cells."""
    try:
        answer: dict[str, Any] = {"tables": packed(tables_of(content, kind))}
    except Unreadable as fault:
        answer = {"code": fault.code, "facts": fault.facts}
    understood: dict[str, Any] = json.loads(json.dumps(answer))
    return understood


def codes(*paths: Path) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        read_tables(paths, READER)
    for fault in refused.value.faults:
        assert all(fault_line(fault, Wording(language)) for language in LANGUAGES)
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_a_ward_sheet_becomes_sessions_images_lesions_and_values(epoch: int, tmp_path: Path) -> None:
    record = one(sheet(tmp_path, HEAD, FIRST, SECOND, epoch=epoch))
    assert (record.patient.id, record.patient.name, record.patient.sex) == ("00123", "张三", "male")
    assert [(each.date.isoformat(), each.type) for each in record.sessions] == [("2024-01-10", "cTACE")]
    first, second = record.images
    assert (first.date, second.date, first.note) == (date(2024, 1, 3), date(2024, 2, 20), "术前")
    assert [(each.lesion, str(each.viable_mm), each.state) for each in first.targets] == [
        ("T1", "60", None),
        ("T2", "12.5", None),
    ]
    assert [(each.lesion, str(each.viable_mm), each.state) for each in second.targets] == [
        ("T1", "35.0", None),
        ("T2", "None", "no_enhancement"),
    ]
    assert (first.new_lesions, len(second.new_lesions or ())) == ((), 1)
    assert [
        (each.date.isoformat(), each.marker, str(each.value), each.bound, each.unit) for each in record.markers
    ] == [
        ("2024-01-05", "AFP", "2.0", "lt", "ng/mL"),
        ("2024-01-05", "PIVKA-II", "400", "exact", "mAU/mL"),
        ("2024-02-21", "AFP", "12.5", "exact", "ng/mL"),
    ]
    (status,) = record.status
    assert status.bilirubin is not None
    assert (str(status.bilirubin.value), status.bilirubin.unit, status.ascites) == ("18", "umol/L", "none")


def changed(column: str, value: object) -> tuple[object, ...]:
    return tuple(value if name == column else old for name, old in zip(HEAD, FIRST, strict=True))


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("住院号", 123, "table_patient_as_number"),
        ("住院号", "1.23E+05", "table_patient_exponent"),
        ("住院号", None, "table_no_patient"),
        ("影像日期", 45294, "table_serial_date"),
        ("影像日期", "1-3", "table_value"),
        ("影像日期", "t", "table_value"),
        ("影像日期", "-3", "table_value"),
        ("影像日期", "2027-01-03", "table_value"),
        ("影像日期", date(2027, 1, 3), "table_value"),
        ("T1 (cm)", "12,5", "table_value"),
        ("T1 (cm)", "1O", "table_value"),
        ("T1 (cm)", "10²", "table_value"),
        ("T1 (cm)", -3, "table_value"),
        ("T1 (cm)", date(2024, 3, 5), "table_value"),
        ("AFP(ng/mL)", "400 mAU/mL", "unit_of_marker"),
        ("AFP(ng/mL)", "#N/A", "table_cell_error"),
        ("AFP(ng/mL)", "=1+1", "table_cell_formula"),
        ("AFP(ng/mL)", "1.2E+3", "table_value"),
    ],
)
def test_a_cell_that_cannot_be_known_refuses_the_file(
    column: str, value: object, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_answer", parsed_here)
    assert codes(sheet(tmp_path, HEAD, changed(column, value), SECOND)) == [code]


def test_per_cent_and_units_of_a_number_format_are_read_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["住院号", "影像日期", "T1 (mm)", "AFP-L3(%)", "化验日期"])
    book.active.append(["1", date(2024, 1, 3), 3.5, 0.155, date(2024, 1, 3)])
    book.active["C2"].number_format = '0.0" cm"'
    book.active["D2"].number_format = "0.0%"
    book.save(path)
    record = one(path)
    assert (str(record.images[0].targets[0].viable_mm), str(record.markers[0].value)) == ("35.0", "15.5")


def test_merged_cells_among_the_rows_are_refused_and_above_them_are_not(tmp_path: Path) -> None:
    assert codes(sheet(tmp_path, HEAD, FIRST, SECOND, merge="B3:B4"))[0] == "table_merged"


def test_an_unknown_column_refuses_the_file_and_says_what_is_known(tmp_path: Path) -> None:
    path = sheet(tmp_path, (*HEAD, "T1直径"), (*FIRST, 30), title=False)
    with pytest.raises(FileRefused) as refused:
        read_tables([path], READER)
    (fault,) = refused.value.faults
    assert (fault.code, dict(fault.facts)["heading"]) == ("table_column_unknown", "T1直径")
    assert "T1 (mm)" in fault_line(fault, Wording("zh"))


def test_a_diameter_without_a_unit_is_not_taken_for_millimetres(tmp_path: Path) -> None:
    assert codes(sheet(tmp_path, ("住院号", "影像日期", "T1"), ("1", "2024-01-03", 3.5))) == ["table_unit_missing"]


def test_two_columns_of_one_meaning_are_both_unknown(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("住院号", "影像日期", "AFP", "甲胎蛋白"), ("1", "2024-01-03", 3, 4))
    assert codes(path) == ["table_column_unknown", "table_column_unknown"]


def test_the_same_visit_twice_is_taken_once_and_a_different_one_is_refused(tmp_path: Path) -> None:
    assert one(sheet(tmp_path, HEAD, FIRST, FIRST)) == one(sheet(tmp_path, HEAD, FIRST))
    assert "table_visit_twice" in codes(sheet(tmp_path, HEAD, FIRST, changed("T1 (cm)", 7)))
    assert "table_patient_differs" in codes(sheet(tmp_path, HEAD, FIRST, changed("姓名", "李四")))


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("T1", Meaning("targets", "viable_mm", "T1")),
        ("靶病灶2活性径(mm)", Meaning("targets", "viable_mm", "T2", "mm")),
        ("病灶1（全径，cm）", Meaning("targets", "total_mm", "T1", "cm")),
        ("Lesion 3 viable (mm)", Meaning("targets", "viable_mm", "T3", "mm")),
        ("T1最大径", None),
        ("T1分期", None),
        ("AFP", Meaning("markers", "value", "AFP")),
        ("ＡＦＰ（ng／ml）", Meaning("markers", "value", "AFP", "ng/mL")),
        ("异常凝血酶原 mAU/mL", Meaning("markers", "value", "PIVKA-II", "mAU/mL")),
        ("病案号", Meaning("patients", "id")),
        ("年龄", None),
        ("Image date", Meaning("images", "date")),
    ],
)
def test_headings_mean_what_they_say_or_nothing(heading: str, meaning: Meaning | None) -> None:
    assert meaning_of(heading) == meaning


def record(**sections: object) -> PatientRecord:
    return PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}, **sections})


def test_rows_join_what_is_stored_and_overwrite_nothing() -> None:
    image = {"date": "2024-01-03", "modality": "MRI", "targets": [{"lesion": "T1", "viable_mm": "60.0"}]}
    stored = record(images=[image], sessions=[{"date": "2024-01-10", "type": "cTACE"}])
    added = record(
        images=[
            {
                "date": "2024-01-03",
                "targets": [{"lesion": "T1", "viable_mm": "60", "total_mm": "64"}, {"lesion": "T2"}],
            }
        ],
        markers=[{"date": "2024-01-05", "marker": "AFP", "value": "400"}],
    )
    found = joined(stored, added)
    assert (len(found.images), len(found.sessions), len(found.markers)) == (1, 1, 1)
    first, second = found.images[0].targets
    assert (str(first.viable_mm), str(first.total_mm), second.lesion) == ("60.0", "64", "T2")
    assert joined(found, added) == found
    with pytest.raises(Differs):
        joined(stored, record(images=[{**image, "targets": [{"lesion": "T1", "viable_mm": "61"}]}]))
    with pytest.raises(Differs):
        joined(record(images=[{**image, "new_lesions": []}]), record(images=[{**image, "new_lesions": [{}]}]))
