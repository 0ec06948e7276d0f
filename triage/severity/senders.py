"""The writer is itself an outside body: 我局收到群众来信, 我会受理职工求助, 该局函请 (guide §5.1, §14.2)."""

import re

from .bodies import Mention
from .document import Document
from .government import GOV
from .signals import Signal

_SELF = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[,。;:现经请向转由\n])|(?<=近期)|(?<=日前)|(?<=近来))(?:我|本|该|兹|经|现?我)(?P<kind>局|分局|支局|监管局|"
    r"监管分局|支队|大队|队|委|"
    r"会(?!员|议)|办|中心|镇|街道|科|处|台|报(?!案|告|价|销)|刊|栏目|所|站|院)"
    r"(?:[\u4e00-\u9fff《》]{0,12}?)(?:播出|报道|刊发|采访|近日|日前|现|已|于[^,。;]{0,10}?|收到|受理|"
    r"接(?:到|报|获)|在[^,。;我]{0,14}中发现|(?:依法)?(?:决定|作出)|核查|"
    r"调查|在核查|在调查|转(?:去|来|办|送|交)|将(?:该|此)|函(?:请|告|询|转)|予以|定于|拟(?:于|就)|"
    r"申请调解|登记|督办|请(?:你|贵)|征询|派员|记者)"
    r"|(?:回(?:复|告)|报送?|报告|告知)我(?P<kind2>局|委|会|办|中心|街道|镇)"
)
_KINDS = {
    "分局": ("regulator", "gov"),
    "支局": ("regulator",),
    "监管局": ("regulator",),
    "监管分局": ("regulator",),
    "支队": ("gov",),
    "大队": ("gov",),
    "队": ("gov",),
    "局": ("regulator", "gov", "consumer_assoc"),
    "委": ("consumer_assoc", "gov", "industry_assoc"),
    "会": ("industry_assoc", "consumer_assoc", "gov", "regulator"),
    "办": ("gov", "regulator"),
    "镇": ("gov",),
    "街道": ("gov",),
    "台": ("media",),
    "报": ("media",),
    "刊": ("media",),
    "栏目": ("media",),
}
_ANY = ("regulator", "consumer_assoc", "industry_assoc", "gov")
_SUPERVISOR = re.compile(r"保险机构|承保管理|辖内|问责|消保处|各(?:相关)?(?:公司|机构)|金融|监管")


# A letterhead or a signature: a line that holds nothing but the name of a body.
_LINE_LEFT = re.compile(r"(?:^|\n)[\s—(]*[^\n,。;:!?我你]{0,12}$")
_LINE_RIGHT = re.compile(r"^[^\n,。;:!?我你工单]{0,12}(?:印|章|第\d{1,5}期)?[)\s]*(?::|\n|$)")
_SIGNS_LEFT = re.compile(r"(?:—+|--+|\n\s*)[^\n,。;:我你]{0,10}$")
# 信访接待登记(支公司), 纪检/合规部门: an office of the company's own.
_OWN_OFFICE = re.compile(r"支公司|分公司|我司|本公司|贵公司|合规|总公司|客服")
_SEAL = re.compile(r"印|章")
_PROGRAMME = re.compile(r"《[^》]{1,16}》第\d{1,5}期")
# 这里是《江城夜话》编辑组, 本刊上月号, 杂志社法务转
_PRESS = re.compile(
    r"^[^,。\n]{0,6}(?:答读者|读者(?:来信|来函)(?=问|:|,))|《[^》]{1,16}》(?:栏目|节目)?(?:编辑(?:组|部)|栏目组?|节目组|杂志社?|记者|编导|制片|版)|(?:^|"
    r"[\n,。])(?:我们?|本)(?:报|刊|社|台|栏目|频道|版)"
    r"(?!案|告|价|销|名|送|警|保|区|会|上)[^,。;\n]{0,24}?(?:收到|接到|刊|播|采访|记者|读者|观众|听众|"
    r"所写|拟|近日|日前)|^[^,。\n]{0,6}(?:杂志社|报社|编辑部)[^,。\n]{0,6}转"
)
_PERSONAL = re.compile(r"我|你们")
_PENALTY = re.compile(r"行政处罚(?:决定|信息公开)")


def _letterheads(doc: Document, mentions: tuple[Mention, ...]) -> list[Signal]:
    """The first or the last line names the body that writes: 区残联维权科: … (公安派出所 印)."""
    for m in mentions:
        tail = len(doc.text) - m.end
        if (m.code not in _ANY and m.code != "media") or not (m.start < 24 or tail < 40):
            continue
        left, right = doc.slice(m.start - 20, m.start), doc.slice(m.end, m.end + 24)
        if _OWN_OFFICE.search(doc.text, max(0, m.start - 12), min(len(doc.text), m.end + 16)):
            continue
        if GOV.casual.fullmatch(doc.text, m.start, m.end) and not _SEAL.search(right[:6]):
            continue
        programme = m.code == "media" and _PROGRAMME.match(right)
        if tail < 40 and _SIGNS_LEFT.search(left) and len(right) <= 16 and "," not in right:
            return [Signal(m.code, "fact", *doc.phrase(m.start, m.end), "落款")]
        signed = tail >= 40 or tail <= 2 or _SEAL.search(right[:6]) or programme
        line = _LINE_LEFT.search(left) and (programme or _LINE_RIGHT.match(right))
        if (line and signed and doc.text.count("\n") and m.code != "media") or programme:
            return [Signal(m.code, "fact", *doc.phrase(m.start, m.end), "来函抬头或落款")]
    return []


def find_senders(doc: Document, mentions: tuple[Mention, ...]) -> list[Signal]:
    """One fact: the body that writes, told from the letterhead, the signature or its own wording."""
    penalty = _PENALTY.search(doc.text)
    if penalty and not _PERSONAL.search(doc.slice(*doc.sentence(penalty.start()))):
        return [Signal("regulator", "fact", *doc.phrase(penalty.start(), penalty.end()), "监管处罚文书")]
    press = _PRESS.search(doc.text, 0, min(len(doc.text), 90))
    if press and not _READER.search(doc.slice(press.start() - 12, press.start())):
        return [Signal("media", "fact", *doc.phrase(press.start(), press.end()), "媒体来函")]
    official = _OFFICIAL.search(doc.text)
    if official and _ASKS_COMPANY.search(doc.text):
        codes = [
            m.code for m in mentions if official.start() <= m.start < official.end() and m.code in (*_ANY, "media")
        ]
        if codes:
            return [Signal(codes[0], "fact", *doc.phrase(official.start(), official.end()), "经办人自报身份并提出要求")]
    reporter = _REPORTER.search(doc.text)
    if reporter and any(m.code == "media" for m in mentions):
        return [Signal("media", "fact", *doc.phrase(reporter.start(), reporter.end()), "采编来函")]
    letter = _letterheads(doc, mentions)
    if letter:
        return letter
    for found in _SELF.finditer(doc.text):
        clause = doc.clause(found.start())
        if clause.by_company or _FUTURE.match(found.group()):
            continue
        code = _code(doc, mentions, found)
        if code:
            return [Signal(code, "fact", *doc.phrase(found.start(), found.end()), "外部单位自己的行文")]
    return []


# An official gives the office and asks the company to act: 我是民生路派出所民警,请你们派人来所里.
_OFFICIAL = re.compile(
    r"(?:我是|我们是|这里是|这边是|我这里是)[^,。;\n]{0,16}(?:派出所|公安|经侦|刑侦|街道|信访|消协|消保委|"
    r"市监|市场监管|调解|残联|妇联|司法所|"
    r"监管局|金监|工作站|热线|服务中心)[^,。;\n]{0,10}"
)
_ASKS_COMPANY = re.compile(
    r"请(?:你们|贵司|贵公司|你司|公司)[^,。;\n]{0,6}(?:派|核实|配合|提供|回复|联系|到|来|说明|协助|出具|参加)"
)
# A reporter writes for work: 我是财经周刊保险线记者,正在做一期选题 … 本稿拟于周五发表.
_REPORTER = re.compile(
    r"(?:约稿|采访(?:提纲|函|邀约|请求|申请)|求证函|核实函)|(?:本稿|本报道|本篇|稿件|报道|"
    r"节目)[^,。;]{0,10}(?:拟|将|定于|计划|不针对|周[一二三四五六日]|发表|刊发|"
    r"见报|播出)|(?:正在|在)(?:做|写|采写|制作)[^,。;]{0,8}(?:选题|报道|稿|专题|节目)"
)
_READER = re.compile(r"看|读|听|翻|登|在|找|上")
_POLICE = re.compile(r"民警|刑|侦查|立案侦|公安|派出所|嫌疑")
_TRADE = re.compile(r"会员(?:单位|公司)|行业形象|自律|秘书处")
# 我会向监管反映: the modal verb, not an association.
_FUTURE = re.compile(r"我会(?:决定|作出|向|去|找|把|打|再|将|继续|直接|马上|通过|依法)")


def _kind(found: re.Match[str]) -> str:
    return found.group("kind") or found.group("kind2") or ""


def _code(doc: Document, mentions: tuple[Mention, ...], found: re.Match[str]) -> str | None:
    if _kind(found) == "会" and _TRADE.search(doc.text):
        return "industry_assoc"
    allowed = _KINDS.get(_kind(found), _ANY)
    named = [m for m in mentions if m.code in allowed]
    if named:
        return min(named, key=lambda m: min(abs(m.start - found.start()), m.start, len(doc.text) - m.end)).code
    if _kind(found).endswith("队"):
        return "gov"
    if _kind(found) in {"分局", "支局", "监管局", "监管分局"}:
        return "gov" if _POLICE.search(doc.text) else "regulator"
    if _kind(found) == "局":
        return "regulator" if _SUPERVISOR.search(doc.text) else "gov"
    return None
