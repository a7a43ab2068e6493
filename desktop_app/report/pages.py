"""Pages: the frame, the footer with the page number of all pages, the watermark of a draft."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from desktop_app.report import look
from desktop_app.report.document import ReportDocument
from desktop_app.report.fonts import BOLD, REGULAR
from desktop_app.report.paragraphs import printable


def paged(document: ReportDocument, story: list[Flowable], paper: look.Paper) -> tuple[bytes, int]:
    """The story on numbered pages, and how many these are; same document, same bytes."""
    into = BytesIO()
    template = BaseDocTemplate(
        into,
        pagesize=(look.PAGE_WIDTH, look.PAGE_HEIGHT),
        title=document.title,
        author="",
        subject="",
        keywords="",
        creator=document.creator,
        producer="reportlab",
        lang={"zh": "zh-CN", "en": "en"}[document.language],
        invariant=1,
        allowSplitting=1,
    )
    frame = Frame(
        look.SIDE / paper.scale,
        look.FOOT / paper.scale,
        paper.width,
        paper.height,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template.addPageTemplates(PageTemplate("page", [frame], onPage=_scaled(paper), onPageEnd=_ended(document)))
    template.build(story, canvasmaker=_canvas_of(document))
    return into.getvalue(), template.page


def _scaled(paper: look.Paper) -> Callable[[Canvas, BaseDocTemplate], None]:
    def begin(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.scale(paper.scale, paper.scale)

    return begin


def _ended(document: ReportDocument) -> Callable[[Canvas, BaseDocTemplate], None]:
    """The watermark is drawn last: shaded rows would hide it."""

    def end(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.restoreState()
        if document.watermark:
            canvas.saveState()
            canvas.setFont(BOLD, 96)
            canvas.setFillColor(look.WATERMARK)
            canvas.translate(look.PAGE_WIDTH / 2, look.PAGE_HEIGHT / 2)
            canvas.rotate(52)
            canvas.drawCentredString(0, -30, document.watermark)
            canvas.restoreState()

    return end


def _canvas_of(document: ReportDocument) -> type[Canvas]:
    class NumberedCanvas(Canvas):  # type: ignore[misc, unused-ignore]
        """Keeps its pages until their number is known."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.kept: list[dict[str, Any]] = []
            self.setDateFormatter(lambda *_: document.printed_at.strftime("D:%Y%m%d%H%M%S"))

        def showPage(self) -> None:  # noqa: N802
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.kept, start=1):
                self.__dict__.update(page)
                _footer(self, document, document.page.format(page=number, pages=len(self.kept)))
                super().showPage()
            super().save()

    return NumberedCanvas


def _footer(canvas: Canvas, document: ReportDocument, page: str) -> None:
    size, leading = look.FOOTER, look.FOOTER * 1.45
    y = look.FOOT - 20
    canvas.setStrokeColor(look.RULE)
    canvas.setLineWidth(0.5)
    canvas.line(look.SIDE, y + leading, look.SIDE + look.WIDTH, y + leading)
    canvas.setFillColor(look.INK)
    canvas.setFont(BOLD, size)
    canvas.drawRightString(look.SIDE + look.WIDTH, y, page)
    room = look.WIDTH - stringWidth(page, BOLD, size) - 12
    first, *rest = document.footer
    canvas.drawString(look.SIDE, y, _fitted(first, BOLD, size, room))
    canvas.setFont(REGULAR, size)
    canvas.setFillColor(look.QUIET)
    for number, text in enumerate(rest, start=1):
        canvas.drawString(look.SIDE, y - number * leading, _fitted(text, REGULAR, size, look.WIDTH))


def _fitted(text: str, font: str, size: float, room: float) -> str:
    """The text on one line; what does not fit ends in an ellipsis (in full it stands in the banner)."""
    shown = printable(text).replace("\n", " ")
    if stringWidth(shown, font, size) <= room:
        return shown
    low, high = 0, len(shown)
    while low < high:
        middle = (low + high + 1) // 2
        fits = stringWidth(shown[:middle] + "…", font, size) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return shown[:low] + "…"
