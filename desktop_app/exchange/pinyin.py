"""How a Chinese name is searched by keyboard: full pinyin and initials, surnames read as surnames.

``单雄信`` is Shan Xiongxin, but many will type ``dan``: a name has several search keys, the right one first.
"""

from itertools import islice, product

MOST_READINGS = 8
LONGEST_NAME = 24
"""Longer names are searched by their text; nobody types their pinyin to the end."""

_COMPOUND_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "鲜于": ("xian", "yu"),
    "皇甫": ("huang", "fu"),
    "宰父": ("zai", "fu"),
    "单父": ("shan", "fu"),
    "亓官": ("qi", "guan"),
    "夏侯": ("xia", "hou"),
    "拓跋": ("tuo", "ba"),
    "中行": ("zhong", "hang"),
    "乐正": ("yue", "zheng"),
    "太叔": ("tai", "shu"),
    "钟离": ("zhong", "li"),
    "宗政": ("zong", "zheng"),
}
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "盖": "ge", "华": "hua", "翟": "zhai", "覃": "qin", "尉": "wei", "纪": "ji", "那": "na", "卜": "bu",
    "缪": "miao", "黑": "he", "员": "yun", "宁": "ning", "燕": "yan", "应": "ying", "乐": "yue", "召": "shao",
    "莘": "shen", "种": "chong", "隗": "wei", "句": "gou", "繁": "po", "秘": "bi", "洗": "xian", "冼": "xian",
    "折": "she", "祭": "zhai", "谌": "chen", "柏": "bai", "薄": "bo", "葛": "ge", "过": "guo", "能": "nai",
    "哪": "ne", "牟": "mou", "宓": "mi", "车": "che", "阚": "kan", "妫": "gui", "郇": "xun", "郗": "chi",
    "逄": "pang", "殷": "yin", "佘": "she", "晁": "chao", "冯": "feng", "訾": "zi", "撒": "sa", "邸": "di",
    "褚": "chu", "臧": "zang", "乜": "nie", "贲": "ben", "逯": "lu", "琚": "ju", "占": "zhan", "相": "xiang",
    "恽": "yun", "郦": "li", "郄": "qie", "阙": "que", "曲": "qu", "重": "chong", "洪": "hong", "都": "du",
    "干": "gan", "沈": "shen", "叶": "ye", "石": "shi", "适": "kuo", "幺": "yao", "仉": "zhang", "亓": "qi",
}  # fmt: skip
_OTHER_READINGS = {
    "晟": ("sheng", "cheng"), "乐": ("le", "yue"), "茜": ("qian", "xi"), "朝": ("zhao", "chao"),
    "盛": ("sheng", "cheng"), "行": ("xing", "hang"), "长": ("chang", "zhang"), "重": ("zhong", "chong"),
    "曾": ("zeng", "ceng"), "覃": ("qin", "tan"), "翟": ("zhai", "di"), "郗": ("chi", "xi"),
    "隗": ("wei", "kui"), "盖": ("ge", "gai"), "宁": ("ning",), "缪": ("miao", "mou"), "薄": ("bo", "bao"),
}  # fmt: skip


def search_keys(name: str | None) -> tuple[str, str]:
    """Full pinyin and initials, each with its readings separated by spaces; the likeliest first.

    Letters other than Chinese ones stay as they are, in lower case.
    """
    if not name or len(name) > LONGEST_NAME:
        return "", ""
    syllables = [reading for reading in _readings(name) if any(reading)]
    combinations = list(islice(product(*syllables), MOST_READINGS))
    full = dict.fromkeys("".join(combination) for combination in combinations)
    initials = dict.fromkeys("".join(part[:1] for part in combination) for combination in combinations)
    return " ".join(full), " ".join(initials)


def _readings(name: str) -> list[tuple[str, ...]]:
    """The syllables of a name, each with its readings."""
    from desktop_app.exchange.syllables import readings_of  # Only needed when something is saved.

    usual = [tuple(map(_letters, parts)) for parts in readings_of(name)]
    if len(usual) != len(name):
        return usual
    surname = _COMPOUND_SURNAMES.get(name[:2], (_SURNAMES[name[0]],) if name[0] in _SURNAMES else ())
    # A surname has its own list above; further readings of it would crowd out those of the given name.
    usual[0] = usual[0][:1]
    given = [(*_OTHER_READINGS.get(letter, ()), *parts) for letter, parts in zip(name, usual, strict=True)]
    preferred = [(part, *others) for part, others in zip(surname, given, strict=False)]
    return [_spellings(parts) for parts in (*preferred, *given[len(preferred) :])]


def _letters(part: str) -> str:
    return "".join(letter for letter in part.lower() if letter.isalnum())


def _spellings(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Each reading once; ``lv`` (吕) is typed ``lu`` as well."""
    spelt = [spelling for part in parts for spelling in (part, _without_v(part))]
    return tuple(dict.fromkeys(spelt))


def _without_v(part: str) -> str:
    return part.replace("v", "u") if part.startswith(("lv", "nv")) else part
