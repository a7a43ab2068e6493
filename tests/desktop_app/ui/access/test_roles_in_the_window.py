"""What entry, physician and administrator find in the window."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.errors import NotPermitted
from desktop_app.main import Desk
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import backups
from desktop_app.ui.access.accounts_panel import AddDialog
from desktop_app.ui.access.admin_page import AdminPage
from desktop_app.ui.access.audit_view import AuditDialog
from desktop_app.ui.access.backups_panel import BackupsPanel
from desktop_app.ui.access.copies import copied
from desktop_app.ui.access.restore_dialog import RestoreDialog
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.panels.what_if_results import RECOMMENDATION
from tests.desktop_app.ui.access.conftest import PASSWORD, TurnedClock, log_in

PATIENT = "DEMO-01"
As = Callable[[str], Desk]


@pytest.fixture
def working(desk: Desk) -> As:
    """The program with this person logged in."""

    def log_in_as(user: str) -> Desk:
        log_in(desk, user)
        return desk

    return log_in_as


def admin_page(desk: Desk) -> AdminPage:
    page = desk.window._above
    assert isinstance(page, AdminPage)
    return page


def possible(desk: Desk) -> set[str]:
    return {declared.name for declared, made in desk.window.shortcuts if made.isEnabled()}


def test_entry_sees_verdicts_but_no_recommendation(working: As) -> None:
    desk = working("zhao")
    desk.window.open_patient(PATIENT)
    page = desk.window.patient
    assert page is not None
    assert not page.panel.recommendation.isVisible()
    assert page.panel.withheld.isVisible()
    assert page.panel.cards["CCI-2022"].isVisible()
    assert not any(card.overridable for card in page.panel.cards.values())
    assert {"override_verdict", "ward_settings"}.isdisjoint(possible(desk))
    assert "医师" in desk.window.shortcuts["override_verdict"].text()
    page.try_values()
    assert page.what_if.bar is not None
    assert not page.what_if.bar.results.recommends
    assert RECOMMENDATION in page.what_if.bar.results.turns


def test_a_physician_sees_the_recommendation_and_may_not_change_the_definitions(working: As) -> None:
    desk = working("liwei")
    desk.window.open_patient(PATIENT)
    page = desk.window.patient
    assert page is not None
    assert page.panel.recommendation.isVisible()
    assert not page.panel.withheld.isVisible()
    assert all(card.overridable for card in page.panel.cards.values())
    assert {"override_verdict", "sign_record", "print_summary"} <= possible(desk)
    assert "ward_settings" not in possible(desk)


def test_what_an_entry_account_prints_is_a_draft_without_recommendation(
    working: As, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = working("zhao")
    desk.window.open_patient(PATIENT)
    assert desk.ward is not None
    assert desk.window.record is not None
    preview = ReportPreview(desk.window.words, desk.ward, desk.window.record, desk.window)
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    file = tmp_path / "draft.pdf"
    preview.write_to(file)
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert desk.window.words("report.recommendation.aside") not in text
    assert desk.window.words("report.verdicts") in text
    assert desk.window.words("report.draft")[:2] in text
    entry = next(each for each in _audit(desk) if each.action is AuditAction.PRINT)
    assert entry.entity_id == PATIENT
    preview.close()


def _audit(desk: Desk) -> list:  # type: ignore[type-arg]
    assert desk.ward is not None
    return desk.ward.store.audit_entries(PATIENT)


def test_the_account_says_who_signs(working: As) -> None:
    desk = working("liwei")
    desk.window.open_patient(PATIENT)
    desk.window.shortcuts["sign_record"].trigger()
    dialog = next(each for each in desk.window.findChildren(QDialog) if hasattr(each, "printed_name"))
    assert dialog.printed_name.text() == "李伟"
    assert dialog.printed_name.isReadOnly()
    assert [role.value for role, button in dialog.roles.items() if button.isEnabled()] == ["physician"]
    dialog.close()


def test_an_administrator_sees_no_patient(working: As) -> None:
    desk = working("wangfang")
    page = admin_page(desk)
    assert desk.window.worklist.model.rowCount() == 0
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert not any("张示例" in label.text() for label in desk.window.findChildren(QLabel))
    assert {"new_patient", "print_summary", "open_patient"}.isdisjoint(possible(desk))
    assert "ward_settings" in possible(desk)
    with pytest.raises(NotPermitted):
        desk.window.open_patient(PATIENT)


def test_a_refusal_of_the_store_has_its_remedy(working: As) -> None:
    desk = working("wangfang")
    error = NotPermitted(action="view", role="admin")
    desk.on_exception(NotPermitted, error, None)
    box = next(each for each in desk.window.findChildren(QMessageBox) if each.isVisible())
    assert box.informativeText() == desk.window.words("errors.not_permitted.remedy")
    box.close()


def test_accounts_are_added_reset_and_closed(working: As, guarded: Path, qtbot: QtBot) -> None:
    desk = working("wangfang")
    panel = admin_page(desk).accounts
    assert panel.second.isVisible()
    panel.add.click()
    dialog = panel.findChild(AddDialog)
    assert dialog is not None
    dialog.user.setText("LIWEI")
    dialog.printed_name.setText("某某")
    assert not dialog.make.isEnabled()
    dialog.user.setText("sunxin")
    dialog.role.setCurrentIndex(dialog.role.findData(Role.ADMIN))
    password = dialog._password
    dialog.accept()
    box = next(each for each in panel.findChildren(QMessageBox) if each.isVisible())
    assert password in box.text()
    box.close()
    keyring = Keyring.load(guarded)
    assert keyring.account("sunxin").must_change
    assert not panel.second.isVisible()
    panel.table.selectRow(next(n for n, each in enumerate(panel._accounts) if each.user == "zhao"))
    panel.remove.click()
    assert Keyring.load(guarded).account("zhao").disabled
    panel.reset.click()
    box = next(each for each in panel.findChildren(QMessageBox) if each.isVisible())
    box.close()
    assert not Keyring.load(guarded).account("zhao").disabled
    panel.table.selectRow(next(n for n, each in enumerate(panel._accounts) if each.user == "wangfang"))
    assert not panel.remove.isEnabled()
    assert desk.ward is not None
    told = [each.action for each in desk.ward.store.audit_entries(limit=3)]
    assert told == [AuditAction.USER_CHANGE, AuditAction.USER_REMOVE, AuditAction.USER_ADD]


def test_a_lock_is_lifted(desk: Desk, guarded: Path) -> None:
    for _ in range(5):
        log_in(desk, "zhao", "not it at all")
        Keyring.load(guarded)
    log_in(desk, "wangfang")
    panel = admin_page(desk).accounts
    panel.table.selectRow(next(n for n, each in enumerate(panel._accounts) if each.user == "zhao"))
    assert panel.lift.isEnabled()
    panel.lift.click()
    assert not panel.lift.isEnabled()
    assert Keyring.load(guarded).account("zhao").locked_until is None


def test_the_audit_is_filtered_exported_and_verified(working: As, qtbot: QtBot, tmp_path: Path) -> None:
    desk = working("liwei")
    desk.window.open_patient(PATIENT)
    desk.window.shortcuts["patient_audit"].trigger()
    dialog = desk.window.findChild(AuditDialog)
    assert dialog is not None
    assert dialog.panel.table.rowCount() >= 2
    assert not dialog.panel.export.isVisible()
    dialog.close()
    desk.window.access.switch_user()
    log_in(desk, "wangfang")
    page = admin_page(desk)
    page.tabs.setCurrentWidget(page.audit)
    everything = page.audit.table.rowCount()
    page.audit.patient.setText(PATIENT)
    page.audit.refresh()
    assert 0 < page.audit.table.rowCount() < everything
    page.audit.kind.setCurrentIndex(page.audit.kind.findData("seen"))
    assert page.audit.table.rowCount() == 1
    target = tmp_path / "audit.zip"
    page.audit.export_to(target)
    qtbot.waitUntil(lambda: "verify.py" in page.audit.told.text(), timeout=20_000)
    assert target.stat().st_size > 1000
    page.audit.verify.click()
    qtbot.waitUntil(lambda: "完好" in page.audit.told.text(), timeout=30_000)
    page.audit.patient.clear()
    page.audit.kind.setCurrentIndex(page.audit.kind.findData("all"))
    page.audit.refresh()
    told = [page.audit.table.item(0, column) for column in (2, 4)]
    assert [item and item.text() for item in told] == ["核验", "发现问题数: 0"]


def test_H19_a_backup_is_made_and_restored_with_what_would_be_missing(
    working: As, qtbot: QtBot, tmp_path: Path, clock: TurnedClock
) -> None:
    desk = working("wangfang")
    panel = admin_page(desk).backups
    admin_page(desk).tabs.setCurrentWidget(panel)
    panel.now.click()
    qtbot.waitUntil(lambda: panel.table.rowCount() == 1, timeout=30_000)
    assert panel.table.item(0, 5).text() == desk.window.words("access.backups.proved")
    desk.window.access.switch_user()
    log_in(desk, "liwei")
    desk.window.open_patient(PATIENT)
    assert desk.window.record is not None
    desk.window.record.edit_many([("patient", "note", "later")])
    assert desk.window.record.save()
    desk.window.access.switch_user()
    log_in(desk, "wangfang")
    panel = admin_page(desk).backups
    admin_page(desk).tabs.setCurrentWidget(panel)
    panel.restore.click()
    qtbot.waitUntil(lambda: panel.findChild(RestoreDialog) is not None, timeout=30_000)
    dialog = panel.findChild(RestoreDialog)
    assert dialog is not None
    assert PATIENT in dialog.missing.toPlainText()
    assert not dialog.restore.isEnabled()
    dialog.reason.setText("drill of the ward")
    dialog.restore.click()
    qtbot.waitUntil(lambda: isinstance(desk.window._above, AdminPage), timeout=30_000)
    assert desk.ward is not None
    assert any(entry.action is AuditAction.RESTORE for entry in desk.ward.store.audit_entries(limit=5))
    desk.window.access.switch_user()
    log_in(desk, "liwei")
    desk.window.open_patient(PATIENT)
    assert desk.window.record is not None
    assert desk.window.record.record.patient.note != "later"
    assert list(tmp_path.glob("ward.before-restore.*.db"))


def test_copies_are_made_by_themselves_and_the_reminder_turns_from_amber_to_red(
    working: As, clock: TurnedClock
) -> None:
    desk = working("liwei")
    assert desk.ward is not None
    assert copied(desk.ward) is not None
    assert copied(desk.ward) is None
    folder = desk.ward.store.location.path
    assert folder is not None
    assert len(backups(folder.with_name(f"{folder.stem}-backups"))) == 1
    seen = []
    for days in (6, 7, 14):
        clock.now = clock.now.replace(day=23, month=11) + timedelta(days=days)
        desk.window.access.follow()
        seen.append([line._mark.state for line in desk.window.access.notices._lines if line.isVisible()])
    assert seen == [[], ["severity.warning"], ["severity.error"]]


def test_the_panel_of_copies_names_its_folder(working: As) -> None:
    desk = working("wangfang")
    panel = admin_page(desk).backups
    assert isinstance(panel, BackupsPanel)
    admin_page(desk).tabs.setCurrentWidget(panel)
    assert "ward-backups" in panel.place.text()
    assert PASSWORD not in panel.place.text()
