"""The window: widgets and actions, no rules."""

from desktop_app.plain_imports import import_plainly

import_plainly()
