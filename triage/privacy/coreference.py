"""One person, one kind: are the mentions of a name staff, and where are the others of them? (guide §10)."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from triage.privacy.fullname import surname_at
from triage.privacy.lexicon import frequency, is_word
from triage.privacy.spans import Strength

# 国强 is in the dictionary and hardly ever anything but a name; from here on it may be a word.
_ORDINARY = 20


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, or the named part of an address (张 in 张先生), at `start:end`.

    `role` is the evidence that the person is staff (above 0) or not (below 0).
    """

    start: int
    end: int
    role: int
    strength: Strength = Strength.CONTEXT

    @property
    def staff(self) -> bool:
        """Does the evidence make the person staff?"""
        return self.role > 0


def unify(text: str, boundaries: Collection[int], found: Iterable[Mention]) -> list[Mention]:
    """Give all mentions of one name one role, and add its unannounced repetitions."""
    mentions = list(_neighbours(text, sorted(found, key=lambda m: (m.start, m.end))))
    roles: Counter[str] = Counter()
    for mention in mentions:
        roles[_key(text, mention)] += mention.role
    settled = [replace(mention, role=_settle(mention, roles[_key(text, mention)])) for mention in mentions]
    return [*settled, *_repeated(text, boundaries, settled)]


def _key(text: str, mention: Mention) -> str:
    # 小王, 王经理 and 姓王的 share the surname; full names stand for themselves.
    return text[mention.start : mention.end].lstrip("小老")


def _settle(mention: Mention, total: int) -> int:
    full = mention.end - mention.start >= 2
    return total if full or mention.role == 0 else mention.role


def _neighbours(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """理赔的小郭,郭志鹏: a full name right after a mention with the same surname is the same person."""
    before: Mention | None = None
    for mention in mentions:
        adjacent = before is not None and 0 < mention.start - before.end <= 3
        if before and adjacent and mention.role == 0 and text[mention.start] == text[before.end - 1]:
            yield replace(mention, role=before.role)
        else:
            yield mention
        before = mention


def _repeated(text: str, boundaries: Collection[int], mentions: Iterable[Mention]) -> Iterator[Mention]:
    known: dict[str, Mention] = {}
    for mention in mentions:
        value = text[mention.start : mention.end]
        if len(value) >= 2 and (value[0] in "小老" or value[0] == value[1] or frequency(value) < _ORDINARY):
            known.setdefault(value, mention)
    for value, mention in known.items():
        for match in re.finditer(re.escape(value), text):
            yield replace(mention, start=match.start(), end=match.end())
        given = value[len(surname_at(value, 0) or "") :]
        if len(given) != 2 or len(value) < 3 or is_word(given) or not given.isalpha():
            continue
        for match in re.finditer(re.escape(given), text):
            if match.start() in boundaries and match.end() in boundaries:
                yield replace(mention, start=match.start(), end=match.end())
