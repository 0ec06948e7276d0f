"""Persons by names in Latin letters: signatures, chats, lists, spellings beside a Chinese name (guide §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from triage.privacy.coreference import Mention
from triage.privacy.leads import staff_around
from triage.privacy.surnames import AMBIGUOUS, COMPOUND, SURNAMES

if TYPE_CHECKING:
    from triage.privacy.view import View

_WORD = "[A-Z][a-z]{1,11}"
_NAME = f"{_WORD}(?:[ -]{_WORD}){{0,2}}"
_HAN = "\u4e00-\u9fff"
_CLEAR = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES - AMBIGUOUS))}])"
# Heads of e-mails and what forms and letters hold.
_HEAD = (
    r"(?!(?:Re|Fwd|From|To|Cc|Subject|Dear|Tel|Email|Date|Note|Mail|App|Day|Source|Http|Best|Regards|Thanks|Hello|Hi"
    r"|Hotline|Web|Online|Policy|Claim|Phone|Wechat|Regarding|Sincerely|Sir|Madam|Yes|No|Ok|The|My|Please)\b)"
)
# Kevin: and Fiona姐 in a chat; Albert Sung under a letter; 谷主 Wilson Kwan(关伟信).
_CHATTING = re.compile(
    rf"(?:^|\n|[—-]{{2}} ?)(?:\[[^\]\n]{{0,24}}\] ?)?(?:[{_HAN}]{{1,4}} )?"
    rf"(?P<v>{_HEAD}{_NAME})(?=:| ?/|\n|$|\([{_HAN}]{{2,4}}\)| ?[{_HAN}]{{1,3}}(?:\n|$))"
)
_CLOSING = re.compile(rf"(?:Best|Regards|Thanks|Sincerely|敬上|谢谢),?[ \n]{{0,2}}(?P<v>{_HEAD}{_NAME})(?=\s*$|\n)")
_ADDRESSED = re.compile(
    rf"(?<![A-Za-z])(?P<v>阿[A-Z][a-z]{{1,8}}|{_WORD}(?: {_WORD})?(?=[姐哥]|小姐|先生|女士|老师))(?![A-Za-z])"
)
# Helen 陈, Amy 温: the family name follows.
_FOLLOWED = re.compile(rf"(?<![A-Za-z] )(?<![A-Za-z])(?P<v>{_HEAD}{_WORD} {_CLEAR})(?![{_HAN}])")
# 黄金水(HUANG JIN SHUI)
_SPELT = re.compile(rf"(?<=[{_HAN}])\((?P<v>[A-Z]{{2,10}}(?:[ ,-]{{1,2}}[A-Z]{{2,10}}){{1,3}})\)")
# 我姓Chan; 名字是 Kenji
_INTRODUCED = re.compile(rf"(?:[我免人]姓|贵姓|[英文]名[叫是为]|我叫|名叫) ?(?P<v>{_NAME})(?![A-Za-z0-9])")
# 阿Ben、肥仔、Carol同埋: between the commas of a list of persons.
_LISTED = re.compile(rf"(?P<mark>[、和与跟]) ?(?P<v>{_HEAD}{_WORD})(?=[、和与跟同及]|$)")
_PEOPLE = re.compile(rf"(?:阿[A-Z{_HAN}][a-z]*|[小老][{_HAN}]|[{_HAN}]仔|先生|女士|小姐|太太)、")


def find_latin(view: View) -> Iterator[Mention]:
    """All such mentions."""
    text = view.text
    patterns = (_CHATTING, _CLOSING, _ADDRESSED, _FOLLOWED, _SPELT, _INTRODUCED)
    for match in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
        yield _mention(text, match)
    for match in _LISTED.finditer(text):
        # 微信、Visa和 …: things are listed as well.
        if _PEOPLE.search(text, max(0, match.start() - 8), match.end("mark")):
            yield _mention(text, match)


def _mention(text: str, match: re.Match[str]) -> Mention:
    start, end = match.span("v")
    return Mention(start, end, role=1 if staff_around(text, start, end) else -1)
