"""What happens to texts between a mouth and a database, done to training texts by code.

Speech recognition writes other characters of the same sound, people mistype, punctuation and line breaks come and
go, some write in traditional characters, and everybody has another name and number. None of it changes a label.
The stored data stays as written: noise is drawn anew for every training, from its seed.
"""

import random
import string
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from opencc import OpenCC
from pypinyin import lazy_pinyin
from stdnum.cn import ric

from training.records import Record

# Share of the characters that a noise touches, drawn evenly from this range for every text.
FEW = (0.01, 0.06)
PUNCTUATION = ",。!?;:、,.!?;:"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉梅建国文华志新春荣海燕云飞鹏雪琴玲宁峰"

Noise = Callable[[str, random.Random], str]


def homophones(text: str, rng: random.Random) -> str:
    """Other common characters of the same sound (tones aside, as speech recognition errs)."""
    return _some(text, rng, lambda char: rng.choice(_by_sound().get(_sound(char), (char,))))


def typos(text: str, rng: random.Random) -> str:
    """A character left out, written twice or changed places with the next."""
    out = list(text)
    for i in _chosen(text, rng):
        kind = rng.randrange(3)
        if kind == 0:
            out[i] = ""
        elif kind == 1:
            out[i] *= 2
        elif i + 1 < len(out) and len(out[i]) == len(out[i + 1]) == 1:
            out[i], out[i + 1] = out[i + 1], out[i]
    return "".join(out)


def unpunctuated(text: str, rng: random.Random) -> str:
    """No punctuation at all, or spaces in its place, as transcripts and old people's messages have it."""
    instead = rng.choice(("", " "))
    return "".join(instead if char in PUNCTUATION else char for char in text)


def broken(text: str, rng: random.Random) -> str:
    """Spaces and line breaks inside, as scans and forwarded forms have them."""
    return _some(text, rng, lambda char: char + rng.choice((" ", "\n")))


def traditional(text: str, rng: random.Random) -> str:
    """Written by somebody in Taiwan or Hong Kong."""
    return str(_converter(rng.choice(("s2twp", "s2hk", "s2t"))).convert(text))


NOISES: Mapping[str, Noise] = {
    "homophones": homophones,
    "typos": typos,
    "unpunctuated": unpunctuated,
    "broken": broken,
    "traditional": traditional,
}
PERSONAL = "personal"
KINDS = (*NOISES, PERSONAL)


def noisy(record: Record, rng: random.Random, kinds: Sequence[str]) -> str:
    """The text with one of `kinds`, drawn at random, done to it (`personal`: other personal data, see `others`)."""
    kind = rng.choice(list(kinds))
    return others(record, rng) if kind == PERSONAL else NOISES[kind](record.text, rng)


def others(record: Record, rng: random.Random) -> str:
    """The same story of somebody else: names and numbers replaced, each by one of its own kind."""
    text = record.text
    instead: dict[str, str] = {}
    for span in sorted(record.pii_spans, key=lambda s: -s.start):
        value = text[span.start : span.end]
        # the same person or number stays the same within a text
        new = instead.setdefault(value, _other(span.type, value, rng))
        text = text[: span.start] + new + text[span.end :]
    return text


def _other(kind: str, value: str, rng: random.Random) -> str:
    if kind in {"NAME", "AGENT"} and 1 <= len(value) <= 4 and not any(c.isascii() for c in value):
        return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(len(value) - 1))
    if kind == "IDNO" and len(value) == 18 and value[:17].isdigit():
        born = f"{rng.randrange(1945, 2010)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
        body = value[:6] + born + "".join(rng.choice(string.digits) for _ in range(3))
        check: str = ric.calc_check_digit(body + "0")
        return body + check
    if kind in {"ADDR", "ORG", "EMPLOYER", "BANK_BRANCH"}:
        return value
    # the leading characters say what kind of number it is
    return value[:2] + "".join(
        rng.choice(string.digits) if c.isdigit() else rng.choice(string.ascii_uppercase) if "A" <= c <= "Z" else c
        for c in value[2:]
    )


def _chosen(text: str, rng: random.Random) -> set[int]:
    share = rng.uniform(*FEW)
    return {i for i, char in enumerate(text) if _is_han(char) and rng.random() < share}


def _some(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    chosen = _chosen(text, rng)
    return "".join(change(char) if i in chosen else char for i, char in enumerate(text))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@cache
def _sound(char: str) -> str:
    return str(lazy_pinyin(char)[0])


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    """Sound → the characters of GB 2312's first level (the 3,755 common ones) that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            if char:
                found[_sound(char)].append(char)
    return {sound: tuple(chars) for sound, chars in found.items()}


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
