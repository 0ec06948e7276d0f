"""Every mention of a person in a text, with the proof for it and whether the person is staff.

Names and staff share their shapes (王芳, 王经理, 小王, 姓王的): both recognizers read from here (guide §10). Rules come
first, then a learned model adds what they miss (learned.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from triage.privacy.callings import find_callings
from triage.privacy.coreference import Mention, unify
from triage.privacy.fragments import SIGNED, find_fragments
from triage.privacy.fullname import ENOUGH, best_name, is_name_piece, surname_at
from triage.privacy.latin import find_latin
from triage.privacy.leads import Leads, evidence_of, find_leads, newcomer, role_of
from triage.privacy.learned import find_learned
from triage.privacy.lexicon import frequency, is_word
from triage.privacy.rolls import find_rolls
from triage.privacy.spans import Strength
from triage.privacy.surnames import AMBIGUOUS, FUNCTION_SURNAMES, GIVEN, SURNAMES

if TYPE_CHECKING:
    from triage.privacy.view import View

_SURNAME = "".join(sorted(SURNAMES))
_STAFF_TITLE = (
    "经理|主管|总监|组训|行长|专员|讲师|顾问|定损员?(?!单)|查勘员?(?!单)|理赔员|业务员|代理人|客服|柜员|坐席|督导|收展员|保险员|营销员"
    "|店长"
)
_TITLE = re.compile(
    rf"(?P<staff>{_STAFF_TITLE}|副经理|总经理|区经理)|先生|女士|小姐|太太|夫人|老师|师傅|主任|书记|支书"
    rf"|村长|组长|队长|科长|处长|局长"
    r"|所长|站长|院长|校长|部长|厂长|老板|老太|老汉|老头|老爷子|医生|大夫|护士|教授|律师|法官|警官|警察"
    r"|记者|编辑|主编|会计|大爷|大娘"
    r"|大妈|大姐|大哥|大叔|大婶|大嫂|阿姨|奶奶|爷爷|婆婆|叔叔|同志|同学|代表|委员|教练|助理|姑娘|小伙"
    r"|调解员|仲裁员|书记员|网格员|民警|交警|协警|辅警|社工|志愿者|护士长|会长|社长|台长|股长|乡长|镇长|医师|老人家?|妈妈|爸爸|伯伯|伯母|编导|导演|主播|主持人?|阿嬷|阿姆|副总|老太太|婆婆|阿婆|阿公|大伯|老爹|妹儿|妹子|干事|科员|[叔婶伯姨嫂姐哥总董工婆]"
)
# 周总, 陈姐: one character proves little, so the surname must not be a word and nothing may run on.
_ENDS_TITLE = re.compile(r"[^\u4e00-\u9fff]|[说讲问让叫找给跟和的也就把在是来去答当又都还没有不您你同办]|$")
# 多少钱老板, 班主任: with these surnames a title proves nothing without a word that leads to a person.
_LOOSE = frozenset("钱包单费班原段项章方路车石米支年户贵司")
_LEFT_OF_TITLE = re.compile(r"[^\u4e00-\u9fff]|[号里月的天找跟给叫问是让和的由被向与对等据位名个说请]")
_CLIENT_TITLES = frozenset(("先生", "女士", "大爷", "阿姨", "大妈", "奶奶", "大娘", "老汉", "爷爷", "大叔"))
# 老单 is an old policy, 老赖 a defaulter, 小文 a short piece of writing.
_FAMILIAR = re.compile(
    rf"(?P<call>[小老])(?P<v>[{_SURNAME}])(?<!老赖(?!阿伯|的[手脚腿腰头眼妻女儿]))(?<!老单)(?<!小文)(?<!小区)(?<!老区)"
)
# 小麦, 老公: words whatever stands before them.
_ORDINARY = 150
_RARE_WORD = 30
# 小程序, 老毛病: the surname begins a common word.
_RUNS_ON = 50
# 小麦, 小时: things far more often than persons.
_THINGS = frozenset("麦米田车康费时项文单计方班路段包钱石江沙花曲楼居屈支年史宗雷井学数区额票")
_THAT = re.compile("(?:那个|这个|业务员|客服)$")
_BEFORE_PERSON = re.compile("(?:人家|隔壁|给|那个|这个|叫|找|客服|问|车间的|村的|业务员|同事|邻居|司机)$")
_AFTER_PERSON = re.compile("[说讲没跟问又给](?!等)|介绍|坐在|告诉|拿来|打算|带我|给我")
# 会计老占: after a post even a rare family name is one.
_OLD = re.compile(
    r"(?:会计|书记|队长|组长|村长|邻居|司机|隔壁|村里的?|门卫|保安|电工|厂长|班长)(?P<v>老[\u4e00-\u9fff])(?=[,。说讲跟和也的家])"
)
_NICK = re.compile(r"阿(?![仔爷婆姐妹哥妈爸公叔姨嫂弟伯姆嬷拉])[\u4e00-\u9fff]")
_PIECE = re.compile(r"[\u4e00-\u9fff]+")
# 叫钟灵还是钟玲, 王芳和李娜: what is named beside a person is another one.
_PAIRED = re.compile("还是|或者?|和|与|跟|及|以及|、")
_SECOND = 2.0
# In a list of names a whole piece is one, whatever it means.
_WHOLE_PIECE = 3.5
_LIST_GAP = re.compile(r"[、,;/|\s]{1,3}(?:\d{1,2}[.、)]\s?)?")


def _as_person(text: str, start: int, end: int) -> bool:
    """人家小于没有误导我: does an ambiguous 小X do or suffer what persons do?"""
    if text[end - 1] in _THINGS:
        return bool(_THAT.search(text[max(0, start - 3) : start]) and _AFTER_PERSON.match(text, end))
    # 说小许,我以为你是读书人
    if text[start] == "小" and text[start - 1 : start] in {"说", "喊"} and text[end : end + 1] in {",", "!"}:
        return True
    if text[start] == "老" and text[end : end + 1] == "家":
        return True
    return bool(_BEFORE_PERSON.search(text[max(0, start - 3) : start]) or _AFTER_PERSON.match(text, end))


def find_mentions(view: View) -> list[Mention]:
    """All mentions; the same full name has the same kind everywhere and is found everywhere in the text."""
    leads = find_leads(view.text)
    found = [*_titled(view, leads), *_familiar(view, leads), *find_fragments(view, leads)]
    found += [*find_callings(view), *find_latin(view)]
    # 尤先生 makes 尤建平 elsewhere in the text a likely name.
    surnames = {view.text[mention.start] for mention in found}
    named = {mention.start: mention for mention in _full_names(view, leads, surnames)}
    found += find_rolls(view, [*found, *named.values()])
    # 阮伯钧 is no uncle 阮, and in 小郭来家 the name is 郭.
    familiar = {m.end - 1 for m in found if view.text[m.end - 2 : m.end - 1] in {"小", "老"}}
    named = {start: mention for start, mention in named.items() if start not in familiar or start in leads}
    found = [m for m in found if m.start not in named or m.end > named[m.start].end] + list(named.values())
    return unify(view.text, view.boundaries, find_learned(view, leads, found))


def _full_names(view: View, leads: Leads, surnames: set[str]) -> Iterator[Mention]:
    listed = _listed(view)
    paired: set[int] = set()
    doubted: list[tuple[float, Mention]] = []
    at = 0
    for start, char in enumerate(view.text):
        if start < at or (char not in SURNAMES and surname_at(view.text, start) is None):
            continue
        lead = leads.get(start)
        evidence = evidence_of(lead) if lead else 0.0
        evidence = max(evidence, listed.get(start, 0.0), _SECOND if start in paired else 0.0)
        if view.is_edge(start):
            evidence = max(evidence, 1.0)
        if char in surnames:
            evidence += 1.0
        name = best_name(view, start, evidence)
        if name is None or name.score < ENOUGH - 2.0:
            continue
        strength = Strength.CONTEXT if evidence > 1.0 else Strength.PATTERN
        mention = Mention(start, name.end, role_of(view.text, start, name.end, leads), strength)
        if name.score < ENOUGH:
            doubted.append((name.score, mention))
            continue
        yield mention
        at = name.end
        if second := _PAIRED.match(view.text, at):
            paired.add(second.end())
    yield from _insisted(view, doubted)


def _insisted(view: View, doubted: list[tuple[float, Mention]]) -> Iterator[Mention]:
    """Doubtful names that a text repeats: hardly anything but a name looks like one again and again."""
    text = view.text
    seen = Counter(text[mention.start : mention.end] for _, mention in doubted)
    for score, mention in doubted:
        value = text[mention.start : mention.end]
        usual = all(char in GIVEN for char in value[1:]) and not is_word(value) and not is_word(value[:2])
        whole = mention.start in view.boundaries and mention.end in view.boundaries
        # A single character after the family name proves less: three times, not twice.
        often = seen[value] > 2 or (seen[value] > 1 and len(value) > 2 and score >= ENOUGH - 1.0)
        if often and usual and whole and value[0] not in FUNCTION_SURNAMES:
            yield mention


def _listed(view: View) -> dict[int, float]:
    """Starts of the pieces of enumerations in which most pieces look like names (signature lists), with evidence."""
    starts: dict[int, float] = {}
    run: list[tuple[int, int]] = []
    for piece in _pieces(view):
        if run and run[-1][1] not in view.breaks and not _LIST_GAP.fullmatch(view.text, run[-1][1], piece[0]):
            starts |= _names_of_list(view, run)
            run = []
        run.append(piece)
    return starts | _names_of_list(view, run)


def _pieces(view: View) -> Iterator[tuple[int, int]]:
    """Runs of Chinese characters, cut where a space was closed."""
    for match in _PIECE.finditer(view.text):
        cuts = [
            match.start(),
            *sorted(b for b in view.breaks if match.start() < b < match.end()),
            match.end(),
        ]
        yield from pairwise(cuts)


def _names_of_list(view: View, run: list[tuple[int, int]]) -> dict[int, float]:
    whole = [is_name_piece(view.text[start:end]) for start, end in run]
    starts: dict[int, float] = {}
    for i, (start, end) in enumerate(run):
        beside = sum(whole[max(0, i - 2) : i]) + sum(whole[i + 1 : i + 3])
        if beside >= 2 or (beside and whole[i] and len(run) > 2):
            # The last piece may begin with a name, the first one may end in one (受王建国、…).
            starts[start] = _WHOLE_PIECE if end - start <= 3 and beside >= 2 else _SECOND
            if not whole[i] and i + 1 < len(run) and whole[i + 1]:
                starts |= {at: _SECOND for at in (end - 3, end - 2) if at > start and at in view.boundaries}
    return starts


def _titled(view: View, leads: Leads) -> Iterator[Mention]:
    text = view.text
    for title in _TITLE.finditer(text):
        end = title.start()
        if end not in view.boundaries and title.end() not in view.boundaries:
            continue
        start = _titled_start(view, end, leads)
        if start is None:
            continue
        if (len(title.group()) == 1 or text[start] in _LOOSE) and is_word(text[start : title.end()]):
            continue
        doubtful = text[start] in AMBIGUOUS or title.group() in "总董工"
        if (
            len(title.group()) == 1
            and doubtful
            and not (_ENDS_TITLE.match(text, title.end()) or view.is_edge(title.end()))
        ):
            continue
        led = start == 0 or start in leads or _LEFT_OF_TITLE.match(text, start - 1)
        if title.group("staff") and text[start] in "原司和":
            continue
        if text[start] in _LOOSE and not led:
            continue
        role = role_of(view.text, start, title.end(), leads)
        if start not in leads and title.group() in _CLIENT_TITLES:
            role = 1 if newcomer(text, start) else -1
        elif role == 0 and (title.group("staff") or title.group() in "姐哥"):
            # 朱姐, 李哥 is how clients call the seller.
            role = 1
        # 丁工, 朱姐 are what people go by, as 小王 is.
        yield Mention(start, title.end() if title.group() in "工姐哥" else end, role)


def _titled_start(view: View, end: int, leads: Leads) -> int | None:
    """Where the name before a title begins: a full name if one fits, else the surname alone."""
    text = view.text
    for start in (end - 4, end - 3, end - 2):
        if start >= 0 and (start in view.boundaries or start in leads) and is_name_piece(text[start:end]):
            return start
    for start in (end - 2, end - 1):
        if start < 0 or surname_at(text, start) != text[start:end]:
            continue
        if text[start] in FUNCTION_SURNAMES and start not in leads and start > 0 and text[start - 1] not in ",。\n:":
            continue
        joined = end in view.boundaries or is_word(text[start : end + 1]) or start in view.boundaries
        if joined and (start in view.boundaries or start in leads):
            return start
    return None


def _has_surname(view: View, start: int, leads: Leads) -> bool:
    """Does a family name stand before 小X, so that 小 is a part of the given name?"""
    before = view.text[max(0, start - 1) : start]
    clear = before in SURNAMES - AMBIGUOUS and view.text[start] == "小" and view.text[start + 1] in GIVEN
    return clear and start - 1 in view.boundaries and (view.is_edge(start - 1) or start - 1 in leads)


def _familiar(view: View, leads: Leads) -> Iterator[Mention]:
    """小王, 老李头: masked with 小 and 老, since they are part of the name that is used."""
    text = view.text
    for match in _FAMILIAR.finditer(text):
        start, end = match.start(), match.end()
        lead = leads.get(start)
        if start not in view.boundaries and lead is None:
            continue
        role = role_of(view.text, start, end, leads)
        person = _as_person(text, start, end) or (view.is_edge(start) and bool(lead) and bool(SIGNED.match(text, end)))
        if match.group("v") in AMBIGUOUS and frequency(match.group()) > _ORDINARY and not person:
            continue
        runs_on = end < len(text) and text[end] != "家" and frequency(text[end - 1 : end + 1]) >= _RUNS_ON
        # The dictionary has rare words such as 陈说; after a clear surname a verb of speech is just that.
        clear = match.group("v") not in AMBIGUOUS
        split = end in view.boundaries or (clear and _ENDS_TITLE.match(text, end)) or text[end : end + 1] == "家"
        if (runs_on and not _THAT.search(text[max(0, start - 3) : start])) or not split:
            continue
        free = view.is_edge(start) or _ENDS_TITLE.match(text, end) or (text[start] == "老" and end in view.boundaries)
        usual = (
            frequency(match.group()) > (0 if match.group("call") == "小" else _RARE_WORD)
            or match.group("v") in FUNCTION_SURNAMES
            or not free
        )
        if match.group("v") in AMBIGUOUS and role == 0 and usual and not person:
            continue
        # 窦小梅: the dictionary has the words 小梅 and 小红, which are given names after a clear family name.
        if _has_surname(view, start, leads):
            start -= 1
            yield Mention(start, end, role_of(text, start, end, leads))
            continue
        # 老孙头: what the village calls him.
        end += text[end : end + 1] == "头" and text[end : end + 2] != "头上" and match.group("call") == "老"
        # A signature is not staff; else 小王 without more is nearly always the salesman, 老王 the neighbour.
        role = role or (-1 if SIGNED.match(text, end) else int(match.group("call") == "小"))
        yield Mention(start, end, role)
    for match in _OLD.finditer(text):
        if frequency(match.group("v")) < _RARE_WORD:
            yield Mention(*match.span("v"), role=-1)
    for match in _NICK.finditer(text):
        whole = match.start() in view.boundaries and match.end() in view.boundaries
        if whole and match.group()[1] in GIVEN and not is_word(match.group()):
            yield Mention(match.start(), match.end(), role_of(view.text, match.start(), match.end(), leads))
