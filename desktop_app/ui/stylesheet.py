"""The one stylesheet. Short on purpose: Fusion and the palette do most of the work."""

from string import Template
from typing import Final

from desktop_app.ui.colours import Colours

_TEMPLATE: Final = Template("""
QToolTip { border: 1px solid $border; padding: 3px; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: bold; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: bold; }
QLabel[role="strong"], LinkedLabel[role="strong"] { font-weight: bold; }
QLabel[role="muted"], QLabel[role="echo"] { color: $muted; }
QLabel[role="small"], LinkedLabel[role="small"] { color: $muted; font-size: ${small}pt; }
QLabel[severity="note"] { color: $blue; }
QLabel[severity="warning"] { color: $amber; }
QLabel[severity="error"], QLabel[severity="stops"] { color: $red; }
QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[role="banner"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[role="bar"] { background: $selected; border: none; border-bottom: 1px solid $border; }
QPushButton { padding: 4px 12px; border: 1px solid $edge; border-radius: 4px; background: $raised; }
QPushButton:hover { border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 3px 11px; }
QPushButton:disabled { color: $muted; border-color: $border; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[role="primary"]:disabled { background: $raised; color: $muted; border-color: $border; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="choice"] { text-align: left; padding: 4px 18px; background: $surface; }
QPushButton[role="choice"]:focus { padding: 3px 17px; border: 2px solid $accent; }
QToolButton[role="plain"] { border: 1px solid transparent; border-radius: 4px; padding: 1px 3px; }
QToolButton[role="plain"]:hover { background: $raised; border-color: $border; }
QToolButton[role="plain"]:focus { border: 2px solid $accent; }
QPushButton[role="link"] { border: 1px solid transparent; background: transparent; color: $accent;
    padding: 1px 2px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; }
QLineEdit, QPlainTextEdit, QComboBox { border: 1px solid $edge; border-radius: 4px; padding: 3px 6px;
    background: $surface; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 2px solid $accent; padding: 2px 5px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { border-color: $border; background: $window; }
QLineEdit:read-only, QPlainTextEdit:read-only { border-color: $border; }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: ${arrow_room}px;
    border: none; }
QComboBox::down-arrow { image: url("$arrow"); width: ${arrow_size}px; height: ${arrow_size}px; }
QHeaderView::section { background: $raised; color: $text; border: none; border-right: 1px solid $border;
    border-bottom: 1px solid $border; padding: 4px; font-weight: bold; }
QTableCornerButton::section { background: $raised; border: none; border-right: 1px solid $border;
    border-bottom: 1px solid $border; }
QTableView { border: none; gridline-color: $border; selection-background-color: $selected;
    selection-color: $text; }
QTableWidget::item:focus { background: $selected; color: $text; }
QListWidget { border: 1px solid $edge; border-radius: 4px; background: $surface; }
QListWidget:focus { border: 2px solid $accent; }
QListWidget::item { padding: 1px 2px; color: $text; }
QListWidget::item:selected { background: $accent; color: $on_accent; }
QTreeView { border: none; background: $surface; selection-background-color: $selected;
    selection-color: $text; }
QTabBar::tab { padding: 5px 11px; color: $muted; background: transparent; border: none;
    border-bottom: 3px solid transparent; }
QTabBar::tab:hover { color: $text; background: $raised; }
QTabBar::tab:selected { color: $text; background: $surface; border-bottom-color: $accent; }
QScrollArea { border: none; }
QSplitter::handle { background: $border; }
QMenuBar { background: $surface; border-bottom: 1px solid $border; }
""")


def stylesheet(colours: Colours, body_points: float, zoom: int, arrow: str) -> str:
    """``arrow``: the file of the arrow of drop-down lists, in this scheme."""
    scale = body_points * zoom / 100
    return _TEMPLATE.substitute(
        border=colours.border,
        edge=colours.edge,
        window=colours.window,
        surface=colours.surface,
        raised=colours.raised,
        selected=colours.selected,
        accent=colours.accent,
        on_accent=colours.on_accent,
        text=colours.text,
        muted=colours.muted,
        blue=colours.hues["blue"],
        amber=colours.hues["amber"],
        red=colours.hues["red"],
        title=f"{scale * 1.5:.1f}",
        heading=f"{scale * 1.15:.1f}",
        small=f"{scale * 0.9:.1f}",
        arrow=arrow,
        arrow_size=round(10 * zoom / 100),
        arrow_room=round(20 * zoom / 100),
    )
