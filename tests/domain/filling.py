"""Every answer that an empty cell could take, as representative values: what brute force tries."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from domain.course import Course
from domain.logic.cell import Cell
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.record import PatientRecord
from tests.domain.builders import Values

Change = Callable[[Values], None]

HUGE = "999999999"
NONE, ONE_LESION = [], [{"size_mm": "15", "pattern": "typical"}]
ANSWERS: dict[str, tuple[Any, ...]] = {
    "adequate": (True, False),
    "feeders_reanalysed": (True, False),
    "agents": ([], ["another"], ["epirubicin"], ["lobaplatin"]),
    "intent": ("palliative", "curative", "bridging", "downstaging"),
    "arterial_phase": (True,),
    "non_target": ("none", "CR", "IR-SD", "PD", "NE"),
    "new_lesions": (NONE, ONE_LESION, [{"site": "other"}]),
    "vascular_invasion": (True, False),
    "extrahepatic_spread": (True, False),
    "viable_percent": ("0", "50", "51", "100"),
    "reported.category": ("CR", "PR", "SD", "PD", "NE"),
    "reported.compared_with": ("baseline", "nadir", "previous"),
    "size_mm": ("9", "9.999", "10", "50"),
    "pattern": ("typical", "atypical"),
    "unit": ("ng/mL", "IU/mL"),
    "assay": ("Roche", "Abbott"),
}


def filled(values: Values, changes: tuple[Change, ...]) -> PatientRecord:
    """The record with these cells filled."""
    copy = deepcopy(values)
    for change in changes:
        change(copy)
    return PatientRecord.model_validate(copy)


def ways_to_fill(values: Values, cell: Cell, tree: Finding) -> list[Change]:
    """What could be entered into a cell, or as the row that a cell stands for."""
    if cell.to_be_added:
        rows = list(_new_images(values, cell, tree) if cell.section == "images" else _new_markers(values, cell))
        return [_adding(cell.section, row) for row in rows]
    if cell.field in ("viable_mm", "total_mm"):
        return [_measuring(cell, mm) for mm in _diameters(values)]
    if cell.section == "markers" and cell.field == "value":
        return [_setting(cell, amount) for amount in _amounts(values)]
    return [_setting(cell, answer) for answer in ANSWERS[cell.field]]


def _adding(section: str, row: Values) -> Change:
    return lambda values: values[section].append(row)


def _measuring(cell: Cell, mm: str) -> Change:
    def change(values: Values) -> None:
        targets = values["images"][cell.row]["targets"]
        row = next((each for each in targets if each["lesion"] == cell.item), None)
        if row is None:
            targets.append({"lesion": cell.item, cell.field: mm})
        else:
            row[cell.field] = mm

    return change


def _setting(cell: Cell, answer: Any) -> Change:
    def change(values: Values) -> None:
        row = values[cell.section][cell.row]
        if cell.field.startswith("reported."):
            row["reported"] = (row["reported"] or {}) | {cell.field.removeprefix("reported."): answer}
        elif cell.item:
            found = row["new_lesions"][int(cell.item)]
            growth = found.get("growth_mm")
            larger = cell.field == "size_mm" and growth and Decimal(growth) > Decimal(answer)
            found[cell.field] = growth if larger else answer
        else:
            row[cell.field] = answer

    return change


def _known_mm(values: Values) -> list[Decimal]:
    rows = [row for image in values["images"] for row in image["targets"]]
    return sorted({Decimal(row["viable_mm"]) for row in rows if row["viable_mm"] not in (None, "0")})


def _diameters(values: Values) -> list[str]:
    """Nothing, something, a middling, the same, more, beyond every threshold."""
    known = _known_mm(values)
    middle = known[len(known) // 2] if known else Decimal(50)
    return ["0", "1", str(middle * 6 / 10), str(middle), str(middle * 3 / 2), HUGE]


def _amounts(values: Values) -> list[str]:
    known = sorted({Decimal(row["value"]) for row in values["markers"] if row["value"]})
    middle = known[len(known) // 2] if known else Decimal(100)
    return ["0", str(middle), str(middle * 13 / 10), HUGE]


def _new_markers(values: Values, cell: Cell) -> Iterator[Values]:
    unit = {"AFP": "ng/mL", "PIVKA-II": "mAU/mL", "AFP-L3": "%"}[cell.item]
    for on, amount in product(_days(cell), _amounts(values)):
        yield {"date": on.isoformat(), "marker": cell.item, "value": amount, "unit": unit}


def _days(cell: Cell) -> list[date]:
    """The first, the last and a middling day of the cell's window; of an open one a day inside."""
    if cell.earliest == date.min:
        return [cell.latest, cell.latest - timedelta(days=7)]
    if cell.latest == date.max:
        return [cell.earliest, cell.earliest + timedelta(days=400)]
    middle = cell.earliest + (cell.latest - cell.earliest) / 2
    return sorted({cell.earliest, middle, cell.latest})


def _new_images(values: Values, cell: Cell, tree: Finding) -> Iterator[Values]:
    """Images with every reading, with and without a new lesion, and what they may say of vessels and spread."""
    vessels, spread = (_may_say(tree, cell, criterion) for criterion in ("jsh.C", "jsh.D"))
    readings = [each for each in _readings(values) if "targets" in each or cell.field != "image_before"]
    extremes = [readings[0], readings[-1]]
    for on, invaded, spreading, new in product(_days(cell), vessels, spread, (NONE, ONE_LESION)):
        for reading in extremes if new or invaded or spreading else readings:
            yield {
                "date": on.isoformat(),
                "arterial_phase": True,
                "non_target": "none",
                "targets": [],
                "new_lesions": new,
                "vascular_invasion": invaded,
                "extrahepatic_spread": spreading,
                **reading,
            }


def _readings(values: Values) -> Iterator[Values]:
    """What an image may say of the targets: their diameters, a percentage, a category."""
    sites = _lesions(values)
    for mm in _diameters(values):
        yield {"targets": [{"lesion": name, "site": site, "viable_mm": mm} for name, site in sites.items()]}
    yield from ({"viable_percent": percent} for percent in ("0", "100"))
    for category in ("CR", "PR", "SD", "PD"):
        yield {"reported": {"category": category, "compared_with": "baseline"}}


def _lesions(values: Values) -> dict[str, str | None]:
    """Every lesion named, where it was first said to be: a row to enter does not move it."""
    images = sorted(values["images"], key=lambda image: (image["arterial_phase"] is False, image["date"]))
    rows = [row for image in images for row in image["targets"]]
    return {row["lesion"]: row["site"] for row in reversed(rows)} or {"T1": None}


def _may_say(tree: Finding, cell: Cell, criterion: str) -> tuple[bool | None, ...]:
    """A row is entered for a purpose: it answers an item that asks for it, and else leaves it as it stands."""
    leaf = next((finding for finding in tree.walk() if finding.criterion == criterion), None)
    if leaf is None:
        return (None,)
    if cell in leaf.lacking:
        return (False, True)
    return (False,) if leaf.verdict is Verdict.NOT_MET and cell.field != "image_before" else (None,)


def pool(course: Course, tree: Finding) -> list[Cell]:
    """What brute force searches: the empty cells of existing rows, and the rows that the tree asks for."""
    named = {cell for finding in tree.walk() for cell in finding.lacking}
    named |= {
        cell
        for finding in tree.walk()
        for ways in (finding.to_met, finding.to_not_met)
        for way in ways
        for cell, _ in way
    }
    return sorted(named.union(empty_cells(course), _entries(course, tree)))


def _entries(course: Course, tree: Finding) -> Iterator[Cell]:
    """The empty entries on vessels and spread, where the item is open; before, only where nothing stands."""
    first = course.sessions[0].first if course.sessions else date.max
    for criterion, field in (("jsh.C", "vascular_invasion"), ("jsh.D", "extrahepatic_spread")):
        if not any(finding.criterion == criterion and not finding.verdict.decided for finding in tree.walk()):
            continue
        entries = [getattr(image, f"shows_{field}") for image in course.images]
        known_before = any(
            entry is not None and image.date <= first for entry, image in zip(entries, course.images, strict=True)
        )
        for index, (entry, image) in enumerate(zip(entries, course.images, strict=True)):
            if entry is None and not (known_before and image.date <= first):
                yield Cell("images", index, field)


def empty_cells(course: Course) -> Iterator[Cell]:
    """The empty cells of existing rows that fill a gap (clinical-rules, section 1.2 names those that do not)."""
    for index, session in enumerate(course.record.sessions):
        for field in ("adequate", "agents", "feeders_reanalysed", "intent"):
            if getattr(session, field) is None:
                yield Cell("sessions", index, field)
    for index in range(len(course.images)):
        yield from _empty_on_image(course, index)


def _empty_on_image(course: Course, index: int) -> Iterator[Cell]:
    image = course.images[index]
    for field in ("arterial_phase", "new_lesions"):
        if getattr(image, field) is None:
            yield Cell("images", index, field)
    if image.non_target is None and not _inherited(course, index):
        yield Cell("images", index, "non_target")
    for row in image.targets:
        if row.state in (None, "measured") and row.viable_mm is None and row.total_mm != 0:
            yield Cell("images", index, "viable_mm", row.lesion)
    for position, new in enumerate(image.new_lesions or ()):
        for field in ("size_mm", "pattern"):
            if getattr(new, field) is None:
                yield Cell("images", index, field, str(position))
    reported = image.reported
    if reported is None or reported.category is None:
        yield Cell("images", index, "reported.category")
    if reported is None or reported.compared_with is None:
        yield Cell("images", index, "reported.compared_with")


def _inherited(course: Course, index: int) -> bool:
    baseline = course.baseline.image
    return baseline is not None and baseline != index and course.images[baseline].non_target == "none"
