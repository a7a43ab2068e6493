"""What wards write above the columns of their own spreadsheets, Chinese and English."""

import re
from typing import Final

WARD_WORDS: Final[dict[tuple[str, str, str], tuple[str, ...]]] = {
    ("patients", "id", ""): (),
    ("patients", "name", ""): ("姓名", "患者姓名", "病人姓名", "name", "patientname"),
    ("patients", "sex", ""): ("性别", "sex", "gender"),
    ("patients", "birth_date", ""): ("出生日期", "生日", "birthdate", "dateofbirth", "dob"),
    ("patients", "height_cm", ""): ("身高", "height"),
    ("patients", "weight_kg", ""): ("体重", "weight"),
    ("patients", "aetiology", ""): ("病因", "肝病病因", "aetiology", "etiology"),
    ("patients", "diagnosed_on", ""): ("确诊日期", "诊断日期", "diagnosisdate"),
    ("patients", "died_on", ""): ("死亡日期", "deathdate"),
    ("patients", "followed_until", ""): ("末次随访", "末次随访日期", "随访截止日期", "lastfollowup"),
    ("visit", "date", ""): ("日期", "就诊日期", "复查日期", "随访日期", "date", "visitdate"),
    ("visit", "note", ""): ("备注", "说明", "note", "remarks", "comment"),
    ("sessions", "date", ""): (
        *("手术日期", "tace日期", "治疗日期", "介入日期", "介入手术日期", "介入治疗日期"),
        *("sessiondate", "tacedate", "proceduredate", "treatmentdate"),
    ),
    ("sessions", "type", ""): ("术式", "手术方式", "治疗方式", "tace类型", "tace方式", "procedure", "tacetype"),
    ("sessions", "completed", ""): ("已完成", "是否完成", "completed"),
    ("sessions", "adequate", ""): ("规范化", "规范化精细化", "是否规范", "adequate"),
    ("sessions", "agents", ""): ("药物", "化疗药", "化疗药物", "agents"),
    ("sessions", "intent", ""): ("治疗目的", "intent"),
    ("images", "date", ""): (
        *("影像日期", "影像检查日期", "检查日期", "ct日期", "mri日期", "ct/mri日期", "复查影像日期"),
        *("imagedate", "imagingdate", "studydate", "scandate"),
    ),
    ("images", "modality", ""): ("检查方式", "检查方法", "影像方式", "影像检查", "modality"),
    ("images", "arterial_phase", ""): ("动脉期", "有动脉期", "arterialphase"),
    ("images", "lesion_count", ""): ("病灶数", "病灶数目", "肿瘤数目", "肿瘤个数", "lesioncount"),
    ("images", "largest_mm", ""): ("最大病灶全径", "最大肿瘤全径"),
    ("images", "non_target", ""): ("非靶", "非靶病灶", "nontarget", "non-target"),
    ("images", "new_lesions", ""): ("新灶", "新病灶", "新发病灶", "newlesion", "newlesions"),
    ("images", "vascular_invasion", ""): ("血管侵犯", "脉管侵犯", "大血管侵犯", "vascularinvasion"),
    ("images", "portal_vein", ""): ("门静脉癌栓分型", "门静脉侵犯", "portalvein"),
    ("images", "hepatic_vein", ""): ("肝静脉癌栓分型", "肝静脉侵犯", "hepaticvein"),
    ("images", "extrahepatic_spread", ""): ("肝外转移", "远处转移", "extrahepaticspread", "metastasis"),
    ("images", "spread_sites", ""): ("转移部位", "spreadsites"),
    ("images", "reader", ""): ("阅片者", "阅片医师", "reader"),
    ("images", "reported.category", ""): ("报告疗效", "mrecist", "疗效评价", "reportedcategory"),
    ("markers", "date", ""): (
        *("化验日期", "抽血日期", "检验日期", "采血日期", "肿瘤标志物日期", "afp日期"),
        *("labdate", "markerdate", "bloodtestdate"),
    ),
    ("markers", "value", "AFP"): ("afp", "甲胎蛋白"),
    ("markers", "value", "PIVKA-II"): (
        *("pivka-ii", "pivkaii", "pivka-ⅱ", "pivkaⅱ", "pivka2", "pivka-2", "pivka", "dcp", "异常凝血酶原"),
    ),
    ("markers", "value", "AFP-L3"): ("afp-l3", "afpl3", "afp-l3%", "afpl3%", "甲胎蛋白异质体"),
    ("status", "child_pugh_score", ""): ("child-pugh评分", "childpugh评分", "cp评分", "child-pughscore"),
    ("status", "ecog", ""): ("ecog", "ecogps", "ps", "ps评分", "ecog评分", "体力状态"),
    ("status", "bilirubin.value", ""): ("总胆红素", "胆红素", "tbil", "tb", "bilirubin"),
    ("status", "albumin.value", ""): ("白蛋白", "alb", "albumin"),
    ("status", "inr", ""): ("inr", "国际标准化比值"),
    ("status", "pt_prolongation_s", ""): ("pt延长", "凝血酶原时间延长"),
    ("status", "ascites", ""): ("腹水", "腹腔积液", "ascites"),
    ("status", "encephalopathy", ""): ("肝性脑病", "encephalopathy"),
    ("status", "alt", ""): ("alt", "谷丙转氨酶", "丙氨酸氨基转移酶"),
    ("status", "ast", ""): ("ast", "谷草转氨酶", "天冬氨酸氨基转移酶"),
    ("status", "platelets", ""): ("plt", "血小板", "血小板计数", "platelets"),
    ("status", "neutrophils", ""): ("neut", "neu", "中性粒细胞", "中性粒细胞计数", "neutrophils"),
    ("status", "creatinine_clearance", ""): ("ccr", "肌酐清除率"),
}
"""Section, field and item → headings. "Diameter" alone stands nowhere: viable or whole, nobody could know."""
NOT_READ: Final = ("序号", "no", "no.", "#", "行号")
"""Columns that number the rows."""
LESIONS: Final = re.compile(
    r"(?:t|靶|靶灶|病灶|靶病灶|lesion|target|targetlesion)[-_#]?(?P<number>[0-9]{1,2})(?P<behind>\D*)", re.ASCII
)
VIABLE_OF_LESION: Final = frozenset(
    {"", "活性", "活性径", "活性直径", "存活", "存活径", "存活直径", "强化径", "viable", "viablediameter"}
)
"""A lesion's name alone means its viable diameter, as on the course sheet."""
TOTAL_OF_LESION: Final = frozenset({"全径", "总径", "总直径", "整体直径", "total", "whole", "totaldiameter"})
STATE_OF_LESION: Final = frozenset({"状态", "state"})
UNITS: Final[dict[str, str]] = {
    "mm": "mm",
    "毫米": "mm",
    "cm": "cm",
    "厘米": "cm",
    "ng/ml": "ng/mL",
    "ug/l": "ug/L",
    "μg/l": "ug/L",
    "µg/l": "ug/L",
    "iu/ml": "IU/mL",
    "kiu/l": "kIU/L",
    "mau/ml": "mAU/mL",
    "au/l": "AU/L",
    "%": "%",
    "umol/l": "umol/L",
    "μmol/l": "umol/L",
    "µmol/l": "umol/L",
    "mg/dl": "mg/dL",
    "g/l": "g/L",
    "g/dl": "g/dL",
    "u/l": "U/L",
    "10^9/l": "10⁹/L",
    "×10^9/l": "10⁹/L",
    "x10^9/l": "10⁹/L",
    "10⁹/l": "10⁹/L",
    "×10⁹/l": "10⁹/L",
    "kg": "kg",
    "ml/min": "mL/min",
    "s": "s",
    "秒": "s",
}
"""As written, in lower case → as the record writes it; a unit that a field does not have is refused there."""
