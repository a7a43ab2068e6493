"""A report from the command line says who signed, as the one from the window does."""

from pathlib import Path
from uuid import uuid4

import pypdf

from desktop_app.store import Meaning, Role, Signing, open_store, store_location
from tests.desktop_app.cli.conftest import NOW, Tacewatch


def printed(tacewatch: Tacewatch, store: Path, folder: Path) -> str:
    result = tacewatch("report", "--store", store, "--patient", "DEMO-13", "--to", folder, language="zh")
    assert result.code == 0, result.err
    return "".join(page.extract_text() for page in pypdf.PdfReader(result.lines[0]).pages)


def test_the_signature_of_a_saved_record_is_printed(tacewatch: Tacewatch, tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    assert tacewatch("demo", "--to", path).code == 0
    assert "未签名" in printed(tacewatch, path, tmp_path / "before")
    with open_store(store_location(str(path)), clock=lambda: NOW) as store:
        revision = store.load("DEMO-13").revision
        store.sign(
            Signing("DEMO-13", revision, Meaning.APPROVED, "demo-physician", "李建国", Role.PHYSICIAN, uuid4())
        )
    text = printed(tacewatch, path, tmp_path / "after")
    assert "李建国" in text
    assert "批准打印" in text
    assert "未签名" not in text
