"""Damaged and malicious tables are refused, in bounded time and memory, and nothing of them is taken."""

import io
import os
import random
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop_app.exchange import FileRefused
from desktop_app.exchange.tables import opening
from desktop_app.exchange.tables.child import tables_of
from desktop_app.exchange.tables.contents import GREATEST_RATIO, LARGEST_FILE, MOST_COLUMNS, MOST_PARTS, Unreadable
from desktop_app.exchange.tables.headings import section_of
from desktop_app.exchange.tables.opening import opened
from desktop_app.exchange.tables.reading_tables import OpenedTable, records_in
from desktop_app.exchange.tables.ward_mapping import guessed_mapping
from desktop_app.exchange.tables.writing_tables import write_tables
from desktop_app.session.table_fields import field_reader
from desktop_app.wording import Wording
from domain.record import PatientRecord

READER = field_reader(Wording("zh"), date(2026, 1, 1))
MUTATIONS = int(os.environ.get("TACEWATCH_TABLE_MUTATIONS", "1000"))
"""Of each kind."""
SLOWEST = 2.0
SHEET = (
    ("住院号", "姓名", "手术日期", "术式", "影像日期", "检查方式", "T1 (mm)", "AFP (ng/mL)"),
    ("00123", "张三", "2024-01-10", "cTACE", date(2024, 1, 3), "MRI", 60.0, 400),
    ("00124", "李四", "2024-03-01", "DEB-TACE", date(2024, 2, 20), "CT", 41.5, "<2"),
)


def workbook(rows: tuple[tuple[object, ...], ...] = SHEET) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def own_export(folder: Path, kind: str) -> bytes:
    value = {
        "format": "tacewatch.record/1",
        "patient": {"id": "00123", "name": "张三", "aetiology": ["hbv", "=x"]},
        "sessions": [{"date": "2024-01-10", "type": "cTACE"}],
        "images": [
            {"date": "2024-01-03", "targets": [{"lesion": "T1", "viable_mm": "60.0"}], "new_lesions": [{}]}
        ],
    }
    path = folder / f"own.{kind}"
    write_tables(path, [PatientRecord.model_validate(value)])
    return path.read_bytes()


def parsed(content: bytes, kind: str) -> None:
    """All that an import does with the bytes; every way to say no but one is a bug."""
    try:
        tables = tables_of(content, kind)
        found = [OpenedTable("x", table, section_of(table)) for table in tables]
        records_in(found, READER)
    except (Unreadable, FileRefused):
        return


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a part cut out, repeated or swapped, the end cut off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(max(1, len(data)))
        end = min(len(data), at + chance.randint(1, 40))
        way = chance.randrange(5)
        if way == 0:
            data[at:end] = chance.randbytes(end - at)
        elif way == 1:
            del data[at:end]
        elif way == 2:
            data[at:at] = data[at:end] * chance.randint(1, 5)
        elif way == 3:
            data[at : at + 1] = chance.choice(
                (b"\x00", b'"', b",", b"\xff", b"\n", b"<", b"&", b"\x1a", b"]", b"'")
            )
        elif len(data) > 10:
            del data[at:]
    return bytes(data)


def spoilt_inside(content: bytes, chance: random.Random) -> bytes:
    """A workbook whose archive is sound and whose XML is not."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        names = old.namelist()
        chosen = chance.choice(
            [name for name in names if "sheet" in name or "styles" in name or "workbook" in name]
        )
        for name in names:
            part = old.read(name)
            archive.writestr(name, spoilt(part, chance) if name == chosen else part)
    return new.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_mutation_of_a_real_file_is_more_than_refused(kind: str, tmp_path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311
    ward = workbook() if kind == "xlsx" else "\n".join(",".join(map(str, row)) for row in SHEET).encode("gb18030")
    seeds = [own_export(tmp_path, kind), ward]
    slowest = 0.0
    for number in range(MUTATIONS):
        seed = seeds[number % len(seeds)]
        inside = kind == "xlsx" and number % 4 > 1
        content = spoilt_inside(seed, chance) if inside else spoilt(seed, chance)
        start = time.process_time()
        parsed(content, kind)
        slowest = max(slowest, time.process_time() - start)
    assert slowest < SLOWEST


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        opened(path)
    return refused.value.faults[0].code


def archive(path: Path, parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


OVERRIDE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
TYPES = {"[Content_Types].xml": b"<Types/>"}


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    ratio = archive(tmp_path / "a.xlsx", {**TYPES, "x.xml": bytes(GREATEST_RATIO * 100_000)})
    assert refusal(ratio) == "table_bomb"
    large = archive(tmp_path / "b.xlsx", {**TYPES, "x.xml": bytes(51 * 2**20)})
    assert refusal(large) == "table_too_large"
    parts = archive(tmp_path / "c.xlsx", {**TYPES, **{f"{number}.xml": b"" for number in range(MOST_PARTS)}})
    assert refusal(parts) == "table_too_many_parts"


def test_a_lying_directory_gives_no_more_than_it_declares(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", {**TYPES, "xl/workbook.xml": bytes(3_000_000)})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path) in ("table_damaged", "table_not_xlsx")


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            part = old.read(name)
            made.writestr(name, bomb + part[part.index(b"<worksheet") :] if "sheet1" in name else part)
    path = tmp_path / "a.xlsx"
    path.write_bytes(new.getvalue())
    assert refusal(path) in ("table_not_xlsx", "table_damaged")


def test_one_text_in_a_million_cells_is_refused(tmp_path: Path) -> None:
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * MOST_COLUMNS + b"</row>"
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as made:
        for name in old.namelist():
            part = old.read(name)
            if "sheet1" in name:
                start, end = part.index(b"<sheetData>") + 11, part.index(b"</sheetData>")
                part = part[:start] + row * 1_000 + part[end:]
            made.writestr(name, part.replace(b"</Types>", OVERRIDE) if "Content_Types" in name else part)
        made.writestr("xl/sharedStrings.xml", strings % (b"x" * 30_000))
    path = tmp_path / "a.xlsx"
    path.write_bytes(new.getvalue())
    assert refusal(path) == "table_too_large"


def test_sizes_of_file_rows_and_columns_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (LARGEST_FILE + 1))
    assert refusal(path) == "table_file_too_large"
    path.write_text("patient\n" + "1\n" * 20_001)
    assert refusal(path) == "table_too_many_rows"
    path.write_text(",".join("x" * (MOST_COLUMNS + 1)))
    assert refusal(path) == "table_too_many_columns"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "table_old_or_locked"),
        ("a.xlsx", b"hello", "table_not_xlsx"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "table_damaged"),
        ("a.csv", b"PK\x03\x04" + bytes(100), "table_not_csv"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"id,name\n1,\xff\xfe\x81\n", "table_encoding"),
        ("a.csv", b'patient,name\n1,"x\n', "table_csv_damaged"),
        ("a.xls", b"x", "table_kind"),
    ],
)
def test_what_is_no_table_is_refused_and_named(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_spreadsheet_programs_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("住院号,姓名\n001,张三\n".encode(encoding))
    assert [cell and cell.text for cell in opened(path)[0].rows[1]] == ["001", "张三"]


def test_a_parser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SECONDS", 0.5)
    monkeypatch.setattr(opening, "_command", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    path = tmp_path / "a.csv"
    path.write_text("x")
    start = time.monotonic()
    assert refusal(path) == "table_too_slow"
    assert time.monotonic() - start < 10


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_the_process_cannot_take_memory_or_write_files(tmp_path: Path) -> None:
    code = (
        "from desktop_app.exchange.tables.child import limit_process; limit_process()\n"
        "try:\n    bytearray(600 * 2**20); print('memory')\nexcept MemoryError:\n    pass\n"
        f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try:\n    f = open({str(tmp_path / 'x')!r}, 'w'); f.write('x'); f.close(); print('file')\n"
        "except OSError:\n    pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_child_that_dies_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_command", lambda _: [sys.executable, "-c", "import os; os.abort()"])
    path = tmp_path / "a.csv"
    path.write_text("x")
    assert refusal(path) == "table_too_large_to_read"


def test_what_the_guess_sees_never_raises_on_odd_sheets() -> None:
    for rows in ((("", None),), ((None,) * 3, ("=1", "x")), (("住院号",) * 3,)):
        for table in tables_of(workbook((*rows, ("x",))), "xlsx"):
            assert guessed_mapping(table).headings is not None
