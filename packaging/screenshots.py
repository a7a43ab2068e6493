"""Makes the pictures of the program anew: a few small ones for the manual, all of them into ``out/screenshots``.

    python packaging/screenshots.py [--to DIR] [--manual] [--look zh-150] [--only sign-record]

Runs without a screen, as if there were a ward's small one and a large one. The patients are invented and the day
is fixed: the pictures change with the program only.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain, product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from access_samples import ACCESS_PAGES, SAMPLE_PASSWORD  # noqa: E402
from dialog_samples import dialogs  # noqa: E402
from PySide6.QtCore import QEventLoop, QSettings, QSize, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QImage, QPixmap  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402
from state_samples import extra_patients, states  # noqa: E402
from summary_pictures import summary_pictures  # noqa: E402

from desktop_app.accounts.contents import Role  # noqa: E402
from desktop_app.accounts.keyring_contents import NewAccount  # noqa: E402
from desktop_app.main import application_of  # noqa: E402
from desktop_app.plots import VIEWS  # noqa: E402
from desktop_app.store import open_store, store_location  # noqa: E402
from desktop_app.ui.access.closing import accounts_made  # noqa: E402
from desktop_app.ui.main_window import MainWindow  # noqa: E402
from desktop_app.ui.opening import fill_demo, furnish  # noqa: E402
from desktop_app.ui.pages.entry.clinical_order import PAGES  # noqa: E402
from desktop_app.ui.theme import Scheme  # noqa: E402
from desktop_app.ui.ward import Ward  # noqa: E402
from desktop_app.wording import LANGUAGES, Language  # noqa: E402

TODAY = datetime(2026, 6, 30, 9, 30, tzinfo=UTC)
SHOWN, OPEN = "DEMO-01", "DEMO-15"
DIALOGS = (
    "show_palette",
    "show_shortcuts",
    "ward_settings",
    "show_contents",
    "test_yourself",
    "patient_history",
    "as_known_on",
    "override_verdict",
    "sign_record",
    "merge_records",
    "separate_records",
    "print_summary",
    "show_about",
    "show_updates",
)
BLOCK = "检查日期\t方式\tT1\t大小\n2026-06-20\tMRI\t40\t12\n2026-06-21\tMRI\t4,1\t"
"""Copied from a spreadsheet: what goes in, what is refused, what nobody knows."""
PASTE = "paste"
SMALL_SCREEN = QSize(1366, 768)
LARGE_SCREEN = QSize(3840, 2160)
LOOKS = (
    ("light", 100, SMALL_SCREEN),
    ("dark", 100, SMALL_SCREEN),
    ("light", 150, SMALL_SCREEN),
    ("light", 200, SMALL_SCREEN),
    ("light", 200, LARGE_SCREEN),
    ("dark", 200, LARGE_SCREEN),
)
MANUAL = ROOT / "resources" / "manual" / "screenshots"
MANUAL_WIDTH = 1366
FOR_THE_MANUAL = (
    *(f"{page}-{language}" for page in ("worklist", "patient", "indeterminate") for language in LANGUAGES),
    "patient-en-dark",
    "patient-zh-150",
    "summary-zh-1",
    "summary-en-1",
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the pictures of the program anew.")
    parser.add_argument("--to", type=Path, default=ROOT / "out" / "screenshots")
    parser.add_argument("--manual", action="store_true", help="only the small ones for the manual")
    parser.add_argument("--look", action="append", default=[], help="only this one, such as en-dark")
    parser.add_argument("--only", action="append", default=[], help="only what is called so, such as worklist")
    options = parser.parse_args()
    folder: Path = options.to
    folder.mkdir(parents=True, exist_ok=True)
    MANUAL.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        _two_screens(Path(place) / "screens.json")
        application = application_of(["tacewatch"])
        whole = None if options.manual else _samples(Path(place))
        ward = _demo(Path(place) / "demo.db")
        if whole is not None:
            for name, picture in _windows(application, ward, whole, Path(place), options.look):
                if not options.only or name.startswith(tuple(options.only)):
                    picture().save(str(folder / f"{name}.png"))
                    print(folder / f"{name}.png")
            whole.close()
        if not options.look and not options.only:
            _for_the_manual(application, _of_a_physician(ward), folder, Path(place))


def _two_screens(file: Path) -> None:
    """A dialog is never larger than its screen, so there must be one: a ward's, and a large one beside it."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": size.width(), "height": size.height(), "dpr": 1}
        | {"logicalDpi": 96, "logicalBaseDpi": 96}
        for name, x, size in (("small", 0, SMALL_SCREEN), ("large", SMALL_SCREEN.width(), LARGE_SCREEN))
    ]
    settings = {"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": screens}
    file.write_text(json.dumps(settings), encoding="utf-8")
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={file}")


def _demo(path: Path) -> Ward:
    ward = Ward(open_store(store_location(str(path)), clock=lambda: TODAY, create=True), lambda: TODAY, "demo")
    fill_demo(ward)
    return ward


def _samples(place: Path) -> Ward:
    """The same patients, and what else somebody may meet."""
    ward = _demo(place / "samples.db")
    extra_patients(ward, SHOWN)
    return ward


def _for_the_manual(application: QApplication, ward: Ward, folder: Path, place: Path) -> None:
    for name in (*_manual_windows(application, ward, folder, place), *summary_pictures(ward, SHOWN, folder)):
        if name in FOR_THE_MANUAL:
            _small(folder / f"{name}.png", MANUAL / f"{name}.png")
        print(folder / f"{name}.png")
    ward.close()


def _of_a_physician(ward: Ward) -> Ward:
    """The same patients in a store with accounts, as it is on a ward."""
    people = [
        NewAccount("liwei", "李伟", Role.PHYSICIAN, SAMPLE_PASSWORD),
        NewAccount("wangfang", "王芳", Role.ADMIN, SAMPLE_PASSWORD),
    ]
    location = ward.store.location
    _, access = accounts_made(ward, people, lambda: TODAY)
    return Ward(open_store(location, clock=lambda: TODAY, access=access), lambda: TODAY, access.person.user)


def _manual_windows(application: QApplication, ward: Ward, folder: Path, place: Path) -> Iterator[str]:
    for language, look in product(LANGUAGES, LOOKS):
        window, suffix = _window(application, place, language, look)
        wanted = [(page, show) for page, show in _main_views(window, ward) if f"{page}-{suffix}" in FOR_THE_MANUAL]
        window.show_ward(ward)
        for page, show in wanted:
            show()
            _settle(application)
            window.grab().save(str(folder / f"{page}-{suffix}.png"))
            yield f"{page}-{suffix}"
        _put_away(application, window)


def _windows(
    application: QApplication, ward: Ward, whole: Ward, place: Path, looks: list[str]
) -> Iterator[tuple[str, Callable[[], QPixmap]]]:
    for language, look in product(LANGUAGES, LOOKS):
        if looks and _suffix(language, look) not in looks:
            continue
        window, suffix = _window(application, place, language, look)
        for page, show in chain(_views(window, ward), states(window, whole, SHOWN)):
            show()
            _settle(application)
            yield f"{page}-{suffix}", window.grab
        for name, shown in _dialogs(application, window, whole, place):
            yield f"{name}-{suffix}", shown.grab
            shown.close()
        _put_away(application, window)


def _suffix(language: Language, look: tuple[str, int, QSize]) -> str:
    scheme, zoom, size = look
    crowded = "-small" if zoom == 200 and size == SMALL_SCREEN else ""
    return language + ("" if scheme == "light" else f"-{scheme}") + ("" if zoom == 100 else f"-{zoom}") + crowded


def _window(
    application: QApplication, place: Path, language: Language, look: tuple[str, int, QSize]
) -> tuple[MainWindow, str]:
    """A new window of this language and look, and how its pictures are called."""
    scheme, zoom, size = look
    suffix = _suffix(language, look)
    window = MainWindow()
    screen = next((each for each in application.screens() if each.size() == size), application.primaryScreen())
    window.setScreen(screen)
    window.move(screen.geometry().topLeft())
    furnish(window, application, QSettings(str(place / f"{suffix}.ini"), QSettings.Format.IniFormat), language)
    window.theme.use_scheme(_scheme(scheme))
    window.theme.use_zoom(zoom)
    window.resize(size)
    window.show()
    return window, suffix


def _put_away(application: QApplication, window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    _settle(application)


def _views(window: MainWindow, ward: Ward) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "welcome", lambda: window.show_welcome("…/tacewatch/store.db")
    yield from _access_views(window)
    yield from _main_views(window, ward)
    yield from _patient_views(window)


def _main_views(window: MainWindow, ward: Ward) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "worklist", lambda: window.show_ward(ward)
    yield "patient", lambda: window.open_patient(SHOWN)
    yield "indeterminate", lambda: _open_with_tree(window)


def _access_views(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    """What stands before the patients, with entries as somebody would have made them."""
    for name, page in ACCESS_PAGES.items():
        yield f"access-{name}", partial(window.show_front, partial(page, window))


def _patient_views(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    page = window.patient
    if page is None:
        return
    for name, _ in PAGES:
        yield f"page-{name}", partial(page.entry.show_page, name)
    yield "page-sheet", partial(page.entry.show_page, PAGES[0][0])
    for view in VIEWS:
        yield f"chart-{view}", partial(page.chart.show_view, view)
    yield "what-if", page.try_values


def _dialogs(
    application: QApplication, window: MainWindow, whole: Ward, place: Path
) -> Iterator[tuple[str, QWidget]]:
    """Whatever opens in a window of its own, one after the other."""
    window.open_patient(OPEN)
    for action in (*DIALOGS, PASTE):
        before = {id(each) for each in application.topLevelWidgets() if each.isVisible()}
        if action == PASTE:
            _paste(window)
        else:
            window.shortcuts[action].trigger()
        _settle(application)
        opened = [each for each in application.topLevelWidgets() if each.isVisible() and id(each) not in before]
        for dialog in opened:
            yield action.replace("_", "-"), dialog
    for name, shown in dialogs(window, whole, SHOWN, place):
        _settle(application)
        yield f"dialog-{name}", shown


def _paste(window: MainWindow) -> None:
    page = window.patient
    if page is not None:
        page.entry.show_page(PAGES[0][0])
        page.entry.sheet.caret.pasted.emit([line.split("\t") for line in BLOCK.splitlines()])


def _open_with_tree(window: MainWindow) -> None:
    window.open_patient(OPEN)
    if window.patient is not None:
        window.patient.panel.cards["CCI-2022"].opener.setChecked(True)


def _small(picture: Path, target: Path) -> None:
    """A copy without transparency, no wider than a page shows: these travel with the source."""
    image = QImage(str(picture))
    if image.width() > MANUAL_WIDTH:
        image = image.scaledToWidth(MANUAL_WIDTH, Qt.TransformationMode.SmoothTransformation)
    image.convertToFormat(QImage.Format.Format_RGB888).save(str(target))


def _scheme(name: str) -> Scheme:
    return "dark" if name == "dark" else "light"


def _settle(application: QApplication) -> None:
    waiting = QEventLoop(application)  # With a loop of its own what was put away is really gone.
    QTimer.singleShot(600, waiting, waiting.quit)
    waiting.exec()
    waiting.deleteLater()


if __name__ == "__main__":
    main()
