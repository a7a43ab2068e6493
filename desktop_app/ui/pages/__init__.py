"""What fills the main window."""

from desktop_app.none_guard import keep_none_alive

# Before the first page is made; the first paint alone makes far too few calls to do harm.
keep_none_alive()
