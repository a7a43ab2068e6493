"""A strategy for small courses in which much can go either way: gaps, window edges, values at thresholds."""

from typing import Any

from hypothesis import strategies as st

from domain.record import FORMAT
from tests.domain.builders import Values, day, target

GAPS = (14, 27, 28, 29, 45, 60, 92, 93, 120)
IMAGE_DAYS = (10, 27, 28, 35, 40, 42, 43, 60, 92, 93)
DIAMETERS = ("0", "25", "25.1", "30", "35", "35.1", "37.5", "37.6", "41", "50", "59.9", "60", "72", "100")
MARKER_VALUES = ("5", "20", "21", "79", "80", "100", "119", "120", "121", "400")
YES_OR_UNKNOWN = (True, True, True, None, False)
NO_OR_UNKNOWN = (False, False, None, None, True)


def one_of(*options: Any) -> st.SearchStrategy[Any]:
    """The options as they stand; one named twice comes twice as often."""
    return st.sampled_from(options)


@st.composite
def _session(draw: st.DrawFn, on: int) -> Values:
    return {
        "date": day(on).isoformat(),
        "type": draw(one_of("cTACE", "cTACE", "cTACE", "DEB-TACE", "HAIC")),
        "completed": draw(one_of(None, None, True, True, False)),
        "adequate": draw(one_of(*YES_OR_UNKNOWN)),
        "agents": draw(one_of(None, [], ["epirubicin"], ["lobaplatin"])),
        "feeders_reanalysed": draw(one_of(None, False, True)),
        "intent": draw(one_of(None, "palliative", "curative", "bridging")),
        "course": draw(one_of(None, None, None, "A")),
    }


@st.composite
def _target(draw: st.DrawFn, name: str) -> Values:
    state = draw(one_of(None, "measured", "measured", "measured", "no_enhancement", "too_small", "not_evaluable"))
    measured = state in (None, "measured")
    viable = draw(one_of(None, *DIAMETERS)) if measured else None
    return target(
        name,
        viable,
        state=state,
        site=draw(one_of(None, "liver", "liver", "other")),
        total_mm=draw(one_of(None, None, None, "0", "60")) if viable is None else None,
    )


NEW_LESION = st.builds(
    lambda size, pattern, growth, site: {"size_mm": size, "pattern": pattern, "growth_mm": growth, "site": site},
    one_of(None, "9.9", "10", "15"),
    one_of(None, "typical", "typical", "atypical"),
    one_of(None, None, None, "9"),
    one_of(None, None, "liver", "other"),
)


@st.composite
def _image(draw: st.DrawFn, on: int, lesions: tuple[str, ...]) -> Values:
    seen = draw(one_of(lesions, lesions, lesions, lesions[:1], ()))
    reported = {
        "category": draw(one_of(None, "CR", "PR", "SD", "PD", "NE")),
        "compared_with": draw(one_of(None, "baseline", "nadir")),
    }
    return {
        "date": day(on).isoformat(),
        "modality": draw(one_of("MRI", "MRI", "CT", None)),
        "arterial_phase": draw(one_of(True, True, True, True, None, False)),
        "targets": [draw(_target(name)) for name in seen],
        "viable_percent": draw(one_of(None, None, None, None, "50", "50.1")),
        "non_target": draw(one_of(None, None, "none", "none", "CR", "IR-SD", "PD", "NE")),
        "new_lesions": draw(st.none() | st.just([]) | st.just([]) | st.lists(NEW_LESION, max_size=2)),
        "vascular_invasion": draw(one_of(*NO_OR_UNKNOWN)),
        "extrahepatic_spread": draw(one_of(*NO_OR_UNKNOWN)),
        "reported": reported if draw(one_of(True, False, False)) else None,
    }


@st.composite
def _marker(draw: st.DrawFn, on: int) -> Values:
    return {
        "date": day(on).isoformat(),
        "marker": "AFP",
        "value": draw(one_of(None, *MARKER_VALUES)),
        "bound": draw(one_of(None, None, None, "exact", "lt", "gt")),
        "unit": draw(one_of("ng/mL", "ng/mL", "ng/mL", "IU/mL", None)),
        "assay": draw(one_of(None, None, "Roche", "Abbott")),
    }


@st.composite
def small_courses(draw: st.DrawFn, sessions: int = 4, markers: int = 4) -> Values:
    """A valid record of 1 to 4 sessions, as the exchange format writes it."""
    lesions = draw(one_of(("T1",), ("T1",), ("T1", "T2")))
    days = [0]
    for _ in range(draw(st.integers(0, sessions - 1))):
        days.append(days[-1] + draw(one_of(*GAPS)))
    image_days = [on for on in (draw(one_of(None, -40, -7, -7, 0)),) if on is not None]
    for on in days:
        image_days += [on + draw(one_of(*IMAGE_DAYS)) for _ in range(draw(one_of(0, 1, 1, 1, 2)))]
    marker_days = [
        draw(one_of(*days)) + draw(one_of(-15, -14, -3, 0, 1, 20, 40, 54, 92, 93))
        for _ in range(draw(st.integers(0, markers)))
    ]
    return {
        "format": FORMAT,
        "patient": {"id": "1"},
        "sessions": [draw(_session(on)) for on in days],
        "images": [draw(_image(on, lesions)) for on in image_days],
        "markers": [draw(_marker(on)) for on in marker_days],
    }
