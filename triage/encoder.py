"""Texts → calibrated probabilities per head, through the version's ONNX graph.

Every text runs alone, one thread a text: dynamic INT8 scales activations per run, so a text that shared a
batch would depend on its neighbours. Texts longer than the window are read in overlapping windows.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from triage.errors import VersionError
from triage.labels import COMPLAINING
from triage.lineage import REASON_HEADS, Lineage
from triage.ngrams import NgramFeatures
from triage.versions import MODEL, NGRAMS, TOKENIZER, Head, Installed

Floats = npt.NDArray[np.float32]
# head → (codes,), what one half of the model says of a text
Halves = Mapping[str, Floats]

# Share of a window that is read again in the next one, so that no fact is cut in two.
OVERLAP = 0.25
INTAKE = "intake_type"


@dataclass(frozen=True, slots=True)
class Encoded:
    """`probabilities[head][code]`, calibrated; the two halves they come from; `embedding` (hidden,).

    `asks`: no complaint and no grumble, as far as the intake type tells.
    """

    probabilities: dict[str, dict[str, float]]
    logits: dict[str, Floats]
    margins: dict[str, Floats]
    embedding: Floats
    windows: int
    asks: bool


class Encoder:
    """Thread-safe; `threads` texts run at once. With a `lineage`, probabilities are in the codes of today."""

    def __init__(self, installed: Installed, threads: int, lineage: Lineage | None = None) -> None:
        self.info = installed.info
        self._lineage = lineage
        self._heads = {asks: tuple(head.of(asks=asks) for head in self.info.heads) for asks in (False, True)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # the arena keeps the largest activation ever seen; one long letter would stay in memory for good
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(installed.folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(installed.folder / TOKENIZER))
        except Exception as error:  # both libraries raise their own bare Exceptions on a broken file
            raise VersionError(f"版本 {installed.info.version} 无法加载:{type(error).__name__}") from error
        self._ngrams = NgramFeatures.load(installed.folder / NGRAMS)
        # whatever the base calls them: the two tokens that frame a text
        self._start, self._end = self._tokenizer.encode("").ids
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="encoder")
        self._check_shape(installed)

    def encode(self, text: str, asks: bool | None = None) -> Encoded:
        """One text, on the calling thread; read as a text that `asks` where that is settled."""
        ids = self._ids(text)
        ngrams = self._ngrams(text)  # of the whole text, however many windows it takes
        cuts = list(windows(ids, self.info.window))
        runs = [self._run(window, ngrams) for window in cuts]
        weights = np.array([max(len(cut), 1) for cut in cuts], dtype=np.float32)
        weights /= weights.sum()
        all_logits = np.stack([logits for logits, _, _ in runs])
        embedding = weights @ np.stack([embedding for _, _, embedding in runs])
        logits: dict[str, Floats] = {}
        margins: dict[str, Floats] = {}
        at = 0
        for head in self.info.heads:
            part = slice(at, at + len(head.codes))
            at += len(head.codes)
            # one fact anywhere in a long letter counts in full; a reason is what the whole of it is about
            seen = all_logits[:, part]
            logits[head.name] = seen.max(axis=0) if head.kind == "multi" else weights @ seen
            margins[head.name] = runs[0][1][part]
        if asks is None:
            asks = asking(self.info.heads, logits, margins)
        probabilities = weighed(self._heads[asks], logits, margins)
        if self._lineage:
            for name in REASON_HEADS:
                single = name == "reason"
                probabilities[name] = self._lineage.probabilities(probabilities[name], single=single)
        return Encoded(probabilities, logits, margins, embedding, len(cuts), asks)

    def encode_many(self, texts: Sequence[str], asks: bool | None = None) -> list[Encoded]:
        """Order kept; the same answers as one by one."""
        return list(self._pool.map(partial(self.encode, asks=asks), texts))

    def count(self, text: str) -> int:
        """Tokens of a text, without the two that frame it."""
        return len(self._ids(text))

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _run(self, ids: list[int], ngrams: tuple[npt.NDArray[np.int64], Floats]) -> tuple[Floats, Floats, Floats]:
        row = np.array([[self._start, *ids, self._end]], dtype=np.int64)
        feed = {
            "input_ids": row,
            "attention_mask": np.ones_like(row),
            "ngrams": ngrams[0],
            "ngram_weights": ngrams[1],
        }
        logits, margins, embedding = self._session.run(["logits", "margins", "embedding"], feed)
        return logits[0], margins, embedding[0]

    def _check_shape(self, installed: Installed) -> None:
        try:
            logits, _, _ = self._run([], self._ngrams(""))
        except Exception as error:
            raise VersionError(f"版本 {installed.info.version} 的模型无法运行") from error
        if logits.shape != (self.info.n_logits,):
            raise VersionError(f"版本 {installed.info.version} 的模型输出与 version.json 不符")


def windows(ids: list[int], size: int) -> Iterator[list[int]]:
    """Cut token ids into windows of at most `size` minus the two special tokens, evenly spread, overlapping."""
    room = size - 2
    if len(ids) <= room:
        yield ids
        return
    step = int(room * (1 - OVERLAP))
    count = -(-(len(ids) - room) // step) + 1
    for i in range(count):
        start = round(i * (len(ids) - room) / (count - 1))
        yield ids[start : start + room]


def asking(heads: Sequence[Head], logits: Halves, margins: Halves) -> bool:
    """Does a text complain of nothing, as far as an intake type tells? Without one it is read like all others."""
    for head in heads:
        if head.name == INTAKE:
            return head.codes[int(calibrated(head, logits[INTAKE], margins[INTAKE]).argmax())] not in COMPLAINING
    return False


def weighed(heads: Sequence[Head], logits: Halves, margins: Halves) -> dict[str, dict[str, float]]:
    """head → code → probability, from both halves of a text."""
    return {
        head.name: dict(zip(head.codes, calibrated(head, logits[head.name], margins[head.name]).tolist(), strict=True))
        for head in heads
    }


def calibrated(head: Head, logits: Floats, margins: Floats) -> Floats:
    """Probabilities from both halves: softmax over a single head, a sigmoid per code of a multi head."""
    scaled = (logits.astype(np.float64) + head.lexical_weight * margins) / head.temperature
    if head.kind == "multi":
        return np.asarray(1 / (1 + np.exp(-scaled)), dtype=np.float32)
    exp = np.exp(scaled - scaled.max())
    return np.asarray(exp / exp.sum(), dtype=np.float32)
