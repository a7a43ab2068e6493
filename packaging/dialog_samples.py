"""Dialogs that no action of the window opens by itself, filled as somebody would meet them: for the pictures."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from access_samples import SAMPLE_PASSWORD
from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QWidget
from state_samples import TWIN

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring_contents import Account
from desktop_app.errors import DiskFull, StaleRecord, StoreDamaged, StoreIsNewer, StoreOpenElsewhere
from desktop_app.session.profile_impact import Change, PatientImpact
from desktop_app.session.rules_impact import RulesImpact
from desktop_app.store.backup_contents import Backup, BackupReason
from desktop_app.store.restoring_file import Missing
from desktop_app.ui.access.accounts_panel import AddDialog
from desktop_app.ui.access.code_drill import DrillDialog
from desktop_app.ui.access.lock_page import PinDialog
from desktop_app.ui.access.password_dialog import PasswordDialog
from desktop_app.ui.access.reason_dialog import ReasonDialog
from desktop_app.ui.access.rekey_dialog import RekeyDialog
from desktop_app.ui.access.restore_dialog import RestoreDialog
from desktop_app.ui.dialogs.about import AboutDialog
from desktop_app.ui.dialogs.apology import ApologyDialog
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.import_dialog import ImportDialog
from desktop_app.ui.dialogs.merge_dialog import MergeDialog
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.dialogs.rules_dialog import RulesDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.ward import Ward

MADE = datetime(2026, 6, 1, 2, 30, tzinfo=UTC)
BACKUP = Backup(Path("x.db"), MADE, BackupReason.ASKED, "x.db", 4, {}, 9, "aa", 1, "bb")
MISSING = Missing(("DEMO-03", "DEMO-09"), ("DEMO-01",), 3, 10, 14)
ACCOUNT = Account("liwei", "李伟", Role.PHYSICIAN, MADE)
SHEET = (
    "住院号,姓名,手术日期,术式,影像日期,T1,AFP (ng/mL),主管\n00123,张三,2024-01-10,cTACE,2024-01-03,3.5,<2,王\n"
)
FAULTY = "patient,name,sex,birth_date\nX1,张三,m,1970-02-30\nX2,李四,x,1970-01-01\n"
REPORT = "TACEWatch 0.1.0\nValueError\n  desktop_app/ui/pages/worklist_page.py:120 in refresh\n"
TRIED_SECONDS = 30
Sample = tuple[str, QWidget]


def dialogs(window: MainWindow, ward: Ward, like: str, folder: Path) -> Iterator[Sample]:
    """Each is shown when it is given; whoever takes it closes it."""
    yield from _of_the_store(window, ward, like)
    yield from _of_accounts(window, ward)
    yield from _of_tables(window, ward, folder)
    yield from _of_the_system(window)


def _of_the_store(window: MainWindow, ward: Ward, like: str) -> Iterator[Sample]:
    theme, words = window.theme, window.words
    window.open_patient(like)
    record = window.record
    if record is not None:
        stored = ward.store.load(TWIN).record
        yield _shown("conflict", ConflictDialog(words, StaleRecord(stored, 3, void=False), record, window))
    yield _shown("merge-asked", MergeDialog(theme, words, ward, like, TWIN, window))
    for name, error in {
        "disk-full": DiskFull(path="…/tacewatch/store.db"),
        "open-elsewhere": StoreOpenElsewhere(path="…/tacewatch/store.db", host="WS-12", pid=4711),
        "newer": StoreIsNewer(path="…/tacewatch/store.db", found=9, known=4),
        "damaged": StoreDamaged(path="…/tacewatch/store.db"),
    }.items():
        yield f"error-{name}", show_known_error(words, error, window)
    yield _shown("apology", ApologyDialog(words, REPORT, window))
    changes = (Change("CCI-2022", "met", "indeterminate"), Change("recommendation", "recommended", "withheld"))
    impact = RulesImpact(("2025.2",), "2026.1", 66, (PatientImpact("DEMO-01", "张示例", changes),))
    yield _shown("rules", RulesDialog(theme, words, impact, window))
    for tab in range(1, 3):
        about = AboutDialog(theme, words, window)
        about.tabs.setCurrentIndex(tab)
        yield _shown(f"about-{tab + 1}", about)


def _of_accounts(window: MainWindow, ward: Ward) -> Iterator[Sample]:
    theme, words = window.theme, window.words
    password = PasswordDialog(theme, words, ward, window)
    password.present.line.setText(SAMPLE_PASSWORD)
    yield _shown("password", password)
    pin = PinDialog(theme, words, window)
    pin.pin.setText("123456")
    pin.again.setText("123457")
    yield _shown("pin", pin)
    yield _shown("account-added", AddDialog(theme, words, (ACCOUNT,), window))
    yield _shown("rekey", RekeyDialog(theme, words, 5, window))
    yield _shown("drill", DrillDialog(theme, words, ward, window))
    yield _shown("answer", ReasonDialog(theme, words, window))
    yield _shown("restore", RestoreDialog(theme, words, BACKUP, MISSING, window))


def _of_tables(window: MainWindow, ward: Ward, folder: Path) -> Iterator[Sample]:
    for name, text in {"import": SHEET, "import-faulty": FAULTY}.items():
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="gb18030")
        dialog = ImportDialog(window.words, ward, [file], window)
        dialog.show()
        _wait_for(dialog.settled.connect)
        yield name, dialog


def _of_the_system(window: MainWindow) -> Iterator[Sample]:
    """What Qt brings along and the program shows: files, printing, the menus of fields and of the window."""
    files = QFileDialog(window, window.words("plots.save.title"))
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    yield _shown("files", files)
    printer = QPrinter()
    yield _shown("print", QPrintDialog(printer, window))
    line = QLineEdit("2026-06-25", window)
    menu = line.createStandardContextMenu()
    menu.popup(window.mapToGlobal(QPoint(0, 0)))
    yield "field-menu", menu
    line.deleteLater()
    for number, each in enumerate(window.menuBar().actions(), 1):
        below = each.menu()
        if isinstance(below, QMenu):
            below.popup(window.mapToGlobal(QPoint(0, 0)))
            yield f"menu-{number}", below


def _shown(name: str, dialog: QWidget) -> Sample:
    dialog.show()
    return name, dialog


def _wait_for(connect: Callable[..., object]) -> None:
    """Until something is told, or somebody would have given up."""
    loop = QEventLoop()
    connect(loop.quit)
    QTimer.singleShot(TRIED_SECONDS * 1000, loop, loop.quit)
    loop.exec()
