"""torch → ONNX → INT8: one graph with all heads and the embedding, and proof that it still says the same."""

import logging
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.network import ShippedNetwork

OPSET = 17
# fp32 graph against torch: only the order of additions differs.
MAX_FP32_DIFFERENCE = 1e-3
# INT8 against torch, mean cosine of embeddings.
MIN_INT8_COSINE = 0.98

Samples = list[tuple[list[int], npt.NDArray[np.int64], npt.NDArray[np.float32]]]


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

    A sample is token ids, n-gram rows and n-gram weights. `first_head` is the slice of logits whose argmax must
    agree. Raises ParityError beyond the limits above.
    """
    network = network.cpu().eval()
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        _trace(network, full)
        logging.disable(logging.WARNING)  # it recommends a preparation that changes nothing for this graph
        try:
            quantize_dynamic(full, target, weight_type=QuantType.QInt8, per_channel=True)
        finally:
            logging.disable(logging.NOTSET)
        expected = _torch(network, samples)
        fp32, int8 = _onnx(full, samples), _onnx(target, samples)
    parity = Parity(
        fp32_difference=float(max(np.abs(fp32[i] - expected[i]).max() for i in (0, 1))),
        int8_cosine=float(_cosine(int8[2], expected[2]).mean()),
        int8_margin_difference=float(np.abs(int8[1] - expected[1]).mean()),
        int8_agreement=float((_best(int8, first_head) == _best(expected, first_head)).mean()),
    )
    if parity.fp32_difference > MAX_FP32_DIFFERENCE or parity.int8_cosine < MIN_INT8_COSINE:
        raise ParityError(f"导出模型与训练模型不一致:{parity}")
    return parity


def _trace(network: ShippedNetwork, path: Path) -> None:
    # an explicit attention graph: the fused kernel has no ONNX form that quantises
    network.network.encoder.set_attn_implementation("eager")
    ids = torch.ones((2, 8), dtype=torch.long)
    dynamic = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the TorchScript exporter is deprecated but exports this graph best
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids), torch.zeros(3, dtype=torch.long), torch.ones(3)),
            str(path),
            input_names=["input_ids", "attention_mask", "ngrams", "ngram_weights"],
            output_names=OUTPUTS,
            dynamic_axes={
                "input_ids": dynamic,
                "attention_mask": dynamic,
                "ngrams": {0: "ngrams"},
                "ngram_weights": {0: "ngrams"},
                "logits": {0: "batch"},
                "embedding": {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,
        )


OUTPUTS = ["logits", "margins", "embedding"]
Arrays = tuple[npt.NDArray[np.float32], ...]


def _torch(network: ShippedNetwork, samples: Samples) -> Arrays:
    rows = []
    with torch.inference_mode():
        for tokens, ngrams, weights in samples:
            ids = torch.tensor([tokens])
            out = network(ids, torch.ones_like(ids), torch.from_numpy(ngrams), torch.from_numpy(weights))
            rows.append([part.numpy().ravel() for part in out])
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


def _onnx(path: Path, samples: Samples) -> Arrays:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rows = []
    for tokens, ngrams, weights in samples:
        ids = np.array([tokens], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "ngrams": ngrams, "ngram_weights": weights}
        rows.append([part.ravel() for part in session.run(OUTPUTS, feed)])
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


def _best(outputs: Arrays, head: slice) -> npt.NDArray[np.int64]:
    return np.asarray((outputs[0] + outputs[1])[:, head].argmax(axis=1))


def _cosine(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray((a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)))
