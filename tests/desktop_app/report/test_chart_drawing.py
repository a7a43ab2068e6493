"""The charts on paper: the same marks as on the screen, as vectors."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Group, String
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas

from desktop_app.plots import OTHER_WORD_KEYS, WORD_KEYS
from desktop_app.plots.picture import Caption
from desktop_app.plots.views import VIEWS, ViewName, picture_of, plot_of
from desktop_app.report import look
from desktop_app.report.chart import HEIGHT, chart_drawing, paper_sheet
from desktop_app.report.fonts import register_fonts
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.record import PatientRecord

RECORD: dict[str, Any] = {
    "format": "tacewatch.record/1",
    "patient": {"id": "0007", "diagnosed_on": "2023-11-20", "died_on": "2024-09-30"},
    "sessions": [{"date": "2024-01-10", "type": "cTACE"}, {"date": "2024-03-06", "type": "cTACE"}],
    "images": [
        {
            "date": day,
            "arterial_phase": True,
            "targets": [{"lesion": "T1", "viable_mm": mm}],
            "non_target": "none",
            "new_lesions": [],
        }
        for day, mm in (("2024-01-03", "60"), ("2024-02-20", "66"), ("2024-04-20", "90"))
    ],
    "markers": [{"date": "2024-02-05", "marker": "AFP", "value": "0.6", "bound": "lt", "unit": "ng/mL"}],
    "therapies": [{"kind": "targeted", "name": "lenvatinib", "from": "2024-02-01"}],
}


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> ViewName:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def _fonts() -> None:
    words = (Wording(language)(key) for key in (*WORD_KEYS, *OTHER_WORD_KEYS) for language in LANGUAGES)
    register_fonts({"all": ["".join(map(chr, range(32, 127))), *words]})


def shapes(drawing: Drawing | Group) -> Iterator[Any]:
    for shape in drawing.contents:
        yield from shapes(shape) if isinstance(shape, Group) else (shape,)


def test_paper_and_screen_say_the_same(view: ViewName) -> None:
    plot, words = plot_of(view, assess(PatientRecord.model_validate(RECORD))), Wording("en")
    drawing = chart_drawing(plot, words, look.WIDTH)
    picture = picture_of(plot, paper_sheet(look.WIDTH, HEIGHT), words)
    assert picture is not None
    laid_out = [mark.text for layer in picture.layers for mark in layer.marks if isinstance(mark, Caption)]
    assert [shape.text for shape in shapes(drawing) if isinstance(shape, String)] == laid_out


def test_everything_stands_on_the_paper_and_in_colours_that_print(view: ViewName) -> None:
    plot = plot_of(view, assess(PatientRecord.model_validate(RECORD)))
    drawing = chart_drawing(plot, Wording("en"), look.WIDTH)
    left, bottom, right, top = drawing.getBounds()
    assert left >= -1
    assert bottom >= -1
    assert right <= look.WIDTH + 1
    assert top <= HEIGHT + 1
    for shape in shapes(drawing):
        if isinstance(shape, String):
            assert shape.fillColor != white


def test_the_paper_can_be_searched_and_holds_no_pixels(view: ViewName) -> None:
    plot = plot_of(view, assess(PatientRecord.model_validate(RECORD)))
    target = BytesIO()
    canvas = Canvas(target)
    renderPDF.draw(chart_drawing(plot, Wording("zh"), look.WIDTH), canvas, 40, 400)
    canvas.save()
    (page,) = PdfReader(target).pages
    assert "TACE" in page.extract_text()
    assert not page.images


def test_an_empty_chart_is_one_line_that_says_so(view: ViewName) -> None:
    empty = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    plot = plot_of(view, assess(empty))
    drawing = chart_drawing(plot, Wording("en"), look.WIDTH)
    (line,) = shapes(drawing)
    assert line.text == Wording("en")(plot.message)
