"""How the event around a name is told: as done, announced, conditional or denied (guide §5.1)."""

import re

from . import lexicon as lx
from .events import CALLS_IN, DONE_LEFT, Scope, last_start


def announced(s: Scope) -> bool:
    """An intention outweighs a past marker only if it stands closer to the name."""
    intention = last_start(lx.INTENTION, s.left)
    return intention >= 0 and intention > last_start(lx.PAST, s.left)


def conditional(s: Scope) -> re.Match[str] | None:
    return None if lx.FACTUAL_CONDITION.search(s.left) else lx.CONDITION.search(s.left)


_DONE_RIGHT = re.compile(
    rf"^[^,。;]{{0,14}}?(?:{lx.SAY_THERE}|打|拨|找|交|去|报|填)(?:到|至|给|往|进|上|向|在)?{lx.ASPECT}"
)
_FINAL_LE = re.compile(r"^[^,。;]{0,16}?了(?:[,。!;~]|$)|^[^,。;]{0,6}(?:后|之后|以后|时)(?:[,。]|$)")


_JUST_THROUGH = re.compile(r"(?:就|我)(?:通过|经)")
_MODIFIER = re.compile(r"的[^,。;了过]{0,4}$")  # 会把录屏交给管投诉的那个12363
_NOT = re.compile(r"没|未|不")


def completed(s: Scope) -> bool:
    """打了12378, 12378我打过了, 昨天打12378, 投诉到监管局了."""
    done = DONE_LEFT.search(s.left)
    later = (
        announced(s) and done and (_MODIFIER.search(done.group()) or last_start(lx.INTENTION, s.left) > done.start())
    )
    if done and not later:
        return not _JUST_THROUGH.search(done.group())
    if announced(s):
        return False
    right = _DONE_RIGHT.match(s.right)
    if right and not lx.INTENTION.search(right.group()) and not _NOT.search(right.group()):
        return True
    if CALLS_IN.search(s.left):
        return True  # 周女士来电12378,反映…
    if _FINAL_LE.match(s.right) and not lx.INTENTION.search(s.right):
        return True
    near = s.before[-14:] + s.left + s.right[:16]
    return lx.PAST.search(near) is not None


def negated(s: Scope) -> bool:
    return lx.NEGATION.search(s.left) is not None
