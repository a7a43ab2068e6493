"""Runs before anything else in the frozen program: nobody's variables may name plugins or modules for it to load.

Python itself already ignores its own variables there (PYTHONPATH, PYTHONSTARTUP and the rest).
"""

import os

for _name in (
    "QML2_IMPORT_PATH",
    "QML_IMPORT_PATH",
    "QT_PLUGIN_PATH",
    "QT_QPA_GENERIC_PLUGINS",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QT_STYLE_OVERRIDE",
):
    os.environ.pop(_name, None)
del _name
