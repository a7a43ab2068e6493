"""What the window offers besides its pages: the palette, the keys, the ward's settings. Light to import."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop_app.ui.actions import Declared, action, declared_in

if TYPE_CHECKING:
    from desktop_app.ui.dialogs.palette import Entry
    from desktop_app.ui.keymap import Keymap
    from desktop_app.ui.main_window import MainWindow

NOW = "now"
"""Why an action is not possible that belongs to this page: there is nothing for it to do at the moment."""


class Tools:
    """The tools of one main window."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    @action("view", "Ctrl+K")
    def show_palette(self) -> None:
        """Every action and patient, found by typing."""
        from desktop_app.ui.dialogs.palette import PaletteDialog

        window = self._window
        ward = window.ward
        found = None if ward is None else ward.found
        palette = PaletteDialog(window.theme, window.words, list(self._entries()), found, window)
        palette.patient_chosen.connect(window.open_patient)
        palette.action_chosen.connect(lambda name: window.shortcuts[name].trigger())
        palette.open()

    @action("view", "Ctrl+D")
    def light_or_dark(self) -> None:
        theme = self._window.theme
        theme.use_scheme("light" if theme.dark else "dark")

    @action("view", "Ctrl++", "Ctrl+=")
    def zoom_in(self) -> None:
        self._window.theme.zoomed(1)
        self._window.rebuild()

    @action("view", "Ctrl+-")
    def zoom_out(self) -> None:
        self._window.theme.zoomed(-1)
        self._window.rebuild()

    @action("view", "Ctrl+0")
    def zoom_reset(self) -> None:
        self._window.theme.use_zoom(100)
        self._window.rebuild()

    @action("help", "Ctrl+/")
    def show_shortcuts(self) -> None:
        """All keys, found by typing; any of them can be changed."""
        from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog

        window = self._window
        dialog = ShortcutsDialog(
            window.words, [declared for declared, _ in self._declared()], self._keymap(), window
        )
        dialog.changed.connect(self._use_keys)
        dialog.open()

    @action("file", "Ctrl+,", needs="ward")
    def ward_settings(self) -> None:
        """The ward's profile, and what another one would change."""
        from desktop_app.ui.settings.profile_dialog import open_profile_dialog

        if self._window.ward is not None:
            open_profile_dialog(self._window, self._window.ward)

    def _declared(self) -> Iterator[tuple[Declared, str]]:
        """Every action of the program with the situation it belongs to, each once."""
        from desktop_app.ui.help.help_desk import HelpDesk
        from desktop_app.ui.pages.patient_page import PatientPage
        from desktop_app.ui.pages.worklist_page import WorklistPage

        here = [(declared, declared.needs) for declared, _ in self._window.shortcuts]
        kinds = ((type(self._window), ""), (Tools, ""), (WorklistPage, "worklist"), (PatientPage, "patient"))
        all_kinds = (*kinds, (HelpDesk, ""))
        elsewhere = [(each, each.needs or home) for kind, home in all_kinds for each in declared_in(kind)]
        seen: set[str] = set()
        for declared, needs in (*elsewhere, *here):
            if declared.name not in seen:
                seen.add(declared.name)
                yield declared, needs

    def _entries(self) -> Iterator["Entry"]:
        from desktop_app.ui.dialogs.palette import Entry

        keymap = self._keymap()
        for declared, needs in self._declared():
            if declared.name == "show_palette":
                continue
            yield Entry(
                declared.name, declared.menu, keymap.keys(declared.name), self._obstacle(declared.name, needs)
            )

    def _obstacle(self, name: str, needs: str) -> str:
        """What stands in the way of an action now; "" where nothing does."""
        shortcuts = self._window.shortcuts
        if name in shortcuts and shortcuts[name].isEnabled():
            return ""
        return NOW if name in shortcuts and not needs else needs or NOW

    def _keymap(self) -> "Keymap":
        from desktop_app.ui.keymap import Keymap

        return Keymap([declared for declared, _ in self._declared()], self._window.remembered.keys)

    def _use_keys(self, keymap: "Keymap") -> None:
        """At once, and at the next start."""
        self._window.remembered.keys = keymap.chosen
        self._window.shortcuts.use_keys(keymap.chosen)
