"""The course sheet: the page a patient opens on."""
