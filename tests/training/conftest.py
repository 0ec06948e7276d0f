"""A small world for the correction loop: few reasons, a tiny encoder, a champion that has never seen one of them."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from training import dataset, fit, release
from training.evaluate import default_data
from training.records import Record, read_all, write
from triage.versions import Head

REASONS = ("CLM_SPEED", "SAL_MISLEAD", "POS_SURR", "PRM_DEBIT")
# a reason that the taxonomy has and the champion's data and heads do not
NEW = "INF_LEAK"
SIZES = {"train": 40, "validation": 8, "test": 12}


@pytest.fixture(scope="session")
def everything() -> list[Record]:
    return read_all(default_data())


def some(records: list[Record], reason: str, split: str, n: int, start: int = 0) -> list[Record]:
    mine = [r for r in records if r.cat2 == reason and r.split == split]
    random.Random(1).shuffle(mine)
    assert len(mine) >= start + n, (reason, split, len(mine))
    return mine[start : start + n]


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory, everything: list[Record]) -> Path:
    """Base data without NEW."""
    folder = tmp_path_factory.mktemp("small")
    write(folder / "few.jsonl", [r for c in REASONS for s, n in SIZES.items() for r in some(everything, c, s, n)])
    return folder


@pytest.fixture(scope="session")
def champion(tmp_path_factory: pytest.TempPathFactory, small_data: Path, tiny_folder: Path) -> Path:
    """The version in use, in a models folder of its own."""
    models = tmp_path_factory.mktemp("champions")
    settings = fit.Settings(epochs=1, batch=8, window=64, layers=1)
    patch = pytest.MonkeyPatch()
    patch.setattr(dataset, "heads_of", without(dataset.heads_of))
    try:
        run = tmp_path_factory.mktemp("run")
        folder = release.train(
            small_data, models, "champion", str(tiny_folder), settings, run, lambda _: None, lambda *_: None
        )
    finally:
        patch.undo()
    (models / "current").write_text("champion\n")
    return folder


def without(heads_of: Callable[..., tuple[Head, ...]]) -> Callable[..., tuple[Head, ...]]:
    def fewer(*given: object) -> tuple[Head, ...]:
        return tuple(
            h.model_copy(update={"codes": tuple(c for c in h.codes if c != NEW)}) if "reason" in h.name else h
            for h in heads_of(*given)
        )

    return fewer
