"""In which order fields are entered, and what stands together. Every field of the record stands here once."""

from dataclasses import dataclass
from typing import Final

from desktop_app.form.field_spec import NEW_LESIONS, SECOND_TARGETS, TARGETS


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading (``entry.group.<name>``); ``grid``: the rows that follow them."""

    name: str
    paths: tuple[str, ...]
    grid: str = ""


GROUPS: Final[dict[str, tuple[Group, ...]]] = {
    "patient": (
        Group("identity", ("id", "name", "sex", "birth_date")),
        Group("body", ("height_cm", "weight_kg")),
        Group("disease", ("aetiology", "diagnosed_on")),
        Group("follow_up", ("followed_until", "died_on", "note")),
    ),
    "sessions": (
        Group("procedure", ("date", "type", "completed", "adequate", "intent")),
        Group("technique", ("agents", "feeders_reanalysed", "course", "note")),
    ),
    "images": (
        Group("study", ("date", "modality", "arterial_phase")),
        Group("targets", (), TARGETS),
        Group("new_lesions", ("non_target", "new_lesions"), NEW_LESIONS),
        Group(
            "vessels_and_spread",
            ("vascular_invasion", "portal_vein", "hepatic_vein", "extrahepatic_spread", "spread_sites"),
        ),
        Group("report", ("reader", "reported.category", "reported.compared_with", "reported.reader")),
        Group("burden", ("viable_percent", "lesion_count", "largest_mm", "note")),
        Group(
            "second_reading",
            (
                "second_reading.reader",
                "second_reading.reported.category",
                "second_reading.reported.compared_with",
                "second_reading.reported.reader",
            ),
            SECOND_TARGETS,
        ),
    ),
    "markers": (
        Group("value", ("date", "marker", "value", "unit")),
        Group("laboratory", ("assay", "laboratory", "note")),
    ),
    "status": (
        Group("condition", ("date", "ecog", "ascites", "encephalopathy")),
        Group(
            "liver",
            (
                "bilirubin.value",
                "bilirubin.unit",
                "albumin.value",
                "albumin.unit",
                "inr",
                "pt_prolongation_s",
                "child_pugh_score",
            ),
        ),
        Group("blood", ("alt", "ast", "platelets", "neutrophils", "creatinine_clearance", "note")),
    ),
    "constraints": (
        Group(
            "gates",
            (
                "immunotherapy_contraindicated",
                "targeted_contraindicated",
                "combination_tolerated",
                "haic_feasible",
                "oxaliplatin_contraindicated",
                "fluorouracil_contraindicated",
                "prior_systemic_oxaliplatin",
            ),
        ),
        Group("extent", ("extrahepatic_extent",)),
    ),
    "therapies": (Group("therapy", ("kind", "name", "from", "to")),),
    "overrides": (Group("override", ("definition", "verdict", "reason", "text", "by", "on")),),
}
GRIDS: Final[dict[str, tuple[str, ...]]] = {
    TARGETS: ("lesion", "site", "state", "viable_mm", "total_mm"),
    NEW_LESIONS: ("size_mm", "pattern", "growth_mm", "site"),
    SECOND_TARGETS: ("lesion", "site", "state", "viable_mm", "total_mm"),
}
ENTERED_WITH: Final[dict[tuple[str, str], str]] = {("markers", "bound"): "value"}
"""Fields that are typed within another one: ``<`` and ``>`` stand before the value."""
SHEET: Final = "sheet"
PAGES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (SHEET, ()),
    ("patient", ("patient",)),
    ("sessions", ("sessions",)),
    ("images", ("images",)),
    ("markers", ("markers",)),
    ("status", ("status",)),
    ("constraints", ("constraints",)),
    ("others", ("therapies", "overrides")),
)
"""The pages, and the sections on each; the course sheet stands first and shows several of them at once."""
