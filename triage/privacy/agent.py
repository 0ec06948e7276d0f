"""Names and numbers of salespeople and staff (guide §10, AGENT)."""

import re
from collections.abc import Iterator

from triage.privacy.recognizer import Candidate, LedRecognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_PUBLIC = re.compile(r"(?:95\d{3,4}|96\d{3,4}|123\d\d|100\d\d)号?$")
# Shorter numbers are counts and dates as well.
_NAMING = 4


class StaffName(LedRecognizer):
    """Staff by name and by staff number; the post stays."""

    type = "AGENT"
    patterns = (
        re.compile(
            r"(?:工号|工牌|[挂胸]牌号|推荐码|员工号|坐席号|座席号|代理人?编?号|业务员(?:编号|代码|号)|柜员号|执业证号?"
            r"|胸牌)(?:牌|号|编号|代码|尾号|尾数)*"
            r"[^\d,。;\n]{0,5}?(?<![A-Za-z])(?P<v>[A-Za-z]{0,4}-?\d{2,12}(?:开头)?)(?![\dA-Za-z年月日元%个名位/]|[.,]\d)"
        ),
        re.compile(
            r"(?:客服|坐席|座席|人工|换了|柜员|话务员|接线员)[: ]?(?P<v>[A-Za-z]?\d{4,8})(?=号|同事|[:,。\s]|$"
            r"|[\u4e00-\u9fff]{0,3}(?:姑娘|小姐|先生|女士))"
        ),
        # 坐席:回访二组 7744, 班长 6003
        re.compile(
            r"(?:坐席|座席|客服|柜员|班长|组长|质检)[: ]{1,2}(?:[\u4e00-\u9fff]{1,6}[组岗班部] ?)?"
            r"(?!20[0-3]\d)(?P<v>\d{4,6})(?=号|[,:。;()\n]| ?$| [与和]|说)"
        ),
        re.compile(
            r"(?:经办|记录|受理"
            r"|登记|接待|接线)[人员]?[是为:\s]{1,3}(?P<v>[A-Za-z]{0,3}\d{3,8})(?! ?[\dA-Za-z年月日元%个/.\-])"
        ),
        # 工号她自己亮过,50118264
        re.compile(r"(?:工[号牌]|胸牌)[^\d。;\n]{1,18}?(?P<v>[A-Za-z]{0,4}\d{5,10})(?![\dA-Za-z年月日元%个]|[.,]\d)"),
        # 工号我记了,3071
        re.compile(
            r"工[号牌][^\d。;\n]{0,8}(?:记[了着]|记下了?|记得|自己?报的|说是)[,:是]{0,2}(?P<v>\d{3,8})"
            r"(?![\dA-Za-z年月日元块%个]|[.,]\d)"
        ),
        re.compile(r"工[号牌][^\d;\n]{0,16}尾[号数][^\d。;\n]{0,4}(?P<v>\d{2,4})(?![\d年月日元])"),
        # 6023那个小姑娘, 坐席09-217于
        re.compile(
            r"(?<![\d.,\-])(?P<v>\d{3,6})号?(?:那个|那位|的|这个)?(?:小姑娘|姑娘|小伙子?|小妹|女孩|女的|男的|女同志|男同志|小姐姐|女士|先生)"
        ),
        re.compile(r"(?:坐席|座席|客服|柜员|人工)[: ]?(?P<v>[A-Za-z]?\d{1,4}-\d{2,6})(?!\d)"),
        re.compile(r"(?P<v>[\u4e00-\u9fff]{1,3}岗-\d{3,6})"),
        # 投诉五五零九,叫她来; 前头那个5509号更绝
        re.compile(
            r"(?:前头|那个|投诉|自称|[那嗰这][位个]|[给叫找])(?:那个)?(?P<v>\d{4,5})号?(?=同我|[)”」]|更|,叫|,让|说|态度|(?<=号)[。\n])"
        ),
        # 人工037号:先生您好
        re.compile(r"(?:人工|客服|坐席|座席)(?P<v>\d{2,6}号?)(?=:)"),
        re.compile(r"(?<!\d)(?P<v>\d{2,8})号(?:坐席|座席|柜员|客服|话务员|接线员|工号)"),
    )

    def validate(self, found: Candidate) -> Strength | None:
        """Hotlines are no staff numbers: 人工客服95500:您好."""
        return None if _PUBLIC.match(found.value) else super().validate(found)

    def find(self, view: View) -> Iterator[Hit]:
        """Staff numbers and mentions of persons who are staff."""
        hits = list(super().find(view))
        yield from hits
        yield from _repeated(view, hits)
        for mention in view.mentions:
            if mention.staff:
                yield Hit(self.type, mention.start, mention.end, mention.strength)


def _repeated(view: View, hits: list[Hit]) -> Iterator[Hit]:
    """6614说: once introduced, a number goes on as the name of its bearer."""
    values = sorted({view.digits[hit.start : hit.end].removesuffix("号") for hit in hits}, key=len, reverse=True)
    values = [value for value in values if len(value) >= _NAMING]
    if values:
        pattern = re.compile(
            rf"(?<![\dA-Za-z])(?<!\d[.,])(?:{'|'.join(map(re.escape, values))})(?![\dA-Za-z年月日元块万%]|[.,]\d)"
        )
        for match in pattern.finditer(view.digits):
            yield Hit(StaffName.type, *match.span(), Strength.PATTERN)
