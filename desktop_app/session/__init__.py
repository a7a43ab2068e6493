"""The open record: edits, undo, drafts, saving. Qt without a screen."""
