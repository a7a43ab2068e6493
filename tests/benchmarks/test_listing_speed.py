"""A list of 20 000 patients: a page, a search, and beside them a bare scan of the same table in the same run.

Figures are printed and stored with the benchmark; no time of day fails a build.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from typing import Any

import pytest

from desktop_app.store import FollowUpWindow, ListQuery, RecordStore, SortKey, StoreLocation, open_store
from tests.desktop_app.store.listed_patients import fill
from tests.desktop_app.store.store_samples import TODAY, noon
from tests.raw_store import raw

PATIENTS = 20_000
PAGE = 50
ALL = ListQuery(today=TODAY, windows=(FollowUpWindow("waiting", 0, 27), FollowUpWindow("due", 28, 92)))


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    place = StoreLocation(path=tmp_path_factory.mktemp("ward") / "store.db")
    with open_store(place, clock=noon, create=True) as opened:
        fill(opened, PATIENTS)
        yield opened


def bare_scan(store: RecordStore) -> Callable[[], object]:
    """The floor: SQLite alone looking at every line once."""
    assert store.location.path is not None
    connection = raw(store.location.path)
    query = "SELECT count(*) FROM patient_summary WHERE search_text LIKE '%nobody%'"
    return lambda: connection.execute(query).fetchone()


def seconds(work: Callable[[], object], rounds: int = 7) -> float:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


@pytest.mark.parametrize("sort", [SortKey.PATIENT_ID, SortKey.NAME, SortKey.FOLLOW_UP])
def test_a_page_of_a_sorted_list(ward: RecordStore, benchmark: Any, sort: SortKey) -> None:
    rows = benchmark(lambda: ward.page(replace(ALL, sort=sort), offset=PATIENTS // 2, limit=PAGE))
    assert len(rows) == PAGE
    _compare(ward, benchmark, f"page by {sort}")


@pytest.mark.parametrize("words", ["wangwei", "欧阳", "0199", "nobody"])
def test_a_search(ward: RecordStore, benchmark: Any, words: str) -> None:
    found = replace(ALL, search=words)
    benchmark(lambda: (ward.count(found), ward.page(found, offset=0, limit=PAGE)))
    _compare(ward, benchmark, f"search {words}")


def _compare(ward: RecordStore, benchmark: Any, what: str) -> None:
    floor = seconds(bare_scan(ward))
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ratio to a bare scan"] = ours / floor
    print(f"\n{what} of {PATIENTS}: {ours * 1e3:.1f} ms, bare scan {floor * 1e3:.1f} ms, ratio {ours / floor:.1f}")
