"""Nobody's variables may name plugins or modules for the program to load. Needed before Qt, light to import."""

import os
from collections.abc import MutableMapping
from typing import Final

HOSTILE: Final = (
    "PYTHONBREAKPOINT",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "QML2_IMPORT_PATH",
    "QML_IMPORT_PATH",
    "QT_PLUGIN_PATH",
    "QT_QPA_GENERIC_PLUGINS",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QT_STYLE_OVERRIDE",
)


def drop_hostile(environment: MutableMapping[str, str] | None = None) -> None:
    """Takes them out, for this process and for those that it starts.

    What Python itself makes of its own ones has happened by then; a frozen program ignores them from the start.
    """
    surroundings = os.environ if environment is None else environment
    for name in HOSTILE:
        surroundings.pop(name, None)
