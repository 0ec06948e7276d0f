"""The network: one encoder, one linear layer for all heads, and the loss that trains them together.

Beside it stands the lexical half (lexical.py), fitted apart; export joins both in one graph."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel

from training.lexical import Lexical
from triage.versions import Head


class Heads(nn.Module):
    """embedding (batch, hidden) → logits (batch, all heads): standardised, then one linear layer."""

    def __init__(self, hidden: int, n_logits: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(hidden, n_logits)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)
        self.center: Tensor
        self.scale: Tensor
        self.register_buffer("center", torch.zeros(hidden))
        self.register_buffer("scale", torch.ones(hidden))

    def forward(self, embedding: Tensor) -> Tensor:
        logits: Tensor = self.linear(self.dropout((embedding - self.center) * self.scale))
        return logits

    def standardise(self, embeddings: Tensor) -> None:
        """Fix the input scale from embeddings (texts, hidden) of the encoder as it is now.

        E5 embeddings lie in a narrow cone: without this, a linear layer sees almost the same vector for every
        text and learns for epochs only where the cone is.
        """
        self.center.copy_(embeddings.mean(dim=0))
        self.scale.copy_(1 / embeddings.std(dim=0).clamp(min=1e-4))


class TriageNetwork(nn.Module):
    """input_ids, attention_mask (batch, tokens) → logits (batch, all heads), embedding (batch, hidden)."""

    def __init__(self, encoder: BertModel, n_logits: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        # Words seen in training must not drift from their unseen neighbours; it also saves a third of the memory.
        encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.heads = Heads(encoder.config.hidden_size, n_logits, dropout)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        embedding = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        return self.heads(embedding), embedding


class Joined(nn.Module):
    """The encoder on top of the n-grams, as it is trained: it learns what the words alone do not tell.

    One weight a head says how far the n-gram margins are trusted; it starts at `START` and is learned along.
    `network` is the whole network, or its heads alone where the encoder is frozen.
    """

    START = 5.0

    def __init__(self, network: TriageNetwork | Heads, heads: Sequence[Head]) -> None:
        super().__init__()
        self.network = network
        self.log_weight = nn.Parameter(torch.full((len(heads),), self.START).log())
        self.head_of: Tensor
        self.register_buffer("head_of", torch.tensor([i for i, head in enumerate(heads) for _ in head.codes]))

    def add(self, logits: Tensor, margins: Tensor) -> Tensor:
        return logits.float() + self.log_weight.exp()[self.head_of] * margins


class ShippedHeads(nn.Module):
    """What stands upon the encoder, as exported: embedding (batch, hidden), n-gram rows (k,) and weights (k,) of the
    whole text → logits (batch, all heads) and lexical margins (all heads,)."""

    def __init__(self, heads: Heads, lexical: Lexical) -> None:
        super().__init__()
        self.heads = heads
        # one scale a code: INT8 has one for the whole table, and a code with large weights would blur the others
        scale = np.abs(lexical.weights).max(axis=0).clip(min=1e-6)
        self.rows = nn.Embedding.from_pretrained(torch.from_numpy(lexical.weights / scale))
        self.scale = nn.Parameter(torch.from_numpy(scale), requires_grad=False)
        self.bias = nn.Parameter(torch.from_numpy(lexical.bias), requires_grad=False)

    def forward(self, embedding: Tensor, ngrams: Tensor, ngram_weights: Tensor) -> tuple[Tensor, Tensor]:
        return self.heads(embedding), self.margins(ngrams, ngram_weights)

    def margins(self, ngrams: Tensor, ngram_weights: Tensor) -> Tensor:
        found: Tensor = (self.rows(ngrams) * ngram_weights.unsqueeze(-1)).sum(dim=0) * self.scale + self.bias
        return found


class ShippedNetwork(nn.Module):
    """All of it, as exported: input_ids, attention_mask (batch, tokens), n-gram rows and weights (k,).

    Returns logits (batch, all heads), lexical margins (all heads,) and embedding (batch, hidden).
    """

    def __init__(self, network: TriageNetwork, lexical: Lexical) -> None:
        super().__init__()
        self.network = network
        self.top = ShippedHeads(network.heads, lexical)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, ngrams: Tensor, ngram_weights: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        logits, embedding = self.network(input_ids, attention_mask)
        return logits, self.top.margins(ngrams, ngram_weights), embedding


@dataclass(frozen=True, slots=True)
class Loss:
    """Cross-entropy per single head, binary cross-entropy per multi head, and one term for the category.

    `weights` balances rare classes (single heads) and rare positives (multi heads); shape (all heads,).
    Called with `belief` (batch, heads): how far each label of a text is believed; 0 where it is unknown.
    """

    heads: Sequence[Head]
    weights: Tensor
    importance: dict[str, float]

    def __call__(self, logits: Tensor, target: Tensor, belief: Tensor) -> Tensor:
        total = logits.new_zeros(())
        at = 0
        for i, head in enumerate(self.heads):
            part = slice(at, at + len(head.codes))
            at += len(head.codes)
            importance = self.importance.get(head.name, 0.5)
            if head.kind == "single":
                log_p = logits[:, part].log_softmax(dim=1)
                believed = target[:, part] * belief[:, i, None]
                total = total - importance * (log_p * believed * self.weights[part]).sum(dim=1).mean()
                if head.name == "reason":
                    total = total + 0.5 * importance * self._category(log_p, believed, head.codes)
            else:
                # the sum over codes, not the mean: a rare flag must not drown among forty-five absent ones
                loss = nn.functional.binary_cross_entropy_with_logits(
                    logits[:, part], target[:, part], pos_weight=self.weights[part], reduction="none"
                )
                total = total + importance * (loss.sum(dim=1) * belief[:, i]).mean() / len(head.codes) ** 0.5
        return total

    @staticmethod
    def _category(log_p: Tensor, target: Tensor, reasons: Sequence[str]) -> Tensor:
        """A reason of the right category is half right: cross-entropy over sums by category."""
        prefixes = [code.split("_", 1)[0] for code in reasons]
        losses = []
        for prefix in dict.fromkeys(prefixes):
            columns = [i for i, p in enumerate(prefixes) if p == prefix]
            losses.append(log_p[:, columns].logsumexp(dim=1) * target[:, columns].sum(dim=1))
        return -torch.stack(losses).sum(dim=0).mean()


def class_weights(targets: Tensor, belief: Tensor, heads: Sequence[Head]) -> Tensor:
    """Square-root inverse frequency, so that rare classes count more but do not rule; (all heads,).

    `targets` (texts, all heads) count as far as `belief` (texts, heads) goes.
    """
    weights = torch.ones(targets.shape[1])
    at = 0
    for i, head in enumerate(heads):
        part = slice(at, at + len(head.codes))
        at += len(head.codes)
        counts = (targets[:, part] * belief[:, i, None]).sum(dim=0).clamp(min=1)
        if head.kind == "single":
            balanced = (counts.sum() / (len(head.codes) * counts)).sqrt()
            weights[part] = balanced.clamp(0.5, 2.0)
        else:
            weights[part] = ((belief[:, i].sum() - counts) / counts).clamp(min=0).sqrt().clamp(1.0, 5.0)
    return weights
