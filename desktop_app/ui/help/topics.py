"""What F1 is about: from the widget that has the cursor to a place in the manual.

A widget that is none of the known kinds says it itself: ``setProperty("help_field", "images.date")`` for a field
of the record, ``setProperty("help_anchor", "chart")`` for a section of the manual.
"""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_app.form.field_spec import INSIDE_IMAGES
from desktop_app.ui.dialogs.about import AboutDialog
from desktop_app.ui.dialogs.apology import ApologyDialog
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.merge_dialog import MergeDialog
from desktop_app.ui.dialogs.palette import PaletteDialog
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.dialogs.separate_dialog import SeparateDialog
from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.help.manual import Manual
from desktop_app.ui.pages.entry.clinical_order import PAGES
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.ui.pages.flowsheet.paste_dialog import PasteDialog
from desktop_app.ui.pages.history.as_known import AsKnownDialog
from desktop_app.ui.pages.history.history_dialog import HistoryDialog
from desktop_app.ui.pages.history.override_dialog import OverrideDialog
from desktop_app.ui.pages.history.sign_dialog import SignDialog
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.pages.welcome_page import WelcomePage
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.panels.charts_panel import ChartsPanel
from desktop_app.ui.panels.criteria_tree import CriteriaTree
from desktop_app.ui.panels.definition_card import DefinitionCard
from desktop_app.ui.panels.discrepancy_card import DiscrepancyCard
from desktop_app.ui.panels.flag_cards import DiscordanceCard, UnsuitableCard
from desktop_app.ui.panels.recommendation_card import RecommendationCard
from desktop_app.ui.panels.reference_card import ReferenceCard
from desktop_app.ui.panels.staging_card import StagingCard
from desktop_app.ui.panels.verdict_panel import VerdictPanel
from desktop_app.ui.panels.what_if_bar import WhatIfBar
from desktop_app.ui.settings.profile_dialog import ProfileDialog

START: Final = "start"
SHEET_ANCHOR: Final = "sheet"
PLACES: Final[tuple[tuple[type[QWidget], str], ...]] = (
    (RecommendationCard, "recommendation"),
    (StagingCard, "staging"),
    (UnsuitableCard, "unsuitable"),
    (DiscordanceCard, "discordance"),
    (DiscrepancyCard, "discrepancies"),
    (ReferenceCard, "reference-card"),
    (VerdictPanel, "verdicts"),
    (WhatIfBar, "what-if"),
    (ChartsPanel, "chart"),
    (PatientPage, "patient"),
    (WorklistPage, "worklist"),
    (WelcomePage, START),
    (SignDialog, "signing"),
    (OverrideDialog, "field-overrides"),
    (HistoryDialog, "history"),
    (AsKnownDialog, "history"),
    (PasteDialog, "paste"),
    (ProfileDialog, "profile"),
    (MergeDialog, "merging"),
    (SeparateDialog, "merging"),
    (ReportPreview, "report"),
    (ConflictDialog, "conflict"),
    (ShortcutsDialog, "keys"),
    (PaletteDialog, "palette"),
    (AboutDialog, "about"),
    (ApologyDialog, "trouble-bug"),
    (QMessageBox, "trouble"),
)
"""Kinds of widgets and the sections that are about them; the inner ones first."""


def anchor_of(widget: QWidget | None, manual: Manual) -> str:
    """The section for what has the cursor: its own, else that of what it stands in, else the start."""
    for here in _outwards(widget):
        for asked in _QUESTIONS:
            anchor = asked(here, widget, manual)
            if anchor is not None:
                return anchor
    return START


def _outwards(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _said(here: QWidget, _focused: QWidget | None, manual: Manual) -> str | None:
    field, anchor = here.property("help_field"), here.property("help_anchor")
    if isinstance(field, str):
        return manual.anchor_of_field(*_split(field))
    return anchor if isinstance(anchor, str) else None


def _field(here: QWidget, focused: QWidget | None, manual: Manual) -> str | None:
    """The field of the record whose control has the cursor."""
    for field in here.findChildren(EntryField, options=Qt.FindChildOption.FindDirectChildrenOnly):
        control: QWidget = field.control
        if focused is not None and (control is focused or control.isAncestorOf(focused)):
            return manual.anchor_of_field(field.spec.section, field.spec.path)
    return None


def _criterion(here: QWidget, _focused: QWidget | None, manual: Manual) -> str | None:
    finding = here.current_finding if isinstance(here, CriteriaTree) else None
    return None if finding is None else manual.anchor_of_criterion(finding.criterion)


def _definition(here: QWidget, _focused: QWidget | None, _manual: Manual) -> str | None:
    return here.definition if isinstance(here, DefinitionCard) else None


def _sheet(here: QWidget, _focused: QWidget | None, manual: Manual) -> str | None:
    """The field of the cell with the cursor; a computed one belongs to the sheet itself."""
    if not isinstance(here, FlowsheetPage):
        return None
    spec = here.caret.entry.spec
    return SHEET_ANCHOR if spec is None else manual.anchor_of_field(spec.section, spec.path)


def _page(here: QWidget, _focused: QWidget | None, manual: Manual) -> str | None:
    if not isinstance(here, EntryPages):
        return None
    sections = dict(PAGES)[here.page]
    return manual.anchor_of_field(sections[0], "") if sections else SHEET_ANCHOR


def _place(here: QWidget, _focused: QWidget | None, _manual: Manual) -> str | None:
    return next((anchor for kind, anchor in PLACES if isinstance(here, kind)), None)


def _split(field: str) -> tuple[str, str]:
    """Section and path of a field of the record; lesions are sections inside the images."""
    for inner in INSIDE_IMAGES:
        if field.startswith(f"{inner}."):
            return inner, field.removeprefix(f"{inner}.")
    section, _, path = field.partition(".")
    return section, path


_QUESTIONS: Final[tuple[Callable[[QWidget, QWidget | None, Manual], str | None], ...]] = (
    _said,
    _field,
    _sheet,
    _criterion,
    _definition,
    _page,
    _place,
)
