"""Letters to those in office: 致市长, 请书记督促, 给区教育局的信 are brought before a public body (guide §14.2)."""

import re

from .affairs import may_be_ours
from .document import Document
from .signals import Signal

_HEAD = 80  # whom a letter is meant for stands in its title or its first words
_RANK = r"(?:[省市县区镇乡州]委?(?:书记|领导)|[省市县区镇乡州厅局]长|(?<![村支部团委总])书记)"
_TO = re.compile(
    rf"(?:^|[\n。:!—])\s*(?:尊敬的|敬爱的|致|请|求|呈)[^,。:;!?\n我你]{{0,8}}?{_RANK}(?!热线|信箱|专线|电话|公开电话|留言|邮箱|接待|接访)|"
    r"(?:致|给|写给)[^,。:;!?\n我你]{2,16}(?:局|委|办|厅|政府|领导)的(?:一封)?(?:公开)?信"
)
_COMPANY = re.compile(r"公司|保险|人寿|财险|总部|董事|行长")


def find_addressees(doc: Document) -> list[Signal]:
    """One fact if the head of a text that may be ours speaks to a leader or an office, not to the company's own."""
    found = _TO.search(doc.text, 0, min(len(doc.text), _HEAD))
    if found is None or _COMPANY.search(found.group()) or not may_be_ours(doc.text):
        return []
    return [Signal("gov", "fact", *doc.phrase(found.start(), found.end()), "信件写给党政领导或部门")]
