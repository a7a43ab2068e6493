"""An earlier revision prints again as it was, whatever became of the record, the settings and the signatures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from desktop_app.report import compose, shipped_evidence
from desktop_app.report.document import ReportDocument, texts_of
from desktop_app.session.as_known import known_version
from desktop_app.session.open_record import open_patient
from desktop_app.store import ChangeReason, Meaning, ReasonCode, Role, Signing, open_store, store_location
from desktop_app.store.contents import ProfileChoice
from desktop_app.ui.dialogs.summary_source import SummarySource, saved_source, version_source
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.profile import Profile
from domain.record import PatientRecord

DAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class WardClock:
    now = DAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def ward(tmp_path: Path, demo: dict[str, PatientRecord]) -> Iterator[Ward]:
    clock = WardClock()
    store = open_store(store_location(str(tmp_path / "ward.db")), clock=clock, create=True)
    ward = Ward(store, clock, "nurse.wang")
    store.save(ward.imported(demo["DEMO-01"]))
    yield ward
    ward.close()


def printed(source: SummarySource) -> ReportDocument:
    return compose(
        source.record,
        source.assessment,
        evidence=shipped_evidence(),
        words=Wording("zh"),
        lineage=source.lineage,
    )


def lines(document: ReportDocument) -> list[str]:
    return [*texts_of(document.blocks), *document.footer]


def sign(ward: Ward, revision: int) -> None:
    ward.store.sign(Signing("DEMO-01", revision, Meaning.APPROVED, "li", "李建国", Role.PHYSICIAN, uuid4()))


def change_everything(ward: Ward) -> None:
    """Two days later: other settings, another diameter with its reason."""
    assert isinstance(ward.clock, WardClock)
    ward.clock.now = DAY + timedelta(days=2)
    other = Profile(mrecist_five_mm=True, primary_definition="JSH-2021")
    profiles = ward.store.ward_profiles
    choice = ProfileChoice("新设置", other.hash, other.settings(), "chief", None)
    profiles.take(choice, lines={}, seen=profiles.revisions())
    record = open_patient(ward.workplace, "DEMO-01")
    image = record.form.listed("images")[-1]
    record.edit(record.form.inside(image.id, "images.targets")[0].id, "viable_mm", "20")
    record.reasons_wanted.connect(lambda wanted: [record.reasons.give(each, ReasonCode.REPORT) for each in wanted])
    record.save()
    assert record.save() or not record.dirty


def test_a_signed_report_is_printed_again_word_by_word(qapp: object, ward: Ward) -> None:
    sign(ward, 1)
    ward.follow_profile()
    then = printed(saved_source(ward, open_patient(ward.workplace, "DEMO-01")))
    change_everything(ward)
    again = printed(version_source(ward, known_version(ward.store, "DEMO-01", 1)))
    words = Wording("zh")
    told = [text for text in lines(again) if text not in lines(then)]
    lost = [text for text in lines(then) if text not in lines(again)]
    assert any(text.startswith("历史版本") for text in told)
    assert len(told) == len(lost) + 1
    for old, new in zip(lost, told[-len(lost) :], strict=True):
        assert old != new
        assert "打印" in old or "打印" in new or "截至" in new
    assert any("李建国" in text for text in lines(again))
    assert words("history.report.changed_since", revision=1) not in "".join(lines(again))


def test_the_present_version_prints_with_its_reason_and_an_outdated_signature(qapp: object, ward: Ward) -> None:
    sign(ward, 1)
    change_everything(ward)
    ward.follow_profile()
    document = printed(version_source(ward, known_version(ward.store, "DEMO-01", 2)))
    text = "\n".join(lines(document))
    words = Wording("zh")
    assert words("history.report.changed_since", revision=1) in text
    assert words("history.reason.report") in text
    assert "历史版本" not in text
    assert document == printed(saved_source(ward, open_patient(ward.workplace, "DEMO-01")))


def test_a_voided_version_goes_on_with_the_settings_before_it(qapp: object, ward: Ward) -> None:
    ward.store.void("DEMO-01", reason="重复", author="a", expected_revision=1, request_id=uuid4())
    version = known_version(ward.store, "DEMO-01", 2)
    assert version.assessment.profile == known_version(ward.store, "DEMO-01", 1).assessment.profile
    assert version.issued is None


def test_reasons_of_later_versions_stand_on_no_earlier_page(qapp: object, ward: Ward) -> None:
    save = ward.imported(ward.store.load("DEMO-01").record)
    for number in (1, 2):
        ward.store.save(
            replace(
                save,
                expected_revision=number,
                request_id=uuid4(),
                reasons=(ChangeReason(None, ReasonCode.OTHER, f"原因{number}"),),
            )
        )
    text = "\n".join(lines(printed(version_source(ward, known_version(ward.store, "DEMO-01", 2)))))
    assert "原因1" in text
    assert "原因2" not in text
