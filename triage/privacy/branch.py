"""Bank outlets whose name tells where the client lives or banks (guide §10, BANK_BRANCH)."""

import re
from collections.abc import Iterator

from triage.privacy.places import name_start
from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

BANK = (
    "农业银行|农行|工商银行|工行|建设银行|建行|中国银行|中行|交通银行|交行|邮储银行|邮政储蓄|邮储|邮政"
    "|招商银行|招行|浦发|民生|兴业|光大|中信|平安银行"
    "|农商银行|农商行|农村商业银行|信用社|农信社|村镇银行|银行"
)
_ENDS_IN_BANK = re.compile(rf"(?:[\u4e00-\u9fff]{{0,4}}?(?:{BANK}))$")
_GENERIC = re.compile(
    r"(?:我们|你们|他们|某|各|本|该|贵|开户|一级|二级|省|市|县|区|总|分|这个?|那个?|哪个?|同一个?|原|老"
    r"|新|大|小|附近|门口|的|在|去|一家|银行|业务|所属|当地|上级|下级"
    r"|辖内|辖区|每个?|两个?|几个?|镇上|县里|城里|家门口|楼下|储蓄|代理|合作|国有)*$"
)


class BankBranch(Recognizer):
    """A proper name before 支行, 分理处 …, with the bank's name where it stands directly before."""

    type = "BANK_BRANCH"
    patterns = (re.compile(r"支行|分理处|储蓄所|营业所|信用社(?=[\u4e00-\u9fff]{2,4}社)"),)
    _outlet = re.compile(rf"(?:{BANK})(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?:营业部|营业厅|网点|储蓄点|代办点)")

    def find(self, view: View) -> Iterator[Hit]:
        """Claims on whole outlet names."""
        for match in self.patterns[0].finditer(view.text):
            start = name_start(view, match.start())
            name = view.text[start : match.start()]
            bank = re.search(rf"(?:{BANK})", name)
            proper = name[bank.end() :] if bank else name
            if len(proper) >= 2 and not _GENERIC.match(proper):
                yield Hit(self.type, start, match.end(), Strength.CONTEXT)
        for match in self._outlet.finditer(view.text):
            proper_at = match.start("name")
            proper = match.group("name")
            if not _GENERIC.match(proper) and name_start(view, match.end("name")) <= proper_at:
                yield Hit(self.type, match.start(), match.end(), Strength.CONTEXT)
