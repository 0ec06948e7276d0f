"""Read dialect words as their standard ones, character for character, so that offsets stay what they are.

Cantonese, Wu and northern speech reach the desk through dictation and chat. Only words with one plain reading
are mapped; everything else is left to the word lists.
"""

import re

_CHARS = str.maketrans("佢哋冇咗嘅嚟唔攞畀俾喺搵嗰啲瞓睇揾侬嘞弗", "他们没了的来不拿给给在找那些睡看找你了不")
_WORDS = {
    "听日": "明天", "寻日": "昨天", "琴日": "昨天", "而家": "现在", "啱啱": "刚刚", "啱先": "刚才", "边个": "哪个",
    "边度": "哪里", "呢度": "这里", "呢个": "这个",
    "呢啲": "这些", "那度": "那里", "银包": "钱包", "纸皮": "纸板",
    "今朝": "今早", "老豆": "老爸", "阿拉": "我们", "伊拉": "他们", "俺们": "我们", "恁们": "你们",
    "得闲": "有空", "屋企": "家里", "几时": "何时", "点解": "为何", "几多": "多少", "系咪": "是否", "中意": "喜欢",
}  # fmt: skip
_WORD = re.compile("|".join(map(re.escape, _WORDS)))


def standard(text: str) -> str:
    """The same text, as long as before, in the words that the rules know."""
    return _WORD.sub(lambda found: _WORDS[found.group()], text.translate(_CHARS))
