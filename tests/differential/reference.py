"""A second reading of the clinical rules on plain dicts, independent of `domain`; plain on purpose.

Three-valued: True, False, None (unknown). A length or a marker is a `Range`: low ≤ x ≤ high, high None = no upper
bound. Comments quote (shortened) the sentence that the step below them implements; § is clinical-rules.md.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

Json = dict[str, Any]
Truth = bool | None

COUNTED_TYPES = ("cTACE", "DEB-TACE", "TACE-HAIC", "TAE")
CONSENSUS = ("JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "European-2014", "CCI-2022")
STUDIES = ("Iwasa-2011", "Ikeda-2013")
CATEGORIES = frozenset({"CR", "PR", "SD", "PD"})
UPPER_LIMITS = {"AFP": "20", "PIVKA-II": "40", "AFP-L3": "10"}
DEFAULT_PROFILE: Json = {
    "response_window_days": [28, 92],
    "change_of_technique": "advise",
    "european_minimum_sessions": 2,
    "mrecist_five_mm": False,
    "cci_new_lesions_count": False,
    "primary_definition": "CCI-2022",
    "upper_limits": {},
}


# ---------------------------------------------------------------- Kleene logic (§1.1)


def all_of(parts: Iterable[Truth]) -> Truth:
    """AND is false if any part is false, else unknown if any is unknown."""
    parts = list(parts)
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def any_of(parts: Iterable[Truth]) -> Truth:
    """OR is true if any part is true, else unknown if any is unknown."""
    parts = list(parts)
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def negated(part: Truth) -> Truth:
    return None if part is None else not part


def verdict_word(truth: Truth) -> str:
    return {True: "met", False: "not_met", None: "indeterminate"}[truth]


# ---------------------------------------------------------------- dates (§1.5)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def add_months(day: date, months: int) -> date:
    """Calendar months, clamped at the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


# ---------------------------------------------------------------- sums of lengths (§2)


class Range(NamedTuple):
    """All that is known of one sum: low ≤ sum, and sum ≤ high where high is known."""

    low: Decimal
    high: Decimal | None

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None


ZERO = Range(Decimal(0), Decimal(0))
UNKNOWN_LENGTH = Range(Decimal(0), None)


def decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def point(value: Decimal) -> Range:
    return Range(value, value)


def added(parts: list[Range]) -> Range:
    low = sum((part.low for part in parts), Decimal(0))
    highs = [part.high for part in parts if part.high is not None]
    return Range(low, sum(highs, Decimal(0)) if len(highs) == len(parts) else None)


def reaches(left: Range, percent: int, right: Range) -> Truth:
    """100*left ≥ percent*right, and a sum of 0 exceeds nothing."""
    if left.high == 0:
        return False
    if right.high is not None and left.low > 0 and 100 * left.low >= percent * right.high:
        return True
    if left.high is not None and 100 * left.high < percent * right.low:
        return False
    return None


def exceeds(left: Range, percent: int, right: Range) -> Truth:
    """100*left > percent*right, and a sum of 0 exceeds nothing."""
    if left.high == 0:
        return False
    if right.high is not None and 100 * left.low > percent * right.high:
        return True
    if left.high is not None and 100 * left.high <= percent * right.low:
        return False
    return None


def five_more(left: Range, right: Range) -> Truth:
    """left ≥ right + 5 mm, or right = 0, where any enhancement suffices."""
    if right.high == 0 or (right.high is not None and left.low >= right.high + 5):
        return True
    may_be_zero = right.low == 0
    if left.high is not None and left.high < right.low + 5 and not may_be_zero:
        return False
    return None


def viable_length(row: Json | None) -> Range:
    # “A target absent from a later image is not evaluable there.”
    if row is None:
        return UNKNOWN_LENGTH
    viable = decimal_of(row.get("viable_mm"))
    total = decimal_of(row.get("total_mm"))
    # “`state` missing = measured.”
    state = row.get("state") or "measured"
    if state == "no_enhancement":
        return ZERO
    # “`too_small` (5 mm unless a value is given)”
    if state == "too_small":
        return point(Decimal(5) if viable is None else viable)
    if state == "not_evaluable":
        return UNKNOWN_LENGTH
    # “`measured` (... without a value unknown, but 0 where `total_mm` is 0)”
    if viable is None:
        return ZERO if total == 0 else UNKNOWN_LENGTH
    return point(viable)


def whole_length(row: Json | None) -> Range:
    # §3.4 “The same on whole-lesion diameters (`total_mm`)”
    if row is None:
        return UNKNOWN_LENGTH
    total = decimal_of(row.get("total_mm"))
    state = row.get("state") or "measured"
    if state == "not_evaluable":
        return UNKNOWN_LENGTH
    if state == "too_small" and total is None:
        return point(Decimal(5))
    return UNKNOWN_LENGTH if total is None else point(total)


# ---------------------------------------------------------------- sessions (§2)


class Session(NamedTuple):
    """One counted session; a staged one has several parts."""

    parts: tuple[Json, ...]

    @property
    def first(self) -> date:
        return day_of(self.parts[0]["date"])

    @property
    def last(self) -> date:
        return day_of(self.parts[-1]["date"])

    @property
    def adequate(self) -> Truth:
        # “adequate = all parts (Kleene AND)”
        return all_of(part.get("adequate") for part in self.parts)

    @property
    def agents(self) -> frozenset[str] | None:
        # “agents = union (unknown if any is)”
        lists = [part.get("agents") for part in self.parts]
        if any(agents is None for agents in lists):
            return None
        return frozenset(agent for agents in lists if agents is not None for agent in agents)

    @property
    def feeders_reanalysed(self) -> Truth:
        # “feeders = OR”
        return any_of(part.get("feeders_reanalysed") for part in self.parts)

    @property
    def intent(self) -> str | None:
        # “intent = the last part's”
        intent: str | None = self.parts[-1].get("intent")
        return intent


class Evaluation(NamedTuple):
    """The image chosen for a purpose: none at all, unknown (its phase is not recorded), or the image."""

    image: Json | None
    unknown: bool

    @property
    def exists(self) -> bool:
        return self.unknown or self.image is not None


def staged(procedures: list[Json]) -> list[Session]:
    # “Counted procedures in a row with the same non-empty `course` within 28 days of the first of them are one
    # staged session.”
    sessions: list[list[Json]] = []
    for procedure in procedures:
        if sessions:
            head = sessions[-1][0]
            same_course = bool(procedure.get("course")) and procedure["course"] == head.get("course")
            if same_course and (day_of(procedure["date"]) - day_of(head["date"])).days <= 28:
                sessions[-1].append(procedure)
                continue
        sessions.append([procedure])
    return [Session(tuple(parts)) for parts in sessions]


def modality_rank(image: Json) -> int:
    # “same day: MRI before CT before unrecorded modality”
    return {"MRI": 0, "CT": 1}.get(image.get("modality") or "", 2)


def first_ranked(images: list[Json]) -> Json | None:
    """The latest, on one day the best modality; images whose phase is "no" are left out."""
    candidates = [image for image in images if image.get("arterial_phase") is not False]
    if not candidates:
        return None
    latest = max(image["date"] for image in candidates)
    return min((image for image in candidates if image["date"] == latest), key=modality_rank)


class Patient:
    """One record under one profile, with everything the definitions share."""

    def __init__(self, record: Json, profile: Json) -> None:
        self.settings = DEFAULT_PROFILE | profile
        self.constraints: Json = record.get("constraints") or {}
        self.images = sorted(record.get("images") or [], key=lambda image: str(image["date"]))
        self.markers: list[Json] = record.get("markers") or []
        self.status = sorted(record.get("status") or [], key=lambda row: str(row["date"]))
        procedures = sorted(record.get("sessions") or [], key=lambda row: str(row["date"]))
        # “An aborted procedure (`completed` false; missing means true) is ignored altogether.”
        self.completed = [row for row in procedures if row.get("completed") is not False]
        # “HAIC alone does not count”
        self.sessions = staged([row for row in self.completed if row["type"] in COUNTED_TYPES])

    # ------------------------------------------------ which image

    def next_completed(self, session: Session) -> date | None:
        """The next completed session of any kind, HAIC included.

        Of two counted sessions on one day the one entered later comes next; HAIC on the day of a session does not
        come after it, whatever the order of entry.
        """
        place = next(index for index, other in enumerate(self.sessions) if other is session)
        counted = [other.first for other in self.sessions[place + 1 :]]
        haic = [day_of(row["date"]) for row in self.completed if row["type"] == "HAIC"]
        return min(counted + [day for day in haic if day > session.last], default=None)

    def interrupted(self, before: Session, after: Session) -> bool:
        # “[HAIC] strictly between two counted sessions it interrupts 'consecutive'”
        haic = [day_of(row["date"]) for row in self.completed if row["type"] == "HAIC"]
        return any(before.last < day < after.first for day in haic)

    def image_between(self, session: Session, start: date, end: date) -> Evaluation:
        # “... and not after the first part of the next completed session of any kind (same day allowed)”
        overtaken = self.next_completed(session)
        if overtaken is not None:
            end = min(end, overtaken)
        chosen = first_ranked([image for image in self.images if start <= day_of(image["date"]) <= end])
        return self.as_evaluation(chosen)

    @staticmethod
    def as_evaluation(chosen: Json | None) -> Evaluation:
        # “one where [the phase] is not recorded takes part in that ranking, and where it comes first the
        # evaluating image is unknown”
        if chosen is not None and chosen.get("arterial_phase") is None:
            return Evaluation(None, unknown=True)
        return Evaluation(chosen, unknown=False)

    def evaluating(self, session: Session) -> Evaluation:
        # “Contrast CT/MRI with an arterial phase, dated 28–92 days after the session” (its last part)
        window = self.settings["response_window_days"]
        if window == "calendar_months":
            return self.image_between(session, add_months(session.last, 1), add_months(session.last, 3))
        start, end = window
        return self.image_between(session, session.last + timedelta(start), session.last + timedelta(end))

    # ------------------------------------------------ baseline and sums

    @cached_property
    def baseline_candidate(self) -> Json | None:
        # “D0: the first-ranked image on or before the day of the first counted session”
        first = self.sessions[0].first
        return first_ranked([image for image in self.images if day_of(image["date"]) <= first])

    def baseline(self) -> Json | None:
        """The baseline image where it is certain (recorded phase)."""
        return self.as_evaluation(self.baseline_candidate).image

    @cached_property
    def target_set(self) -> dict[str, str]:
        # “Its targets are the target set for good, even if its phase is not recorded or it has none; without an
        # image before, the targets of the earliest image whose phase is not 'no'.”
        source = self.baseline_candidate
        if source is None:
            contrast = [image for image in self.images if image.get("arterial_phase") is not False]
            earliest = min((image["date"] for image in contrast), default=None)
            source = first_ranked([image for image in contrast if image["date"] == earliest])
        rows: list[Json] = (source or {}).get("targets") or []
        # “`site` missing = liver”
        return {row["lesion"]: row.get("site") or "liver" for row in rows}

    def rows_of(self, image: Json) -> dict[str, Json]:
        chosen = self.target_set
        rows: list[Json] = image.get("targets") or []
        return {row["lesion"]: row for row in rows if row["lesion"] in chosen}

    def sum_of(self, image: Json | None, *, site: str | None = None, whole: bool = False) -> Range | None:
        # “An image without a row for any target of the set has no sum”
        if image is None:
            return None
        chosen = [lesion for lesion, where in self.target_set.items() if site is None or where == site]
        rows = self.rows_of(image)
        if not any(lesion in rows for lesion in chosen):
            return None
        length = whole_length if whole else viable_length
        return added([length(rows.get(lesion)) for lesion in chosen])

    def nadir_images(self, image: Json) -> list[Json]:
        # “any earlier arterial-phase image since and including the baseline (nadir; strictly earlier dates)”
        baseline = self.baseline_candidate
        since = baseline["date"] if baseline is not None else ""
        earlier = [other for other in self.images if since <= other["date"] < image["date"]]
        # “Of one day only the first-ranked image counts as a nadir.”
        days = sorted({other["date"] for other in earlier})
        ranked = [first_ranked([other for other in earlier if other["date"] == day]) for day in days]
        return [other for other in ranked if other is not None]

    # ------------------------------------------------ response (§3)

    def is_growth(self, current: Range, nadir: Range, *, whole: bool) -> Truth:
        # “PD: sum ≥ 120 % of the smallest sum”
        grown = reaches(current, 120, nadir)
        if whole:
            # §3.4 “The same, PD = ≥20 % and ≥5 mm over the nadir”: the rule for a nadir of 0 is taken as the same
            # too.
            return all_of([grown, five_more(current, nadir)])
        if self.settings["mrecist_five_mm"]:
            # “If a nadir is 0, any enhancement is PD, whatever `mrecist_five_mm` says.”
            return all_of([grown, five_more(current, nadir)])
        return grown

    def progressed(self, image: Json, current: Range, *, whole: bool = False) -> Truth:
        # “A sum of 0 exceeds nothing, whatever it is compared with.”
        if current.high == 0:
            return False
        answers: list[Truth] = []
        for other in self.nadir_images(image):
            nadir = self.sum_of(other, whole=whole)
            if nadir is None:
                continue
            answer = self.is_growth(current, nadir, whole=whole)
            # “against one whose phase is not recorded, 'no' stays no and 'yes' becomes unknown”
            if answer is True and other.get("arterial_phase") is None:
                answer = None
            answers.append(answer)
        # “Without a baseline (none, phase not recorded, or no sum), only CR by a sum of 0 and a certain PD is
        # decidable”
        if self.sum_of(self.baseline(), whole=whole) is None:
            answers.append(None)
        return any_of(answers)

    def computed_target(self, image: Json, *, whole: bool = False) -> frozenset[str]:
        """The categories the sums still allow."""
        current = self.sum_of(image, whole=whole)
        if current is None:
            return CATEGORIES
        progressed = self.progressed(image, current, whole=whole)
        # “PD is tested first”
        if progressed is True:
            return frozenset({"PD"})
        possible = set() if progressed is False else {"PD"}
        # “CR: all targets without enhancement (sum 0; never PD, also without a baseline)”
        if current.low == 0:
            possible.add("CR")
        if current.high == 0:
            return frozenset(possible)
        baseline = self.sum_of(self.baseline(), whole=whole)
        more_than_70 = None if baseline is None else exceeds(current, 70, baseline)
        # “PR: sum ≤ 70 % of D0. SD: none of these.”
        if more_than_70 is not True:
            possible.add("PR")
        if more_than_70 is not False:
            possible.add("SD")
        return frozenset(possible)

    def has_rows(self, image: Json) -> bool:
        return bool(self.rows_of(image))

    def reported(self, image: Json) -> Json:
        return image.get("reported") or {}

    def target(self, image: Json) -> frozenset[str]:
        # §3.5 “[The reported category] is used where the image has no row for any target of the set; where rows
        # exist, the computed response stands even if undecidable”
        if self.has_rows(image):
            return self.computed_target(image)
        category = self.reported(image).get("category")
        # “NE or empty = unknown”
        return frozenset({category}) if category in CATEGORIES else CATEGORIES

    def non_target(self, image: Json) -> str | None:
        # “`non_target` 'none' at a baseline with recorded phase holds for later images that leave it empty”
        own: str | None = image.get("non_target")
        if own is not None:
            return own
        baseline = self.baseline()
        return "none" if baseline is not None and baseline.get("non_target") == "none" else None

    def new_lesion(self, image: Json, *, liver_only: bool) -> Truth:
        # “`new_lesions` null = not assessed (unknown), [] = assessed, none.”
        lesions: list[Json] | None = image.get("new_lesions")
        if lesions is None:
            return None
        return any_of(counts(lesion, liver_only=liver_only) for lesion in lesions)

    def nothing_evaluable(self, image: Json) -> bool:
        # “NE where nothing was measured or reported”
        if self.reported(image).get("category") in CATEGORIES:
            return False
        rows = [row for row in self.rows_of(image).values() if row.get("state") != "not_evaluable"]
        return all(viable_length(row) == UNKNOWN_LENGTH and row.get("total_mm") is None for row in rows)

    def overall(self, image: Json) -> frozenset[str]:
        """The overall responses still possible (§3.3); {"NE"} where it is not evaluable."""
        targets = self.target(image)
        own = self.non_target(image)
        non_targets = {"none", "CR", "IR-SD", "PD", "NE"} if own is None else {own}
        lesion = self.new_lesion(image, liver_only=False)
        if self.nothing_evaluable(image) and lesion is False and own not in (None, "PD"):
            return frozenset({"NE"})
        lesions = {True, False} if lesion is None else {lesion}
        return frozenset(overall_of(t, n, seen) for t in targets for n in non_targets for seen in lesions)

    # ------------------------------------------------ vessels and spread (§6)

    def appeared(self, entries: list[tuple[str, Truth]]) -> Truth:
        """Item C or D from (day, entry) of every image."""
        # “Entries of one day: present wins.”
        by_day: dict[date, Truth] = {}
        for text, entry in entries:
            seen = by_day.get(day_of(text))
            by_day[day_of(text)] = True if True in (seen, entry) else (False if False in (seen, entry) else None)
        first = self.sessions[0].first
        # “Before = the last entry up to the day of the first session.”
        earlier = [by_day[day] for day in sorted(by_day) if day <= first and by_day[day] is not None]
        before = earlier[-1] if earlier else None
        # “before present → false”
        if before is True:
            return False
        later = [day for day in sorted(by_day) if day > first]
        present = [day for day in later if by_day[day] is True]
        if present:
            # “Any later entry 'present' → true if before is absent; before unknown → true only if an entry after
            # the first session said absent earlier, else unknown.”
            if before is False:
                return True
            said_absent = any(by_day[day] is False for day in later if day < present[-1])
            return True if said_absent else None
        # “No later image → unknown.”
        if not later:
            return None
        # “Never present later: false if the latest later image has the entry 'absent', unknown if it has none.”
        return False if by_day[later[-1]] is False else None

    def invasion(self) -> Truth:
        return self.appeared([(image["date"], invasion_entry(image)) for image in self.images])

    def spread(self) -> Truth:
        return self.appeared([(image["date"], spread_entry(image)) for image in self.images])

    # ------------------------------------------------ JSH (§4.1)

    def insufficient(self, evaluation: Evaluation) -> Truth:
        """A1 on one session: viable sum > 50 % of D0."""
        image = evaluation.image
        if image is None:
            return None
        # “A physician-entered `viable_percent` on that image replaces the ratio.”
        percent = decimal_of(image.get("viable_percent"))
        if percent is not None:
            return percent > 50
        if self.has_rows(image):
            current = self.sum_of(image, site="liver")
            if current is None:
                return None
            if current.high == 0:
                return False
            baseline = self.sum_of(self.baseline(), site="liver")
            return None if baseline is None else exceeds(current, 50, baseline)
        # §3.5 “JSH viable >50 %: CR → no; PR → unknown; SD → yes; PD → yes if compared with the baseline, else
        # unknown.”
        report = self.reported(image)
        if report.get("category") == "PD":
            return True if report.get("compared_with") == "baseline" else None
        return {"CR": False, "SD": True}.get(report.get("category") or "")

    def run_ends(self) -> tuple[int, list[Evaluation]]:
        """Index of the last session of the run, and every session's evaluation."""
        evaluations = [self.evaluating(session) for session in self.sessions]
        # “ending at the latest session that has an evaluating image (or one whose phase is not recorded)”
        with_image = [index for index, evaluation in enumerate(evaluations) if evaluation.exists]
        # “Where only the first session or none has an image yet, the run is tested up to the second session”
        return max([1, *with_image]), evaluations

    def technique_changed(self, run: range) -> Truth:
        # “Under `require`: the agents differ from the session before, or feeders were re-analysed, at some session
        # of the run after its first.”
        if self.settings["change_of_technique"] != "require":
            return True
        changes: list[Truth] = []
        for index in list(run)[1:]:
            now, before = self.sessions[index].agents, self.sessions[index - 1].agents
            changes.append(None if now is None or before is None else now != before)
            changes.append(self.sessions[index].feeders_reanalysed)
        return any_of(changes)

    def runs(self, tests: list[Truth], end: int) -> Truth:
        """Some run of two or more consecutive adequate sessions ending at `end` passes its test throughout."""
        answers: list[Truth] = []
        for start in range(end):
            run = range(start, end + 1)
            parts: list[Truth] = [self.technique_changed(run)]
            parts += [tests[index] for index in run]
            parts += [self.sessions[index].adequate for index in run]
            parts += [
                not self.interrupted(self.sessions[index], self.sessions[index + 1]) for index in range(start, end)
            ]
            answers.append(all_of(parts))
        return any_of(answers)

    def jsh(self) -> Truth:
        items = [self.marker_item(), self.invasion(), self.spread()]
        # “Fewer than two counted sessions → A1, A2 false.”
        if len(self.sessions) >= 2:
            end, evaluations = self.run_ends()
            viable = [self.insufficient(evaluation) for evaluation in evaluations]
            lesions = [
                None if evaluation.image is None else self.new_lesion(evaluation.image, liver_only=True)
                for evaluation in evaluations
            ]
            items += [self.runs(viable, end), self.runs(lesions, end)]
        return any_of(items)

    # ------------------------------------------------ the other definitions (§4.2–4.5)

    def epoihcc(self) -> Truth:
        # “Three counted sessions with last ≤ add_months(first, 6); take the latest such group”
        for end in range(len(self.sessions) - 1, 1, -1):
            if self.sessions[end].last <= add_months(self.sessions[end - 2].first, 6):
                image = self.evaluating(self.sessions[end]).image
                # “target response (mRECIST) on the image that evaluates its last session is SD or PD”
                return None if image is None else within(self.target(image), {"SD", "PD"}, {"CR", "PR"})
        # “No such group → not_met”
        return False

    def european_table(self) -> Truth:
        image = self.evaluating(self.sessions[-1]).image
        if image is None:
            return None
        overall = self.overall(image)
        intent = self.sessions[-1].intent
        if intent == "palliative":
            return within(overall, {"PD"}, {"CR", "PR", "SD"})
        if intent == "curative":
            return within(overall, {"SD", "PD"}, {"CR", "PR"})
        # “bridging, downstaging, not recorded: not_met | indeterminate | met”
        return within(overall, {"PD"}, {"CR", "PR"})

    def european(self) -> Truth:
        # “European = C ∨ D ∨ (at least `european_minimum_sessions` counted sessions ∧ the table)”
        enough = len(self.sessions) >= self.settings["european_minimum_sessions"]
        return any_of([self.invasion(), self.spread(), self.european_table() if enough else False])

    def cci_growth(self, image: Json | None) -> Truth:
        if image is None:
            return None
        if self.has_rows(image):
            current = self.sum_of(image, site="liver")
            if current is None:
                return None
            # “a sum of 0 is never PD”
            if current.high == 0:
                return False
            # “≥ 120 % of D0”; “D0 = 0: any enhancement”
            baseline = self.sum_of(self.baseline(), site="liver")
            return None if baseline is None else reaches(current, 120, baseline)
        # §3.5 “Against the sum before the first TACE (CCI): CR, PR, SD → not PD; PD → only if `compared_with` is
        # baseline, else unknown”
        report = self.reported(image)
        if report.get("category") == "PD":
            return True if report.get("compared_with") == "baseline" else None
        return False if report.get("category") in ("CR", "PR", "SD") else None

    def cci(self) -> Truth:
        # “The last three counted sessions are consecutive (no HAIC between) and all adequate, and ...”
        if len(self.sessions) < 3:
            return False
        last_three = self.sessions[-3:]
        image = self.evaluating(last_three[-1]).image
        growth = self.cci_growth(image)
        # “a counting intrahepatic new lesion on the evaluating image serves instead of PD”
        if self.settings["cci_new_lesions_count"]:
            growth = any_of([growth, None if image is None else self.new_lesion(image, liver_only=True)])
        parts: list[Truth] = [growth]
        parts += [session.adequate for session in last_three]
        parts += [not self.interrupted(*last_three[:2]), not self.interrupted(*last_three[1:])]
        return all_of(parts)

    def more_than_75(self, image: Json | None) -> Truth:
        """D > 75 % of D_before, D_before = the first-ranked image on or before the last session's first part."""
        current = self.sum_of(image)
        if current is None:
            return None
        if current.high == 0:
            return False
        first = self.sessions[-1].first
        before = first_ranked([other for other in self.images if day_of(other["date"]) <= first])
        reference = self.sum_of(self.as_evaluation(before).image)
        # “(0: any enhancement is met)”
        return None if reference is None else exceeds(current, 75, reference)

    def iwasa(self) -> Truth:
        # “image on day 28–42”
        last = self.sessions[-1]
        return self.more_than_75(
            self.image_between(last, last.last + timedelta(28), last.last + timedelta(42)).image
        )

    def ikeda(self) -> Truth:
        # “image in the response window; met if D > 75 % of D_before or overall PD”
        image = self.evaluating(self.sessions[-1]).image
        if image is None:
            return None
        return any_of([self.more_than_75(image), within(self.overall(image), {"PD"}, {"CR", "PR", "SD"})])

    # ------------------------------------------------ markers (§5)

    def marker_item(self) -> Truth:
        # “Rows without a value or a unit are ignored”; “B = OR over measured markers; none measured →
        # indeterminate.”
        usable = [row for row in self.markers if row.get("value") is not None and row.get("unit") is not None]
        names = sorted({row["marker"] for row in usable})
        if not names:
            return None
        return any_of(
            self.rising(
                name, sorted((row for row in usable if row["marker"] == name), key=lambda row: row["date"])
            )
            for name in names
        )

    def posts(self, session: Session, rows: list[Json]) -> list[Json]:
        # “post values of a session = day 1–92 after its last part and not after the next completed session of any
        # kind (a value on that day belongs to both)”
        end = session.last + timedelta(92)
        overtaken = self.next_completed(session)
        if overtaken is not None:
            end = min(end, overtaken)
        return [row for row in rows if session.last < day_of(row["date"]) <= end]

    @staticmethod
    def before_value(session: Session, rows: list[Json]) -> Json | None:
        # “b = last value 0–14 days before its first part”
        start = session.first - timedelta(14)
        found = [row for row in rows if start <= day_of(row["date"]) <= session.first]
        return found[-1] if found else None

    def rising(self, name: str, rows: list[Json]) -> Truth:
        with_post = [index for index, session in enumerate(self.sessions) if self.posts(session, rows)]
        # “No post value → indeterminate”
        if not with_post:
            return None
        limit = Decimal(self.settings["upper_limits"].get(name, UPPER_LIMITS[name]))
        # “Test the latest session with a post value”
        latest = with_post[-1]
        session = self.sessions[latest]
        post = self.posts(session, rows)
        answers = [steps(self.before_value(session, rows), post, limit)]
        # “and, if there is a session before it, also the two together (b before the first of the two, post values
        # of both)”
        if latest > 0:
            earlier = self.sessions[latest - 1]
            both = self.posts(earlier, rows) + [row for row in post if row not in self.posts(earlier, rows)]
            answers.append(steps(self.before_value(earlier, rows), both, limit))
        return any_of(answers)


# ---------------------------------------------------------------- small rules without the patient


def within(possible: frozenset[str], yes: set[str], no: set[str]) -> Truth:
    if possible <= yes:
        return True
    return False if possible <= no else None


def counts(lesion: Json, *, liver_only: bool) -> Truth:
    """§3.2: does one new lesion count."""
    # “Elsewhere: entered only when unequivocal; counts for the overall response, never for A2 or CCI.”
    if lesion.get("site") == "other":
        return not liver_only
    size = decimal_of(lesion.get("size_mm"))
    # “growth not entered = not grown yet”
    growth = decimal_of(lesion.get("growth_mm")) or Decimal(0)
    # “grown by ≥10 mm counts whatever the pattern”
    if growth >= 10:
        return True
    # “<10 mm → does not count yet”
    if size is not None and size < 10:
        return False
    if lesion.get("pattern") == "typical":
        # “typical without a size → unknown”
        return None if size is None else True
    # “≥10 mm, atypical → counts once typical or grown by ≥10 mm”; “otherwise pattern not recorded → unknown”
    return False if lesion.get("pattern") == "atypical" else None


def overall_of(target: str, non_target: str, new_lesion: bool) -> str:
    """The table of §3.3 for one certain combination."""
    if target == "PD" or non_target == "PD" or new_lesion:
        return "PD"
    if target == "CR":
        return "CR" if non_target in ("CR", "none") else "PR"
    return target


def invasion_entry(image: Json) -> Truth:
    # “A ticked Vp1–4 or Vv1–3 means present where the yes/no is empty”
    said: Truth = image.get("vascular_invasion")
    ticked = image.get("portal_vein") not in (None, "Vp0") or image.get("hepatic_vein") not in (None, "Vv0")
    return True if said is None and ticked else said


def spread_entry(image: Json) -> Truth:
    # “... or a listed spread site, means present where the yes/no is empty”
    said: Truth = image.get("extrahepatic_spread")
    return True if said is None and image.get("spread_sites") else said


class Value(NamedTuple):
    """A marker value in the base unit: an interval, each end open or closed."""

    low: Decimal
    low_open: bool
    high: Decimal | None
    high_open: bool

    def times(self, factor: Decimal) -> Value:
        return Value(
            self.low * factor, self.low_open, None if self.high is None else self.high * factor, self.high_open
        )


def value_of(row: Json) -> Value:
    # “1 IU = 1.21 ng (IU/mL and kIU/L)”
    factor = Decimal("1.21") if row["unit"] in ("IU/mL", "kIU/L") else Decimal(1)
    value = Decimal(row["value"]) * factor
    # “`<0.605` is [0, 0.605), `>60500` is (60500, ∞)”
    if row.get("bound") == "lt":
        return Value(Decimal(0), low_open=False, high=value, high_open=True)
    if row.get("bound") == "gt":
        return Value(value, low_open=True, high=None, high_open=True)
    return Value(value, low_open=False, high=value, high_open=False)


def at_least(left: Value, right: Value) -> Truth:
    """left ≥ right."""
    if right.high is not None and left.low >= right.high:
        return True
    if left.high is not None:
        touching = left.high == right.low and (left.high_open or right.low_open)
        if left.high < right.low or touching:
            return False
    return None


def steps(before: Json | None, post: list[Json], limit: Decimal) -> Truth:
    """§5, steps 1–7, for one session or two together; `post` is in order of date and not empty."""
    known = ([] if before is None else [before]) + post
    ceiling = Value(limit, low_open=False, high=limit, high_open=False)
    # “1. All known values among b and post ≤ the upper limit → not_met, also without b.”
    normal = all_of(at_least(ceiling, value_of(row)) for row in known)
    if normal is True:
        return False
    # “2. No post value, or b missing → indeterminate.”
    if before is None:
        return None
    # “3. Different recorded assays among the values used → indeterminate.”
    if len({row["assay"] for row in known if row.get("assay")}) > 1:
        return None
    b, last = value_of(before), value_of(post[-1])
    # “4. Last < 1.20·b → not_met”
    risen = at_least(last, b.times(Decimal("1.2")))
    if risen is False:
        return False
    # “5. Fewer than two post values, or first and last <14 days apart → indeterminate.”
    if len(post) < 2 or (day_of(post[-1]["date"]) - day_of(post[0]["date"])).days < 14:
        return None
    # “6. Last ≥ 1.20·b, last two not falling, and no post value below 0.80·b → met.”
    not_falling = at_least(last, value_of(post[-2]))
    no_dip = all_of(at_least(value_of(row), b.times(Decimal("0.8"))) for row in post)
    if normal is False and all_of([risen, not_falling, no_dip]) is True:
        return True
    # “7. Otherwise, and wherever a censored value leaves a step open → indeterminate.”
    return None


# ---------------------------------------------------------------- the three answers


def verdicts(record: Json, profile: Json) -> dict[str, str]:
    """The seven verdicts: met, not_met or indeterminate."""
    patient = Patient(record, profile)
    # §4.6 “No counted session: every definition: not_met.”
    if not patient.sessions:
        return dict.fromkeys((*CONSENSUS, *STUDIES), "not_met")
    jsh = patient.jsh()
    truths = {
        "JSH-LCSGJ-2014": jsh,
        "JSH-2021": jsh,
        "EPOIHCC-2013": patient.epoihcc(),
        "European-2014": patient.european(),
        "CCI-2022": patient.cci(),
        "Iwasa-2011": patient.iwasa(),
        "Ikeda-2013": patient.ikeda(),
    }
    return {name: verdict_word(truth) for name, truth in truths.items()}


def only(possible: frozenset[str]) -> str | None:
    return next(iter(possible)) if len(possible) == 1 else None


def smallest(sums: list[tuple[Range, bool]]) -> Decimal | None:
    """The smallest of (sum, whether its phase is recorded) where it is certain."""
    exact = [part.low for part, recorded in sums if recorded and part.exact is not None]
    if not exact or any(part.low < min(exact) for part, _ in sums):
        return None
    return min(exact)


def responses(record: Json, profile: Json) -> list[Json]:
    """Every arterial-phase image after the first session, in order of date."""
    patient = Patient(record, profile)
    if not patient.sessions:
        return []
    evaluated = [(patient.evaluating(session).image, session.last.isoformat()) for session in patient.sessions]
    baseline = patient.sum_of(patient.baseline())
    listed = []
    for image in patient.images:
        if image.get("arterial_phase") is not True or day_of(image["date"]) <= patient.sessions[0].first:
            continue
        current = patient.sum_of(image)
        nadirs = [
            (nadir, other.get("arterial_phase") is True)
            for other in patient.nadir_images(image)
            if (nadir := patient.sum_of(other)) is not None
        ]
        listed.append(
            {
                "image": image["date"],
                "modality": image.get("modality"),
                "evaluates_session": next((day for chosen, day in evaluated if chosen is image), None),
                "sum_mm": None if current is None else current.exact,
                "baseline_mm": None if baseline is None else baseline.exact,
                "nadir_mm": smallest(nadirs),
                "mrecist_target": only(patient.target(image)),
                "mrecist_overall": only(patient.overall(image)),
                "recist11_target": only(patient.computed_target(image, whole=True)),
            }
        )
    return listed


# ---------------------------------------------------------------- recommendation (§7, §9)


def points(value: Decimal | None, low: str, high: str) -> int | None:
    """1 below `low`, 2 from `low` to `high`, 3 above."""
    if value is None:
        return None
    return 1 if value < Decimal(low) else 2 if value <= Decimal(high) else 3


def measured(row: Json, key: str) -> tuple[Decimal, str] | None:
    entry: Json = row.get(key) or {}
    if entry.get("value") is None or entry.get("unit") is None:
        return None
    return Decimal(entry["value"]), entry["unit"]


def child_pugh_parts(row: Json) -> list[int | None]:
    # “bilirubin <34/34–51/>51 µmol/L or <2/2–3/>3 mg/dL, computed in the entered unit”
    bilirubin = measured(row, "bilirubin")
    first = None
    if bilirubin is not None:
        first = points(bilirubin[0], "34", "51") if bilirubin[1] == "umol/L" else points(bilirubin[0], "2", "3")
    # “albumin >35/28–35/<28 g/L”
    albumin = grams_per_litre(row)
    second = None
    if albumin is not None:
        second = 1 if albumin > 35 else 2 if albumin >= 28 else 3
    # “INR <1.7/1.7–2.3/>2.3 or PT prolongation <4/4–6/>6 s, the worse if both”
    clotting = [
        points(decimal_of(row.get("inr")), "1.7", "2.3"),
        points(decimal_of(row.get("pt_prolongation_s")), "4", "6"),
    ]
    third = max((part for part in clotting if part is not None), default=None)
    # “ascites none/mild/moderate–severe; encephalopathy none/I–II/III–IV”
    fourth = {"none": 1, "mild": 2, "moderate_severe": 3}.get(row.get("ascites") or "")
    fifth = {"none": 1, "grade_1_2": 2, "grade_3_4": 3}.get(row.get("encephalopathy") or "")
    return [first, second, third, fourth, fifth]


def grams_per_litre(row: Json) -> Decimal | None:
    albumin = measured(row, "albumin")
    if albumin is None:
        return None
    return albumin[0] * 10 if albumin[1] == "g/dL" else albumin[0]


def micromoles(row: Json) -> Decimal | None:
    # “elsewhere 1 mg/dL = 17.1 µmol/L”
    bilirubin = measured(row, "bilirubin")
    if bilirubin is None:
        return None
    return bilirubin[0] * Decimal("17.1") if bilirubin[1] == "mg/dL" else bilirubin[0]


def child_pugh(rows: list[Json]) -> tuple[Truth, int | None]:
    """(is it class C, the score where it is a number)."""
    # “the latest status row with any of its parts, rows are not merged”
    for row in reversed(rows):
        parts = child_pugh_parts(row)
        known = [part for part in parts if part is not None]
        entered: int | None = row.get("child_pugh_score")
        # A value whose unit is missing was entered, so the row has that part; which points it gives is unknown.
        half_entered = any((row.get(key) or {}).get("value") is not None for key in ("bilirubin", "albumin"))
        if not known and entered is None and not half_entered:
            continue
        # “complete parts win”
        if len(known) == len(parts):
            return sum(known) >= 10, sum(known)
        # “else C if certain from the known parts”
        if sum(known) + len(parts) - len(known) >= 10:
            return True, None
        # “else the entered score, else unknown”
        return (None, None) if entered is None else (entered >= 10, entered)
    return None, None


def latest(rows: list[Json], read: Any) -> Any:
    """The latest row's value that is recorded."""
    return next((read(row) for row in reversed(rows) if read(row) is not None), None)


def laboratory_contraindication(rows: list[Json]) -> bool:
    # “ALT or AST >300 U/L, bilirubin >50 µmol/L, albumin <28 g/L, moderate–severe ascites, neutrophils <1.5,
    # platelets <50 ×10⁹/L → `discuss`”, “in the latest value of each”
    def above(read: Any, threshold: str) -> bool:
        value = latest(rows, read)
        return value is not None and value > Decimal(threshold)

    def below(read: Any, threshold: str) -> bool:
        value = latest(rows, read)
        return value is not None and value < Decimal(threshold)

    def without_unit(name: str) -> bool:
        # A reading of this program: the latest value that lacks its unit cannot be judged, and an older one must
        # not stand for it.
        value = latest(rows, lambda row: row.get(name) if (row.get(name) or {}).get("value") is not None else None)
        return value is not None and value.get("unit") is None

    return (
        without_unit("bilirubin")
        or without_unit("albumin")
        or above(lambda row: decimal_of(row.get("alt")), "300")
        or above(lambda row: decimal_of(row.get("ast")), "300")
        or above(micromoles, "50")
        or below(grams_per_litre, "28")
        or latest(rows, lambda row: row.get("ascites")) == "moderate_severe"
        or below(lambda row: decimal_of(row.get("neutrophils")), "1.5")
        or below(lambda row: decimal_of(row.get("platelets")), "50")
    )


def spread_says_present(images: list[Json]) -> bool:
    """Whether the latest entry, present winning on one day, says spread is present."""
    entries = [(image["date"], spread_entry(image)) for image in images if spread_entry(image) is not None]
    newest = max((day for day, _ in entries), default=None)
    return any(entry is True for day, entry in entries if day == newest)


def is_extensive(patient: Patient) -> Truth:
    extent = patient.constraints.get("extrahepatic_extent")
    # “`extrahepatic_extent` none while the latest entry says spread is present → unknown”
    if extent is None or (extent == "none" and spread_says_present(patient.images)):
        return None
    return bool(extent == "extensive")


def trigger(answers: dict[str, str], primary: str) -> tuple[str, bool]:
    """(what the trigger says: go_on, withheld, not_triggered; whether only another definition is met)."""
    # “primary met → go on. Else any other met → go on, status at best `discuss`. Else any indeterminate →
    # `withheld`. Else `not_triggered`.”
    if answers[primary] == "met":
        return "go_on", False
    consensus = [answers[name] for name in CONSENSUS]
    if "met" in consensus:
        return "go_on", True
    return ("withheld" if "indeterminate" in consensus else "not_triggered"), False


def recommendation(record: Json, profile: Json) -> tuple[str, str | None]:
    """(status, tier)."""
    patient = Patient(record, profile)
    said, another_only = trigger(verdicts(record, profile), patient.settings["primary_definition"])
    if said != "go_on":
        return said, None
    inputs = patient.constraints
    class_c, score = child_pugh(patient.status)
    ecog = latest(patient.status, lambda row: row.get("ecog"))
    gates: list[Truth] = [
        class_c,  # G1
        None if ecog is None else ecog >= 3,  # G2
        any_of(
            [
                negated(inputs.get("haic_feasible")),
                inputs.get("oxaliplatin_contraindicated"),
                inputs.get("fluorouracil_contraindicated"),
            ]
        ),  # G3
        inputs.get("prior_systemic_oxaliplatin"),  # G4
        is_extensive(patient),  # G5
        None if ecog is None else ecog == 2,  # G6
    ]
    # “any gate that is true makes it out_of_scope even where an earlier one is unknown”
    gate = any_of(gates)
    if gate is not False:
        return ("out_of_scope" if gate else "withheld"), None
    # “Child-Pugh 9 → `discuss`; oligometastatic spread → `discuss`; laboratory contraindications → `discuss`”
    discuss = (
        another_only
        or score == 9
        or inputs.get("extrahepatic_extent") == "oligometastatic"
        or laboratory_contraindication(patient.status)
    )
    best = "discuss" if discuss else "recommended"
    # “immunotherapy contraindicated or combination not tolerated → `recommended`; only targeted therapy certainly
    # contraindicated → `discuss`; none true but one unknown → withheld”
    combination = any_of(
        [inputs.get("immunotherapy_contraindicated"), negated(inputs.get("combination_tolerated"))]
    )
    targeted = inputs.get("targeted_contraindicated")
    if combination is True:
        return best, "second_line"
    if targeted is True:
        return "discuss", "second_line"
    if combination is None or targeted is None:
        return "withheld", None
    return best, "first_line"
