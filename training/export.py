"""torch → ONNX → INT8: one graph with all heads and the embedding, and proof that it still says the same."""

import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import ShippedHeads, ShippedNetwork

OPSET = 17
# fp32 graph against torch: only the order of additions differs.
MAX_FP32_DIFFERENCE = 1e-3
# INT8 against torch, mean cosine of embeddings.
MIN_INT8_COSINE = 0.98

# One text each: token ids, n-gram rows (k,) and n-gram weights (k,).
Samples = Sequence[tuple[list[int], npt.NDArray[np.int64], npt.NDArray[np.float32]]]
Feed = dict[str, npt.NDArray[Any]]
Arrays = tuple[npt.NDArray[np.float32], ...]

TOKENS = ("input_ids", "attention_mask")
NGRAMS = ("ngrams", "ngram_weights")
EMBEDDING = "embedding"
OUTPUTS = ("logits", "margins", EMBEDDING)
AXES = {
    **{name: {0: "batch", 1: "tokens"} for name in TOKENS},
    **{name: {0: "ngrams"} for name in NGRAMS},
    **{name: {0: "batch"} for name in ("logits", EMBEDDING)},
}


class ParityError(Exception):
    """The exported graph does not say what the network says."""


@dataclass(frozen=True, slots=True)
class Parity:
    """fp32_difference: largest |logit| or |margin| difference of the fp32 graph. int8_cosine: mean cosine of
    embeddings. int8_margin_difference: mean |margin| difference in INT8. int8_agreement: share of texts whose best
    reason (both halves added) is the same in INT8 as in torch."""

    fp32_difference: float
    int8_cosine: float
    int8_margin_difference: float
    int8_agreement: float


def export(network: ShippedNetwork, target: Path, samples: Samples, first_head: slice) -> Parity:
    """Write the INT8 graph to `target` and compare both graphs with torch on `samples`.

    `first_head` is the slice of logits whose argmax must agree. Raises ParityError beyond the limits above.
    """
    network = network.cpu().eval()
    # an explicit attention graph: the fused kernel has no ONNX form that quantises
    network.network.encoder.set_attn_implementation("eager")
    feeds = _feeds(samples)
    ids = torch.ones((2, 8), dtype=torch.long)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        full = Path(folder) / "full.onnx"
        _trace(network, {**dict.fromkeys(TOKENS, ids), **_some_ngrams()}, OUTPUTS, full)
        _quantise(full, target)
        fp32 = _onnx(full, feeds, OUTPUTS)
    return _compared(_torch(network, feeds), fp32, _onnx(target, feeds, OUTPUTS), first_head)


def export_heads(heads: ShippedHeads, graph: Path, target: Path, samples: Samples, first_head: slice) -> Parity:
    """Write the encoder of another version's `graph`, as it is, with new INT8 `heads` upon it to `target`.

    Both are compared with torch on that encoder's embeddings; the rest as in `export`.
    """
    heads = heads.cpu().eval()
    encoder = encoder_of(graph)
    feeds = _feeds(samples)
    tokens = [{name: feed[name] for name in TOKENS} for feed in feeds]
    (embeddings,) = _onnx(encoder.SerializeToString(), tokens, [EMBEDDING])
    above = [
        {EMBEDDING: row[None], **{name: feed[name] for name in NGRAMS}}
        for row, feed in zip(embeddings, feeds, strict=True)
    ]
    example = {EMBEDDING: torch.ones((2, heads.heads.linear.in_features)), **_some_ngrams()}
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        _trace(heads, example, OUTPUTS[:2], full)
        _quantise(full, small)
        fp32 = _onnx(full, above, OUTPUTS[:2])
        top = onnx.compose.add_prefix(onnx.load(small), "top/", rename_inputs=False, rename_outputs=False)
    joined = onnx.compose.merge_models(encoder, top, [(EMBEDDING, EMBEDDING)], outputs=list(OUTPUTS))
    onnx.save(joined, target)
    expected = _torch(heads, above)
    return _compared((*expected, embeddings), (*fp32, embeddings), _onnx(target, feeds, OUTPUTS), first_head)


def encoder_of(graph: Path) -> onnx.ModelProto:
    """The part of a version's graph that makes the embedding of tokens."""
    return onnx.utils.Extractor(onnx.load(graph)).extract_model(list(TOKENS), [EMBEDDING])


def _trace(module: nn.Module, example: dict[str, Tensor], outputs: Sequence[str], path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the TorchScript exporter is deprecated but exports this graph best
        torch.onnx.export(
            module,
            tuple(example.values()),
            str(path),
            input_names=list(example),
            output_names=list(outputs),
            dynamic_axes={name: AXES[name] for name in (*example, *outputs) if name in AXES},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(full: Path, target: Path) -> None:
    logging.disable(logging.WARNING)  # it recommends a preparation that changes nothing for this graph
    try:
        quantize_dynamic(full, target, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logging.disable(logging.NOTSET)


def _feeds(samples: Samples) -> list[Feed]:
    feeds: list[Feed] = []
    for tokens, ngrams, weights in samples:
        ids = np.array([tokens], dtype=np.int64)
        feeds.append(
            {"input_ids": ids, "attention_mask": np.ones_like(ids), "ngrams": ngrams, "ngram_weights": weights}
        )
    return feeds


def _some_ngrams() -> dict[str, Tensor]:
    return {"ngrams": torch.zeros(3, dtype=torch.long), "ngram_weights": torch.ones(3)}


def _torch(module: nn.Module, feeds: Sequence[Feed]) -> Arrays:
    with torch.inference_mode():
        rows = [[part.numpy().ravel() for part in module(*map(torch.from_numpy, f.values()))] for f in feeds]
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


def _onnx(graph: Path | bytes, feeds: Sequence[Feed], outputs: Sequence[str]) -> Arrays:
    content = graph if isinstance(graph, bytes) else str(graph)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    rows = [[part.ravel() for part in session.run(list(outputs), feed)] for feed in feeds]
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


def _compared(expected: Arrays, fp32: Arrays, int8: Arrays, first_head: slice) -> Parity:
    """Raises ParityError."""
    parity = Parity(
        fp32_difference=float(max(np.abs(fp32[i] - expected[i]).max() for i in (0, 1))),
        int8_cosine=float(_cosine(int8[2], expected[2]).mean()),
        int8_margin_difference=float(np.abs(int8[1] - expected[1]).mean()),
        int8_agreement=float((_best(int8, first_head) == _best(expected, first_head)).mean()),
    )
    if parity.fp32_difference > MAX_FP32_DIFFERENCE or parity.int8_cosine < MIN_INT8_COSINE:
        raise ParityError(f"导出模型与训练模型不一致:{parity}")
    return parity


def _best(outputs: Arrays, head: slice) -> npt.NDArray[np.int64]:
    return np.asarray((outputs[0] + outputs[1])[:, head].argmax(axis=1))


def _cosine(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray((a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)))
