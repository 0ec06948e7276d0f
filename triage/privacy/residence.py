"""Estates, dormitories and hamlets by what the text says of those who live there (guide §10, ADDR).

A street or a school named in passing tells nobody's home and stays; 恒水湾二期的业主 and 农机局宿舍 tell where
they live.
"""

import re
from collections.abc import Iterator

from triage.privacy.lexicon import is_grammar, is_word
from triage.privacy.places import name_start
from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_RESIDENTS = "业主|住户|购房[户者]|租户|拆迁户|摊户"
# Names of estates end in these; 湾 and 城 are towns as well, whose 居民 nobody can tell apart.
_ESTATE_END = "[湾里苑府庭郡邸城园居轩阁墅台坊]|大厦|大楼|名城|新城|名都|公馆|公寓|广场|商城|市场"
_PHASE = r"[一二三四五六七八九十\d]{1,2}期"
_NOT_NAMED = re.compile(
    r"[你我他她这那哪各每同某全整本该贵的楼层]|小区|隔壁|周边|附近|一个|[上下两几]|香港|澳门|台湾|封闭|高档|老旧|普通|工业|商业|产业|农贸"
)
_WORKS = re.compile("(?:厂|局|矿|医?院|站|所|社|路|街|校|公司|系统)老?$")
# The kind of the works, not its name.
_KIND = re.compile(
    r"(?:老|旧|原|大|小|工|鞋|衣|电子|服装|玩具|制衣|五金|纺织|工地|学|学校|员工|职工|学生|单位|医院|公司|我司|贵司|本|该|内|外|子|食品"
    r"|集体|厂区|机关|局|矿|院|站|所|社|路|街|校|厂)*$"
)
_DORMITORY = re.compile("老?(?:职工|家属|教工)?宿舍(?!楼?[管员上下])")
# Characters of the land that hardly anything but a hamlet is named by, and common ones.
_HAMLET = re.compile(r"(?P<v>[\u4e00-\u9fff]{2}[坳塝垭坨塬圩垸塆埫])(?![\u4e00-\u9fff]?[县市])")
_OURS = re.compile(
    r"(?:[我俺咱]们(?:村的?)?|老家|家[住在]|住在?|[我本]镇|[我本]乡|[我本]县|关于|请[\u4e00-\u9fff]{0,2}为|代表|[是:\n])"
    r"(?P<v>[\u4e00-\u9fff]{2}[坪坡沟坝冲湾岭洼梁崖塘圩浦溪埠])"
    r"(?=看|来|这|那|住|全[村组队体]|家家|受灾|遭[灾了]|水淹|被淹|塌方|屋场|教学点|养[猪鸡鸭鱼牛羊殖]|种[粮田地菜]|[\u4e00-\u9fff]{0,4}的(?:农户|村民|乡亲|群众|老乡)|[一二三四五六七八九十百\d]{1,4}[户多来]|[东西南北]头)"
)
# 石马冲采石场离我家二百六十米: what stands beside the home.
_BESIDE_HOME = re.compile(
    r"(?P<suffix>采石场|石场|砂场|矿山?|煤矿|水库|电站|变电站|砖厂|窑厂|化工厂|垃圾场|填埋场|养猪场|屠宰场)(?=(?:离|距离?|就在|紧挨着?|挨着)[我俺咱]们?(?:家|屋|村|住))"
)
_HOMESTEAD = re.compile("屋场")


class Residence(Recognizer):
    """Named places at and below the level of the estate, where the words around make them somebody's home."""

    type = "ADDR"
    patterns = ()
    _owned = re.compile(rf"(?P<suffix>{_ESTATE_END})(?P<phase>{_PHASE})?(?=的?(?:全体)?(?:{_RESIDENTS}))")
    # 住在云杉里二期, 我是锦绣江南的业主
    _owner = re.compile(
        rf"(?:[我俺咱]们?(?:都|也)?是|本人是?|系)(?P<v>[\u4e00-\u9fff]{{3,6}}?(?:{_PHASE})?)的(?:全体)?(?:{_RESIDENTS})"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Claims by residents, by dormitories, by the lie of the land."""
        text = view.text
        for match in self._owned.finditer(text):
            start = name_start(view, match.end("suffix"))
            name = text[start : match.end("suffix")]
            if len(name) > 2 and not is_word(name) and not _NOT_NAMED.search(name):
                yield Hit(self.type, start, match.end(), Strength.CONTEXT)
        for match in self._owner.finditer(text):
            value = match.group("v")
            if match.start("v") in view.boundaries and not _NOT_NAMED.search(value) and not is_word(value):
                yield Hit(self.type, *match.span("v"), Strength.CONTEXT)
        for match in _DORMITORY.finditer(text):
            start = name_start(view, match.start())
            name = text[start : match.start()]
            if len(name) > 2 and _WORKS.search(name) and not _KIND.match(name):
                yield Hit(self.type, start, match.end(), Strength.PATTERN)
        for pattern in (_HOMESTEAD, _BESIDE_HOME):
            for match in pattern.finditer(text):
                start = name_start(view, match.start())
                if match.start() - start > 1 and not _NOT_NAMED.search(text[start : match.start()]):
                    yield Hit(self.type, start, match.end(), Strength.PATTERN)
        for pattern in (_HAMLET, _OURS):
            for match in pattern.finditer(text):
                if _is_hamlet(view, *match.span("v")):
                    yield Hit(self.type, *match.span("v"), Strength.PATTERN)


def _is_hamlet(view: View, start: int, end: int) -> bool:
    value = view.text[start:end]
    whole = start in view.boundaries and not is_word(value) and not is_grammar(value[0]) and not is_grammar(value[:2])
    # 老坳 and 这坡 are said of any land.
    return whole and not re.search("[你我他她的了着这那哪某一个不没到在去上下从老小大]", value[:2])
