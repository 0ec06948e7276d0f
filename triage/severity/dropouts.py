"""People of a counted group who left it, came along only or were counted twice: 其中3人重复签名 (guide §14.10)."""

import re

from .document import Document
from .tallies import Reading

LEFT_OUT = re.compile(
    r"^(?:已经?|系|是|为|说|表示)*[^,。;有\d一二两三四五六七八九十]{0,5}?(?:重复(?!收|扣)|不(?:主张|投诉|参加|参与|计(?!较)|掺和)|退出|撤(?:回|了|销)|陪同|"
    r"随行|司机|无法接通|(?:电话)?打不通|联系不上|代填|私了|离职|去世|过世)"
)
# A part of the group just counted; 另有 names people beside it.
_PART = re.compile(r"(?:其中|当中|[人户名位家个](?:里头?|中)|里[头面])(?:有|含|另有|还有|的)*$")
_REACH = 300


def dropped(doc: Document, readings: list[Reading], total: int) -> int:
    """How many of the `total` persons are told to have no part in the complaint."""
    base = next((r.quantity for r in readings if r.quantity.low == total), None)
    if base is None:
        return 0
    parts, every, last = 0, 0, -1
    for quantity in (r.quantity for r in readings):
        right = doc.slice(quantity.end, doc.clause(quantity.end - 1).end)
        if not base.end <= quantity.start <= base.end + _REACH or not LEFT_OUT.match(right):
            continue
        every += quantity.low
        follows = last >= 0 and doc.index(quantity.start) == last + 1
        if _PART.search(doc.slice(quantity.start - 8, quantity.start)) or follows:
            parts, last = parts + quantity.low, doc.index(quantity.end - 1)
    if any(r.quantity.low == total - every for r in readings):  # those who stay are counted, too
        return every
    return parts if parts < total else 0
