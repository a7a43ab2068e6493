"""The open record: edits, undo, drafts, saving. Qt without a screen."""

from desktop_app.none_guard import keep_none_alive

keep_none_alive()
