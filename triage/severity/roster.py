"""Lists of names, signed or spoken: 薛景春、庞玉茹、…; [NAME1] [NAME2] …; 老葛,田二毛,朱师傅 (guide §5.2)."""

import re
from dataclasses import dataclass

from .lexicon import SURNAMES, any_of

_TOKEN = re.compile(r"\[[A-Z_]+\d*\]|[^、,\s;()。:!?\[\]]+")
_STOP = re.compile(r"[。!?;:]")
_CALLED = (
    rf"(?:[{SURNAMES}]|欧阳|申屠|司马|上官|诸葛|东方|皇甫|尉迟|公孙)[\u4e00-\u9fff]{{1,2}}|(?:老|小|"
    rf"阿)[{SURNAMES}](?:[\u4e00-\u9fff]{{0,3}})"
)
_NAME = re.compile(
    rf"\[(?:NAME|AGENT)\d*\]|(?:我|和|还有|及|与|另有|包括|有|[\u4e00-\u9fff]{{1,6}}的)?(?:{_CALLED})"
    rf"|\d{{1,3}}(?:-\d{{1,4}}){{1,2}}[\u4e00-\u9fff]{{1,5}}|[\u4e00-\u9fff]{{0,3}}(?:师傅|阿姨|大姐|"
    rf"大哥|会计|大爷|大妈|老师)(?:{_CALLED})?"
)
# Everyday words that begin with a surname.
_WORD = re.compile(
    any_of(
        r"马上|方便|安全|成功|金额|周期|周末|万元|白天|常年|单位|高血压|高兴|时间|任何|于是|关于|温和|"
        r"何必|何况|何时|何人|成了|张嘴|易懂|平时|平均|平安|强烈|通过|向来|广告|广大|文件|文化|高于|经过|"
        r"经理|国家|范围|包括|包含|包工头|方案|方面|安心|安排|贺卡|全部|全家|全额|牛奶|车险|车损|车祸|"
        r"车主|石头|黄金|江西|江苏|云南|贵州|河南|河北|苏州|杭州|郑州|常州|广州|温州|徐州|金华|宁夏|宁波|"
        r"安徽|黑龙江|白内障|万能险|万块|钱没|钱呢|雷声|解释|解约|解除|应该|应当|支付|支架|别人|计算|"
        r"计划|伍佰|陆续|柴米|花费|花钱|成本|连续|康复|房子|房贷|牧民|习惯|容易|古董|步骤|满期|满意|文书|"
        r"寇盗|越来越|师傅|那么|那个|那边|那天|饶了|简单|曾经|关系|查询|查勘|查了|盖章|代签|代理|毛病|"
        r"明白|明天|明明|席子|项目|祝好|童年|高低|林地|柏油|水泥|常见|乐意|时候|皮肤|齐全|余额|黄河|利息|"
        r"利率|隆重|尚未|农药|农险|农村",
    )
)
_DOUBLE = frozenset({"欧阳", "申屠", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙"})
_GLUED_LIMIT = 80
_NOTES = frozenset({"手印", "指印", "老", "小", "师傅", "已签", "代签"})
_SINGLE_NOISE = 12
_LEAST = 4

_CONTEXT = re.compile(
    r"签名|签署|签字|手印|联名|联署|落款|同诉|投诉人|来访人|来的人|参与人|申请人|委托人|我们|大家|一起|"
    r"共同|代表|念给你|数给你|名字|名单|挨个报|报名|执笔|具名|都在|人员|到访|到场|带队"
)
_INSURED = re.compile(r"花名册|在保|教职工|被保险人|参保|投保名单|业务员|经办|增员|减员|受益人|查勘|定损|理赔员")
_SIGNATURES = re.compile(r"签名|签署|签字|手印|联名|联署|落款|具名|同诉|名单")
_SIGNED = re.compile(r"签名|签署|签字|手印|联名|联署|落款|具名|同诉|投诉人|申请人|委托人")


@dataclass(frozen=True, slots=True)
class Roster:
    """So many different names in a row."""

    start: int
    end: int
    count: int


def find_rosters(text: str) -> list[Roster]:
    """Rows of at least four names in whose surroundings people sign, come or complain together."""
    found: list[Roster] = []
    names: dict[str, tuple[int, int]] = {}
    misses = 0
    last = 0
    for token in _TOKEN.finditer(text):
        stopped = _STOP.search(text[last : token.start()]) is not None
        last = token.end()
        if stopped or misses > 1:
            _close(text, names, found)
            names, misses = {}, 0
        if _is_name(token.group()):
            names.setdefault(token.group(), token.span())
            misses = 0
        elif glued := _glued(token.group(), 2 if names else _LEAST - 1):
            names.update({f"{token.start()}:{i}": token.span() for i in range(glued)})
            misses = 0
        elif names and token.group() not in _NOTES:
            misses += 1 if len(token.group()) <= _SINGLE_NOISE else 2
    _close(text, names, found)
    return found


def _is_name(token: str) -> bool:
    return len(token) <= 14 and _NAME.fullmatch(token) is not None and _WORD.match(token) is None


def _glued(token: str, least: int) -> int:
    """Number of names in 唐桂枝卫彩琴罗秀英, whose spaces normalisation closed; 0 if it is no such row."""
    if not 6 <= len(token) <= _GLUED_LIMIT:
        return 0
    # best[end] = (unknown pieces, pieces) of the cheapest cut of token[:end]
    best: list[tuple[int, int] | None] = [(0, 0), *[None] * len(token)]
    for end in range(2, len(token) + 1):
        for length in (2, 3, 4):
            before = best[end - length] if end >= length else None
            if before is None or (length == 4 and token[end - 4 : end - 2] not in _DOUBLE):
                continue
            known = length == 4 or (token[end - length] in SURNAMES and not _WORD.match(token, end - length))
            step = (before[0] + (not known), before[1] + 1)
            best[end] = min(step, best[end] or step)
    last = best[-1]
    return last[1] if last and last[1] >= least and 3 * last[0] <= last[1] else 0


_CO_COMPLAINANTS = re.compile(r"同(?:诉|来|行|案)[^,。;]{0,4}$")
_FIRST_COMPLAINANT = re.compile(r"(?:诉求人|投诉人|来电人|申请人)\s?:")
_LEADER = re.compile(r"(?:带队|带领|牵头|领头)[^。;]{0,8}$")


def _close(text: str, names: dict[str, tuple[int, int]], found: list[Roster]) -> None:
    if any(":" in name for name in names):  # glued rows are names only where people sign
        row_start, row_end = min(s for s, _ in names.values()), max(e for _, e in names.values())
        if not _SIGNATURES.search(text[max(0, row_start - 60) : row_start] + text[row_end : row_end + 40]):
            names = {name: span for name, span in names.items() if ":" not in name}
    if len(names) < _LEAST:
        return
    start, end = min(s for s, _ in names.values()), max(e for _, e in names.values())
    near = text[max(0, start - 60) : start] + text[end : end + 40]
    tail = end >= len(text.rstrip()) - 40
    if _INSURED.search(text[max(0, start - 24) : start]) or not (tail or _CONTEXT.search(near)):
        return
    before = text[max(0, start - 70) : start]
    # 诉求人:朱玉兰 … 同诉:… : the first complainant stands apart from the list.
    apart = _CO_COMPLAINANTS.search(before) and _FIRST_COMPLAINANT.search(before)
    leader = _LEADER.search(before)
    found.append(Roster(start, end, len(names) + bool(apart or leader)))
