"""Who may open a store, with which key, and what they may do there. No Qt, no database."""
