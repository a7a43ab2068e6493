"""One visual language: spacing, type sizes, colours with meaning; light or dark, 100 to 200 %.

Widgets say what a text is, not how it looks: ``setProperty("role", "title")``. Roles: title, heading,
strong, muted, echo, card, banner, bar, link. Severities: ``setProperty("severity", "warning")``.
"""

from typing import Final, Literal

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop_app.resources import resource_path
from desktop_app.ui.colours import DARK, LIGHT, LOOKS, Colours
from desktop_app.ui.roles import install_roles
from desktop_app.ui.shapes import draw_shape
from desktop_app.ui.stylesheet import stylesheet

Scheme = Literal["system", "light", "dark"]
ZOOMS: Final = (100, 110, 125, 150, 175, 200)
SPACE: Final = 4
"""Every distance is a multiple of this many pixels at 100 %."""
BODY_POINTS: Final = 10.0


class Theme(QObject):
    """The look of the whole program; ``changed`` when scheme, zoom or font change."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme: Scheme = "system"
        self._family = application.font().family()
        self.zoom = 100
        self._icons: dict[tuple[str, int, bool], QIcon] = {}
        fusion = QStyleFactory.create("Fusion")
        if fusion is not None:
            application.setStyle(fusion)
        install_roles()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.apply()

    @property
    def dark(self) -> bool:
        if self._scheme == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme == "dark"

    @property
    def colours(self) -> Colours:
        return DARK if self.dark else LIGHT

    def colour(self, name: str) -> QColor:
        """A colour of the scheme ("text", "border") or a hue ("red")."""
        return QColor(self.colours.hues.get(name) or getattr(self.colours, name))

    def state_colour(self, state: str) -> QColor:
        return QColor(self.colours.hues[LOOKS[state].hue])

    def space(self, steps: int) -> int:
        return round(SPACE * steps * self.zoom / 100)

    def font(self, factor: float = 1.0, *, bold: bool = False) -> QFont:
        font = QFont(self._family)
        font.setPointSizeF(BODY_POINTS * factor * self.zoom / 100)
        font.setBold(bold)
        return font

    def icon_size(self) -> int:
        return round(16 * self.zoom / 100)

    def icon(self, state: str) -> QIcon:
        """The mark of a state as an icon, crisp on every screen."""
        key = (state, self.zoom, self.dark)
        if key not in self._icons:
            self._icons[key] = QIcon(self.pixmap(state, self.icon_size(), 2.0))
        return self._icons[key]

    def pixmap(self, state: str, side: int, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_shape(painter, LOOKS[state].shape, QRectF(0, 0, side, side), self.state_colour(state))
        painter.end()
        return pixmap

    def use_fonts(self, *files: str) -> None:
        """Loads font files and uses their family; the system's font stays where they cannot be read."""
        families = [
            family
            for file in files
            for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(file))
        ]
        if families:
            self._family = families[0]
            self.apply()

    def use_scheme(self, scheme: Scheme) -> None:
        if scheme != self._scheme:
            self._scheme = scheme
            self.apply()

    def use_zoom(self, zoom: int) -> None:
        wanted = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        if wanted != self.zoom:
            self.zoom = wanted
            self.apply()

    def zoomed(self, steps: int) -> None:
        """So many steps larger (or smaller, if negative)."""
        nearest = min(range(len(ZOOMS)), key=lambda index: abs(ZOOMS[index] - self.zoom))
        self.use_zoom(ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)])

    def apply(self) -> None:
        self._application.setPalette(_palette(self.colours))
        self._application.setFont(self.font())
        arrow = resource_path("icons", f"down-{'dark' if self.dark else 'light'}.svg").as_posix()
        self._application.setStyleSheet(stylesheet(self.colours, BODY_POINTS, self.zoom, arrow))
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self.apply()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.raised,
        role.Text: colours.text,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.hues["red"],
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.PlaceholderText: colours.muted,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Mid: colours.border,
        role.Midlight: colours.border,
        role.Light: colours.raised,
        role.Dark: colours.border,
        role.Shadow: colours.edge,
        role.Accent: colours.accent,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.muted))
    return palette
