"""A report from the command line says who signed, as the one from the window does."""

from pathlib import Path
from uuid import uuid4

import pypdf
import pytest

from desktop_app.store import Meaning, Role, Signing, open_store, store_location
from desktop_app.store.contents import ProfileChoice
from desktop_app.wording import Wording
from domain.profile import Profile
from tests.desktop_app.cli.conftest import NOW, Tacewatch

WATERMARK = Wording("zh")("report.draft")


def printed(tacewatch: Tacewatch, store: Path, folder: Path) -> str:
    result = tacewatch("report", "--store", store, "--patient", "DEMO-13", "--to", folder, language="zh")
    assert result.code == 0, result.err
    return "".join(page.extract_text() for page in pypdf.PdfReader(result.lines[0]).pages)


def test_the_signature_of_a_saved_record_is_printed(tacewatch: Tacewatch, tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    assert tacewatch("demo", "--to", path).code == 0
    before = printed(tacewatch, path, tmp_path / "before")
    assert "未签名" in before
    assert WATERMARK in before
    with open_store(store_location(str(path)), clock=lambda: NOW) as store:
        revision = store.load("DEMO-13").revision
        store.sign(
            Signing("DEMO-13", revision, Meaning.APPROVED, "demo-physician", "李建国", Role.PHYSICIAN, uuid4())
        )
    text = printed(tacewatch, path, tmp_path / "after")
    assert "李建国" in text
    assert "批准打印" in text
    assert "未签名" not in text
    assert WATERMARK not in text


@pytest.fixture
def ward(tacewatch: Tacewatch, tmp_path: Path) -> Path:
    """One patient of the demo, in a store without accounts."""
    demo, records, path = tmp_path / "demo.db", tmp_path / "one.json", tmp_path / "ward.db"
    assert tacewatch("demo", "--to", demo).code == 0
    assert tacewatch("export", "--store", demo, "--patient", "DEMO-13", "--to", records).code == 0
    assert tacewatch("import", records, "--store", path).code == 0
    return path


def signed(path: Path, meaning: Meaning, role: Role = Role.PHYSICIAN) -> None:
    with open_store(store_location(str(path)), clock=lambda: NOW) as store:
        store.sign(Signing("DEMO-13", 1, meaning, store.person.user, "李建国", role, uuid4()))


@pytest.mark.parametrize(
    ("meaning", "role", "draft"),
    [
        (Meaning.ENTERED, Role.ENTRY, True),
        (Meaning.ENTERED, Role.PHYSICIAN, True),
        (Meaning.REVIEWED, Role.PHYSICIAN, False),
        (Meaning.APPROVED, Role.PHYSICIAN, False),
    ],
)
def test_H15_only_what_a_physician_reviewed_or_released_is_no_draft(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path, meaning: Meaning, role: Role, *, draft: bool
) -> None:
    signed(ward, meaning, role)
    assert (WATERMARK in printed(tacewatch, ward, tmp_path / "paper")) is draft


def test_H15_what_was_signed_under_other_settings_is_a_draft_again(
    tacewatch: Tacewatch, ward: Path, tmp_path: Path
) -> None:
    signed(ward, Meaning.APPROVED)
    other = Profile(response_window_days=(28, 35))
    with open_store(store_location(str(ward)), clock=lambda: NOW) as store:
        profiles = store.ward_profiles
        choice = ProfileChoice("另一设置", other.hash, other.settings(), store.person.user, None)
        profiles.take(choice, lines={}, seen=profiles.revisions())
    text = printed(tacewatch, ward, tmp_path / "paper")
    assert WATERMARK in text
    told = Wording("zh")("history.report.other_rules", revision=1)
    assert "".join(told.split()) in "".join(text.split())
