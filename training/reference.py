"""The training side of the drift report: `reference.json` in a version folder."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from training import dataset
from training.records import Record
from triage import drift, versions
from triage.answering import all_cores
from triage.drift import REFERENCE, Reference
from triage.engine import Triage
from triage.errors import BadInput
from triage.files import write_atomic
from triage.schema import Case, Suggestion
from triage.taxonomy import shipped


def add(folder: Path, data: Path, records: Sequence[Record]) -> None:
    """Write the reference of an existing complaint version into its folder.

    Raises BadInput when the version has one, or learned from other data; VersionError when it is not whole.
    """
    installed = versions.verify(folder)
    if installed.info.kind != "complaint":
        raise BadInput(f"版本 {installed.info.version} 用的是自有标签,没有基准", field="model")
    if REFERENCE in versions.listed(folder):
        raise BadInput(f"版本 {installed.info.version} 已有 {REFERENCE}", field="model")
    if dataset.data_hash(data) != installed.info.data_sha256:
        raise BadInput(f"{data} 不是版本 {installed.info.version} 的训练数据(校验和不符)", field="data")
    write(folder, records)


def write(folder: Path, records: Sequence[Record]) -> None:
    """Count for a sealed version that learned from `records`, and seal it again; raises VersionError."""
    triage = Triage(versions.verify(folder), shipped(), all_cores(None))
    # a kill between the two leaves a file that no list names, which harms nobody and is written again
    write_atomic(folder / REFERENCE, _build(triage, folder, records).model_dump_json().encode())
    versions.seal(folder)


def _build(triage: Triage, folder: Path, records: Sequence[Record]) -> Reference:
    """Count the training texts, and what the version says of the validation texts."""
    learned = [r for r in records if r.split == "train"]
    measure = drift.TextMeasures(folder)
    numbers: dict[str, list[float]] = defaultdict(list)
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    for record in learned:
        for name, value in measure(dataset.prepare(record.text)).items():
            numbers[name].append(value)
    held_out = [Case(text=r.text) for r in records if r.split == "validation"]
    answers = [answer for answer in triage.suggest_many(held_out) if isinstance(answer, Suggestion)]
    for answer in answers:
        sure, said = drift.answer_measures(answer.model_dump(mode="json"))
        for name, value in sure.items():
            numbers[name].append(value)
        for name, code in said.items():
            codes[name][code] += 1
    return Reference(
        data_sha256=triage.info.data_sha256,
        texts=len(learned),
        answers=len(answers),
        numbers={name: drift.histogram(values) for name, values in numbers.items()},
        codes={name: dict(counts) for name, counts in codes.items()},
    )
