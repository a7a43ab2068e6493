"""Reading: valid records come in, a file with any fault stays out and every fault is named by its place."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.exchange import Fault, FileRefused, read_profile, read_records, repeated_patients
from domain.profile import Profile


def record(number: str = "P1", /, **parts: Any) -> dict[str, Any]:
    return {"format": "tacewatch.record/1", "patient": {"id": number}, **parts}


def image(day: str, **fields: Any) -> dict[str, Any]:
    return {"date": day, **fields}


def written(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def faults_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(FileRefused) as refused:
        read_records(path)
    return [(fault.code, fault.path) for fault in refused.value.faults]


@pytest.mark.parametrize("name", ["one.json", "one.JSON", "one.json.gz", "one.record"])
def test_one_record_is_read(tmp_path: Path, name: str) -> None:
    text = json.dumps(record("007", patient={"id": "007", "name": "张三"})).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    (entry,) = read_records(path).records
    assert (entry.record.patient.id, entry.record.patient.name) == ("007", "张三")


def test_a_list_keeps_its_order_and_positions(tmp_path: Path) -> None:
    file = read_records(written(tmp_path / "list.json", [record("B"), record("A")]))
    assert [(entry.record.patient.id, entry.position, entry.line) for entry in file.records] == [
        ("B", 0, None),
        ("A", 1, None),
    ]


@pytest.mark.parametrize("name", ["many.jsonl", "many.jsonl.gz"])
def test_lines_are_read_and_blank_ones_passed_over(tmp_path: Path, name: str) -> None:
    text = f"{json.dumps(record('A'))}\n\n  \n{json.dumps(record('B'))}".encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    assert [(entry.record.patient.id, entry.line) for entry in read_records(path).records] == [("A", 1), ("B", 4)]


def test_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record()).encode())
    assert len(read_records(path).records) == 1


def test_each_vignette_brings_its_own_profile(tmp_path: Path) -> None:
    vignettes = [
        {
            "id": "a",
            "why": "…",
            "profile": {"change_of_technique": "require"},
            "record": record("A"),
            "expected": {},
        },
        {"id": "b", "record": record("B")},
    ]
    file = read_records(written(tmp_path / "v.json", {"format": "tacewatch.vignettes/1", "vignettes": vignettes}))
    assert [entry.profile for entry in file.records] == [
        Profile.model_validate({"change_of_technique": "require"}),
        Profile(),
    ]


def test_every_fault_of_a_file_is_reported_with_its_place_in_the_files_own_order(tmp_path: Path) -> None:
    faulty = [
        record(
            "A",
            images=[image("2024-06-01"), image("2024-01-01", targets=[{"lesion": "T1", "viable_mm": 60}])],
            therapies=[{"kind": "haic", "from": "soon"}],
        ),
        record("B"),
        record("C", patient={"id": "C", "nam": "x"}, status=[{"date": "2024-02-30", "ecog": 7}]),
    ]
    assert faults_of(written(tmp_path / "f.json", faulty)) == [
        ("decimal_string", "[0].images[1].targets[0].viable_mm"),
        ("iso_date", "[0].therapies[0].from"),
        ("key_misspelt", "[2].patient.nam"),
        ("calendar_date", "[2].status[0].date"),
        ("too_great", "[2].status[0].ecog"),
    ]


def test_a_fault_names_file_patient_and_line(tmp_path: Path) -> None:
    path = written(tmp_path / "f.jsonl", f"{json.dumps(record('A'))}\n{json.dumps(record('B', sessions=[{}]))}\n")
    with pytest.raises(FileRefused) as refused:
        read_records(path)
    assert refused.value.faults == (
        Fault(str(path), "key_missing", "B", 2, "sessions[0].date"),
        Fault(str(path), "key_missing", "B", 2, "sessions[0].type"),
    )


@pytest.mark.parametrize(
    ("part", "code", "path"),
    [
        ({"colour": 1}, "key_unknown", "colour"),
        ({"patient": {"id": 7}}, "not_text", "patient.id"),
        ({"patient": {"id": " "}}, "text_blank", "patient.id"),
        ({"patient": {"id": "\ud800"}}, "text_characters", "patient.id"),
        ({"patient": None}, "not_object", "patient"),
        ({"sessions": {}}, "not_list", "sessions"),
        ({"sessions": [{"date": "2024-01-01", "type": "TACE"}]}, "not_among", "sessions[0].type"),
        ({"images": [image("2024-01-01", arterial_phase=1)]}, "not_yes_no", "images[0].arterial_phase"),
        ({"images": [image("2024-01-01", lesion_count=1.0)]}, "not_whole_number", "images[0].lesion_count"),
        ({"images": [image("2024-01-01", largest_mm="6,0")]}, "decimal_digits", "images[0].largest_mm"),
        ({"images": [image("1890-01-01")]}, "date_range", "images[0].date"),
        (
            {"images": [image("2024-01-01", vascular_invasion=False, portal_vein="Vp3")]},
            "vessel_contradiction",
            "images[0]",
        ),
        (
            {"markers": [{"date": "2024-01-01", "marker": "AFP", "unit": "mAU/mL"}]},
            "unit_of_marker",
            "markers[0]",
        ),
    ],
)
def test_what_the_model_refuses_is_named_in_the_formats_words(
    tmp_path: Path, part: dict[str, Any], code: str, path: str
) -> None:
    assert faults_of(written(tmp_path / "f.json", json.dumps(record(**part)))) == [(code, path)]


@pytest.mark.parametrize("mark", [None, "tacewatch.record/2", 1])
def test_another_format_is_not_guessed_at(tmp_path: Path, mark: object) -> None:
    assert faults_of(written(tmp_path / "f.json", {**record(), "format": mark})) == [("format_unknown", "format")]


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    text = json.dumps(record()).replace('"id": "P1"', '"id": "P1", "id": "P2"')
    assert faults_of(written(tmp_path / "f.json", text)) == [("json_key_twice", "patient.id")]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5000])
def test_a_number_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    text = json.dumps(record(images=[image("2024-01-01", lesion_count=5)])).replace("5", number)
    assert faults_of(written(tmp_path / "f.json", text)) == [("json_number", "images[0].lesion_count")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe{}", "not_utf8"),
        ('{"患者": 1}'.encode("gbk"), "not_utf8"),
        (b'{"format": }', "json_syntax"),
        (b"{} {}", "json_several"),
        (b"[" * 100_000, "json_depth"),
        (b'{"a":' * 100_000, "json_depth"),
    ],
)
def test_what_is_no_json_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(content)
    assert faults_of(path) == [(code, "")]


def test_a_broken_line_does_not_hide_the_faults_of_the_others(tmp_path: Path) -> None:
    path = written(tmp_path / "f.jsonl", f"{{\n{json.dumps(record('A', x=1))}\n")
    assert faults_of(path) == [("json_syntax", ""), ("key_unknown", "x")]


@pytest.mark.parametrize("value", [3, "text", None, True])
def test_what_is_no_record_is_refused(tmp_path: Path, value: object) -> None:
    assert len(faults_of(written(tmp_path / "f.json", json.dumps([value])))) == 1


def clashing() -> dict[str, Any]:
    return record(images=[image("2024-03-01", modality="CT"), image("2024-01-01"), image("2024-03-01")])


def test_two_contrast_images_of_a_day_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path / "f.json", clashing())) == [("same_day_images", "images[0], images[2]")]


def test_a_cohort_takes_such_a_day_with_a_warning(tmp_path: Path) -> None:
    file = read_records(written(tmp_path / "f.jsonl", json.dumps(clashing())))
    assert len(file.records) == 1
    assert [(fault.code, fault.line, fault.path) for fault in file.warnings] == [
        ("same_day_images", 1, "images[0], images[2]")
    ]


@pytest.mark.parametrize(
    "second", [image("2024-03-01", modality="MRI"), image("2024-03-01", modality="CT", arterial_phase=False)]
)
def test_ct_beside_mri_and_a_study_without_arterial_phase_are_taken(
    tmp_path: Path, second: dict[str, Any]
) -> None:
    value = record(images=[image("2024-03-01", modality="CT", arterial_phase=True), second])
    assert len(read_records(written(tmp_path / "f.json", value)).records) == 1


def test_a_patient_that_stands_twice_is_found_across_files(tmp_path: Path) -> None:
    one = read_records(written(tmp_path / "a.jsonl", f"{json.dumps(record('A'))}\n{json.dumps(record('B'))}\n"))
    two = read_records(written(tmp_path / "b.json", [record("C"), record("B")]))
    assert repeated_patients([one]) == ()
    assert [(fault.code, fault.patient, fault.path) for fault in repeated_patients([one, two])] == [
        ("patient_twice", "B", "[1]")
    ]


def test_a_file_of_nothing_but_faults_ends_the_check(tmp_path: Path) -> None:
    faults = faults_of(written(tmp_path / "f.json", [1] * 20_000))
    assert len(faults) == 10_001
    assert faults[-1] == ("too_many_faults", "")


def test_a_profile_is_read_and_its_faults_named(tmp_path: Path) -> None:
    good = written(tmp_path / "good.json", {"upper_limits": {"AFP": "7"}, "mrecist_five_mm": True})
    assert read_profile(good) == Profile.model_validate({"upper_limits": {"AFP": "7"}, "mrecist_five_mm": True})
    bad = written(
        tmp_path / "bad.json", {"upper_limit": {}, "mrecist_five_mm": 1, "response_window_days": [92, 28]}
    )
    with pytest.raises(FileRefused) as refused:
        read_profile(bad)
    assert {(fault.code, fault.path) for fault in refused.value.faults} == {
        ("key_misspelt", "upper_limit"),
        ("not_yes_no", "mrecist_five_mm"),
        ("window_order", "response_window_days"),
    }


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '{"primary_definition": "none"}'])
def test_what_is_no_profile_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused):
        read_profile(written(tmp_path / "p.json", text))
