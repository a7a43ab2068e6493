"""The same file gives the same verdicts everywhere, and a clock that jumps changes no order and no verdict."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

from desktop_app.store import AuditAction, StoreLocation, open_store
from tests.desktop_app.store.store_samples import record, save_of
from tests.reliability.actions import signing
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

ROOT = Path(__file__).parents[2]
LOCALES = ("C", "zh_CN.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "ar_EG.UTF-8")
ZONES = ("Asia/Shanghai", "UTC", "America/St_Johns")
SAME_EVERYWHERE = """
import locale
from contextlib import suppress
with suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from PySide6.QtCore import QCoreApplication
application = QCoreApplication([])
from datetime import date
from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.exchange.demo import demo_records
from desktop_app.form.reading import read_number
from domain.assessment import assess
from domain.profile import Profile
for record in demo_records(date(2026, 11, 23)):
    print(assessment_json(assess(record, Profile())))
for text in ("12.5", "12,5", "１２．５", "1.234,5", "١٢", "1 234"):
    print(read_number(text))
"""


@BOTH_TIERS
def test_R14_verdicts_and_numbers_are_the_same_in_every_place(tier: Tier, tally: Tally) -> None:
    tally.of("R14", "verdicts and typed numbers in 5 locales and 3 time zones")
    everywhere = list(product(LOCALES, ZONES))
    outputs: dict[str, list[str]] = {}
    for place, zone in everywhere if tier.name == "long" else everywhere[::7]:
        environment = {**os.environ, "LC_ALL": place, "LANG": place, "TZ": zone, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", SAME_EVERYWHERE],
            env=environment,
            capture_output=True,
        )
        tally.tried += 1
        assert ran.returncode == 0, ran.stderr.decode()
        assert len(ran.stdout) > 10_000
        outputs.setdefault(hashlib.sha256(ran.stdout).hexdigest(), []).append(f"{place} {zone}")
    if len(outputs) > 1:
        tally.failed(str(outputs))
    tally.check()


JUMPS = {
    "a day back": timedelta(days=-1),
    "a year ahead": timedelta(days=365),
    "an hour back in autumn": timedelta(hours=-1),
    "beyond 2038": timedelta(days=13 * 365),
    "to the year 1970": timedelta(days=-55 * 365),
}


def test_R15_a_clock_that_jumps_changes_no_order_and_no_record(tally: Tally, tmp_path: Path) -> None:
    """History is in the order of its numbers, the times stand as the clock showed them, a jump back is told."""
    tally.of("R15", "clock jumps and other time zones between saves")
    for name, jump in JUMPS.items():
        times = [START, START + timedelta(hours=1), START + jump, (START + jump).astimezone(SHANGHAI)]
        shown = list(times)
        path = tmp_path / f"{name}.db"
        with open_store(StoreLocation(path=path), clock=lambda shown=shown: shown[0], create=True) as store:
            for number in range(3):
                store.save(save_of(record(note=str(number)), number or None))
                del shown[0]
            store.sign(signing("0001", 3, 9))
            revisions = store.revisions("0001")
            told = [entry for entry in store.audit_entries() if entry.action is AuditAction.CLOCK_ANOMALY]
            tally.tried += 1
            if [one.number for one in revisions] != [1, 2, 3] or [one.saved_at for one in revisions] != times[:3]:
                tally.failed(f"{name}: {revisions}")
            if store.load("0001").record.patient.note != "2" or not store.holds(store.signatures("0001")[0]):
                tally.failed(f"{name}: not the record that was saved last")
            if not store.verify().sound:
                tally.failed(f"{name}: the chain is broken")
            if bool(told) is not (times[2] < times[1]):
                tally.failed(f"{name}: anomalies {len(told)}")
    tally.check()


START = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))
