"""The results of a run: lines of one row and kind added up, as a table and as a file."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.reliability.tallying import Tally

ROOT = Path(__file__).parents[2]


class Results:
    """``folder`` gets reliability.json and reliability.md, written anew with every result."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._rows: dict[tuple[str, str], Tally] = {}
        self._seconds: dict[tuple[str, str], float] = {}
        self._failed: list[str] = []

    def take(self, line: dict[str, Any], test: str, seconds: float, *, passed: bool) -> None:
        """A test's tally, the test's name and how long it took."""
        key = line["row"], line["what"]
        self._rows.setdefault(key, Tally(*key)).take(line)
        self._seconds[key] = self._seconds.get(key, 0.0) + seconds
        if not passed:
            self._failed.append(test)
        if self._folder is not None:
            self._write(self._folder)

    def table(self) -> list[str]:
        """Markdown; nothing where nothing was tried."""
        head = ["| row | what was done | tried | failures | seen |", "|---|---|---:|---:|---|"]
        lines = [_line(self._rows[key]) for key in self._in_order()]
        return head + lines if lines else []

    def _in_order(self) -> list[tuple[str, str]]:
        """R2 before R10."""
        return sorted(self._rows, key=lambda key: (len(key[0].rstrip("b")), key))

    def _write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        rows = [{**self._rows[key].plain(), "seconds": round(self._seconds[key], 1)} for key in self._in_order()]
        head = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit()}
        content = {**head, "failed tests": self._failed, "rows": rows}
        written = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / "reliability.json").write_text(written + "\n", encoding="utf-8")
        title = f"{head['date']}, commit {head['commit']}, failed tests: {len(self._failed)}"
        (folder / "reliability.md").write_text("\n".join([title, "", *self.table(), ""]), encoding="utf-8")


def _line(tally: Tally) -> str:
    counted = [f"{name} {count}" for name, count in sorted(tally.seen.items())]
    measured = [f"{name} {value:.4g}" for name, value in sorted(tally.most.items())]
    shown = ", ".join(counted + measured)
    return f"| {tally.row} | {tally.what} | {tally.tried} | {len(tally.failures)} | {shown} |"


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.strip() or "unknown"
