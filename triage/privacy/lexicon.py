"""Word boundaries and everyday words from jieba's dictionary, to tell 高先生 from 提高 (guide §10).

A tokenizer of our own: words that other modules add to jieba's shared one would change what is masked,
so that training and service could differ.
"""

from functools import cache

import jieba

from triage.words import new_tokenizer, part_of_speech

# Words of this trade that the dictionary lacks; without them 保单经理 would hold a Mr 单.
_TRADE = (
    "保单 投保 投保人 被保险人 被保人 受益人 承保 核保 退保 续保 脱保 加保 减保 理赔 拒赔 免赔 车险 寿险 "
    "重疾 万能险 分红险 意外险 "
    "医疗险 年金 业务员 代理人 营销员 保险员 柜面 柜员 坐席 查勘 查勘员 定损 定损员 现价 犹豫期 等待期 "
    "宽限期 回访 双录 代扣 代签 "
    "客服 工单 报案 赔案 社保 医保 微信 抖音 银保监 保监 保监局 金监 消协 客户经理 理财经理 大堂经理 "
    "区经理 总公司 分公司 支公司"
)

# Rarer entries of the dictionary are scraps of text and prove nothing.
_EVERYDAY = 3


# Tags of the dictionary: verb, adverb, preposition, conjunction, pronoun, particle, interjection.
_GRAMMAR = frozenset(("v", "vd", "vi", "vq", "d", "p", "c", "r", "u", "ud", "ug", "uj", "ul", "uv", "uz", "y", "e"))


@cache
def _tokenizer() -> jieba.Tokenizer:
    tokenizer = new_tokenizer()
    for word in _TRADE.split():
        tokenizer.add_word(word, 1000)
    return tokenizer


@cache
def _tagged() -> tuple[frozenset[str], frozenset[str]]:
    persons, grammar = set(), set()
    for word, tag in part_of_speech().items():
        if len(word) == 3 and tag.startswith("nr"):
            persons.add(word)
        elif tag in _GRAMMAR:
            grammar.add(word)
    return frozenset(persons), frozenset(grammar)


def listed_persons() -> frozenset[str]:
    """Names of three characters in the dictionary; its tag for shorter ones is often wrong (谢谢, 祝福)."""
    return _tagged()[0]


def is_grammar(word: str) -> bool:
    """Verbs, prepositions, pronouns and the like: they stand before a proper name, not in it."""
    return word in _tagged()[1]


def tokenize(text: str) -> list[str]:
    """Words by dictionary alone: jieba's statistical guesses join unknown names to their neighbours."""
    return list(_tokenizer().cut(text, HMM=False))


def frequency(word: str) -> int:
    """How often the dictionary's corpus held a word, 0 for unknown ones."""
    count: int = _tokenizer().FREQ.get(word) or 0
    return count if count >= _EVERYDAY or len(word) == 1 else 0


def is_word(word: str) -> bool:
    """Is it in the dictionary?"""
    return frequency(word) > 0
