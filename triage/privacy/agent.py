"""Names and numbers of salespeople and staff (guide §10, AGENT)."""

import re
from collections.abc import Iterator

from triage.privacy.recognizer import LedRecognizer
from triage.privacy.spans import Hit
from triage.privacy.view import View


class StaffName(LedRecognizer):
    """Staff by name and by staff number; the post stays."""

    type = "AGENT"
    patterns = (
        re.compile(
            r"(?:工号|工牌|员工号|坐席号|座席号|代理人?编?号|业务员(?:编号|代码|号)|柜员号|执业证号?"
            r"|胸牌)(?:牌|号|编号|代码|尾号|尾数)*"
            r"[^\d,。;\n]{0,5}?(?P<v>[A-Za-z]{0,4}\d{2,12})(?![\dA-Za-z年月日元%个名位/]|[.,]\d)"
        ),
        re.compile(
            r"(?:客服|坐席|座席|人工|换了|柜员|话务员|接线员)[: ]?(?P<v>[A-Za-z]?\d{4,8})(?=号|同事|[:,。\s]|$"
            r"|[\u4e00-\u9fff]{0,3}(?:姑娘|小姐|先生|女士))"
        ),
        re.compile(
            r"(?:经办|记录|受理"
            r"|登记)人?[是为:\s]{1,3}(?P<v>[A-Za-z]{0,3}\d{3,8})(?![\dA-Za-z年月日元%个/.\-])"
        ),
        re.compile(r"(?<!\d)(?P<v>\d{2,8})号(?:坐席|座席|柜员|客服|话务员|接线员|工号)"),
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Staff numbers and mentions of persons who are staff."""
        yield from super().find(view)
        for mention in view.mentions:
            if mention.staff:
                yield Hit(self.type, mention.start, mention.end, mention.strength)
