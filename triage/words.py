"""jieba's dictionary, read once; everyone who adds words gets a tokenizer of their own."""

from functools import cache

import jieba


@cache
def _dictionary() -> jieba.Tokenizer:
    jieba.setLogLevel(60)  # its loading messages belong in no one's terminal
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def new_tokenizer() -> jieba.Tokenizer:
    """A tokenizer with the plain dictionary; a copy costs a tenth of reading it again."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = dict(_dictionary().FREQ)
    tokenizer.total = _dictionary().total
    tokenizer.initialized = True
    return tokenizer


@cache
def part_of_speech() -> dict[str, str]:
    """word → part of speech, as the dictionary has it."""
    with _dictionary().get_dict_file() as lines:
        return {word: tag for word, _, tag in (line.decode("utf-8").split(" ") for line in map(bytes.strip, lines))}
