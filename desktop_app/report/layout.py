"""How each block of a document looks: blocks in, flowables out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from desktop_app.report import look
from desktop_app.report.chart import chart_drawings, chart_notes
from desktop_app.report.document import (
    Banner,
    Box,
    Charts,
    Column,
    Facts,
    Heading,
    Line,
    Lines,
    ReportDocument,
    Signatures,
    Statement,
    Statements,
    texts_of,
)
from desktop_app.report.document import Table as TableBlock
from desktop_app.report.fonts import BOLD, REGULAR
from desktop_app.report.marks import SIZE, empty_box, mark_drawing
from desktop_app.report.paragraphs import line, paragraph, printable
from desktop_app.wording import Wording

_PADDING = 2.6
_STATED = 0.265
"""The part of the width that the word and the name of a verdict take."""
_LINES_IN_A_ROW = 2
_HEADING = 32.0
_TWO_LINES = 32.0
_SHORT_BOX = 16
_FITS_ON_A_PAGE = 1200
_WIDE = "\u00a0" * 5
_TIGHT = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 1.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def flowables(document: ReportDocument, paper: look.Paper) -> list[Flowable]:
    """The whole story in order; a heading never stands alone at the foot of a page."""
    story: list[Flowable] = [_title(document, paper)]
    words = Wording(document.language)
    shown = [
        _charts(block, paper, words) if isinstance(block, Charts) else _SHOWN[type(block)](block, paper)
        for block in document.blocks
    ]
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading) and number + 1 < len(shown):
            whole = isinstance(document.blocks[number + 1], Facts)
            story.append(CondPageBreak(_HEADING + _beginning(shown[number + 1], paper, whole=whole)))
        story += shown[number]
    return story


def _beginning(parts: Sequence[Flowable], paper: look.Paper, *, whole: bool) -> float:
    """The height of what must stand below a heading on the same page: a whole table, or its first row."""
    if not parts or not isinstance(parts[0], Table):
        return _TWO_LINES
    parts[0].wrap(paper.width, paper.height)
    heights = parts[0]._rowHeights  # noqa: SLF001 - reportlab has no public name for them
    return float(min(sum(heights if whole else heights[: parts[0].repeatRows + 1]), paper.height / 2))


def _title(document: ReportDocument, paper: look.Paper) -> Flowable:
    cells = [
        [
            paragraph([(document.title, "strong")], look.TITLE),
            paragraph([(document.ward, "quiet")], look.BODY, "right"),
        ]
    ]
    return _grid(cells, [paper.width * 0.55, paper.width * 0.45], [("VALIGN", (0, 0), (-1, -1), "BOTTOM")])


def _banner(block: Banner, paper: look.Paper) -> list[Flowable]:
    facts: list[tuple[str, Any]] = []
    for label, value in block.facts:
        between = _WIDE if facts else ""
        facts += [(f"{between}{label}{_WIDE[:1]}", "quiet"), (value, "plain")]
    rows = [[paragraph([(block.name, "strong")], look.NAME)], [paragraph(facts, look.BODY)]]
    style = [
        ("BACKGROUND", (0, 0), (-1, -1), look.SHADE),
        ("LINEBEFORE", (0, 0), (0, -1), 2.4, look.ACCENT),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (0, 0), 4),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
    ]
    return [Spacer(0, 3), _grid(rows, [paper.width], style, splitInRow=_taller_than_a_page(texts_of(block)))]


def _heading(block: Heading, paper: look.Paper) -> list[Flowable]:
    aside = paragraph([(block.aside, "quiet")], look.SMALL, "right")
    row = [[paragraph([(block.text, "strong")], look.HEADING), aside]]
    style = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LINEBELOW", (0, 0), (-1, -1), 0.8, look.ACCENT)]
    title = min(stringWidth(printable(block.text), BOLD, look.HEADING) + 12, paper.width * 0.6)
    widths = [title, paper.width - title]
    return [Spacer(0, 6), _grid(row, widths, style), Spacer(0, 2)]


def _table(block: TableBlock, paper: look.Paper) -> list[Flowable]:
    widths = [paper.width * column.share for column in block.columns]
    header = [paragraph([(column.title, "quiet")], look.SMALL, column.align) for column in block.columns]
    cells: list[list[Any]] = [header]
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 1), (-1, -1), REGULAR, look.CELL, look.CELL * look.LEADING),
        ("TEXTCOLOR", (0, 1), (-1, -1), look.INK),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, look.QUIET),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, look.RULE),
    ]
    for number, column in enumerate(block.columns):
        style.append(("ALIGN", (number, 0), (number, -1), column.align.upper()))
    for number, row in enumerate(block.rows, start=1):
        first, last = row.merged
        room = [*widths[:first], sum(widths[first : last + 1]), *widths[first + 1 :]]
        cells.append([_cell(*cell) for cell in zip(row.cells, block.columns, room, strict=True)])
        if last > first:
            style.append(("SPAN", (first, number), (last, number)))
        if row.emphasis:
            style.append(("BACKGROUND", (0, number), (-1, number), look.SHADE))
            style.append(("FONT", (0, number), (1, number), BOLD, look.CELL, look.CELL * look.LEADING))
    return [_grid(cells, widths, style, repeatRows=1, splitInRow=_taller_than_a_page(texts_of(block.rows)))]


def _cell(text: str, column: Column, width: float) -> str | Flowable:
    """Plain text where it fits on its line (many times faster), else a paragraph that wraps."""
    shown = printable(text)
    room = width - 2 * _PADDING - 0.5
    if "\n" not in shown and stringWidth(shown, BOLD, look.CELL) <= room:
        return shown
    return paragraph([(shown.replace(" / ", " /\n"), "plain")], look.CELL, column.align)


def _charts(block: Charts, paper: look.Paper, words: Wording) -> list[Flowable]:
    notes = _WIDE.join(chart_notes(block, words))
    below = [paragraph([(notes, "quiet")], look.SMALL)] if notes else []
    return [Spacer(0, 2), *chart_drawings(block, words, paper), Spacer(0, 3), *below]


def _statements(block: Statements, paper: look.Paper) -> list[Flowable]:
    """A statement of many lines takes several rows, so that it may go on over the page."""
    cells: list[list[Any]] = []
    style: list[tuple[Any, ...]] = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    stated = paper.width * _STATED
    for item in block.items:
        style.append(("TOPPADDING", (0, len(cells)), (-1, len(cells)), 2.4))
        style.append(("TOPPADDING", (0, len(cells)), (0, len(cells)), 4))
        cells.append([mark_drawing(item.mark), _stated(item, stated), _said(item.lines[:_LINES_IN_A_ROW])])
        later = range(_LINES_IN_A_ROW, len(item.lines), _LINES_IN_A_ROW)
        cells += [["", "", _said(item.lines[start : start + _LINES_IN_A_ROW])] for start in later]
        last = len(cells) - 1
        style.append(("BOTTOMPADDING", (0, last), (-1, last), 2.6))
        style.append(("LINEBELOW", (0, last), (-1, last), 0.3, look.RULE))
    widths = [SIZE + 6, stated, paper.width - stated - SIZE - 6]
    return [_grid(cells, widths, style, splitInRow=_taller_than_a_page(texts_of(block)))]


def _said(lines: Sequence[Line]) -> list[Flowable]:
    return [line(each) for each in lines]


def _stated(item: Statement, width: float) -> list[Flowable]:
    """Word and name on one line where they fit, so that no name is broken in the middle."""
    together = " · ".join(filter(None, (item.word, item.name)))
    fits = stringWidth(together, BOLD, look.BODY) <= width - 2 * _PADDING
    named = [together] if fits else [item.word, item.name]
    aside = [paragraph([(item.aside, "quiet")], look.SMALL)] if item.aside else []
    return [*(paragraph([(text, "strong")]) for text in named), *aside]


def _facts(block: Facts, paper: look.Paper) -> list[Flowable]:
    """Two labelled values beside each other in each row."""
    cells = [cell for fact in block.items for cell in _fact(*fact)]
    cells += [""] * (len(cells) % 4)
    rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
    widths = [paper.width * share for share in (0.145, 0.365, 0.125, 0.365)]
    style: list[tuple[Any, ...]] = [("LINEBELOW", (0, 0), (-1, -1), 0.3, look.FAINT)]
    if len(block.items) % 2:
        style.append(("SPAN", (1, -1), (-1, -1)))
    return [_grid(rows, widths, style)] if rows else []


def _fact(label: str, value: str, aside: str) -> tuple[Flowable, Flowable]:
    return paragraph([(label, "quiet")]), paragraph([(value, "plain"), (f"\u00a0 {aside}", "quiet")])


def _lines(block: Lines, _: look.Paper) -> list[Flowable]:
    return [part for item in block.items for part in (Spacer(0, 1.6), line(item, look.LIST))]


def _box(block: Box, paper: look.Paper) -> list[Flowable]:
    rows = [[paragraph([(block.title, "strong")])], *([line(item, look.LIST)] for item in block.items)]
    style = [
        ("BOX", (0, 0), (-1, -1), 0.9, look.OPEN),
        ("LEFTPADDING", (0, 0), (-1, -1), 7),
        ("RIGHTPADDING", (0, 0), (-1, -1), 7),
        ("TOPPADDING", (0, 0), (-1, 0), 4),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
    ]
    box = _grid(rows, [paper.width], style, splitInRow=_taller_than_a_page(texts_of(block)))
    # A box that is only begun on a page is overlooked on the next.
    return [Spacer(0, 6), KeepTogether([box]) if len(rows) <= _SHORT_BOX else box, Spacer(0, 3)]


def _signatures(block: Signatures, paper: look.Paper) -> list[Flowable]:
    rows: list[Flowable] = [Spacer(0, 6)]
    for label, options in block.choices:
        cells = [[paragraph([(label, "quiet")]), *(_tick(option) for option in options)]]
        first = paper.width * 0.24
        widths = [first] + [(paper.width - first) / len(options)] * len(options)
        rows.append(_grid(cells, widths, [("BOTTOMPADDING", (0, 0), (-1, -1), 3)]))
    rows.append(_lines_to_write_on(block.labels, paper))
    return [KeepTogether(rows)]


def _lines_to_write_on(labels: Sequence[str], paper: look.Paper) -> Flowable:
    """Labelled lines beside each other, the first (a reason) twice as long, with gaps between them."""
    gap = 12.0
    unit = (paper.width - gap * (len(labels) - 1)) / (len(labels) + 1)
    cells: list[Any] = []
    widths: list[float | None] = []
    style: list[tuple[Any, ...]] = [("TOPPADDING", (0, 0), (-1, -1), 14)]
    for number, label in enumerate(labels):
        style.append(("LINEBELOW", (2 * number, 0), (2 * number, 0), 0.6, look.INK))
        cells += [paragraph([(label, "quiet")], look.LIST), ""]
        widths += [2 * unit if number == 0 else unit, gap]
    return _grid([cells[:-1]], widths[:-1], style)


def _tick(option: str) -> Flowable:
    return _grid([[empty_box(), paragraph([(option, "plain")])]], [13, None], [])


def _taller_than_a_page(texts: Iterable[str]) -> int:
    """Whether a row must be cut in the middle; otherwise rows stay whole, which reads better."""
    return int(any(len(text) > _FITS_ON_A_PAGE for text in texts))


def _grid(cells: Iterable[Any], widths: Iterable[float | None], style: Iterable[Any], **options: Any) -> Table:
    return Table(list(cells), colWidths=list(widths), style=[*_TIGHT, *style], hAlign="LEFT", **options)


_SHOWN: dict[type, Callable[[Any, look.Paper], list[Flowable]]] = {
    Banner: _banner,
    Box: _box,
    Facts: _facts,
    Heading: _heading,
    Lines: _lines,
    Signatures: _signatures,
    Statements: _statements,
    TableBlock: _table,
}
