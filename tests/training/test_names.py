"""`triage names fit`: what it writes is what masking uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from training import names
from training.records import Record
from triage.errors import BadInput
from triage.privacy import learned


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(learned, "WEIGHTS", tmp_path / "names.npz")
    learned.model.cache_clear()
    yield tmp_path / "names.npz"
    learned.model.cache_clear()


def some(records: list[Record], split: str, n: int) -> list[Record]:
    return [r for r in records if r.split == split and any(p.type == "NAME" for p in r.pii_spans)][:n]


def test_fit_writes_the_model_in_use_and_keeps_to_the_bound(everything: list[Record], weights: Path) -> None:
    fitted = names.fit([*some(everything, "train", 200), *some(everything, "validation", 40)])
    model = learned.NameModel.load(weights)
    assert model.threshold == pytest.approx(fitted.threshold)
    assert model.weights.shape == (len(model.rows), len(model.bias))
    assert fitted.together["recall"].value >= fitted.rules["recall"].value
    assert fitted.together["public_numbers_masked"] == 0


def test_without_a_split_nothing_is_written(everything: list[Record], weights: Path) -> None:
    with pytest.raises(BadInput):
        names.fit(some(everything, "train", 3))
    assert not weights.exists()


def test_what_breaks_in_between_leaves_the_old_weights(
    everything: list[Record], weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    weights.write_bytes(b"old")
    monkeypatch.setattr(names, "personal_data", broken)
    with pytest.raises(KeyboardInterrupt):
        names.fit([*some(everything, "train", 200), *some(everything, "validation", 5)])
    assert weights.read_bytes() == b"old"
    assert weights == learned.WEIGHTS


def test_a_model_that_masks_too_much_stays_silent(
    everything: list[Record], weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "OTHER_TEXT", -1.0)
    fitted = names.fit([*some(everything, "train", 200), *some(everything, "validation", 5)])
    assert fitted.together == fitted.rules
    assert learned.NameModel.load(weights).threshold == names.NEVER
