"""reference.json: what a version learned from, as counts."""

import json
import shutil
from pathlib import Path

import pytest

from training import reference
from training.dataset import data_hash
from training.evaluate import default_data
from training.records import Record, read_all
from triage import drift, versions
from triage.errors import BadInput

EACH = 12


@pytest.fixture(scope="module")
def records() -> list[Record]:
    found = read_all(default_data())
    return [r for split in ("train", "validation") for r in [r for r in found if r.split == split][:EACH]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "few.jsonl").write_text("".join(r.model_dump_json() + "\n" for r in records), encoding="utf-8")
    return folder


@pytest.fixture
def version(tmp_path: Path, data: Path) -> Path:
    """The shipped version, as if it had learned from `data`, before there were references."""
    folder = versions.resolve()
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy, copy_function=lambda a, b: Path(b).symlink_to(a))
    for name in (versions.SUMS, versions.INFO):
        (copy / name).unlink()
    (copy / drift.REFERENCE).unlink(missing_ok=True)
    info = versions.verify(folder).info.model_copy(update={"data_sha256": data_hash(data)})
    (copy / versions.INFO).write_text(info.model_dump_json(), encoding="utf-8")
    versions.seal(copy)
    return copy


def test_a_reference_is_added_once_and_holds_no_text(version: Path, data: Path, records: list[Record]) -> None:
    reference.add(version, data, records)
    assert drift.REFERENCE in versions.listed(version)
    versions.verify(version)
    found = drift.load(version)
    assert found is not None
    assert (found.texts, found.answers, found.data_sha256) == (EACH, EACH, data_hash(data))
    assert set(found.numbers) == {"length", "unknown", *(f"confidence.{name}" for name in drift.FIELDS)}
    assert set(found.codes) == {f"{kind}.{name}" for kind in ("label", "decision") for name in drift.FIELDS}
    assert all(sum(histogram.counts) == EACH for histogram in found.numbers.values())
    assert all(sum(counts.values()) == EACH for counts in found.codes.values())
    words = json.loads((version / drift.REFERENCE).read_bytes())
    assert not any("\u4e00" <= char <= "\u9fff" for char in json.dumps(words, ensure_ascii=False))
    with pytest.raises(BadInput, match="已有"):
        reference.add(version, data, records)


def test_only_the_data_that_the_version_learned_from(version: Path, records: list[Record]) -> None:
    with pytest.raises(BadInput, match="不是版本"):
        reference.add(version, default_data(), records)
    assert not (version / drift.REFERENCE).exists()


def test_a_version_of_own_labels_has_none(own_folder: Path, data: Path, records: list[Record]) -> None:
    with pytest.raises(BadInput, match="自有标签"):
        reference.add(own_folder, data, records)
