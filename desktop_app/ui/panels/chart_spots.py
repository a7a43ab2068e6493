"""Which point of a chart a pointer means."""

import math

from desktop_app.plots import Picture, Spot


def nearest_spot(picture: Picture | None, x: float, y: float, reach: float) -> Spot | None:
    """The nearest point within reach that is in sight; a bar is near along its whole length."""
    if picture is None or not picture.frame.left - reach <= x <= picture.frame.right + reach:
        return None
    near = [
        (_distance(spot, x, y), number) for number, spot in enumerate(picture.spots) if _in_sight(picture, spot)
    ]
    distance, number = min(near, default=(math.inf, 0))
    return picture.spots[number] if distance <= reach else None


def _in_sight(picture: Picture, spot: Spot) -> bool:
    until = spot.at[0] if spot.until is None else spot.until
    return spot.at[0] <= picture.frame.right + 0.5 and until >= picture.frame.left - 0.5


def _distance(spot: Spot, x: float, y: float) -> float:
    left, right = spot.at[0], spot.at[0] if spot.until is None else spot.until
    return math.hypot(x - min(max(x, left), right), y - spot.at[1])
