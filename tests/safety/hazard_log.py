"""The hazard log as data, and as pages of the manual.

``resources/safety/hazards.yaml`` is written in the part of YAML that is JSON: a person edits it as easily, and no
YAML reader, which the rules of this project keep out of the program, has to join the lock for a test.

``python -m tests.safety.hazard_log`` writes the pages anew.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LOG: Final = ROOT / "resources" / "safety" / "hazards.yaml"
PAGES: Final = {"hazards": "51-hazards", "threats": "52-threats"}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "hazards": {"zh": "危害日志", "en": "Hazard log"},
    "threats": {"zh": "威胁与对策", "en": "Threats and what stands against them"},
    "scale": {
        "zh": "评级 1（可接受）到 5（不可接受）；3 须采取措施，4 和 5 不可接受。",
        "en": "Ratings run from 1 (acceptable) to 5; 3 needs mitigation, 4 and 5 are not acceptable.",
    },
    "owner": {"zh": "负责的临床医师：尚未指定", "en": "Owning clinician: nobody yet"},
    "cause": {"zh": "原因", "en": "Cause"},
    "effect": {"zh": "后果", "en": "Effect"},
    "rating": {
        "zh": "评级：原先 {initial}，采取措施后 {residual}",
        "en": "Rating: {initial} at first, {residual} with the controls",
    },
    "controls": {"zh": "已有的措施", "en": "Controls in this program"},
    "not_built": {"zh": "尚未做到", "en": "Not built, or not covered"},
    "proved": {"zh": "由这些测试证明：", "en": "Proved by: "},
    "unproved": {"zh": "没有自动测试。", "en": "No automatic test."},
    "stop": {"zh": "。", "en": "."},
    "colon": {"zh": "：", "en": ": "},
    "comma": {"zh": "、", "en": ", "},
}  # fmt: skip
Entry = dict[str, Any]
_WRITTEN: Final = re.compile(r"^def (test_\w+)", re.MULTILINE)


def loaded(path: Path = LOG) -> Entry:
    """The log; ValueError where it is no JSON."""
    found: Entry = json.loads(path.read_text(encoding="utf-8"))
    return found


def named_tests(log: Entry) -> dict[str, tuple[str, ...]]:
    """Hazard or threat -> the tests that prove its controls, as ``file::function``."""
    return {entry["id"]: tuple(entry["tests"]) for kind in PAGES for entry in log[kind]}


def bearing_the_name(folder: Path = ROOT / "tests") -> dict[str, tuple[str, ...]]:
    """Hazard -> the tests that carry its number in their name, wherever they stand."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        for name in _WRITTEN.findall(file.read_text(encoding="utf-8")):
            for hazard in re.findall(r"_(H\d\d)(?=_)", name):
                found[hazard].append(f"{file.relative_to(folder.parent).as_posix()}::{name}")
    return {hazard: tuple(tests) for hazard, tests in found.items()}


def page(log: Entry, kind: str, language: str) -> str:
    """One page of the manual."""
    return "\n".join(_lines(log, kind, language)) + "\n"


def _lines(log: Entry, kind: str, language: str) -> Iterator[str]:
    yield f"# {_word(kind, language)} {{#{kind}}}"
    yield ""
    yield log["about"][language]
    yield ""
    yield f"{_word('scale', language)} {log['owner'] or _word('owner', language)}{_word('stop', language)}"
    for entry in log[kind]:
        yield ""
        yield f"## {entry['id']} {entry[kind.removesuffix('s')][language]} {{#{entry['id']}}}"
        yield ""
        yield from _entry(entry, language)


def _entry(entry: Entry, language: str) -> Iterator[str]:
    if "initial" in entry:
        for part in ("cause", "effect"):
            yield f"- {_word(part, language)}{_word('colon', language)}{entry[part][language]}"
        rating = _word("rating", language).format(initial=entry["initial"], residual=entry["residual"])
        yield f"- {rating}"
        yield ""
    for part in ("controls", "not_built"):
        if entry[part]:
            yield f"**{_word(part, language)}**"
            yield ""
            yield from (f"- {each[language]}" for each in entry[part])
            yield ""
    names = [f"`{test.rpartition('::')[2]}`" for test in entry["tests"]]
    proved = _word("proved", language) + _word("comma", language).join(names) + _word("stop", language)
    yield proved if names else _word("unproved", language)


def _word(key: str, language: str) -> str:
    return WORDS[key][language]


def pages(log: Entry) -> dict[Path, str]:
    """Every page's file with its text."""
    folder = ROOT / "resources" / "manual"
    return {
        folder / language / f"{name}.md": page(log, kind, language)
        for kind, name in PAGES.items()
        for language in ("zh", "en")
    }


if __name__ == "__main__":
    for file, text in pages(loaded()).items():
        file.write_text(text, encoding="utf-8")
