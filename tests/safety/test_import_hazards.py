"""H22: what comes in by file is taken as it was written, whole, or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.exchange import FileRefused, read_records
from domain.record import FORMAT


def written(folder: Path, *records: dict[str, Any]) -> Path:
    file = folder / "in.json"
    file.write_text(json.dumps(list(records)), encoding="utf-8")
    return file


def patient(number: object, **sections: Any) -> dict[str, Any]:
    return {"format": FORMAT, "patient": {"id": number}, **sections}


def test_H22_a_hospital_number_keeps_its_leading_zeros(tmp_path: Path) -> None:
    (entry,) = read_records(written(tmp_path, patient("00012300"))).records
    assert entry.record.patient.id == "00012300"


@pytest.mark.parametrize("number", [123, 1.23e5, 12300.0, None, True, [], ""])
def test_H22_a_hospital_number_written_as_a_number_is_refused(tmp_path: Path, number: object) -> None:
    with pytest.raises(FileRefused) as refused:
        read_records(written(tmp_path, patient(number)))
    assert [fault.path for fault in refused.value.faults] == ["[0].patient.id"]


@pytest.mark.parametrize("value", [12.5, "1.23E+05", "1,234", "12,5", "１２", "45292.0 ", "#N/A"])
def test_H22_a_value_as_a_spreadsheet_writes_it_is_refused(tmp_path: Path, value: object) -> None:
    row = {"date": "2024-01-05", "marker": "AFP", "value": value, "unit": "ng/mL"}
    with pytest.raises(FileRefused):
        read_records(written(tmp_path, patient("1", markers=[row])))


@pytest.mark.parametrize("day", [45292, "45292", "2024/1/5", "05.01.2024", "2024-01-05T00:00:00", "2024-02-30"])
def test_H22_a_serial_or_foreign_date_is_refused(tmp_path: Path, day: object) -> None:
    with pytest.raises(FileRefused):
        read_records(written(tmp_path, patient("1", sessions=[{"date": day, "type": "cTACE"}])))


def test_H22_nothing_of_a_faulty_file_is_taken(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        read_records(written(tmp_path, patient("1"), patient(2), patient("3")))
    assert len(refused.value.faults) == 1
