"""The window: widgets and actions, no rules."""
