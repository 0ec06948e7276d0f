"""Numbers of policies, claims, work orders, registrations and parcels (guide §10, §14.12: POLICY)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from triage.privacy.recognizer import Candidate, Recognizer, digits_of
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_NOUN = (
    r"(?:保险合同|投保单|保险单|保单|团单|保险证|合同|批单|赔案|报案|立案|案子|案件|案|工单|派单|服务单"
    r"|服务"
    r"|任务|登记|受理|回执|转办|转送"
    r"|转派|交办|督办|信访|投诉|举报|来信|来访|热线|平台|查询|申请|业务|快递|运单|物流|邮件|挂号信?|EMS"
    r"|订单|交易|流水|凭证|发票|收据"
    r"|单据|档案|文件|条码|证书|许可证|执业证|资格证|个案|反馈|咨询|客户|会员|理赔|诉求|事项|存单|保函"
    r"|协议|序列|报告|鉴定|认定书|录音"
    r"|条子|签收|验证|查验|取件|收件|预约|提货|线索|公证书?|编|单|证)"
)
_LABEL = r"(?:单|件|书|函)?(?:号码|编号|编码|代码|流水号|序号|号|码|No\.?|NO\.?|ID)"
_TAIL = r"(?:尾[号数码]|[后末尾](?:[三四五六七八]|\d)[位码]|末尾|尾)(?:数字?|号)?"
_IS = r"(?:那个|好像|应该|就|是|为|叫|分别|依次|我?记得|[:#№|(\"“ ]){0,5}"
_CODE = (
    r"[A-Za-z0-9](?:[A-Za-z0-9]|[-_/·](?=[A-Za-z0-9])| (?=\d{3,}(?!\d*[年月日元]))"
    r"|(?<=\d{4}) (?=\d{1,2}(?:[ )。,\n]|$)))*"
)
_NO_UNIT = r"(?![A-Za-z0-9年月日元块万千百亿个份次天周岁户人%点]|\.\d|,\d{3}(?!\d))"
# Hotlines, sender numbers of short messages, company numbers: public.
_PUBLIC = re.compile(r"(?:123\d\d|9[56]\d{3,4}|[48]00[\d-]{7,9}|1[12]\d|10\d{3}|106\d+)$")
_READ_OUT = 10
_DATE = re.compile(r"\d{1,3}/\d{1,3}$|(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])$")
_MORE = re.compile(rf"[、,和及与] ?(?P<v>{_CODE}){_NO_UNIT}")


class _Paper(Recognizer):
    """Numbers after the noun of a paper; `least` digits make one."""

    type = "POLICY"
    least: ClassVar[int]
    strength: ClassVar[Strength] = Strength.CONTEXT

    def validate(self, found: Candidate) -> Strength | None:
        public = _PUBLIC.match(found.value) or _DATE.match(found.value)
        least = 2 if "字" in found.value else self.least
        return self.strength if len(digits_of(found.value)) >= least and not public else None


class LabelledNumber(_Paper):
    """A paper's noun with 号, 编号, 尾号 …, then the number: three digits are enough."""

    least = 3
    patterns = (
        re.compile(rf"{_NOUN}{_LABEL}(?:的?{_TAIL})?{_IS}(?P<v>{_CODE}){_NO_UNIT}"),
        # 编号 保调2023-0807: some offices put characters before the number.
        re.compile(
            rf"{_NOUN}{_LABEL}{_IS}(?P<v>[\u4e00-\u9fff]{{1,6}}(?:\d{{2,8}}(?:-\d{{1,8}}){{1,3}}|\d{{4}}第\d{{1,6}}号"
            rf"|字第?\d{{2,8}}号?)){_NO_UNIT}"
        ),
        # 登记号(2023)潮保调字第0418号: named as the number of one's own case, an official paper's number is one.
        re.compile(
            rf"(?:登记|受理|立案|调解|个案|案|编|单){_LABEL}{_IS}(?P<v>[(〔]\d{{4}}[)〕](?!第)[\u4e00-\u9fff]{{1,6}}第?\d{{2,8}}号)"
        ),
        # 工单第【3061】号, 受理回执第0173号
        re.compile(
            r"(?:工单|回执|登记表|挂号单?|受理单|派单|保单|赔案|受理|登记)"
            r"第[【\[〔(“「 ]?(?P<v>\d{3,12})[】\]〕)”」 ]?号"
        ),
        # (2024)某0104民初3317号: courts number cases, offices their papers (those stay).
        re.compile(r"(?P<v>[(〔]\d{4}[)〕][\u4e00-\u9fff]{1,3}\d{0,4}(?:民|刑|行|执|破)[\u4e00-\u9fff]{0,2}\d{1,6}号)"),
        # 转来编号(2025)0418
        re.compile(r"(?:编号|案号)[是为:]?(?P<v>[(〔]\d{4}[)〕]\d{3,6})"),
        # 受理回执(县消受字第88号), 证上是“养字第0347号”; with a year in brackets it is an official paper, and stays.
        re.compile(
            r"[“「\"(:是](?P<v>(?![是为])[\u4e00-\u9fff]{1,6}字(?:第?\d{2,8}号|\d{4}-\d{2,8}))(?=[”」\")\s,。]|$)"
        ),
        re.compile(
            r"(?:[“「\"(:是]|编号 ?)(?P<v>(?![是为])(?:[\u4e00-\u9fff]{1,3}\d{2}-\d{4,8}"
            r"|[A-Z]{1,4}[\u4e00-\u9fff]?\(\d{2,4}\)\d{3,6}))(?!\d)"
        ),
        # Which number it ends is far off: 受理号,她念了一遍,末四位是3306
        re.compile(r"[末后][四4]位(?:数字?|号码?)?[是为:]\s?(?P<v>\d{4})(?![\d年月元])"),
        re.compile(rf"[念给报发]了?我?一?个号码?[:是,]{{0,2}}(?P<v>{_CODE}){_NO_UNIT}"),
        re.compile(rf"(?:工单|赔案|分流单|转办单|受理单|派单) ?(?P<v>\d{{4,}}(?:-\d{{2,4}})?){_NO_UNIT}"),
        re.compile(r"[警](?:官)?号:? ?(?P<v>\d{5,8})(?!\d)"),
        re.compile(rf"(?:报料|爆料)号:? ?(?P<v>{_CODE}){_NO_UNIT}"),
        re.compile(rf"{_NOUN}的?{_TAIL}{_IS}(?P<v>{_CODE}){_NO_UNIT}"),
        re.compile(r"尾号[是为: ]{0,2}(?P<v>\d{3,6}) ?的?(?:[那这][份张])?(?:保单|单子|合同|工单|保险)"),
        # Whose last digits they are is unknown: a number all the same.
        re.compile(r"尾号[是为:\s]{0,2}(?P<v>\d{3,6})(?![\d年月元])"),
        re.compile(rf"(?<![\w])(?:No\.?|NO\.?|№)[: ]?(?P<v>{_CODE}){_NO_UNIT}"),
    )

    def find(self, view: View) -> Iterator[Hit]:
        """The numbers, and those of the same length listed after them (收据号0047712、0047713)."""
        for first in super().find(view):
            yield first
            end, length = first.end, first.end - first.start
            while (more := _MORE.match(view.digits, end)) and len(more.group("v")) == length:
                yield Hit(self.type, *more.span("v"), first.strength)
                end = more.end("v")


class NamedNumber(_Paper):
    """A paper's noun and directly a number, which must look like a code: dates and sums follow nouns too."""

    least = 4
    patterns = (re.compile(rf"{_NOUN}{_IS}(?P<v>{_CODE}){_NO_UNIT}"),)

    def validate(self, found: Candidate) -> Strength | None:
        """Letters, or at least seven digits."""
        coded = len(digits_of(found.value)) >= 7 or any(char.isalpha() for char in found.value)
        return super().validate(found) if coded else None


class RecalledNumber(_Paper):
    """登记号码我抄本子上的,七七二零一九: the number comes a few words after its label."""

    least = 6
    strength = Strength.PATTERN
    patterns = (re.compile(rf"{_NOUN}{_LABEL}[^\d。;\n]{{1,14}}(?<![A-Za-z])(?P<v>{_CODE}){_NO_UNIT}"),)


class BareCode(Recognizer):
    """Long codes that nothing announces: no sum, date or everyday number looks like them."""

    type = "POLICY"
    patterns = (
        # SF1487720936615, P3302017740918
        re.compile(r"(?<![A-Za-z0-9])(?P<v>(?!GB|ISO|HJ|JR)[A-Za-z]{1,6}-?\d{7,24}[A-Za-z]{0,3})(?![A-Za-z0-9])"),
        # XF24-03318-2, 2024-XF-3390, BMT-20240516-088
        re.compile(
            r"(?<![A-Za-z0-9\-])(?P<v>(?!GB|ISO|HJ|JR|JGJ)(?=[A-Za-z0-9\-]*[A-Z])(?=[A-Za-z0-9\-]*\d{3})"
            r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,12})*-\d{3,14})(?![A-Za-z0-9\-])"
        ),
        # 12315-25-8834-0071; no dates, no telephone numbers.
        re.compile(r"(?<![A-Za-z0-9\-])(?P<v>(?!1[3-9]\d-|0\d|400-|800-)\d{3,6}(?:-\d{2,8}){2,4})(?![A-Za-z0-9\-])"),
        # XA 62008814342, EMS 1187 2033 5521 9: how the post numbers letters.
        re.compile(r"(?<![A-Za-z0-9])(?P<v>(?:[A-Z]{2}|EMS) \d{4,13}(?: \d{1,4}){0,4})(?![A-Za-z0-9年月日元])"),
        # 20250326-5519, T-70918
        re.compile(r"(?<![A-Za-z0-9\-])(?P<v>20\d{6}-\d{2,8}|[A-Z]{1,3}-\d{5,})(?![A-Za-z0-9\-])"),
        re.compile(r"(?<![A-Za-z0-9])(?<!\d[.,])(?P<v>\d{9,30})(?![A-Za-z0-9元块万亿]|[.,]\d)"),
    )

    def validate(self, found: Candidate) -> Strength | None:
        enough = (
            not re.fullmatch(r"(?:19|20)\d\d-\d\d?-\d\d?", found.value)
            and len(digits_of(found.value)) >= (5 if found.value[0].isalpha() else 6)
            and not _PUBLIC.match(found.value)
        )
        return Strength.PATTERN if enough else None

    def find(self, view: View) -> Iterator[Hit]:
        """Written codes only: a short spoken run of digits without a word before it may be anything."""
        return (
            hit
            for hit in super().find(view)
            if hit.end - hit.start >= _READ_OUT or view.text[hit.start : hit.end].isascii()
        )
