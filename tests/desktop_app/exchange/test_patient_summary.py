"""What lists show: search keys of names, counts, dates, and a follow-up that does not go stale overnight."""

from datetime import date

import pytest

from desktop_app.exchange.demo import WRITTEN_FOR, demo_records
from desktop_app.exchange.pinyin import search_keys
from desktop_app.exchange.summary import summary_of
from domain.assessment import assess


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国", "zengguo", "zg"),
        ("解缙", "xiejin", "xj"),
        ("仇英", "qiuying", "qy"),
        ("区志", "ouzhi", "oz"),
        ("查良", "zhaliang", "zl"),
        ("朴树", "piaoshu", "ps"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("㛃", "jie", "j"),
        ("买买提·吐尔逊", "maimaitituerxun", "mmttex"),
        ("O'Brien", "obrien", "obrien"),
        ("张 三", "zhangsan", "zs"),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, pinyin: str, initials: str) -> None:
    full, short = search_keys(name)
    assert full.split()[0] == pinyin
    assert short.split()[0] == initials


@pytest.mark.parametrize(("name", "also"), [("单雄", "danxiong"), ("吕布", "lubu"), ("王晟", "wangcheng")])
def test_another_reading_is_found_too(name: str, also: str) -> None:
    assert also in search_keys(name)[0].split()


@pytest.mark.parametrize("name", [None, "", "长" * 5000])
def test_a_name_that_nobody_types_has_no_keys(name: str | None) -> None:
    assert search_keys(name) == ("", "")


def test_the_summary_of_the_invented_patients() -> None:
    summaries = {record.patient.id: summary_of(assess(record)) for record in demo_records(WRITTEN_FOR)}
    long_course = summaries["DEMO-14"]
    assert (long_course.tace_count, long_course.last_session_on) == (6, date(2026, 5, 3))
    assert long_course.latest_response == "PD"
    assert summaries["DEMO-10"].latest_response == "CR"
    assert summaries["DEMO-23"].latest_response is None
    assert summaries["DEMO-01"].verdicts["CCI-2022"] == "met"
    fixed = {name: summaries[name].follow_up_fixed for name in ("DEMO-01", "DEMO-05", "DEMO-23", "DEMO-24")}
    assert fixed == {"DEMO-01": "done", "DEMO-05": None, "DEMO-23": "none", "DEMO-24": "ended"}
    assert summaries["DEMO-05"].follow_up_from == date(2026, 5, 26)
    assert summaries["DEMO-01"].follow_up_from is None
