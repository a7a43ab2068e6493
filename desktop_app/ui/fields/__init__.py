"""The controls an entry is made with: text, one of several choices, several lines."""
