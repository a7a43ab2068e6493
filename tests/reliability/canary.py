"""A patient who is nobody, and the search for traces of them in everything that a run of the program left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.desktop_app.store.store_samples import record

NUMBER: Final = "QZ7730KANARI"
NAME: Final = "皕槑嘦"
NOTE: Final = "嬲鑫騳备注QZNOTE"
ENCODINGS: Final = ("utf-8", "utf-16-le", "gb18030")


def exported_record() -> dict[str, Any]:
    exported: dict[str, Any] = record(NUMBER, name=NAME, note=NOTE).exported()
    return exported


def traces_in(content: bytes, words: tuple[str, ...] = (NUMBER, NAME, NOTE)) -> list[str]:
    """Plain, and as JSON writes what is not ASCII."""
    forms = {word: [word.encode(encoding) for encoding in ENCODINGS] for word in words}
    for word in words:
        forms[word].append(word.encode("unicode_escape"))
    return [word for word, written in forms.items() if any(form in content for form in written)]


def traces_below(folder: Path, *, may_hold: tuple[str, ...]) -> Iterator[str]:
    """Files that hold a trace and are not among those that may (by the end of their name), and such names."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if traces_in(name.encode()):
            yield f"the name {name}"
        if path.is_file() and not name.endswith(may_hold) and traces_in(path.read_bytes()):
            yield name
