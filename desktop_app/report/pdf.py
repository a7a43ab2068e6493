"""From what a report says to the bytes of its PDF."""

from collections.abc import Iterator
from threading import Lock

from desktop_app.plots import OTHER_WORD_KEYS, WORD_KEYS
from desktop_app.report import look
from desktop_app.report.chart import NO_LESION_CHART
from desktop_app.report.document import Block, Box, Heading, ReportDocument, texts_of
from desktop_app.report.fonts import register_fonts
from desktop_app.report.layout import flowables
from desktop_app.report.pages import paged
from desktop_app.report.paragraphs import printable
from desktop_app.wording import Wording

_FONTS = Lock()
_USUAL_PAGES = 2


def pdf_of(document: ReportDocument) -> bytes:
    """The PDF of a document. Raises CharacterNotPrintable for characters the typeface lacks.

    reportlab registers fonts for the whole process, so documents are made one after the other.
    """
    places = dict(_places(document))
    with _FONTS:
        register_fonts(places)
        return _set(document)


def _set(document: ReportDocument) -> bytes:
    """On two pages where a somewhat smaller type achieves that, else at its usual size on as many as it takes."""
    usual = None
    for scale in look.SCALES:
        paper = look.Paper(scale)
        made, pages = paged(document, flowables(document, paper), paper)
        usual = usual or made
        if pages <= _USUAL_PAGES:
            return made
        if pages > _USUAL_PAGES + 1:
            break
    return usual or b""


def _places(document: ReportDocument) -> Iterator[tuple[str, str]]:
    """The printed text by the heading under which it stands."""
    texts: dict[str, list[str]] = {}
    place = document.title
    for block in document.blocks:
        place = _place_of(block, place)
        texts.setdefault(place, []).extend(texts_of(block))
    rest = (document.title, document.ward, *document.footer, document.page, document.watermark)
    texts.setdefault(document.title, []).extend((*rest, *_chart_words(document)))
    for name, lines in texts.items():
        yield name, printable("".join(lines)).replace("\n", "")


def _place_of(block: Block, place: str) -> str:
    return block.text if isinstance(block, Heading) else block.title if isinstance(block, Box) else place


def _chart_words(document: ReportDocument) -> Iterator[str]:
    words = Wording(document.language)
    return (words(key) for key in (*WORD_KEYS, *OTHER_WORD_KEYS, NO_LESION_CHART))
