"""Read numbers as people write head counts: 二十三, 十几, 两百多, 七八, 廿, 仨, 近十 (guide §5.2)."""

import re
from dataclasses import dataclass
from typing import Literal

Precision = Literal["exact", "more", "about", "less"]

_DIGITS = {"零": 0, "〇": 0, "一": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "俩": 2, "三": 3, "叁": 3, "仨": 3, "四": 4,
           "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9}  # fmt: skip
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}

_CHINESE = r"[零〇一壹二两贰三叁四五伍六陆七柒八捌九玖十拾百佰千仟廿卅]"
NUMBER = re.compile(
    rf"(?P<before>不到|不足|未满|不满|没到|没有?(?=[十\d])|(?:接|将|快)?近(?!的)|快到?|至少|起码|"
    rf"最少|超过?|好几|几|数|上(?=[十百千])|成(?=[百千]))?"
    rf"(?P<digits>(?<![\d.])\d{{1,3}}(?:,\d{{3}})+(?![\d.])|(?<![\d.])(?<!\d[,:])\d{{1,5}}(?![\d.])|"
    rf"{_CHINESE}{{1,8}}|俩|仨|(?<=[^\d])几(?=十|百))"
    r"(?P<scale>[十百千](?!分))?(?P<after>多|余|几|来|好几)?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: the least it can mean, and how exact it was said."""

    start: int
    end: int
    low: int
    precision: Precision


def find_numbers(text: str) -> list[Number]:
    """All numbers of a text that could count people, in order."""
    return [number for found in NUMBER.finditer(text) if (number := _read(found)) is not None]


def parse(word: str) -> int | None:
    """Value of a Chinese or Arabic numeral; of 七八 or 三四十 the lower reading. None if it is no number."""
    plain = word.replace(",", "")
    if plain.isascii() and plain.isdigit():
        return int(plain)
    total = current = 0
    previous = ""
    for char in word:
        if char in _TENS:
            total, current = total + _TENS[char], 0
        elif char in _SCALES:
            total += (current or (0 if previous in _SCALES else 1)) * _SCALES[char] if current or not previous else 0
            current = 0
        elif char in _DIGITS:
            # 七八个, 三四十, 十七八: of two digits in a row the first is the lower bound.
            current = current if previous in _DIGITS and _DIGITS.get(previous, 0) else _DIGITS[char]
        else:
            return None
        previous = char
    return total + current


def _read(found: re.Match[str]) -> Number | None:
    word, before, after = found.group("digits"), found.group("before") or "", found.group("after") or ""
    value = 1 if word == "几" else parse(word)
    if value is None:
        return None
    if before in {"几", "数", "好几"}:
        if word[0] not in "十百千拾佰仟":
            return None
        value, before = value * 2, "至少"
    scale = found.group("scale")
    if scale:
        value *= _SCALES[scale]
    precision: Precision = "exact"
    if after in {"多", "余", "几", "好几"}:
        # 十几 begins at 11 (guide §5.2); 二十几 counts from its round figure (guide E09).
        precision, value = "more", value + 1 if value == 10 else value
    elif after == "来":
        precision = "about"
    if before in {
        "不到",
        "不足",
        "未满",
        "不满",
        "没到",
        "没",
        "没有",
        "近",
        "接近",
        "将近",
        "快近",
        "快",
        "快到",
    }:
        precision, value = "less", max(1, value - max(1, value // 10))
    elif before in {"上", "成"} and value == 10:
        precision = "about"
    return Number(found.start(), found.end(), value, precision)
