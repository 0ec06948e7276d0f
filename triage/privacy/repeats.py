"""What was found once is personal data wherever the text says it again (guide §10)."""

import re
from collections.abc import Iterator, Sequence

from triage.privacy.spans import Hit, Strength

# Persons follow rules of their own (coreference); a date may be a birthday here and an event there.
_TYPES = frozenset(
    ("PHONE", "IDNO", "BANK", "POLICY", "PLATE", "VIN", "EMAIL", "SNS", "ADDR", "EMPLOYER", "ORG", "BANK_BRANCH")
)
_NUMBER, _WORD = 4, 3
# 原县农机厂 … 农机厂: later mentions leave out where it is.
_HEAD = re.compile(r"原?(?:[县市镇区乡]|县城|地区)(?=[\u4e00-\u9fff]{3})")


def find_repeats(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Further places of the values of `hits`; whole numbers only, not digits inside longer ones."""
    known: dict[str, str] = {}
    for hit in hits:
        value = text[hit.start : hit.end].strip()
        if hit.type in _TYPES:
            known.setdefault(value, hit.type)
            if hit.type == "EMPLOYER" and (head := _HEAD.match(value)):
                known.setdefault(value[head.end() :], hit.type)
    for value, kind in known.items():
        if kind == "SNS":
            # two characters may be any word, but not in the quotation marks they came in
            for match in re.finditer(rf"[“「\"](?P<v>{re.escape(value)})[”」\"]", text):
                yield Hit(kind, *match.span("v"), Strength.PATTERN)
        if len(value) < (_NUMBER if value.isascii() else _WORD) or text.find(value) == text.rfind(value):
            continue
        ascii_edge = rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9年月日元块万%]|[.,]\d)"
        for match in re.finditer(ascii_edge if value[-1].isascii() else re.escape(value), text):
            yield Hit(kind, *match.span(), Strength.PATTERN)
