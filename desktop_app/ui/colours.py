"""Colours with meaning, light and dark. Every state has a shape and a word besides its colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.ui.shapes import Shape


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. ``hues`` are read as text on every ground (contrast 4.5 and more).

    ``border`` only divides; ``edge`` says where something can be typed or pressed (contrast 3 and more).
    """

    window: str
    surface: str
    raised: str
    border: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selected: str
    hues: Mapping[str, str]


LIGHT: Final = Colours(
    window="#EEF1F4",
    surface="#FFFFFF",
    raised="#F6F8FA",
    border="#CBD3DB",
    edge="#7D8A97",
    text="#17202A",
    muted="#52606D",
    accent="#1B5FA6",
    on_accent="#FFFFFF",
    selected="#D6E6F7",
    hues={
        "red": "#B3261E",
        "teal": "#0B6B5B",
        "amber": "#855300",
        "blue": "#1B5FA6",
        "orange": "#A23B00",
        "violet": "#6A3FA0",
        "grey": "#52606D",
    },
)
DARK: Final = Colours(
    window="#14181D",
    surface="#1D232A",
    raised="#262D35",
    border="#3D4751",
    edge="#74818E",
    text="#E7EBEF",
    muted="#A7B2BD",
    accent="#7FB6F2",
    on_accent="#0D1722",
    selected="#264463",
    hues={
        "red": "#FF9385",
        "teal": "#6CD0B8",
        "amber": "#F0BC62",
        "blue": "#86BAF4",
        "orange": "#FFA472",
        "violet": "#C7A6F2",
        "grey": "#A7B2BD",
    },
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: its shape and the name of its hue; its word is ``ui.state.<state>``."""

    shape: Shape
    hue: str


LOOKS: Final[Mapping[str, Look]] = {
    "verdict.met": Look(Shape.DISC, "red"),
    "verdict.not_met": Look(Shape.RING, "teal"),
    "verdict.indeterminate": Look(Shape.HALF_DISC, "amber"),
    "verdict.not_computed": Look(Shape.DASH, "grey"),
    "verdict.unjudged": Look(Shape.CLOCK, "violet"),
    "follow_up.waiting": Look(Shape.CLOCK, "grey"),
    "follow_up.due": Look(Shape.PENNANT, "blue"),
    "follow_up.overdue": Look(Shape.TRIANGLE, "orange"),
    "follow_up.closing": Look(Shape.HOURGLASS, "red"),
    "follow_up.missed": Look(Shape.CROSS, "violet"),
    "follow_up.done": Look(Shape.TICK, "teal"),
    "follow_up.unassessed": Look(Shape.SKIPPED, "violet"),
    "follow_up.ended": Look(Shape.DASH, "grey"),
    "follow_up.none": Look(Shape.DASH, "grey"),
    "recommendation.recommended": Look(Shape.TICK, "blue"),
    "recommendation.discuss": Look(Shape.TWO_DISCS, "violet"),
    "recommendation.withheld": Look(Shape.PAUSE, "amber"),
    "recommendation.out_of_scope": Look(Shape.BARRED, "red"),
    "recommendation.not_triggered": Look(Shape.DASH, "grey"),
    "recommendation.not_computed": Look(Shape.DASH, "grey"),
    "severity.note": Look(Shape.LETTER_I, "blue"),
    "severity.warning": Look(Shape.TRIANGLE, "amber"),
    "severity.error": Look(Shape.CROSS, "red"),
    "severity.stops": Look(Shape.BARRED, "red"),
    "signed.signed": Look(Shape.TICK, "teal"),
    "signed.added_to": Look(Shape.LETTER_I, "blue"),
    "signed.changed": Look(Shape.TRIANGLE, "amber"),
    "signed.other_rules": Look(Shape.TRIANGLE, "violet"),
    "signed.unsigned": Look(Shape.DASH, "grey"),
    "saved.saved": Look(Shape.TICK, "teal"),
    "saved.unsaved": Look(Shape.PENCIL, "amber"),
    "saved.saving": Look(Shape.CLOCK, "grey"),
}
