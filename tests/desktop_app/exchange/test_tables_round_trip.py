"""What is exported as flat tables comes back as it was, every field of it."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.exchange import FileRefused, read_records
from desktop_app.exchange.tables.child import tables_of
from desktop_app.exchange.tables.flattening import guarded, unguarded
from desktop_app.exchange.tables.headings import names_in, section_of
from desktop_app.exchange.tables.layout import sections
from desktop_app.exchange.tables.opening import opened
from desktop_app.exchange.tables.reading_tables import OpenedTable, read_tables, records_in
from desktop_app.exchange.tables.writing_tables import escaped, write_tables
from desktop_app.exchange.tables.xlsx_reading import unescaped
from desktop_app.session.table_fields import field_reader
from desktop_app.wording import Wording
from domain.record import PatientRecord
from tests.record_strategies import patient_records

READER = field_reader(Wording("en"), date(2026, 1, 1))
KINDS = ("csv", "xlsx")
RISKY = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1",
    "－1",
    " =1",
    "'",
    "''x",
    "",
    "#N/A",
    "=cmd|' /C calc'!A0",
)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "sysucc" / "records.jsonl.gz"


def from_bytes(content: bytes, kind: str) -> list[PatientRecord]:
    """As from a file, without the process around the parser."""
    tables = [OpenedTable("x", table, section_of(table)) for table in tables_of(content, kind)]
    return [each.record for each in records_in(tables, READER).records]


def written(folder: Path, kind: str, records: list[PatientRecord]) -> bytes:
    path = folder / f"out.{kind}"
    write_tables(path, records)
    return path.read_bytes()


def unique(records: list[PatientRecord]) -> list[PatientRecord]:
    return list({record.patient.id: record for record in records}.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_any_record_comes_back(kind: str, tmp_path: Path) -> None:
    @settings(max_examples=60 if kind == "csv" else 20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(patient_records(), min_size=1, max_size=2).map(unique))
    def check(records: list[PatientRecord]) -> None:
        found = from_bytes(written(tmp_path, kind, records), kind)
        assert [each.exported() for each in found] == [each.exported() for each in records]

    check()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", RISKY)
def test_a_text_that_looks_like_a_formula_is_text_and_comes_back(kind: str, text: str, tmp_path: Path) -> None:
    patient = {"id": text or "1", "name": text, "note": text, "aetiology": [text] if text.strip() else []}
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": patient})
    content = written(tmp_path, kind, [record])
    assert from_bytes(content, kind) == [record]
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in found} <= {"s"}
        cells = [str(cell.value) for cell in found]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
    assert not [cell for cell in cells if cell.startswith(("\t", "\r", "_x000D_"))]


def test_numbers_are_numbers_and_dates_are_dates_in_a_workbook(tmp_path: Path) -> None:
    value = {
        "format": "tacewatch.record/1",
        "patient": {"id": "007", "height_cm": "170.0", "birth_date": "1961-04-02"},
    }
    content = written(tmp_path, "xlsx", [PatientRecord.model_validate(value)])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["patients"]
    found = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert (found["height_cm"].data_type, found["height_cm"].value, found["height_cm"].number_format) == (
        "n",
        170,
        "0.0",
    )
    assert found["birth_date"].is_date
    assert (found["patient"].data_type, found["patient"].value) == ("s", "007")


@given(st.text())
def test_removing_one_apostrophe_undoes_the_guard(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(
    st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(["_x0041_", "_x005F_x0041_", "__x000D__"])
)
def test_what_xml_cannot_hold_is_written_and_read(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_no_two_fields_of_a_section_share_a_heading() -> None:
    for name, section in sections().items():
        labels = [
            words(column.label)
            for words in (Wording("zh"), Wording("en"))
            for column in section.columns
            if words.has(column.label)
        ]
        found = names_in(name)
        for column in section.columns:
            assert found[column.path] == column.path
            for words in (Wording("zh"), Wording("en")):
                if words.has(column.label):
                    label = words(column.label)
                    mine = [
                        each for each in section.columns if words.has(each.label) and words(each.label) == label
                    ]
                    assert len(mine) == 1, (name, label)
        assert labels


def test_a_table_of_one_section_with_chinese_headings_is_known(tmp_path: Path) -> None:
    words = Wording("zh")
    columns = ("date", "marker", "value", "unit")
    labels = [words(sections()["markers"].column(path).label) for path in columns]
    path = tmp_path / "化验.csv"
    path.write_text(",".join(["住院号", *labels]) + "\n00123,2024-01-05,AFP,<2,ng/mL\n", encoding="gb18030")
    found = read_tables([path], READER)
    assert not found.whole
    marker = found.records[0].record.markers[0]
    assert (found.records[0].record.patient.id, str(marker.value), marker.bound) == ("00123", "2", "lt")


def test_tables_of_several_files_make_one_set(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("patient,image,date,modality\n1,1,2024-01-03,MRI\n")
    (tmp_path / "b.csv").write_text("patient,image,date,lesion,viable_mm\n1,1,2024-01-03,T1,60.0\n")
    found = read_tables([tmp_path / "a.csv", tmp_path / "b.csv"], READER)
    assert str(found.records[0].record.images[0].targets[0].viable_mm) == "60.0"


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    lines = written(tmp_path, "csv", [record]).split(b"\r\n")
    path = tmp_path / "cut.csv"
    path.write_bytes(b"\r\n".join(lines[:-2]))
    with pytest.raises(FileRefused) as refused:
        opened(path)
    assert refused.value.faults[0].code == "table_cut_short"


def test_more_rows_than_can_be_read_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    monkeypatch.setattr("desktop_app.exchange.tables.writing_tables.MOST_ROWS", 1)
    with pytest.raises(FileRefused):
        write_tables(tmp_path / "x.csv", [record, record])
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the real courses lie beside the checkout, and are not there")
@pytest.mark.parametrize("kind", KINDS)
def test_the_real_courses_come_back_through_the_child_process(kind: str, tmp_path: Path) -> None:
    records = [entry.record for entry in read_records(SHARED).records]
    path = tmp_path / f"all.{kind}"
    write_tables(path, records)
    found = read_tables([path], READER)
    assert found.whole
    assert [each.record.exported() for each in found.records] == [record.exported() for record in records]
