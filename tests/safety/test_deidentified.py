"""What leaves the ward without identity names nobody and is judged as before."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app import cli
from desktop_app.exchange import FileRefused, write_records
from desktop_app.exchange.deidentified import KEPT, NEAREST_DAYS, OLDEST, deidentified
from domain.assessment import assess
from domain.discrepancy.found import whole_years
from domain.profile import Profile
from domain.record import PatientRecord, Row
from tests.differential.histories import history
from tests.domain.builders import marker, record, scan, tace, target
from tests.record_strategies import record_values

TO = Path("study.jsonl")
CANARY = "QZ7730皕槑"
CODE = re.compile(r"(agent|course|T|site|assay|laboratory)[0-9]+|P[0-9]{5}|HBV|HCV|alcohol|other|–|")
CLOSED = {f"{definition}" for definition in ("CCI-2022", "JSH-2021", "JSH-LCSGJ-2014", "EPOIHCC-2013")} | {
    "European-2014", "Iwasa-2011", "Ikeda-2013"
}  # fmt: skip


def without_identity(of: PatientRecord, profile: Profile | None = None, seed: int = 1) -> PatientRecord:
    (found,) = deidentified([of], profile or Profile(), TO, Random(seed))  # noqa: S311
    return found


def leaves(row: Row, at: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a record with its place, rows of lists without their numbers."""
    for name in type(row).model_fields:
        value, place = getattr(row, name), f"{at}.{name}" if at else name
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Row):
                yield from leaves(inner, place)
            else:
                yield place, inner


def days_of(of: PatientRecord) -> list[date]:
    return [value for place, value in leaves(of) if isinstance(value, date) and place != "patient.birth_date"]


def answers(of: PatientRecord, profile: Profile) -> tuple[object, ...]:
    found = assess(of, profile)
    recommended = found.recommendation
    return (
        {name: each.verdict for name, each in found.verdicts.items()},
        [each.mrecist_overall for each in found.responses],
        (recommended.status, recommended.tier, recommended.decided_by),
    )


@pytest.mark.parametrize("batch", range(4))
def test_every_verdict_and_recommendation_stays(batch: int) -> None:
    """Random histories with many days on the very edges of windows, under random profiles."""
    turned = []
    for seed in range(5_000_000 + batch * 60, 5_000_000 + (batch + 1) * 60):
        values, chosen = history(seed)
        before, profile = PatientRecord.model_validate(values), Profile.model_validate(chosen)
        if answers(before, profile) != answers(without_identity(before, profile, seed), profile):
            turned.append(seed)
    assert turned == []


def in_one_decade(values: Any) -> Any:
    """Days from 1900 to 2199 would leave no room to move."""
    if isinstance(values, dict):
        return {key: in_one_decade(inner) for key, inner in values.items()}
    if isinstance(values, list):
        return [in_one_decade(inner) for inner in values]
    if isinstance(values, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", values, re.ASCII):
        days = date.fromisoformat(values).toordinal() % 3000
        return (date(2015, 1, 1) + timedelta(days)).isoformat()
    return values


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values=record_values(), seed=st.integers(0, 2**32))
def test_no_free_text_is_left_in_any_record(values: dict[str, Any], seed: int) -> None:
    before = PatientRecord.model_validate(in_one_decade(values))
    after = without_identity(before, seed=seed)
    left = {
        place: value
        for place, value in leaves(after)
        if type(value) is str and place not in KEPT and value not in CLOSED and not CODE.fullmatch(value)
    }
    assert left == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values=record_values(), seed=st.integers(0, 2**32))
def test_every_interval_of_a_patient_stays_and_every_date_moves(values: dict[str, Any], seed: int) -> None:
    before = PatientRecord.model_validate(in_one_decade(values))
    after = without_identity(before, seed=seed)
    moves = {(new - old).days for old, new in zip(sorted(days_of(before)), sorted(days_of(after)), strict=True)}
    assert len(moves) <= 1
    assert all(abs(days) >= NEAREST_DAYS for days in moves)


def full_of_canaries() -> PatientRecord:
    return record(
        [tace(0, agents=[CANARY], course=CANARY, note=CANARY), tace(60, agents=[CANARY, "B"], course="y")],
        images=[
            scan(-7, targets=[target(CANARY, "60")], reader=CANARY, note=CANARY, spread_sites=[]),
            scan(
                40,
                targets=[target(CANARY, "80")],
                extrahepatic_spread=True,
                spread_sites=[CANARY],
                reported={"category": "PD", "compared_with": "baseline", "reader": CANARY},
                second_reading={
                    "reader": CANARY,
                    "targets": [target(CANARY, "79")],
                    "reported": {"category": "PD", "reader": CANARY},
                },
            ),
        ],
        markers=[marker(0, "400", assay=CANARY, laboratory=CANARY, note=CANARY)],
        status=[{"date": "2024-02-01", "ecog": 0, "note": CANARY}],
        therapies=[{"kind": "other", "name": CANARY, "from": "2024-03-01"}],
        overrides=[
            {"definition": "CCI-2022", "verdict": "met", "reason": "other", "text": CANARY, "by": CANARY},
            {"definition": CANARY, "verdict": "met", "reason": "lipiodol"},
        ],
        patient={
            "id": CANARY,
            "name": CANARY,
            "birth_date": "1950-06-01",
            "aetiology": [f"乙肝{CANARY}", CANARY],
            "note": CANARY,
        },
    )


def test_a_patient_full_of_identity_keeps_none_of_it() -> None:
    before = full_of_canaries()
    after = without_identity(before)
    assert CANARY not in json.dumps(after.exported(), ensure_ascii=False)
    assert answers(after, Profile()) == answers(before, Profile())
    assert after.patient.aetiology == ("HBV", "other")
    assert after.patient.birth_date is not None
    assert [row.lesion for image in after.images for row in image.targets] == ["T1", "T1"]
    assert [row.agents for row in after.sessions] == [("agent1",), ("agent1", "agent2")]


@pytest.mark.parametrize(("born", "years"), [("1934-03-15", 89), ("1934-01-20", 90), ("1925-05-01", 98)])
def test_ages_beyond_89_are_one_group(born: str, years: int) -> None:
    before = record([0], ["60", "70"], patient={"id": "1", "birth_date": born})
    after = without_identity(before)
    old, new = before.patient.birth_date, after.patient.birth_date
    assert old is not None
    assert new is not None
    assert whole_years(old, max(days_of(before))) == years
    assert whole_years(new, max(days_of(after))) == min(years, OLDEST + 1)
    if years > OLDEST:
        assert (new.month, new.day) == (1, 1)
    else:
        assert max(days_of(after)) - new == max(days_of(before)) - old


def test_patients_move_apart_and_lose_their_order() -> None:
    before = [record([n], ["60", "70"], patient={"id": f"{n:04}"}) for n in range(40)]
    after = deidentified(before, Profile(), TO, Random(7))  # noqa: S311
    assert [each.patient.id for each in after] == [f"P{n:05}" for n in range(1, 41)]
    gaps = [each.sessions[0].date for each in after]
    assert len(set(gaps)) > 30
    assert gaps != sorted(gaps)


def test_without_given_dice_two_exports_move_differently() -> None:
    before = record([0, 60], ["60", "70"])
    moved = {deidentified([before], Profile(), TO)[0].sessions[0].date for _ in range(5)}
    assert len(moved) > 1


def test_dates_that_cannot_move_refuse_the_whole_file() -> None:
    before = record(["1900-01-10", "2199-12-20"])
    with pytest.raises(FileRefused) as refused:
        deidentified([record([0]), before], Profile(), TO)
    assert refused.value.faults[0].code == "dates_cannot_move"


def tacewatch(*arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = cli.main(
        [str(each) for each in (*arguments, "--language", "en")],
        clock=lambda: datetime(2026, 6, 30, tzinfo=UTC),
        screen=None,  # type: ignore[arg-type]
        out=out,
        err=err,
    )
    return code, out.getvalue(), err.getvalue()


def test_the_command_exports_patients_without_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    store, source, to = tmp_path / "store.db", tmp_path / "in.json", tmp_path / "study.jsonl"
    write_records(source, [full_of_canaries()])
    assert tacewatch("import", source, "--store", store)[0] == 0
    code, out, err = tacewatch("export", "--deidentified", "--to", to, "--store", store)
    assert (code, err) == (0, "")
    assert "keep it as patient data" in out
    assert CANARY.encode() not in to.read_bytes()
    before, after = (json.loads(tacewatch("assess", file, "--json")[1]) for file in (source, to))
    before, after = (each if isinstance(each, dict) else each[0] for each in (before, after))
    assert {name: each["verdict"] for name, each in before["verdicts"].items()} == {
        name: each["verdict"] for name, each in after["verdicts"].items()
    }
