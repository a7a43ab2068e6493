"""What the report says, read from its data and not from its look."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from desktop_app.report import ReportDocument, shipped_evidence
from desktop_app.report.document import (
    Banner,
    Box,
    Charts,
    Facts,
    Heading,
    Lines,
    Signatures,
    Statement,
    Statements,
    Table,
    texts_of,
)
from desktop_app.report.identity import age_on
from desktop_app.wording import LANGUAGES, Wording
from domain.profile import Profile

Composed = Callable[..., ReportDocument]
DEFINITIONS = {
    "JSH-LCSGJ-2014",
    "JSH-2021",
    "EPOIHCC-2013",
    "European-2014",
    "CCI-2022",
    "Iwasa-2011",
    "Ikeda-2013",
}


def blocks(document: ReportDocument, kind: type) -> list[Any]:
    return [block for block in document.blocks if isinstance(block, kind)]


def text(part: object) -> str:
    return "\n".join(texts_of(tuple(part) if isinstance(part, list) else part))


def statements(document: ReportDocument) -> dict[str, Statement]:
    """By definition; a ward reads its name in its own language."""
    named = {Wording(language)(f"panel.definition.{each}"): each for language in LANGUAGES for each in DEFINITIONS}
    return {named[item.name]: item for item in blocks(document, Statements)[0].items}


def recommendation(document: ReportDocument) -> Statement:
    (item,) = blocks(document, Statements)[1].items
    return item


def test_the_banner_names_the_patient_the_age_on_the_day_of_printing_and_the_last_tace(composed: Composed) -> None:
    (banner,) = blocks(composed(), Banner)
    assert banner.name == "张三"
    assert dict(banner.facts)["性别"] == "男"
    assert "62 岁" in dict(banner.facts)["年龄"]
    assert dict(banner.facts)["住院号"] == "0020240117"
    assert "2024-05-08" in dict(banner.facts)["末次 TACE"]
    assert "53 天" in dict(banner.facts)["末次 TACE"]


@pytest.mark.parametrize(
    ("born", "day", "age"), [("1961-06-30", "2024-06-30", 63), ("1961-07-01", "2024-06-30", 62)]
)
def test_a_year_is_completed_on_the_birthday(born: str, day: str, age: int) -> None:

    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


def test_a_name_that_is_not_recorded_is_said_to_be_so(composed: Composed) -> None:
    (banner,) = blocks(composed(patient={"id": "7"}), Banner)
    assert "未记录" in banner.name


def test_the_parts_stand_in_the_order_of_the_reading(composed: Composed) -> None:
    kinds = [type(block) for block in composed().blocks]
    order = [Banner, Table, Charts, Statements, Facts, Box, Signatures]
    places = [kinds.index(kind) for kind in order]
    assert places == sorted(places)


def test_the_course_has_every_session_and_image_in_time_with_sums_and_responses(composed: Composed) -> None:
    (table,) = blocks(composed(), Table)
    assert [row.cells[0] for row in table.rows] == [
        "2024-01-03",
        "2024-01-10",
        "2024-02-20",
        "2024-03-06",
        "2024-04-20",
        "2024-05-08",
        "2024-06-15",
    ]
    last = table.rows[-1].cells
    assert last[2:7] == ("75.0", "+25.0 %", "+25.0 %", "PD", "PD")
    assert "TACE 3" in last[1]
    assert [row.emphasis for row in table.rows] == [False, True, False, True, False, True, False]


def test_every_marker_value_stands_beside_the_nearest_row_as_it_was_entered(composed: Composed) -> None:
    (table,) = blocks(composed(), Table)
    assert table.rows[0].cells[-1] == "AFP 400 ng/mL (01-05)"
    assert table.rows[-1].cells[-1] == "AFP <0.605 ng/mL (06-12)"


def test_an_image_of_the_day_of_a_session_stands_before_it(composed: Composed, rows: Any) -> None:
    document = composed(
        sessions=[rows.session("2024-01-10"), rows.session("2024-03-06")],
        images=[rows.image("2024-01-03", "60"), rows.image("2024-03-06", "66")],
    )
    (table,) = blocks(document, Table)
    assert [row.emphasis for row in table.rows] == [False, True, False, True]


def test_a_sum_with_an_unknown_target_is_at_least_its_known_part(composed: Composed, rows: Any) -> None:
    two = [{"lesion": "T1", "viable_mm": "60"}, {"lesion": "T2", "viable_mm": "20"}]
    half = [{"lesion": "T1", "viable_mm": "66"}, {"lesion": "T2", "state": "not_evaluable"}]
    document = composed(
        sessions=[rows.session("2024-01-10")],
        images=[rows.image("2024-01-03", "80", targets=two), rows.image("2024-02-20", "86", targets=half)],
    )
    (table,) = blocks(document, Table)
    assert table.rows[0].cells[2] == "80"
    assert table.rows[2].cells[2:5] == ("≥ 66", "–", "–")


def test_all_definitions_stand_with_word_shape_and_reason_the_primary_one_first(composed: Composed) -> None:
    shown = statements(composed())
    assert set(shown) == DEFINITIONS
    assert next(iter(shown)) == "CCI-2022"
    assert [name for name, item in shown.items() if item.aside.startswith("研究定义")] == [
        "Iwasa-2011",
        "Ikeda-2013",
    ]
    assert (shown["CCI-2022"].mark, shown["CCI-2022"].word) == ("met", "符合")
    assert "75.0" in shown["CCI-2022"].lines[0].text
    assert "72" in shown["CCI-2022"].lines[0].text
    assert all(item.lines[0].text for item in shown.values())


def test_an_open_verdict_says_what_is_missing(composed: Composed, rows: Any) -> None:
    document = composed(images=rows.full["images"][:3])
    item = statements(document)["CCI-2022"]
    assert item.mark == "indeterminate"
    missing = next(line for line in item.lines if line.label == "还缺")
    assert "2024-06-05 至 2024-08-08" in missing.text


def test_another_primary_definition_stands_first(composed: Composed) -> None:
    shown = statements(composed(profile=Profile(primary_definition="EPOIHCC-2013")))
    assert next(iter(shown)) == "EPOIHCC-2013"


def test_differing_settings_are_printed_and_default_ones_are_not(composed: Composed) -> None:
    assert "设置" not in text(composed().blocks)
    document = composed(profile=Profile(european_minimum_sessions=3, response_window_days=(30, 90)))
    lines = [line for block in blocks(document, Lines) for line in block.items]
    said = {line.label: line.text for line in lines}
    assert said["欧洲定义最少次数"] == "3（默认 2）"
    assert said["疗效评价窗（术后天数）"] == "30–90（默认 28–92）"


def test_an_override_stands_beside_the_computed_verdict(composed: Composed) -> None:
    override = {
        "definition": "CCI-2022",
        "verdict": "not_met",
        "reason": "other",
        "text": "运动伪影",
        "by": "李医师",
        "on": "2024-06-21",
    }
    item = statements(composed(overrides=[override]))["CCI-2022"]
    assert item.mark == "met"
    line = next(line for line in item.lines if line.label == "医师判定")
    for part in ("不符合", "运动伪影", "李医师", "2024-06-21"):
        assert part in line.text


def test_an_override_of_an_unknown_definition_is_not_lost(composed: Composed) -> None:
    override = {"definition": "本院定义", "verdict": "met", "reason": "mdt_decision"}
    assert "本院定义" in text(composed(overrides=[override]).blocks)


def test_a_recommendation_names_status_regimen_gates_and_no_dose(composed: Composed) -> None:
    item = recommendation(composed())
    assert (item.mark, item.word) == ("go", "推荐")
    assert "FOLFOX-HAIC" in item.name
    assert "ECOG 3–4" in text(item.lines)
    assert "剂量由医师按本院方案确定" in text(item.lines)
    assert "mg/m²" not in text(composed().blocks)


def test_evidence_carries_citation_verification_mark_and_the_note_on_the_cci_definition(
    composed: Composed,
) -> None:
    said = text(blocks(composed(), Lines))
    assert "综述所引研究均未采用CCI定义" in said
    assert "1B（综述原样" in said
    assert "doi:10." in said
    assert "【" in said


def test_every_study_behind_the_tier_is_printed(composed: Composed) -> None:
    document = composed()
    said = text(blocks(document, Lines))
    behind = shipped_evidence().cards_for("first_line")
    assert len(behind) > 5
    assert [card.publication.citation for card in behind if card.publication.citation not in said] == []


def test_a_value_that_no_patient_is_likely_to_have_is_asked_about_on_paper(composed: Composed, rows: Any) -> None:
    status = [{**rows.full["status"][0], "bilirubin": {"value": "900", "unit": "umol/L"}}]
    (facts,) = blocks(composed(status=status), Facts)
    asked = [(value, aside) for label, value, aside in facts.items if label == "请核对"]
    assert asked == [("胆红素超出 1–700 µmol/L，请核对数值与单位", "2024-06-20")]


def test_a_withheld_recommendation_says_what_is_missing_and_shows_no_regimen(composed: Composed) -> None:
    document = composed(constraints={})
    item = recommendation(document)
    assert (item.mark, item.word) == ("stop", "暂不给出")
    assert item.name == ""
    assert "FOLFOX" not in text(blocks(document, Lines))
    assert any(line.label == "还缺" for line in item.lines)


def test_out_of_scope_and_not_triggered_show_no_regimen(composed: Composed, rows: Any) -> None:
    closed = recommendation(composed(constraints={**rows.full["constraints"], "haic_feasible": False}))
    assert (closed.word, closed.name) == ("超出推荐范围", "")
    quiet = recommendation(composed(sessions=[]))
    assert (quiet.word, quiet.name) == ("未触发", "")


def test_every_blank_that_matters_is_listed(composed: Composed, rows: Any) -> None:
    document = composed(
        sessions=[rows.session("2024-01-10", adequate=None), rows.session("2024-03-06", intent=None)],
        images=[rows.image("2024-01-03", "60", vascular_invasion=None, new_lesions=None, arterial_phase=None)],
        markers=[{"date": "2024-01-05", "marker": "AFP", "value": "400"}],
        status=[],
        constraints={},
    )
    (box,) = blocks(document, Box)
    said = text(box)
    for day in ("2024-01-10", "2024-03-06", "2024-01-03", "2024-01-05"):
        assert day in said
    labels = {line.label.split(" ")[0] for line in box.items}
    assert {"治疗", "影像", "标志物", "治疗限制", "待补录"} <= labels


def test_a_complete_record_says_that_nothing_is_unknown_of_sessions_images_and_limits(composed: Composed) -> None:
    (box,) = blocks(composed(), Box)
    labels = {line.label.split(" ")[0] for line in box.items}
    assert not labels & {"治疗", "影像", "标志物", "治疗限制", "患者"}


def test_liver_function_and_stage_carry_their_days(composed: Composed) -> None:
    (facts,) = blocks(composed(), Facts)
    said = {label: (value, aside) for label, value, aside in facts.items}
    assert said["Child-Pugh"][0] == "A5"
    assert "2024-06-20" in said["Child-Pugh"][1]
    assert said["ECOG"] == ("1", "2024-06-20")
    assert said["ALBI / mALBI"][0].startswith("2a")


def test_remarks_and_other_treatments_are_printed_with_what_they_belong_to(composed: Composed, rows: Any) -> None:
    document = composed(
        patient={**rows.full["patient"], "note": "家属要求电话随访"},
        sessions=[rows.session("2024-01-10", note="动脉瘘")],
        therapies=[{"kind": "targeted", "name": "仑伐替尼", "from": "2024-06-20", "to": None}],
    )
    lines = [line for block in blocks(document, Lines) for line in block.items]
    assert ("患者", "家属要求电话随访") in {(line.label, line.text) for line in lines}
    assert ("治疗 2024-01-10", "动脉瘘") in {(line.label, line.text) for line in lines}
    assert any("仑伐替尼" in line.text and "2024-06-20" in line.text for line in lines)


def test_discrepancies_are_printed(composed: Composed, rows: Any) -> None:
    document = composed(patient={**rows.full["patient"], "died_on": "2024-06-01"})
    assert "资料不一致" in [block.text for block in blocks(document, Heading)]


def test_the_footer_carries_the_whole_lineage(composed: Composed) -> None:
    document = composed()
    footer = "\n".join(document.footer)
    for part in ("张三", "0020240117", "0.1.0", "默认", "2024-06-30 10:05", "王医师", "不构成医嘱", " 7 "):
        assert part in footer
    assert Profile().hash in footer
    assert document.watermark == ""
    assert composed(draft=True).watermark


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_record_makes_a_report(composed: Composed, language: str) -> None:
    document = composed(
        language, patient={"id": "1"}, sessions=[], images=[], markers=[], status=[], constraints={}
    )
    assert set(statements(document)) == DEFINITIONS


def test_english_reports_hold_no_chinese_beyond_what_was_typed(composed: Composed) -> None:
    typed = ["张三", "王医师", "肝癌介入病区", "表柔比星"]
    typed += [card.publication.citation for card in shipped_evidence().cards_for("first_line")]
    said = text(composed("en").blocks) + "\n".join(composed("en").footer)
    for word in typed:
        said = said.replace(word, "")
    chinese = sorted({character for character in said if "\u4e00" <= character <= "\u9fff"})
    assert chinese == []


def test_chinese_reports_name_no_field_by_its_key(composed: Composed) -> None:
    said = text(composed("zh", constraints={}, patient={"id": "1"}, status=[]).blocks)
    for key in ("arterial_phase", "haic_feasible", "child_pugh", "birth_date", "albi "):
        assert key not in said


def test_each_definition_says_how_its_source_was_read(composed: Composed) -> None:
    asides = {name: item.aside for name, item in statements(composed()).items()}
    assert "据综述转述" in asides["European-2014"]
    assert "据他文转述" in asides["JSH-LCSGJ-2014"]


def test_a_met_alternative_is_named_before_its_figures(composed: Composed) -> None:
    said = statements(composed())["JSH-LCSGJ-2014"].lines[0].text
    assert said.startswith("A1")
    assert "75.0" in said or "70.0" in said
