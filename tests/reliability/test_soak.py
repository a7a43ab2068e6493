"""A shift without decay: memory, open files and times stay where they were."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from desktop_app.report import Lineage, check_code, summary_pdf, write_pdf
from desktop_app.session.open_record import open_patient
from domain.assessment import assess
from domain.profile import Profile
from tests.desktop_app.session.workplaces import NOW, keep, workplace_at
from tests.desktop_app.store.store_samples import record
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ROOT = Path(__file__).parents[2]
MOST_GROWTH_MB = 50
SLOWEST = 1.2
PRINTED_EVERY = 5


@BOTH_TIERS
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads its own memory from /proc")
def test_R12_a_shift_of_opening_editing_saving_and_printing_leaves_nothing_behind(
    tier: Tier, tally: Tally, tmp_path: Path, qapp: object
) -> None:
    """The open record with its drafts, saves, assessment and the PDF; the memory is measured after a warm-up."""
    cycles = tier.choose(40, 2000)
    tally.of("R12", "open, edit, save (and print every fifth time)")
    place = workplace_at(tmp_path / "store.db")
    for number in range(10):
        keep(place, record(f"{number:04}"))
    warm = cycles // 4
    taken: list[float] = []
    before = (0, 0)
    for cycle in range(cycles):
        if cycle == warm:
            before = resident_mb(), open_files()
        began = time.process_time()
        one_patient(place, f"{cycle % 10:04}", cycle, tmp_path)
        taken.append(time.process_time() - began)
        tally.tried += 1
    tally.measured("memory grown, MB", resident_mb() - before[0])
    assert tally.most["memory grown, MB"] <= MOST_GROWTH_MB
    assert open_files() <= before[1]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".part") == []
    assert place.store.drafts() == ()
    place.store.close()
    if tier.name == "long":
        tally.measured("last to first hundred", high(taken[-100:]) / high(taken[100:200]))
        assert tally.most["last to first hundred"] <= SLOWEST
    tally.check()


EMITTING = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
if sys.argv[1] == "guarded":
    import desktop_app.session
class Teller(QObject):
    told = Signal(bool)
application, teller = QCoreApplication([]), Teller()
for _ in range(100_000):
    teller.told.emit(True)
"""


@pytest.mark.parametrize("guard", ["guarded", "bare"])
def test_R12_no_number_of_signals_ends_the_program(guard: str) -> None:
    """Python 3.11 dies of a reference that PySide6 takes away with every signal; the bare run is the control."""
    ran = subprocess.run([sys.executable, "-c", EMITTING, guard], cwd=ROOT, capture_output=True, text=True)
    if guard == "guarded":
        assert (ran.returncode, ran.stderr) == (0, "")
    elif sys.version_info < (3, 12):
        assert "bool_dealloc" in ran.stderr


def one_patient(place, number: str, cycle: int, folder: Path) -> None:  # type: ignore[no-untyped-def]
    opened = open_patient(place, number)
    opened.edit("patient", "note", f"cycle {cycle}")  # type: ignore[arg-type]
    opened.assess_now()
    assert opened.save()
    if cycle % PRINTED_EVERY == 0:
        found = opened.record
        lineage = Lineage("1", "default", "hash", opened.revision, check_code(found), "nurse", NOW, draft=False)
        pdf = summary_pdf(found, assess(found, Profile()), language="zh", lineage=lineage)
        write_pdf(folder / "summary.pdf", pdf)
    # What an event loop does between two patients, the record being let go of.
    QCoreApplication.processEvents()


def resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def high(times: list[float]) -> float:
    """The 95th of a hundred."""
    return sorted(times)[int(len(times) * 0.95)]
