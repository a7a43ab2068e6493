"""Where things of a course plot stand on the widget, in pixels; every point is placed once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop_app.plots import CoursePlot, MarkerSeries, SumMark, SumPoint


@dataclass(frozen=True)
class ChartSpace:
    """The two panels of a chart; either is empty where the plot has no such axis."""

    plot: CoursePlot
    sums: QRectF
    markers: QRectF

    @classmethod
    def of(cls, plot: CoursePlot, box: QRectF, gap: float) -> "ChartSpace":
        """Both panels over one time axis, with a gap between them where both are shown."""
        if plot.sums_share in (0.0, 1.0):
            empty = QRectF(box.left(), box.bottom(), box.width(), 0)
            return cls(plot, box if plot.sums_share else empty, empty if plot.sums_share else box)
        upper = (box.height() - gap) * plot.sums_share
        sums = QRectF(box.left(), box.top(), box.width(), upper)
        return cls(plot, sums, QRectF(box.left(), sums.bottom() + gap, box.width(), box.height() - gap - upper))

    def x(self, day: date) -> float:
        left, scale, first = self._across
        return left + (day.toordinal() - first) * scale

    def length_y(self, millimetres: float) -> float:
        assert self.plot.lengths is not None  # noqa: S101 (asked only of a chart with sums)
        return self.sums.bottom() - self.plot.lengths.at(millimetres) * self.sums.height()

    @cached_property
    def placed_sums(self) -> tuple[tuple[SumPoint, QPointF], ...]:
        return tuple((point, self._sum_at(point)) for point in self.plot.sums)

    @cached_property
    def placed_markers(self) -> tuple[tuple[MarkerSeries, tuple[QPointF, ...]], ...]:
        axis, bottom, height = self.plot.values, self.markers.bottom(), self.markers.height()
        if axis is None:
            return ()
        return tuple(
            (
                series,
                tuple(QPointF(self.x(each.day), bottom - axis.at(each.value) * height) for each in series.points),
            )
            for series in self.plot.markers
        )

    @cached_property
    def nearest_procedures(self) -> float:
        """The least distance between the lines of two procedures."""
        days = sorted(self.x(each.first) for each in self.plot.procedures)
        return min((later - earlier for earlier, later in pairwise(days)), default=self.sums.width())

    @cached_property
    def _across(self) -> tuple[float, float, int]:
        """The left end, pixels per day, and the first day of the time axis."""
        assert self.plot.time is not None  # noqa: S101 (an empty plot is never laid out)
        first, last = self.plot.time.first.toordinal(), self.plot.time.last.toordinal()
        return self.sums.left(), self.sums.width() / max(1, last - first), first

    def _sum_at(self, point: SumPoint) -> QPointF:
        at_foot = point.mark is SumMark.NONE or point.millimetres is None
        y = self.sums.bottom() - 6 if at_foot else self.length_y(point.millimetres or 0.0)
        return QPointF(self.x(point.day), y)
