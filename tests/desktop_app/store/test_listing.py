"""Lists: searched, filtered, sorted and paged in the database as in plain Python."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from desktop_app.store import (
    FollowUpWindow,
    ListQuery,
    RecordStore,
    SortKey,
    StoreLocation,
    Summary,
    SummaryRow,
    open_store,
)
from tests.desktop_app.store.audit_samples import edited
from tests.desktop_app.store.listed_patients import DEFINITIONS, fill, line_of, put_lines
from tests.desktop_app.store.store_samples import TODAY, noon, record, save_of

WINDOWS = (
    FollowUpWindow("closing", 76, 92),
    FollowUpWindow("overdue", 43, 75),
    FollowUpWindow("due", 28, 42),
    FollowUpWindow("waiting", 0, 27),
    FollowUpWindow("missed", 93, None),
)
ALL = ListQuery(today=TODAY, windows=WINDOWS)
PATIENTS = 2_000
INDEXED = (SortKey.PATIENT_ID, SortKey.NAME, SortKey.LAST_SESSION_ON, SortKey.SAVED_AT, SortKey.FOLLOW_UP)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    place = StoreLocation(path=tmp_path_factory.mktemp("ward") / "store.db")
    with open_store(place, clock=noon, create=True) as opened:
        fill(opened, PATIENTS)
        yield opened


@pytest.fixture(scope="module")
def empty_ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    place = StoreLocation(path=tmp_path_factory.mktemp("empty") / "store.db")
    with open_store(place, clock=noon, create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def lines(ward: RecordStore) -> list[SummaryRow]:
    return ward.page(ALL, offset=0, limit=PATIENTS)


def found(store: RecordStore, **changes: object) -> list[str]:
    query = replace(ALL, **changes)  # type: ignore[arg-type]
    rows = store.page(query, offset=0, limit=PATIENTS)
    assert store.count(query) == len(rows)
    return [row.patient_id for row in rows]


def saved(store: RecordStore, patient: str, name: str | None, summary: Summary) -> None:
    store.save(save_of(record(patient, name=name), summary=summary))


def test_a_line_is_what_was_saved(store: RecordStore) -> None:
    summary = Summary(
        pinyin="wangwei",
        initials="ww",
        tace_count=2,
        last_session_on=date(2025, 1, 10),
        latest_response="PD",
        verdicts={"JSH-2021": "met", "CCI-2022": "indeterminate"},
        follow_up_from=date(2025, 1, 10),
    )
    content = record("0001", birth_date="1961-04-02")
    revision = store.save(save_of(content, summary=summary))
    (line,) = store.page(ALL, offset=0, limit=50)
    assert (line.patient_id, line.name, line.sex, line.birth_date) == ("0001", "王伟", "male", date(1961, 4, 2))
    assert (line.tace_count, line.last_session_on, line.latest_response) == (2, date(2025, 1, 10), "PD")
    assert line.verdicts == summary.verdicts
    assert (line.follow_up_from, line.follow_up_fixed) == (date(2025, 1, 10), None)
    assert (line.revision, line.saved_at, line.void) == (1, revision.saved_at, False)


def test_a_save_rewrites_the_line(store: RecordStore) -> None:
    saved(store, "0001", "王伟", Summary(verdicts={"JSH-2021": "met"}, follow_up_fixed="done"))
    store.save(save_of(record("0001", name="王薇"), 1, summary=Summary(verdicts={"CCI-2022": "met"})))
    (line,) = store.page(ALL, offset=0, limit=50)
    assert (line.name, line.verdicts, line.follow_up_fixed, line.revision) == (
        "王薇",
        {"CCI-2022": "met"},
        None,
        2,
    )


def test_a_search_reads_number_name_pinyin_and_initials(store: RecordStore) -> None:
    saved(store, "00412", "欧阳娜", Summary(pinyin="ouyangna", initials="oyn"))
    saved(store, "00413", "单伟", Summary(pinyin="shanwei danwei", initials="sw dw"))
    for words in ("412", "欧阳", "OuYang", "oyn", "na 004", "00412", "ｏｕｙａｎｇ", "４１２\u3000ＯＹＮ"):
        assert found(store, search=words) == ["00412"], words
    for words in ("shan", "danw", "DW", "单"):
        assert found(store, search=words) == ["00413"], words
    assert found(store, search="  ") == ["00413", "00412"]
    assert found(store, search="欧阳 单") == []


@pytest.mark.parametrize("sign", ["%", "_", "/", "\\", "'", "'); DROP TABLE patient--"])
def test_a_sign_is_searched_as_itself(store: RecordStore, sign: str) -> None:
    saved(store, "a", "without", Summary())
    saved(store, "b", f"x{sign}y", Summary())
    assert found(store, search=sign) == ["b"]


def test_numbers_and_names_do_not_run_together(store: RecordStore) -> None:
    saved(store, "12", "34", Summary())
    assert found(store, search="1234") == []


def test_a_state_of_follow_up_moves_with_the_day_and_not_with_a_save(store: RecordStore) -> None:
    begun = date(2025, 1, 1)
    saved(store, "0001", None, Summary(follow_up_from=begun))
    boundaries = {0: "waiting", 27: "waiting", 28: "due", 42: "due", 43: "overdue", 75: "overdue"}
    boundaries |= {76: "closing", 92: "closing", 93: "missed", 4000: "missed"}
    for days, state in boundaries.items():
        today = begun + timedelta(days=days)
        shown = {window.state for window in WINDOWS if found(store, today=today, follow_up_states={window.state})}
        assert shown == {state}, days
    assert found(store, today=begun - timedelta(days=1), follow_up_states={"waiting", "missed"}) == []


def test_a_fixed_state_does_not_move(store: RecordStore) -> None:
    saved(store, "0001", None, Summary(follow_up_fixed="done"))
    assert found(store, today=date(2040, 1, 1), follow_up_states={"done", "due"}) == ["0001"]
    assert found(store, today=date(2040, 1, 1), follow_up_states={"due", "missed"}) == []


def test_a_definition_is_not_taken_for_another(store: RecordStore) -> None:
    saved(store, "a", None, Summary(verdicts={"JSH-2021": "met"}))
    saved(store, "b", None, Summary(verdicts={"X-JSH-2021": "met", "JSH-2021": "not_met"}))
    saved(store, "c", None, Summary())
    assert found(store, verdicts={"JSH-2021": frozenset({"met"})}) == ["a"]
    assert found(store, verdicts={"JSH-2021": frozenset({"met", "not_met"})}) == ["b", "a"]
    assert found(store, verdicts={"JSH-2021": frozenset()}) == []
    assert found(store, verdicts={"JSH-%": frozenset({"met"})}) == []


KEYS: dict[SortKey, Callable[[SummaryRow], object]] = {
    SortKey.PATIENT_ID: lambda row: row.patient_id,
    SortKey.TACE_COUNT: lambda row: row.tace_count,
    SortKey.LAST_SESSION_ON: lambda row: row.last_session_on,
    SortKey.LATEST_RESPONSE: lambda row: (
        row.latest_response and ["CR", "PR", "SD", "PD", "NE"].index(row.latest_response)
    ),
    SortKey.VERDICT: lambda row: ["met", "indeterminate", "not_met"].index(row.verdicts["CCI-2022"]),
    SortKey.FOLLOW_UP: lambda row: row.follow_up_from and urgency(row.follow_up_from),
}


def urgency(begun: date) -> tuple[int, date]:
    days = (TODAY - begun).days
    rank = next(
        n for n, w in enumerate(WINDOWS) if w.first_day <= days and (w.last_day is None or days <= w.last_day)
    )
    return rank, begun


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", KEYS)
def test_a_list_is_sorted_with_the_unrecorded_last(
    ward: RecordStore, lines: list[SummaryRow], sort: SortKey, descending: bool
) -> None:
    key = KEYS[sort]
    by_number = sorted(lines, key=lambda row: row.patient_id, reverse=descending)
    recorded = [row for row in by_number if key(row) is not None]
    recorded.sort(key=key, reverse=descending)  # type: ignore[arg-type]  # stable: equals keep their numbers' order
    expected = recorded + [row for row in by_number if key(row) is None]
    got = found(ward, sort=sort, descending=descending, sort_definition="CCI-2022")
    assert got == [row.patient_id for row in expected]


def test_pages_join_without_gap_or_repeat(ward: RecordStore) -> None:
    query = replace(ALL, sort=SortKey.TACE_COUNT, search="wang")
    pages = [ward.page(query, offset=offset, limit=700) for offset in range(0, ward.count(query), 700)]
    joined = [row.patient_id for page in pages for row in page]
    assert joined == found(ward, sort=SortKey.TACE_COUNT, search="wang")
    assert len(set(joined)) == len(joined)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("windows", [WINDOWS, (), (FollowUpWindow("late", 40, None), *WINDOWS)])
@pytest.mark.parametrize("search", ["", "wang"])
def test_pages_by_urgency_join_where_one_window_ends_and_the_next_begins(
    ward: RecordStore, windows: tuple[FollowUpWindow, ...], search: str, descending: bool
) -> None:
    """The last windows lie within the first one, which takes their days."""
    query = replace(ALL, sort=SortKey.FOLLOW_UP, windows=windows, search=search, descending=descending)
    whole = [row.patient_id for row in ward.page(query, offset=0, limit=PATIENTS)]
    assert len(set(whole)) == len(whole) == ward.count(query)
    chance = random.Random(3)  # noqa: S311
    for offset in (0, len(whole) - 1, len(whole), *(chance.randrange(len(whole)) for _ in range(12))):
        limit = chance.choice([1, 50, 700])
        page = [row.patient_id for row in ward.page(query, offset=offset, limit=limit)]
        assert page == whole[offset : offset + limit]


@pytest.mark.parametrize("sort", INDEXED)
def test_R8_no_line_is_read_that_is_not_on_the_page(ward: RecordStore, sort: SortKey) -> None:
    """An index alone finds the page, whatever is searched: so 100 000 patients are as quick as a ward."""
    plans: list[str] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if statement.startswith("SELECT") and "IN (" not in statement:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append("; ".join(row[3] for row in cursor.fetchall()))

    event.listen(ward._engine, "before_cursor_execute", explain)
    try:
        for search in ("", "wang", "2024"):
            for descending in (False, True):
                query = replace(ALL, sort=sort, search=search, descending=descending)
                ward.page(query, offset=100, limit=50)
                ward.count(query)
    finally:
        event.remove(ward._engine, "before_cursor_execute", explain)
    assert len(plans) >= 12
    assert [plan for plan in plans if "USING COVERING INDEX ix_patient_summary" not in plan] == []


SIGNS = st.sampled_from(
    ["a", "A", "w", "z", "ß", "é", "王", "欧", "İ", "1", "2", "%", "_", "/", "\\", "'", "-", " "]
)
TEXTS = st.text(SIGNS, max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=8),
    searches=st.lists(TEXTS, min_size=1, max_size=4),
)
def test_a_search_finds_what_plain_python_finds(
    texts: list[tuple[str, str, str]], searches: list[str], empty_ward: RecordStore
) -> None:
    """In number, name, pinyin and initials, in any order of the list."""
    lines = [line_of(f"{at}{name}", name, pinyin, initials) for at, (name, pinyin, initials) in enumerate(texts)]
    put_lines(empty_ward, lines)
    for search in searches:
        words = search.casefold().split()
        expected = {line["patient_id"] for line in lines if all(word in line["search_text"] for word in words)}
        for sort in (SortKey.LAST_SESSION_ON, SortKey.FOLLOW_UP, SortKey.TACE_COUNT):
            assert set(found(empty_ward, search=search, sort=sort)) == expected, (search, sort)


def test_filters_say_what_plain_python_says(ward: RecordStore, lines: list[SummaryRow]) -> None:
    wanted = {"JSH-2021": frozenset({"met"}), "CCI-2022": frozenset({"not_met", "indeterminate"})}
    expected = {
        row.patient_id
        for row in lines
        if row.verdicts["JSH-2021"] == "met"
        and row.verdicts["CCI-2022"] != "met"
        and (
            row.follow_up_fixed == "done" or (row.follow_up_from and 28 <= (TODAY - row.follow_up_from).days <= 42)
        )
    }
    assert expected
    assert set(found(ward, verdicts=wanted, follow_up_states={"done", "due"})) == expected


def test_a_void_patient_is_found_only_among_the_void(store: RecordStore) -> None:
    saved(store, "a", None, Summary())
    saved(store, "b", None, Summary())
    store.void("b", reason="", author="user-1", expected_revision=1, request_id=uuid4())
    assert (found(store), found(store, void=True), found(store, void=None)) == (["a"], ["b"], ["b", "a"])


def test_every_definition_can_be_sorted_by(ward: RecordStore) -> None:
    for definition in DEFINITIONS:
        first = ward.page(
            replace(ALL, sort=SortKey.VERDICT, sort_definition=definition, descending=False), offset=0, limit=1
        )
        assert first[0].verdicts[definition] == "met"


def test_a_line_that_was_removed_past_the_program_is_there_again_after_a_save(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        for patient in ("a", "b"):
            saved(store, patient, None, Summary())
    with edited(location) as connection:
        connection.execute("DELETE FROM patient_summary WHERE patient_id = 'a'")
    with open_store(location, clock=noon) as store:
        store.save_many([save_of(record("a"), 1), save_of(record("b"), 1), save_of(record("c"))])
        assert sorted(found(store)) == ["a", "b", "c"]
        assert store.verify().sound
