"""What every engine does alike, whatever its labels: check a text, answer many, say which clauses carried a label."""

import logging
import os
import traceback
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from triage import schema, versions
from triage.clauses import cut
from triage.encoder import Encoded, Encoder
from triage.errors import BadInput
from triage.lineage import Lineage
from triage.reading import Reading
from triage.schema import Case, Evidence

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Answering(ABC, Generic[Answer]):
    """A loaded version. Thread-safe; `threads` texts are read at once by `suggest_many`."""

    def __init__(self, installed: versions.Installed, threads: int, lineage: Lineage | None = None) -> None:
        self.info = installed.info
        self.version = installed.info.version
        self._encoder = Encoder(installed, threads, lineage)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="triage")

    @abstractmethod
    def suggest(self, case: Case, *, explain: bool = False) -> Answer:
        """All that can be said about one case; raises BadInput naming the field."""

    def suggest_many(self, cases: Sequence[Case], *, explain: bool = False) -> list[Answer | BadInput]:
        """Order kept; a case that cannot be read becomes its error and harms no other."""

        def one(case: Case) -> Answer | BadInput:
            try:
                return self.suggest(case, explain=explain)
            except BadInput as error:
                return error
            except Exception as error:
                # a case that trips over a fault of ours must not cost the others theirs; the text is not logged
                place = traceback.extract_tb(error.__traceback__)[-1]
                _log.error("%s in %s:%s", type(error).__name__, place.filename, place.lineno)
                return BadInput(f"内部错误({type(error).__name__}),请联系管理员", "text")

        return list(self._pool.map(one, cases))

    def _explain(self, text: Reading, encoded: Encoded, head: str, code: str) -> list[Evidence]:
        """The clauses that carried a code: leave each one out and see how far its probability falls.

        Only for texts of one window: a letter of many would cost a pass of all its windows for every clause.
        """
        clauses = cut(text.text)
        if len(clauses) < 2 or text.blocked or encoded.windows > 1:
            return []
        without = [text.text[:start] + text.text[end:] for start, end in clauses]
        whole = encoded.probabilities[head][code]
        others = self._encoder.encode_many(without, encoded.asks)
        drops = [whole - e.probabilities[head][code] for e in others]
        order = sorted(range(len(clauses)), key=lambda i: -drops[i])[:3]
        return [text.quote(*clauses[i], f"去掉此句,可能性下降 {drops[i]:.0%}") for i in order if drops[i] > 0.01]


def check_text(text: str) -> None:
    """Raise BadInput for a text that is empty, too long or no text at all."""
    if not text.strip():
        raise BadInput("来件内容为空", "text")
    if len(text) > schema.MAX_CHARS:
        raise BadInput(f"来件过长:{len(text)} 字,最多 {schema.MAX_CHARS} 字", "text")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise BadInput("来件含有损坏的字符(孤立的代理项),请检查编码", "text")


def pii(text: Reading) -> list[schema.Pii]:
    """The personal data of a text, as an answer lists it."""
    return [schema.Pii(type=p.type, start=p.start, end=p.end) for p in text.pii]


def long_text_note(encoded: Encoded) -> list[str]:
    """A note where the text took more than one window."""
    return [f"长文分 {encoded.windows} 段通读后合并判断"] if encoded.windows > 1 else []


def all_cores(threads: int | None) -> int:
    """The number asked for, or one thread a core that this process may use."""
    return threads or len(os.sched_getaffinity(0))
