"""Checks an unpacked audit export: python3 -I verify.py (standard library only; 0 = unchanged, 1 = changed)."""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def faults_of_lines(content, manifest):
    """Every line carries the SHA-256 over the one before it and its own entry."""
    before, sequence = manifest["begins_with"], 0
    lines = content.decode("utf-8").split("\n")
    if lines.pop() != "" or len(lines) != manifest["entries"]:
        yield f"audit.jsonl: {len(lines)} lines instead of {manifest['entries']}"
    for number, line in enumerate(lines, start=1):
        try:
            kept = json.loads(line)
            entry, found = kept["entry"], kept["sha256"]
        except (ValueError, KeyError, TypeError):
            yield f"audit.jsonl, line {number}: cannot be read"
            continue
        if canonical(kept).decode() != line or set(kept) != {"entry", "sha256"}:
            yield f"audit.jsonl, line {number}: is not written as the program writes it"
        if sha256(before.encode() + canonical(entry)) != found:
            yield f"audit.jsonl, line {number}: was changed, or the line before it"
        if entry.get("seq") != (sequence := sequence + 1):
            yield f"audit.jsonl, line {number}: holds entry {entry.get('seq')} instead of {sequence}"
        before = found
    if before != manifest["ends_with"]:
        yield "audit.jsonl: does not end as the manifest says"


def faults():
    manifest = json.loads((HERE / "manifest.json").read_bytes())
    own = manifest.pop("sha256", None)
    if sha256(canonical(manifest)) != own:
        yield "manifest.json: was changed"
    for name, expected in manifest["files"].items():
        if sha256((HERE / name).read_bytes()) != expected:
            yield f"{name}: was changed"
    yield from faults_of_lines((HERE / "audit.jsonl").read_bytes(), manifest)


if __name__ == "__main__":
    try:
        found = list(faults())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        found = [f"cannot be checked: {type(error).__name__}: {error}"]
    print("\n".join(found) or "unchanged")
    sys.exit(1 if found else 0)
