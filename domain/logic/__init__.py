"""Three-valued logic with explanations: verdicts, cells, findings and what would decide them."""
