"""Makes ``resources/packing/N.json``, with what the history is packed: ``python -m tests.databases.make_packing``.

Learned from invented courses, each as it grew from session to session. Run when a new number is wanted because
what is kept has changed much; what was made before is never made again: the files of wards were packed with it.
"""

import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.resources import resource_path
from desktop_app.store.audit_chain import canonical
from desktop_app.store.audit_changes import changes_between
from desktop_app.store.packing import SHIPPED, Packed, Packing, pack, pack_text, written
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.differential.histories import history

COURSES: Final = 300
SIZES: Final = {Packed.RECORD: 8_000, Packed.VERDICTS: 32_000, Packed.ENTRY: 6_000}
"""In bytes: deflate looks back no further than 32 768."""
_PIECE: Final = {Packed.RECORD: 128, Packed.VERDICTS: 256, Packed.ENTRY: 128}
_GRAM: Final = 8
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHAPES: Final = 200
_FIRST_ENTERED: Final = {
    "sessions": ("date", "type"),
    "images": ("date", "targets"),
    "markers": ("date", "marker", "value", "unit"),
}
_OF_TARGET: Final = ("lesion", "viable_mm", "total_mm")


def courses() -> Iterator[list[PatientRecord]]:
    """Invented patients, each with the record after every session."""
    for seed in range(COURSES):
        try:
            whole = PatientRecord.model_validate(history(seed)[0])
        except ValueError:
            continue
        yield [_until(whole, count) for count in range(1, len(whole.sessions))] + [whole]


def _until(whole: PatientRecord, count: int) -> PatientRecord:
    end = whole.sessions[count].date
    return whole.amended(
        sessions=whole.sessions[:count],
        images=tuple(row for row in whole.images if row.date < end),
        markers=tuple(row for row in whole.markers if row.date < end),
        status=tuple(row for row in whole.status if row.date < end),
    )


def _sparse(whole: PatientRecord) -> PatientRecord:
    """With what is entered first, and often nothing else: days, kinds, sizes, marker values."""
    content = whole.exported()
    kept: dict[str, Any] = {"format": content["format"], "patient": {"id": content["patient"]["id"]}}
    for rows, names in _FIRST_ENTERED.items():
        kept[rows] = [{name: row[name] for name in names} for row in content[rows]]
    for image in kept["images"]:
        image["targets"] = [{name: target[name] for name in _OF_TARGET} for target in image["targets"] or []]
    return PatientRecord.model_validate(kept)


def samples() -> dict[Packed, list[Any]]:
    profile, found = Profile(), {kind: list[Any]() for kind in Packed}
    for grown in courses():
        contents = [record.exported() for record in grown]
        found[Packed.RECORD].append(contents[-1])
        both = [grown[-1], _sparse(grown[-1])]
        found[Packed.VERDICTS] += [assessment_json(assess(record, profile)) for record in both]
        found[Packed.ENTRY] += [changes_between(before, after) for before, after in pairwise(contents)]
    return found


def shapes_of(values: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """Name → keys, the most frequent objects with the shortest names."""
    counted: Counter[tuple[str, ...]] = Counter(keys for value in values for keys in _keys(value))
    names = (*_LETTERS, *(first + second for first in _LETTERS for second in _LETTERS))
    kept = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:_SHAPES]
    return {name: keys for name, (keys, _) in zip(names, kept, strict=False)}


def _keys(value: Any) -> Iterator[tuple[str, ...]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and value:
        yield tuple(value)
    for each in inner:
        yield from _keys(each)


def dictionary_of(texts: list[bytes], size: int, piece: int) -> str:
    """The pieces that hold most of what most texts hold, the best last: deflate writes near ones shorter."""
    common: Counter[bytes] = Counter(gram for text in texts for gram in set(_grams(text)))
    whole = b"".join(texts)
    stretch = len(whole) // (size // piece)
    used: set[bytes] = set()
    chosen = []
    for start in range(0, len(whole) - stretch + 1, stretch):
        score, best = _best(whole[start : start + stretch + piece], piece, common, used)
        used.update(_grams(best))
        chosen.append((score, best))
    chosen.sort(key=lambda each: each[0])
    return b"".join(best for _, best in chosen)[-size:].decode("utf-8", "ignore")


def _grams(text: bytes) -> Iterator[bytes]:
    return (text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1))


def _best(text: bytes, piece: int, common: Counter[bytes], used: set[bytes]) -> tuple[int, bytes]:
    """The piece whose grams, each counted once, occur in most texts."""
    inside: Counter[bytes] = Counter()
    score, best, at = 0, -1, 0
    width = piece - _GRAM + 1
    for end, gram in enumerate(_grams(text)):
        if gram not in used:
            score += common[gram] if common[gram] > 1 and not inside[gram] else 0
            inside[gram] += 1
        gone = text[end - width : end - width + _GRAM] if end >= width else b""
        if inside.get(gone):
            inside[gone] -= 1
            score -= common[gone] if common[gone] > 1 and not inside[gone] else 0
        if score > best:
            best, at = score, max(0, end - width + 1)
    return best, text[at : at + piece]


def made() -> dict[str, Any]:
    content: dict[str, Any] = {}
    for kind, values in samples().items():
        if kind is Packed.ENTRY:
            shapes, texts = {}, [canonical(value).encode() for value in values]
        else:
            shapes = shapes_of(values)
            packing = Packing(b"", shapes, {keys: name for name, keys in shapes.items()})
            texts = [written(value, packing) for value in values]
        content[kind.value] = {"shapes": shapes, "dictionary": dictionary_of(texts, SIZES[kind], _PIECE[kind])}
    content[Packed.ENTRY.value]["dictionary"] += '{"patient_summary":"","revision":""}'
    return content


def examples() -> list[dict[str, Any]]:
    """Of each kind some values as they are packed now: what a later program must be able to read."""
    return [
        {"kind": kind.value, **_example(kind, value)}
        for kind, values in samples().items()
        for value in values[:: len(values) // 10]
    ]


def _example(kind: Packed, value: Any) -> dict[str, Any]:
    if kind is Packed.ENTRY:
        return {"value": canonical(value), "packed": pack_text(kind, canonical(value))}
    return {"value": value, "packed": b64encode(pack(kind, value)).decode()}


def main() -> None:
    target = resource_path("packing", SHIPPED[-1])
    kept = Path(__file__).with_name(f"packed_{SHIPPED[-1]}.gz")
    if target.exists():
        raise SystemExit(f"{target.name} stands for what wards have and is not made again")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(made(), ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    kept.write_bytes(gzip.compress(json.dumps(examples(), ensure_ascii=False).encode(), mtime=0))


if __name__ == "__main__":
    main()
