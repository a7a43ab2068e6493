"""The pages for entering: one per section of the record."""
