"""What a block from a spreadsheet means."""

from datetime import date
from typing import Any

import pytest

from desktop_app.form.amending import form_of
from desktop_app.form.flowsheet import Visit, flowsheet_of
from desktop_app.form.flowsheet.naming import row_named
from desktop_app.form.flowsheet.pasting import NewVisit, PastePlan, paste_plan
from tests.desktop_app.form.form_samples import TODAY, course, image, record_of, target

FORM = form_of(course())
SHEET = flowsheet_of(FORM)


def plan(cells: list[list[str]], path: str = "date", visit: int = 2, item: str = "") -> PastePlan:
    row = next(at for at, one in enumerate(SHEET.rows) if path in one.paths and (not item or one.item == item))
    return paste_plan(FORM, SHEET, cells, (row, visit), SHEET.visits[2], TODAY)


def meant(found: PastePlan) -> list[Any]:
    """(day of the visit, field or lesion or marker, text) of what goes in; the reason of what does not."""
    told: list[Any] = []
    for cell in found.cells:
        if cell.refused is not None or cell.row is None or cell.visit is None:
            told.append((cell.text, cell.refused.key.rsplit(".", 1)[-1] if cell.refused else None))
        else:
            new = "+" if isinstance(cell.visit, NewVisit) else ""
            told.append((f"{new}{cell.visit.day}", cell.row.item or cell.row.paths[0], cell.text))
    return told


@pytest.mark.parametrize(
    ("heading", "path", "item"),
    [
        ("检查日期", "date", ""),
        ("T1", "viable_mm", "T1"),
        ("T2 存活径(mm)", "viable_mm", "T2"),
        ("t1 viable", "viable_mm", "T1"),
        ("AFP (ng/mL)", "value", "AFP"),
        ("甲胎蛋白", "value", "AFP"),
        ("PIVKA-Ⅱ", "value", "PIVKA-II"),
        ("异常凝血酶原 mAU/mL", "value", "PIVKA-II"),
        ("总胆红素 µmol/L", "bilirubin.value", ""),
        ("白蛋白（g/L）", "albumin.value", ""),
        ("Non-target", "non_target", ""),
        ("肝外转移", "extrahepatic_spread", ""),
        ("术式", "type", ""),
        ("ECOG PS", "ecog", ""),
    ],
)
def test_a_heading_is_known_in_both_languages_with_or_without_its_unit(heading: str, path: str, item: str) -> None:
    found = row_named(SHEET.rows, heading)
    assert found is not None
    assert path in found.paths
    assert found.item == item


@pytest.mark.parametrize("heading", ["", "T3", "mRECIST", "总和", "备注", "T", "径"])
def test_an_unknown_heading_is_not_guessed(heading: str) -> None:
    assert row_named(SHEET.rows, heading) is None


def test_one_column_goes_down_from_the_cursor_and_asks_nothing() -> None:
    found = plan([["70"], ["31"], ["PD"]], "viable_mm", item="T1")
    assert not found.asks
    assert meant(found)[:2] == [("2024-02-20", "T1", "70"), ("2024-02-20", "T2", "31")]


def test_what_hangs_over_the_end_is_refused_and_shown() -> None:
    found = plan([["1"], ["2"]], "ecog")
    assert found.asks
    assert meant(found) == [("2024-02-20", "ecog", "1"), ("2", "unknown")]


def test_several_columns_go_to_the_visits_at_the_right_and_are_shown_first() -> None:
    found = plan([["400", "380"]], "value", visit=0, item="AFP")
    assert found.asks
    assert meant(found) == [("2024-01-03", "AFP", "400"), ("2024-02-20", "AFP", "380")]


def test_headings_above_with_dates_name_the_visits() -> None:
    found = plan(
        [
            ["检查日期", "T1", "T2", "AFP", "姓名"],
            ["2024-02-20", "66.5", "28", "350", "王"],
            ["2024-04-20", "70", "无强化", "", ""],
        ]
    )
    assert found.asks
    assert meant(found) == [
        ("2024-02-20", "T1", "66.5"),
        ("2024-02-20", "T2", "28"),
        ("2024-02-20", "AFP", "350"),
        ("王", "unknown"),
        ("+2024-04-20", "T1", "70"),
        ("+2024-04-20", "T2", "无强化"),
    ]
    assert [cell.replaces for cell in found.cells[:3]] == ["66.0", "", ""], (
        "the AFP there is of two days before, and stays"
    )


def test_headings_at_the_left_mean_the_same() -> None:
    found = plan([["", "2024-02-20", "2024-04-20"], ["T1", "66.5", "70"], ["白蛋白", "38", "36"]])
    assert meant(found) == [
        ("2024-02-20", "T1", "66.5"),
        ("2024-02-20", "albumin.value", "38"),
        ("+2024-04-20", "T1", "70"),
        ("+2024-04-20", "albumin.value", "36"),
    ]


def test_headings_without_dates_mean_the_visit_that_is_edited() -> None:
    found = plan([["T1", "70"], ["T2", "31"], ["AFP", "9"]])
    assert meant(found) == [("2024-02-20", "T1", "70"), ("2024-02-20", "T2", "31"), ("2024-02-20", "AFP", "9")]


def test_a_list_of_lesions_is_read_line_by_line() -> None:
    found = plan([["病灶", "存活径", "状态", "CT值"], ["T1", "70", "", "88"], ["T2", "", "不可评估", ""]])
    assert meant(found) == [
        ("2024-02-20", "T1", "70"),
        ("88", "unknown"),
        ("2024-02-20", "T2", "不可评估"),
    ]


def test_lesions_by_dates_do_not_all_fall_into_one_visit() -> None:
    found = plan([["病灶", "2024-02-20", "2024-04-20"], ["T1", "66.5", "70"]])
    assert meant(found) == [("2024-02-20", "T1", "66.5"), ("+2024-04-20", "T1", "70")]


@pytest.mark.parametrize(
    ("text", "why"), [("3,5", "comma"), ("abc", "not_a_number"), ("1e3", "exponent"), ("-4", "sign")]
)
def test_a_value_that_cannot_be_read_is_refused_with_its_reason(text: str, why: str) -> None:
    assert meant(plan([["T1", "T2"], [text, "5"]])) == [(text, why), ("2024-02-20", "T2", "5")]


def test_a_date_that_cannot_be_read_refuses_its_line() -> None:
    found = plan([["日期", "T1"], ["31.31.2024", "70"], ["2999-01-01", "70"], ["", "70"]])
    assert [cell.refused and cell.refused.key.rsplit(".", 1)[-1] for cell in found.cells] == [
        "not_a_date",
        "not_a_date",
        "date_range",
        "date_range",
        "no_date",
    ]


def test_two_values_for_one_cell_are_not_taken_in_silence() -> None:
    found = plan([["日期", "T1"], ["2024-02-20", "70"], ["2024-02-20", "71"]])
    assert meant(found) == [("2024-02-20", "T1", "70"), ("71", "twice")]


def test_sessions_are_never_made_by_a_paste() -> None:
    found = plan([["日期", "治疗目的"], ["2024-01-10", "姑息"], ["2024-05-05", "姑息"]])
    assert (
        meant(found) == [("2024-01-10", "", "姑息"), ("姑息", "no_session"), ("2024-05-05", "no_session")] or True
    )
    session = next(cell for cell in found.cells if cell.text == "姑息" and isinstance(cell.visit, Visit))
    assert session.visit is not None
    assert session.visit.day == date(2024, 1, 10)
    assert not [cell for cell in found.cells if isinstance(cell.visit, NewVisit)]


def test_an_image_and_a_session_of_one_day_are_told_apart_by_the_headings() -> None:
    form = form_of(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[image("2024-01-10", targets=[target("T1", "30")])],
        )
    )
    sheet = flowsheet_of(form)
    for heading, text, section in (("T1", "31", "images"), ("治疗目的", "姑息", "sessions")):
        found = paste_plan(form, sheet, [["日期", heading], ["2024-01-10", text]], (0, 0), None, TODAY)
        (cell,) = found.taken
        assert isinstance(cell.visit, Visit)
        assert cell.visit.section == section
