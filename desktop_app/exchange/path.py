"""Where in a file something stands: ``images[3].targets[0].viable_mm``."""

Location = tuple[int | str, ...]


def path_text(location: Location) -> str:
    """The location by the names of the record format; positions count from 0 in the file's own order."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text
