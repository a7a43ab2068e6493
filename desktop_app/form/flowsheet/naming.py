"""Which row of the sheet a heading means, as it stands in somebody's spreadsheet, Chinese or English."""

import re
from functools import cache
from typing import Final

from desktop_app.form.flowsheet.rows import RowKind, SheetRow
from desktop_app.form.reading import folded
from desktop_app.wording import LANGUAGES, Wording

_BRACKETS: Final = re.compile(r"[(\[（【].*?[)\]）】]")
_UNITS: Final = re.compile(r"(mm|cm|ng/ml|mau/ml|iu/ml|µmol/l|μmol/l|umol/l|g/l|mg/dl|g/dl|毫米|厘米)$")
_SPACES: Final = re.compile(r"[\s_:：]+")
_OTHERWISE: Final = {
    "date": ("日期", "检查日期", "影像日期", "时间", "date", "studydate", "随访日期"),
    "modality": ("检查", "方式", "影像", "检查方法", "modality"),
    "type": ("术式", "治疗", "治疗方式", "tace类型", "procedure"),
    "arterial_phase": ("动脉期", "增强", "arterialphase"),
    "non_target": ("非靶", "非靶病灶", "nontarget", "non-target"),
    "new_lesions": ("新灶", "新发病灶", "新病灶", "newlesion"),
    "vascular_invasion": ("血管", "血管侵犯", "癌栓", "门静脉癌栓", "vessels"),
    "extrahepatic_spread": ("肝外", "肝外转移", "远处转移", "metastasis", "spread"),
    "AFP": ("甲胎蛋白", "afp"),
    "PIVKA-II": ("异常凝血酶原", "pivka", "pivkaii", "pivka-ii", "pivka-ⅱ", "dcp"),
    "AFP-L3": ("甲胎蛋白异质体", "afpl3", "afp-l3"),
    "bilirubin.value": ("总胆红素", "胆红素", "tbil", "tb", "bilirubin"),
    "albumin.value": ("白蛋白", "alb", "albumin"),
    "ascites": ("腹水", "腹腔积液"),
    "encephalopathy": ("肝性脑病", "脑病", "he"),
    "inr": ("inr", "国际标准化比值"),
    "ecog": ("ecog", "ps", "体力状态", "ecogps"),
    "adequate": ("规范化", "规范化精细化", "规范"),
    "completed": ("已完成", "完成"),
    "intent": ("目的", "治疗目的"),
    "agents": ("药物", "化疗药物", "化疗药"),
}
"""What wards write besides the program's own words."""
STATE_HEADS: Final = frozenset({"状态", "state"})
LESION_HEADS: Final = frozenset({"病灶", "靶病灶", "lesion", "target", "名称", "项目", "指标", "item"})


def plain(heading: str) -> str:
    """A heading without brackets, units, blanks and case."""
    bare = _SPACES.sub("", _BRACKETS.sub("", folded(heading)).casefold())
    return _UNITS.sub("", bare) or bare


def row_named(rows: tuple[SheetRow, ...], heading: str) -> SheetRow | None:
    """The row that this heading means; a lesion's name alone means its viable diameter."""
    name = plain(heading)
    if not name:
        return None
    for row in rows:
        if not row.computed and name in _names(row):
            return row
    return None


@cache
def _names(row: SheetRow) -> frozenset[str]:
    key = row.item if row.kind is RowKind.MARKER else ""
    keys = {key} if key else {path for path in row.paths if path}
    names = {plain(word) for one in keys for word in _OTHERWISE.get(one, ())}
    specs = [spec for section in ("images", "sessions") if (spec := row.spec(section)) is not None]
    words = [Wording(language) for language in LANGUAGES]
    if row.kind is RowKind.LESION:
        lesion = plain(row.item)
        fields = {plain(one(spec.label)) for one in words for spec in specs} | {plain(row.paths[0])}
        shorts = {plain(one(f"flowsheet.row.{row.paths[0]}")) for one in words}
        alone = {lesion} if row.paths[0] == "viable_mm" else set()
        return frozenset({lesion + field for field in fields | shorts} | alone)
    if row.kind is RowKind.NEW_LESION:
        return frozenset()
    if key:
        return frozenset(names | {plain(key)})
    return frozenset(names | {plain(one(spec.label)) for one in words for spec in specs})
