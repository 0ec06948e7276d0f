"""Multi-task fine-tuning. Every epoch is saved; a run that was killed goes on where it stopped."""

import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from datasets import Dataset, DatasetDict
from torch import Tensor
from transformers import get_cosine_schedule_with_warmup

from training.network import Joined, Loss, TriageNetwork, class_weights
from triage.errors import BadInput
from triage.files import sync_folder, write_atomic
from triage.versions import Head

# texts whose embeddings fix the scale of the heads' input
STANDARDISE = 1000
CHECKPOINT = "checkpoint.pt"
SETTINGS = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that shapes a run; a checkpoint of other settings is never resumed.

    epochs: passes over the data. batch: texts a step. encoder_rate, head_rate: peak learning rates.
    window: tokens a text is cut to. layers: encoder layers kept, from the bottom. seed: order and dropout.
    """

    epochs: int = 2
    batch: int = 8
    encoder_rate: float = 1.5e-4
    head_rate: float = 2e-3
    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.2
    window: int = 320
    layers: int = 4
    seed: int = 20261122


@dataclass(frozen=True, slots=True)
class Run:
    """Where the state of a training is kept, and what it must have been started with to go on from there."""

    folder: Path
    data_sha256: str
    rows_sha256: str
    base: str

    def started_with(self, settings: Settings) -> dict[str, Any]:
        return {**asdict(settings), "rows": self.rows_sha256, "base": self.base}


# How much each head counts in the loss; what is not named counts a half.
IMPORTANCE = {"reason": 2.0, "intake_type": 1.0, "department": 1.0, "flags": 1.0, "threats": 0.7}

COLUMNS = ("margins", "target", "belief")

Progress = Callable[[int, int, int, float], None]


def fit(
    network: TriageNetwork,
    data: DatasetDict,
    heads: Sequence[Head],
    pad_id: int,
    settings: Settings,
    run: Run,
    progress: Progress,
) -> list[dict[str, float]]:
    """Train in place and return one row a finished epoch (train_loss, validation_loss).

    `data` has the columns of `dataset.build` and `margins` (all heads), what the n-grams say of each text.
    `progress(epoch, step, steps, loss)` is called after every step.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    joined = Joined(network, heads).to(device)
    targets = torch.tensor(data["train"]["target"], dtype=torch.float32)
    belief = torch.tensor(data["train"]["belief"], dtype=torch.float32)
    loss = Loss(heads, class_weights(targets, belief, heads).to(device), IMPORTANCE)
    optimizer = torch.optim.AdamW(_groups(network, joined, settings), weight_decay=settings.weight_decay, fused=True)
    steps = -(-len(data["train"]) // settings.batch)
    scheduler = get_cosine_schedule_with_warmup(
        optimizer, int(steps * settings.epochs * settings.warmup), steps * settings.epochs
    )
    state = _resume(run, settings)
    history: list[dict[str, float]] = []
    if state:
        joined.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        history = state["history"]
    else:
        some = data["train"].select(range(0, len(data["train"]), -(-len(data["train"]) // STANDARDISE)))
        network.heads.standardise(torch.from_numpy(predict(network, some, pad_id, settings.batch)[1]).to(device))
    for epoch in range(len(history), settings.epochs):
        torch.manual_seed(settings.seed + epoch)
        network.train()
        total = 0.0
        for step, (ids, mask, margins, target, belief) in enumerate(
            _batches(data["train"], settings.batch, pad_id, device, random.Random(settings.seed + epoch)), 1
        ):
            with torch.autocast(device.type, torch.bfloat16):
                logits = network(ids, mask)[0]
            value = loss(joined.add(logits, margins), target, belief)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(joined.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            total += value.item()
            progress(epoch, step, steps, total / step)
        row = {"train_loss": total / steps}
        if len(data["validation"]):
            logits = torch.from_numpy(predict(network, data["validation"], pad_id, settings.batch)[0]).to(device)
            margins, target, belief = (_column(data["validation"], name, device) for name in COLUMNS)
            with torch.inference_mode():
                row["validation_loss"] = float(loss(joined.add(logits, margins), target, belief))
        history.append(row)
        _save(
            run,
            settings,
            {
                "network": joined.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scheduler": scheduler.state_dict(),
                "history": history,
            },
        )
    return history


def predict(
    network: TriageNetwork, rows: Dataset, pad_id: int, batch: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """(texts, all heads) logits and (texts, hidden) embeddings, in the order of `rows`."""
    device = next(network.parameters()).device
    network.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["input_ids"]))
    logits: list[npt.NDArray[np.float32]] = [np.empty(0, np.float32)] * len(rows)
    embeddings = list(logits)
    with torch.inference_mode():
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            ids, mask = padded([rows[i]["input_ids"] for i in chosen], pad_id, device)
            out, embedding = network(ids, mask)
            for row, i in enumerate(chosen):
                logits[i], embeddings[i] = (
                    out[row].float().cpu().numpy(),
                    embedding[row].float().cpu().numpy(),
                )
    return np.stack(logits), np.stack(embeddings)


def _groups(network: TriageNetwork, joined: Joined, settings: Settings) -> list[dict[str, Any]]:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    return [
        {"params": encoder, "lr": settings.encoder_rate},
        {"params": list(network.heads.parameters()), "lr": settings.head_rate},
        {"params": [joined.log_weight], "lr": 10 * settings.head_rate, "weight_decay": 0.0},
    ]


def _batches(
    rows: Dataset, size: int, pad_id: int, device: torch.device, order: random.Random
) -> Iterator[tuple[Tensor, ...]]:
    """Random batches of tokens, mask and COLUMNS, of texts of like length: padding is time on a CPU."""
    lengths = [len(ids) for ids in rows["input_ids"]]
    shuffled = sorted(range(len(rows)), key=lambda i: lengths[i] * order.uniform(0.8, 1.25))
    groups = [shuffled[at : at + size] for at in range(0, len(shuffled), size)]
    order.shuffle(groups)
    for group in groups:
        chosen = rows[group]
        ids, mask = padded(chosen["input_ids"], pad_id, device)
        yield ids, mask, *(_column(chosen, name, device) for name in COLUMNS)


def _column(rows: Dataset | dict[str, Any], name: str, device: torch.device) -> Tensor:
    return torch.tensor(rows[name], dtype=torch.float32, device=device)


def padded(rows: Sequence[Sequence[int]], pad_id: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """input_ids and attention_mask (texts, longest) on `device`."""
    # few different widths: the bf16 kernels are compiled anew for each
    width = -(-max(map(len, rows)) // 16) * 16
    ids = torch.full((len(rows), width), pad_id, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids.to(device), mask.to(device)


def _save(run: Run, settings: Settings, state: dict[str, Any]) -> None:
    run.folder.mkdir(parents=True, exist_ok=True)
    aside = run.folder / f".{CHECKPOINT}"
    try:
        with aside.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    # the settings come first: a checkpoint must never stand beside those of another run
    write_atomic(run.folder / SETTINGS, json.dumps(run.started_with(settings)).encode())
    aside.replace(run.folder / CHECKPOINT)
    sync_folder(run.folder)


def _resume(run: Run, settings: Settings) -> dict[str, Any] | None:
    """The saved state, or None when there is none; raises BadInput when it is another training's."""
    if not (run.folder / CHECKPOINT).is_file():
        return None
    if json.loads((run.folder / SETTINGS).read_text()) != run.started_with(settings):
        raise BadInput(
            f"断点文件夹 {run.folder} 属于另一次训练(设置、数据或底座不同);请换 --run,或删除它后重新开始", field="run"
        )
    return dict(torch.load(run.folder / CHECKPOINT, weights_only=True, map_location="cpu"))
