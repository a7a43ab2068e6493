"""No card may print a dose: doses come from a protocol that the site approved, and from nowhere else."""

import json
from pathlib import Path

EVIDENCE = Path(__file__).parents[3] / "resources" / "evidence" / "evidence.json"


def test_what_a_card_shows_names_no_dose() -> None:
    publications = json.loads(EVIDENCE.read_text(encoding="utf-8"))["publications"]
    shown = [text for each in publications for text in each["display"].values()]
    assert shown
    assert [text for text in shown if "mg" in text] == []
