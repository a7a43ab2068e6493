"""Random records, plausible and nasty, that the record format allows; every one follows from its seed."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

START = date(2024, 1, 10)
GAPS = (0, 1, 7, 14, 20, 26, 27, 28, 29, 30, 35, 41, 42, 43, 56, 61, 62, 75, 91, 92, 93, 94, 120, 182, 183)
IMAGE_DAYS = (-45, -28, -7, -1, 0, 0, 1, 20, 27, 28, 29, 31, 35, 41, 42, 43, 60, 75, 90, 91, 92, 93, 100, 140)
MARKER_DAYS = (-20, -15, -14, -5, -5, 0, 0, 1, 2, 10, 20, 24, 28, 35, 42, 56, 70, 91, 92, 93)
RATIOS = (
    "0",
    "0.3",
    "0.49",
    "0.5",
    "0.51",
    "0.69",
    "0.7",
    "0.71",
    "0.749",
    "0.75",
    "0.76",
    "0.84",
    "1",
    "1",
    "1.05",
)
GROWN = ("1.19", "1.199", "1.2", "1.201", "1.25", "1.4")
MARKER_RATIOS = ("0.5", "0.79", "0.8", "0.81", "0.9", "1", "1.1", "1.19", "1.2", "1.21", "1.5", "2")
UNITS = {"AFP": ("ng/mL", "ug/L", "IU/mL", "kIU/L"), "PIVKA-II": ("mAU/mL", "AU/L"), "AFP-L3": ("%",)}
LIMITS = {"AFP": 20, "PIVKA-II": 40, "AFP-L3": 10}
CONSENSUS = ("JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "European-2014", "CCI-2022")


def text(value: float) -> str:
    """A decimal string with at most two places, without an exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def add_months(day: date, months: int) -> date:
    """Calendar months, clamped at the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def history(seed: int) -> tuple[Json, Json]:
    """(record, profile settings) of this seed."""
    return History(Random(seed)).drawn()  # noqa: S311 - dice for tests, not for secrets


class History:
    """Draws one patient.

    `tidy` patients have few gaps, so that certain verdicts are reached too; `staged` ones have courses in parts;
    `invaded` ones meet the primary definition by a new invasion, so that the gates are reached; `quiet` ones have
    neither invasion nor spread, so that the other items decide.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.tidy = random.random() < 0.6
        self.staged = random.random() < 0.3
        self.invaded = random.random() < 0.25
        self.quiet = not self.invaded and random.random() < 0.5
        self.sizes: dict[str, float] = {}
        self.sites: dict[str, str | None] = {}

    # ------------------------------------------------ dice

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def gap(self, probability: float = 0.25) -> bool:
        """Whether a cell stays empty."""
        return self.chance(probability * (0.2 if self.tidy else 1))

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def or_empty(self, value: Any, probability: float = 0.25) -> Any:
        return None if self.gap(probability) else value

    # ------------------------------------------------ parts

    def drawn(self) -> tuple[Json, Json]:
        sessions = self.sessions()
        days = [date.fromisoformat(session["date"]) for session in sessions] or [START]
        record: Json = {"format": "tacewatch.record/1", "patient": {"id": "D1"}, "sessions": sessions}
        record["images"] = self.images(days)
        record["markers"] = self.markers(days)
        record["status"] = self.status(days)
        record["constraints"] = self.constraints()
        settings = self.profile()
        if self.invaded and record["images"]:
            record["images"][0] |= {"vascular_invasion": False, "portal_vein": None, "hepatic_vein": None}
            record["images"][-1]["vascular_invasion"] = True
            settings["primary_definition"] = "JSH-2021"
        return pruned(record), settings

    def sessions(self) -> list[Json]:
        drawn: list[Json] = []
        day = START + timedelta(self.random.randrange(400))
        if self.chance(0.1):
            day = self.one(date(2023, 8, 31), date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31))
        for index in range(self.one(0, 1, 1, 2, 2, 3, 3, 3, 4, 5)):
            day = day if index == 0 else self.next_day(day, drawn)
            drawn.append(self.session(day, drawn))
        return drawn

    def next_day(self, day: date, drawn: list[Json]) -> date:
        """The next session's day: near six months after the one before the last, staged, or a usual gap."""
        if len(drawn) >= 2 and self.chance(0.12):
            half_year = add_months(date.fromisoformat(drawn[-2]["date"]), 6) + timedelta(self.one(-1, 0, 1))
            return max(day, half_year)
        if self.staged and self.chance(0.6):
            return day + timedelta(self.one(7, 14, 14, 21, 27, 28, 29))
        gap = self.one(*GAPS) if self.chance(0.5) else self.one(35, 42, 49, 56, 61, 62, 63)
        return day + timedelta(gap or (0 if self.chance(0.1) else 21))

    def session(self, day: date, drawn: list[Json]) -> Json:
        kind = self.one("cTACE", "cTACE", "DEB-TACE", "TACE-HAIC", "TAE", "HAIC" if self.chance(0.5) else "cTACE")
        # The rules say nothing about the order of two counted sessions of one day, so a second one is HAIC.
        if any(row["date"] == day.isoformat() and row["type"] != "HAIC" for row in drawn):
            kind = "HAIC"
        return {
            "date": day.isoformat(),
            "type": kind,
            "completed": False if self.chance(0.06) else self.one(True, None),
            "adequate": self.or_empty(not self.chance(0.12)),
            "agents": self.or_empty(self.one(["epirubicin"], ["epirubicin"], ["lobaplatin", "epirubicin"], [])),
            "feeders_reanalysed": self.or_empty(self.chance(0.3)),
            "intent": self.or_empty(self.one("palliative", "palliative", "curative", "bridging", "downstaging")),
            "course": self.one("c1", "c1", "c1", "c2", "", None) if self.staged else None,
        }

    def images(self, days: list[date]) -> list[Json]:
        for name in ("T1", "T2", "T3", "X1")[: self.one(1, 1, 2, 2, 3, 4)]:
            self.sizes[name] = self.one(10, 20, 40, 50, 60, 80, 100, 33.3, 24.5)
            self.sites[name] = "other" if name == "X1" or self.chance(0.05) else self.one("liver", None)
        chosen = {days[0] - timedelta(self.one(0, 1, 7, 7, 28, 29))} if self.chance(0.9) else set()
        for session in days:
            usual = self.one(28, 30, 35, 42, 42) if self.chance(0.6) else self.one(*IMAGE_DAYS)
            chosen |= {session + timedelta(usual)} if not self.chance(0.15) else set()
            edge = add_months(session, self.one(1, 3)) + timedelta(self.one(-1, 0, 1))
            chosen |= {edge} if self.chance(0.08) else set()
            chosen |= {session + timedelta(self.one(*IMAGE_DAYS))} if self.chance(0.35) else set()
            chosen |= {session} if self.chance(0.05) else set()
        drawn: list[Json] = []
        for day in sorted(chosen):
            drawn += self.images_of(day)
        return drawn

    def images_of(self, day: date) -> list[Json]:
        """One image, or several of one day: contrast images then have different recorded modalities."""
        if self.chance(0.9):
            return [self.image(day, self.or_empty(self.one("CT", "MRI")), self.phase())]
        pair = [self.image(day, modality, self.one(True, True, None)) for modality in ("CT", "MRI")]
        if self.chance(0.4):
            pair = [pair[0], self.image(day, self.one("CT", "MRI", None), False)]
        self.random.shuffle(pair)
        return pair

    def phase(self) -> bool | None:
        return self.one(None, False) if self.gap(0.3) else True

    def image(self, day: date, modality: str | None, phase: bool | None) -> Json:
        drawn: Json = {"date": day.isoformat(), "modality": modality, "arterial_phase": phase}
        drawn["targets"] = None if self.chance(0.12) else self.targets()
        drawn["viable_percent"] = self.one("0", "50", "50", "50.01", "80") if self.chance(0.08) else None
        drawn["non_target"] = self.or_empty(self.non_target(), 0.4)
        drawn["new_lesions"] = self.or_empty(self.new_lesions(), 0.3)
        drawn["reported"] = self.reported(0.3 if drawn["targets"] else 0.7)
        return drawn | self.invasion() | self.spread()

    def non_target(self) -> str:
        word: str = self.one("none", "none", "none", "CR", "IR-SD", "NE", "PD" if self.chance(0.4) else "none")
        return word

    def targets(self) -> list[Json]:
        """Rows of the patient's lesions, some missing, and now and then a later lesion."""
        factor = float(self.one(*GROWN) if self.chance(0.3) else self.one(*RATIOS))
        rows = []
        for name, size in self.sizes.items():
            if self.gap(0.15):
                continue
            own = factor if self.chance(0.8) else float(self.one(*RATIOS, *GROWN))
            rows.append(self.target(name, size * own))
        if self.chance(0.05):
            rows.append({"lesion": "L9", "site": "liver", "state": "measured", "viable_mm": "30"})
        return rows

    def target(self, name: str, viable: float) -> Json:
        site = self.one(None, None, "liver", "other") if self.chance(0.05) else self.sites[name]
        row: Json = {"lesion": name, "site": site, "state": "measured"}
        state = self.random.random() * (2 if self.tidy else 1)
        total = text(max(viable, self.sizes[name] * self.one(0, 0.5, 0.7, 1, 1.2)))
        if state < 0.08:
            return row | {"state": "not_evaluable", "total_mm": total if self.chance(0.2) else None}
        if state < 0.16:
            small = self.one(None, None, "0", "3", "8")
            return row | {"state": "too_small", "viable_mm": small, "total_mm": self.one(None, small, "9")}
        if state < 0.22 or viable == 0:
            return row | {"state": "no_enhancement", "total_mm": self.one(None, "0", total)}
        if state < 0.30:
            return row | {"total_mm": self.one(None, "0", total)}
        return row | {
            "state": self.one("measured", "measured", None),
            "viable_mm": text(viable),
            "total_mm": total if self.chance(0.5) else None,
        }

    def new_lesions(self) -> list[Json]:
        return [self.new_lesion() for _ in range(self.one(0, 0, 0, 0, 1, 1, 2))]

    def new_lesion(self) -> Json:
        size = self.or_empty(self.one("8", "9.9", "10", "12", "25"), 0.3)
        growth = self.one("0", "3", "9.9", "10", "12") if self.chance(0.3) else None
        if size is not None and growth is not None and float(growth) > float(size):
            growth = None
        return {
            "size_mm": size,
            "pattern": self.or_empty(self.one("typical", "typical", "atypical"), 0.4),
            "growth_mm": growth,
            "site": "other" if self.chance(0.12) else self.one("liver", None),
        }

    def reported(self, probability: float) -> Json | None:
        if not self.chance(probability):
            return None
        category = self.one("CR", "PR", "SD", "SD", "PD", "PD", "NE", None)
        compared = self.one("baseline", "baseline", "nadir", "previous", None) if category else None
        return {"category": category, "compared_with": compared}

    def invasion(self) -> Json:
        if self.quiet:
            return {"vascular_invasion": False}
        present = self.chance(0.08)
        said = self.or_empty(present, 0.3)
        portal = self.one("Vp1", "Vp3", "Vp4", None, "Vp0") if present else self.one("Vp0", None)
        hepatic = self.one("Vv1", "Vv3", "Vv0", None) if present else self.one("Vv0", None)
        return {"vascular_invasion": said, "portal_vein": portal, "hepatic_vein": hepatic}

    def spread(self) -> Json:
        if self.quiet:
            return {"extrahepatic_spread": False}
        present = self.chance(0.08)
        sites = self.one(["lung"], ["bone", "lung"], [], None) if present else self.one([], None)
        return {"extrahepatic_spread": self.or_empty(present, 0.3), "spread_sites": sites}

    def markers(self, days: list[date]) -> list[Json]:
        drawn: list[Json] = []
        for marker in ("AFP", "PIVKA-II", "AFP-L3"):
            if self.chance(0.6 if marker == "AFP" else 0.25):
                drawn += self.marker_rows(marker, days)
        self.random.shuffle(drawn)
        return drawn

    def marker_rows(self, marker: str, days: list[date]) -> list[Json]:
        level = LIMITS[marker] * float(self.one("0.5", "0.9", "1", "1.01", "3", "10"))
        unit = self.one(*UNITS[marker])
        chosen: set[date] = set()
        for session in days:
            chosen |= {session - timedelta(self.one(0, 3, 5, 14, 15))} if self.chance(0.8) else set()
            chosen |= {session + timedelta(self.one(*MARKER_DAYS)) for _ in range(self.one(0, 1, 1, 2, 2, 3))}
            chosen |= {session + timedelta(days) for days in self.one((28, 41), (28, 42), (28, 43), (), ())}
        rows = []
        course = self.one("rising", "around", "dipping")
        current = level
        for index, day in enumerate(sorted(chosen)):
            if course == "rising":
                current *= self.one(1, 1.05, 1.2, 1.4, 0.85, 0.8)
            elif course == "around":
                current = level * float(self.one(*MARKER_RATIOS))
            elif index:
                current = level * self.one(0.79, 0.8, 0.81, 1, 1.19, 1.2, 1.2, 1.25)
            rows.append(self.marker_row(marker, day, current, unit))
            # The same amount in the other unit, rounded: just below or above the threshold.
            if marker == "AFP" and unit in ("ng/mL", "ug/L") and self.chance(0.15):
                rows[-1] |= {"value": text(current / 1.21), "unit": self.one("IU/mL", "kIU/L")}
        return rows

    def marker_row(self, marker: str, day: date, value: float, unit: str) -> Json:
        if not self.tidy and self.chance(0.2):
            unit = self.one(*UNITS[marker])
        return {
            "date": day.isoformat(),
            "marker": marker,
            "value": None if self.gap(0.1) else text(min(value, 100) if marker == "AFP-L3" else value),
            "bound": self.one("lt", "gt") if self.chance(0.15) else self.one("exact", "exact", None),
            "unit": None if self.gap(0.1) else unit,
            "assay": self.one("a", "b") if self.gap(0.4) else self.one("a", "a", "a", None),
        }

    def status(self, days: list[date]) -> list[Json]:
        offsets = self.random.sample((-10, -3, 5, 30, 60, 100), self.one(0, 1, 1, 1, 2, 3))
        return [self.status_row(days[-1] + timedelta(offset)) for offset in sorted(offsets)]

    def status_row(self, day: date) -> Json:
        mild = self.chance(0.7)
        return {
            "date": day.isoformat(),
            "child_pugh_score": self.one(5, 6, 7, 8, 9, 9, 10, 12) if self.chance(0.4) else None,
            "ecog": self.or_empty(self.one(0, 1, 1, 1, 2 if not mild else 0, 3 if not mild else 1)),
            "bilirubin": self.or_empty(self.bilirubin(mild)),
            "albumin": self.or_empty(self.albumin(mild)),
            "inr": self.or_empty("1.1" if mild else self.one("1.69", "1.7", "2.3", "2.31"), 0.5),
            "pt_prolongation_s": self.or_empty("2" if mild else self.one("3.9", "4", "6", "6.1"), 0.5),
            "ascites": self.or_empty("none" if mild else self.one("none", "mild", "moderate_severe")),
            "encephalopathy": self.or_empty("none" if mild else self.one("none", "grade_1_2", "grade_3_4")),
            "alt": self.or_empty(self.one("300", "300.1") if self.chance(0.1) else "40", 0.8),
            "ast": self.or_empty(self.one("300", "300.1") if self.chance(0.1) else "40", 0.8),
            "platelets": self.or_empty(self.one("49.9", "50") if self.chance(0.15) else "150", 0.8),
            "neutrophils": self.or_empty(self.one("1.49", "1.5") if self.chance(0.15) else "3", 0.8),
        }

    def bilirubin(self, mild: bool) -> Json:
        if self.chance(0.4):
            value = "1" if self.chance(0.6) and mild else self.one("1.99", "2", "2.92", "2.93", "3", "3.01")
            return {"value": value, "unit": self.or_empty("mg/dL", 0.1)}
        value = "18" if self.chance(0.6) and mild else self.one("33.9", "34", "50", "50.1", "51", "51.1")
        return {"value": self.or_empty(value, 0.1), "unit": "umol/L"}

    def albumin(self, mild: bool) -> Json:
        if self.chance(0.2):
            return {"value": "4" if mild else self.one("3.51", "3.5", "2.8", "2.79"), "unit": "g/dL"}
        return {
            "value": "38" if self.chance(0.6) and mild else self.one("35.1", "35", "28", "27.9"),
            "unit": self.or_empty("g/L", 0.1),
        }

    def constraints(self) -> Json:
        rare = 0.02 if self.invaded else 0.06
        usual = {
            "immunotherapy_contraindicated": False,
            "targeted_contraindicated": False,
            "combination_tolerated": True,
            "haic_feasible": True,
            "oxaliplatin_contraindicated": False,
            "fluorouracil_contraindicated": False,
            "prior_systemic_oxaliplatin": False,
        }
        drawn: Json = {
            key: self.or_empty(not value if self.chance(rare) else value, 0.05 if self.invaded else 0.2)
            for key, value in usual.items()
        }
        drawn["extrahepatic_extent"] = self.or_empty(
            self.one("oligometastatic", "extensive") if self.chance(0.1) else "none", 0.2
        )
        return drawn

    def profile(self) -> Json:
        settings: Json = {}
        if self.chance(0.25):
            settings["response_window_days"] = self.one("calendar_months", [28, 92], [21, 100], [30, 60])
        if self.chance(0.4):
            settings["change_of_technique"] = self.one("advise", "require", "require", "ignore")
        if self.chance(0.2):
            settings["european_minimum_sessions"] = self.one(1, 2, 3)
        if self.chance(0.25):
            settings["mrecist_five_mm"] = self.one(True, False)
        if self.chance(0.25):
            settings["cci_new_lesions_count"] = self.one(True, False)
        if self.chance(0.5):
            settings["primary_definition"] = self.one(*CONSENSUS)
        if self.chance(0.2):
            settings["upper_limits"] = {"AFP": self.one("7", "25"), "PIVKA-II": self.one("28", "40")}
        return settings


def pruned(value: Any) -> Any:
    """Without the keys that are not recorded: a missing key means the same."""
    if isinstance(value, dict):
        return {key: pruned(item) for key, item in value.items() if item is not None}
    return [pruned(item) for item in value] if isinstance(value, list) else value
