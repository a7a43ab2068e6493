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
from desktop_app.plots.explanation import cell_in_words, day_of, decisive, field_in_words, reason, sentence
from desktop_app.plots.labels import WORD_KEYS, LevelLabel, PointLabel, legend, level_labels, placed_labels, spread
from desktop_app.plots.marker_values import CANONICAL_UNITS, canonical_value, entered_value
from desktop_app.plots.scales import LengthAxis, LogAxis, Tick, TimeAxis

__all__ = [
    "CANONICAL_UNITS",
    "WORD_KEYS",
    "CoursePlot",
    "LengthAxis",
    "Level",
    "LevelKind",
    "LevelLabel",
    "LogAxis",
    "MarkerPoint",
    "MarkerSeries",
    "PointLabel",
    "ProcedureKind",
    "ProcedureMark",
    "SumMark",
    "SumPoint",
    "Tick",
    "TimeAxis",
    "canonical_value",
    "cell_in_words",
    "course_plot",
    "day_of",
    "decisive",
    "entered_value",
    "field_in_words",
    "legend",
    "level_labels",
    "placed_labels",
    "reason",
    "sentence",
    "spread",
]
