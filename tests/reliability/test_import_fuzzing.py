"""Spoilt files: each is taken whole or refused with its faults, quickly, and a refused one leaves no trace."""

import gzip
import io
import json
import random
import time
from pathlib import Path

import pytest

from desktop_app.cli import main as command
from desktop_app.errors import KnownError
from desktop_app.exchange import FileRefused, fault_line, read_profile, read_records
from desktop_app.wording import Wording
from tests.desktop_app.store.store_samples import noon, record
from tests.reliability.actions import place, prepare_store
from tests.reliability.folder_state import state_of
from tests.reliability.mutating import MUTATIONS
from tests.reliability.tallying import Tally
from tests.reliability.tiers import BOTH_TIERS, Tier

SLOWEST_S = 2.0
GZIP = b"\x1f\x8b"
NAMES = ("records.jsonl", "record.json", "records.jsonl.gz", "record.json.gz")


def valid(name: str) -> bytes:
    lines = [json.dumps(record(patient).exported(), ensure_ascii=False) for patient in ("0001", "0005", "0006")]
    return ("\n".join(lines) if "jsonl" in name else lines[0]).encode()


@BOTH_TIERS
@pytest.mark.parametrize("name", NAMES)
def test_R9_a_spoilt_file_is_taken_whole_or_refused_with_its_faults(
    tier: Tier, name: str, tally: Tally, tmp_path: Path
) -> None:
    tally.of("R9", "spoilt JSON, JSON lines and gzip files read")
    path, content, words = tmp_path / name, valid(name), Wording("zh")
    for number in range(tier.choose(500, 25_000)):
        chance = random.Random(f"{name} {number}")  # noqa: S311
        mutate = chance.choice(MUTATIONS)
        spoilt = mutate(content, chance)
        path.write_bytes(gzip.compress(spoilt, 1) if name.endswith("gz") and spoilt[:2] != GZIP else spoilt)
        tally.tried += 1
        began = time.process_time()
        try:
            tally.seen[what_became_of(path, words)] += 1
        except Exception as error:  # noqa: BLE001  (any class but FileRefused is the fault looked for)
            tally.failed(f"{mutate.__name__} {number}: {error!r}")
        if time.process_time() - began > SLOWEST_S:
            tally.failed(f"{mutate.__name__} {number}: {time.process_time() - began:.1f} s")
    assert tally.seen["taken"] > 0
    assert tally.seen["without words"] == 0
    tally.check()


def what_became_of(path: Path, words: Wording) -> str:
    try:
        read_records(path)
    except FileRefused as refused:
        return "refused" if all(fault_line(fault, words) for fault in refused.faults) else "without words"
    return "taken"


@BOTH_TIERS
def test_R9_a_refused_file_leaves_the_store_as_it_was(tier: Tier, tally: Tally, fast_folder: Path) -> None:
    """Through the command that a person would give: all of a file or nothing of it."""
    tally.of("R9", "spoilt files imported into a filled store")
    prepare_store(fast_folder)
    path, before = fast_folder / "records.jsonl", state_of(fast_folder / "ward")
    content = valid(path.name)
    for number in range(tier.choose(40, 1000)):
        chance = random.Random(f"import {number}")  # noqa: S311
        path.write_bytes(chance.choice(MUTATIONS)(content, chance))
        out, err = io.StringIO(), io.StringIO()
        code = command(
            ["import", str(path), "--store", str(place(fast_folder).path)],
            clock=noon, screen=None, out=out, err=err,  # type: ignore[arg-type]
        )  # fmt: skip
        tally.tried += 1
        after = state_of(fast_folder / "ward")
        tally.seen["taken" if code == 0 else "refused"] += 1
        if code != 0 and after != before:
            tally.failed(f"{number}: refused, but something is in the store: {err.getvalue()[:200]}")
        if "Error" in err.getvalue():
            tally.failed(f"{number}: {err.getvalue()[:300]}")
        before = after
    tally.check()


def test_T6_a_file_that_unpacks_to_gigabytes_is_refused_at_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "records.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * 200_000_000, 1))
    began = time.process_time()
    with pytest.raises(FileRefused):
        read_records(path)
    assert time.process_time() - began < SLOWEST_S


@BOTH_TIERS
def test_R9_a_spoilt_profile_is_taken_or_refused(tier: Tier, tally: Tally, tmp_path: Path) -> None:
    tally.of("R9", "spoilt profile files read")
    path = tmp_path / "profile.json"
    content = json.dumps({"mrecist_five_mm": True}).encode()
    for number in range(tier.choose(300, 5000)):
        chance = random.Random(f"profile {number}")  # noqa: S311
        path.write_bytes(chance.choice(MUTATIONS)(content, chance))
        tally.tried += 1
        try:
            read_profile(path)
            tally.seen["taken"] += 1
        except KnownError:
            tally.seen["refused"] += 1
        except Exception as error:  # noqa: BLE001
            tally.failed(f"{number}: {error!r}")
    tally.check()
