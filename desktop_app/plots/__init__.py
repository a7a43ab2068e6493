"""What is shown, as plain data: charts and reasons, the same for the screen and the paper."""

from desktop_app.plots.course_plot import (
    CoursePlot,
    Level,
    LevelKind,
    MarkerPoint,
    MarkerSeries,
    ProcedureKind,
    ProcedureMark,
    SumMark,
    SumPoint,
)
from desktop_app.plots.drawing_course import course_plot
from desktop_app.plots.explanation import (
    cell_in_words,
    day_of,
    decisive,
    field_in_words,
    old_input_in_words,
    reason,
    sentence,
)
from desktop_app.plots.labels import (
    OTHER_WORD_KEYS,
    WORD_KEYS,
    LevelLabel,
    PointLabel,
    legend,
    level_labels,
    placed_labels,
    spread,
)
from desktop_app.plots.lesion_plot import LesionLine, LesionPlot, LesionPoint, LesionState, lesion_plot
from desktop_app.plots.marker_values import CANONICAL_UNITS, canonical_value, entered_value
from desktop_app.plots.picture import Picture, Sheet, Spot
from desktop_app.plots.scales import LengthAxis, LogAxis, Tick, TimeAxis
from desktop_app.plots.swimmer_picture import band_height
from desktop_app.plots.swimmer_plot import Milestone, MilestoneMark, SwimmerPlot, TherapySpan, swimmer_plot
from desktop_app.plots.telling import Told, told
from desktop_app.plots.views import VIEWS, Plot, Shown, ViewName, picture_of, plot_of

__all__ = [
    "CANONICAL_UNITS",
    "OTHER_WORD_KEYS",
    "VIEWS",
    "WORD_KEYS",
    "CoursePlot",
    "LengthAxis",
    "LesionLine",
    "LesionPlot",
    "LesionPoint",
    "LesionState",
    "Level",
    "LevelKind",
    "LevelLabel",
    "LogAxis",
    "MarkerPoint",
    "MarkerSeries",
    "Milestone",
    "MilestoneMark",
    "Picture",
    "Plot",
    "PointLabel",
    "ProcedureKind",
    "ProcedureMark",
    "Sheet",
    "Shown",
    "Spot",
    "SumMark",
    "SumPoint",
    "SwimmerPlot",
    "TherapySpan",
    "Tick",
    "TimeAxis",
    "Told",
    "ViewName",
    "band_height",
    "canonical_value",
    "cell_in_words",
    "course_plot",
    "day_of",
    "decisive",
    "entered_value",
    "field_in_words",
    "legend",
    "lesion_plot",
    "level_labels",
    "old_input_in_words",
    "picture_of",
    "placed_labels",
    "plot_of",
    "reason",
    "sentence",
    "spread",
    "swimmer_plot",
    "told",
]
