"""Two ways to warm the encoder up before fine-tuning, as the comparison tries them (compare.py).

Contrastive: texts of one reason are drawn together and all others apart (supervised contrastive loss, Khosla et al.
2020). A batch is made of few categories, so that those to be told apart are the confusable ones; names and rules of
the guide are among the texts. Masked language: the encoder guesses hidden tokens of the training texts (Devlin et al.
2019), with its own word embeddings as output layer.
"""

import random
from collections import defaultdict

import torch
from datasets import Dataset
from torch import Tensor
from torch.nn import functional

from training.fit import Settings, padded
from training.network import TriageNetwork

RATE = 5e-5
# reasons a batch, texts a reason, and how sharply likeness counts
REASONS, TEXTS, TEMPERATURE = 8, 2, 0.1
MASKED = 0.15
# token ids below this are the tokenizer's own marks
FIRST_WORD = 4


def contrastive(network: TriageNetwork, rows: Dataset, reasons: slice, pad_id: int, settings: Settings) -> None:
    """One pass over `rows` in place; `reasons` says where the reason stands in their targets."""
    rng = random.Random(settings.seed)
    by_reason: dict[int, list[int]] = defaultdict(list)
    for i, target in enumerate(rows["target"]):
        part = target[reasons]
        if max(part) > 0:
            by_reason[part.index(max(part))].append(i)
    # neighbours in the taxonomy are of one category
    codes = sorted(by_reason)
    optimizer = _optimizer(network)
    network.train()
    for _ in range(len(rows) // (REASONS * TEXTS)):
        at = rng.randrange(len(codes))
        chosen = [codes[(at + i) % len(codes)] for i in range(min(REASONS, len(codes)))]
        batch = [(i, code) for code in chosen for i in rng.sample(by_reason[code], min(TEXTS, len(by_reason[code])))]
        ids, mask = padded([rows[i]["input_ids"] for i, _ in batch], pad_id, _device(network))
        with torch.autocast(_device(network).type, torch.bfloat16):
            embedding = network(ids, mask)[1]
        _step(network, optimizer, contrast(embedding.float(), torch.tensor([code for _, code in batch])))


def contrast(embedding: Tensor, reason: Tensor) -> Tensor:
    """Supervised contrastive loss of (texts, hidden) with (texts,) reasons."""
    unit = functional.normalize(embedding - embedding.mean(dim=0), dim=1)
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    likeness = (unit @ unit.T / TEMPERATURE).masked_fill(itself, float("-inf"))
    log_p = likeness - likeness.logsumexp(dim=1, keepdim=True)
    same = (reason[:, None] == reason[None, :]).to(unit.device) & ~itself
    return -(log_p.masked_fill(~same, 0.0).sum(dim=1) / same.sum(dim=1).clamp(min=1)).mean()


def masked_language(network: TriageNetwork, rows: Dataset, pad_id: int, hide: int, settings: Settings) -> None:
    """One pass over `rows` in place; `hide` is the token that stands for a hidden one."""
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["input_ids"]) * rng.uniform(0.8, 1.25))
    batches = [order[at : at + settings.batch] for at in range(0, len(order), settings.batch)]
    rng.shuffle(batches)
    optimizer = _optimizer(network)
    words = network.encoder.embeddings.word_embeddings.weight
    network.train()
    for batch in batches:
        ids, mask = padded([rows[i]["input_ids"] for i in batch], pad_id, _device(network))
        hidden = (torch.rand(ids.shape, device=ids.device) < MASKED) & (ids >= FIRST_WORD) & mask.bool()
        if not hidden.any():
            continue
        with torch.autocast(_device(network).type, torch.bfloat16):
            states = network.encoder(ids.masked_fill(hidden, hide), attention_mask=mask).last_hidden_state
            scores = states[hidden] @ words.T
        _step(network, optimizer, functional.cross_entropy(scores.float(), ids[hidden]))


def _optimizer(network: TriageNetwork) -> torch.optim.Optimizer:
    return torch.optim.AdamW([p for p in network.encoder.parameters() if p.requires_grad], lr=RATE, fused=True)


def _step(network: TriageNetwork, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.encoder.parameters(), 1.0)
    optimizer.step()


def _device(network: TriageNetwork) -> torch.device:
    return next(network.parameters()).device
