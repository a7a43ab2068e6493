"""The clinical engine of TACEWatch: ``assess(record, profile) -> Assessment`` and what it is made of."""
