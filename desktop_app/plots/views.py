"""The charts of a course by name: from a record to what one shows, and from there to its picture."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from desktop_app.plots.course_picture import course_picture
from desktop_app.plots.course_plot import CoursePlot
from desktop_app.plots.drawing_course import course_plot
from desktop_app.plots.lesion_picture import lesion_picture
from desktop_app.plots.lesion_plot import LesionPlot, lesion_plot
from desktop_app.plots.picture import Picture, Sheet
from desktop_app.plots.scales import TimeAxis
from desktop_app.plots.swimmer_picture import swimmer_picture
from desktop_app.plots.swimmer_plot import SwimmerPlot, swimmer_plot
from desktop_app.wording import Wording
from domain.assessment import Assessment

ViewName = Literal["course", "lesions", "swimmer"]
VIEWS: tuple[ViewName, ...] = ("course", "lesions", "swimmer")
Plot = CoursePlot | LesionPlot | SwimmerPlot


@dataclass(frozen=True, slots=True)
class Shown:
    """A plot, and the part of time that is shown of it (None = the whole)."""

    plot: Plot
    time: TimeAxis | None = None

    def picture(self, sheet: Sheet, words: Wording) -> Picture | None:
        """None for an empty plot, whose message stands for it."""
        plot = self.plot if self.time is None else replace(self.plot, time=self.time)
        return picture_of(plot, sheet, words)


def plot_of(view: ViewName, assessment: Assessment) -> Plot:
    match view:
        case "course":
            return course_plot(assessment.record, assessment)
        case "lesions":
            return lesion_plot(assessment)
        case "swimmer":
            return swimmer_plot(assessment)
    assert_never(view)


def picture_of(plot: Plot, sheet: Sheet, words: Wording) -> Picture | None:
    match plot:
        case CoursePlot():
            return course_picture(plot, sheet, words)
        case LesionPlot():
            return lesion_picture(plot, sheet, words)
        case SwimmerPlot():
            return swimmer_picture(plot, sheet, words)
    assert_never(plot)
