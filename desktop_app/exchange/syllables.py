"""How single Chinese characters are read. Importing this reads the dictionary: a third of a second, 13 MB.

The dictionary of phrases beside it would take 43 MB more, and a name is no phrase: 李朝阳 may be Li Zhaoyang or Li
Chaoyang, and is found as either.
"""

import os

os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "1"

from pypinyin import Style, lazy_pinyin, pinyin

MOST_OF_ONE = 3
"""Readings of a character that a name may have; the rest is found in verse only."""


def readings_of(text: str) -> list[tuple[str, ...]]:
    """Character by character, the usual reading first; whatever is no Chinese stays together, as it is."""
    usual = lazy_pinyin(text, errors=list)  # type: ignore[arg-type]
    if len(usual) != len(text):
        return [(part,) for part in usual]
    every = pinyin(text, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
    return [
        tuple(dict.fromkeys((first, *all_of_it[:MOST_OF_ONE])))
        for first, all_of_it in zip(usual, every, strict=True)
    ]
