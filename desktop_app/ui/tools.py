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
        self._key_names: dict[str, str] = {}

    def key_of(self, name: str) -> str:
        """The key of an action as texts name it now; "" where it has none."""
        from desktop_app.ui.keymap import shown_keys

        if not self._key_names:
            keymap = self._keymap()
            names = (declared.name for declared, _ in self._declared())
            self._key_names = {each: shown_keys(keymap.keys(each)[:1]) for each in names}
        return self._key_names.get(name, "")

    @action("view", "Ctrl+K")
    def show_palette(self) -> None:
        """Every action and patient, found by typing."""
        from desktop_app.accounts.contents import Action
        from desktop_app.ui.dialogs.palette import PaletteDialog

        window = self._window
        ward = window.ward
        found = ward.found if ward is not None and ward.person.may(Action.VIEW) else None
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

    @action("file", "Ctrl+Alt+I", needs="ward")
    def import_tables(self) -> None:
        """CSV and XLSX into the store, after a look at what they mean."""
        from desktop_app.ui.dialogs.import_dialog import open_import

        if self._window.ward is not None:
            open_import(self._window, self._window.ward)

    @action("file", "Ctrl+Alt+X", needs="ward")
    def export_tables(self) -> None:
        """Every patient into one file."""
        from desktop_app.ui.dialogs.export_tables import open_export

        if self._window.ward is not None:
            open_export(self._window, self._window.ward)

    @action("help", "Ctrl+Shift+U")
    def show_updates(self) -> None:
        """Updates from a stick or a share, and the way back."""
        from desktop_app.ui.dialogs.update_dialog import open_update_dialog

        open_update_dialog(self._window)

    def look_after_start(self) -> None:
        """Once the window can be used: are the program's files whole, and what do new rules change here."""
        from desktop_app.ui.start_checks import StartChecks

        checks = self._window.findChild(StartChecks) or StartChecks(self._window)
        checks.look()

    def _declared(self) -> Iterator[tuple[Declared, str]]:
        """Every action of the program with the situation it belongs to, each once."""
        from desktop_app.ui.access.access_desk import AccessDesk
        from desktop_app.ui.help.help_desk import HelpDesk
        from desktop_app.ui.pages.patient_page import PatientPage
        from desktop_app.ui.pages.worklist_page import WorklistPage

        here = [(declared, declared.needs) for declared, _ in self._window.shortcuts]
        kinds = ((type(self._window), ""), (Tools, ""), (WorklistPage, "worklist"), (PatientPage, "patient"))
        all_kinds = (*kinds, (HelpDesk, ""), (AccessDesk, "ward"))
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
        """At once, also in the texts that name them, and at the next start."""
        self._window.remembered.keys = keymap.chosen
        self._window.shortcuts.use_keys(keymap.chosen)
        self._key_names = {}
        self._window.rebuild()
        self._window.help.renew()
