"""Heads upon a frozen encoder: the loss of the whole training (network.py), on embeddings that are already there."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from training.fit import IMPORTANCE
from training.network import Heads, Joined, Loss, class_weights
from triage.versions import Head

Floats = npt.NDArray[np.float32]

EPOCHS, BATCH, RATE = 8, 64, 2e-3
DECAY, DROPOUT = 0.02, 0.2


def fit(
    embeddings: Floats, margins: Floats, targets: Floats, belief: Floats, heads: Sequence[Head], seed: int
) -> Heads:
    """Heads that know what the n-grams' `margins` of unseen texts do not tell.

    `embeddings` (texts, hidden), `margins` and `targets` (texts, all heads), `belief` (texts, heads).
    """
    # batches this small are sooner done by one thread than shared out
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _fit(embeddings, margins, targets, belief, heads, seed)
    finally:
        torch.set_num_threads(threads)


def _fit(
    embeddings: Floats, margins: Floats, targets: Floats, belief: Floats, heads: Sequence[Head], seed: int
) -> Heads:
    torch.manual_seed(seed)
    columns = [torch.from_numpy(part) for part in (embeddings, margins, targets, belief)]
    network = Heads(embeddings.shape[1], targets.shape[1], DROPOUT)
    network.standardise(columns[0])
    joined = Joined(network, heads)
    loss = Loss(heads, class_weights(columns[2], columns[3], heads), IMPORTANCE)
    optimizer = torch.optim.AdamW(
        [
            {"params": list(network.parameters()), "lr": RATE, "weight_decay": DECAY},
            {"params": [joined.log_weight], "lr": 10 * RATE, "weight_decay": 0.0},
        ]
    )
    steps = EPOCHS * -(-len(embeddings) // BATCH)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    network.train()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(embeddings)).split(BATCH):
            embedding, margin, target, believed = (column[rows] for column in columns)
            value = loss(joined.add(network(embedding), margin), target, believed)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            scheduler.step()
    return network.eval()
