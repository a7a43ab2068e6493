"""Windows of their own: preview, apology, remedy."""
