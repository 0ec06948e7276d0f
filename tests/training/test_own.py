"""Own label sets in training: what is refused, how rows are split, and a version that says what was fitted."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from tests.conftest import LABELS
from tests.training.test_cli import run
from training import cli, export
from training.own import measure, recipe, release
from training.own.split import folds, near_duplicates
from training.own.table import Column, columns, read
from triage import tables, versions
from triage.encoder import Encoder
from triage.errors import BadInput
from triage.own import OwnTriage

Rows = list[dict[str, object]]
GOOD: Rows = [
    {"text": f"第{i}件:{'理赔款没有到账' * (1 + i % 3)}", "label": "甲" if i % 2 else "乙"} for i in range(30)
]


def changed(number: int, **values: object) -> Rows:
    """GOOD with other values in row `number` (from 1)."""
    return [{**row, **values} if i == number else row for i, row in enumerate(GOOD, 1)]


def write(path: Path, rows: Rows) -> Path:
    tables.write(path, rows, list(rows[0]))
    return path


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (changed(5, text=""), "第 5 行的“text”列为空"),
        (changed(5, text="字" * 20_001), "第 5 行:来件过长"),
        (changed(7, label="丙"), "标签 “丙”.第 7 行.只有一条样本"),
        ([{**row, "label": "甲"} for row in GOOD], "只有一种标签“甲”"),
        (GOOD[:10], "有标签的只有 10 行,至少需要 20 行"),
        ([{**row, "label": str(i // 2)} for i, row in enumerate(GOOD * 14)], "210 种不同的值,最多 200 种"),
        ([{"text": row["text"], "kind": row["label"]} for row in GOOD], "没有“label”列.可用 --label-column 指定"),
        ([{"内容": row["text"], "label": row["label"]} for row in GOOD], "没有“text”列.可用 --text-column 指定"),
    ],
)
def test_what_cannot_be_learned_is_refused(tmp_path: Path, rows: Rows, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        columns(read(write(tmp_path / "in.csv", rows), "text", ["label"]))


@pytest.mark.parametrize("names", [["label", "label"], ["text"], ["error"], ["label", "label_decision"]])
def test_label_columns_that_would_collide_are_refused(tmp_path: Path, names: Sequence[str]) -> None:
    rows: Rows = [{**row, "error": "甲", "label_decision": "甲"} for row in GOOD]
    with pytest.raises(BadInput, match=r"重复|既是正文又是标签"):
        read(write(tmp_path / "in.csv", rows), "text", names)


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "理赔", "label": "甲"}\n{oops\n', encoding="utf-8")
    with pytest.raises(BadInput, match="第 2 行无法读取:不是合法的 JSON"):
        read(path, "text", ["label"])


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_every_kind_of_table_reads_the_same(tmp_path: Path, ending: str) -> None:
    table = read(write(tmp_path / f"in{ending}", changed(3, label=None)), "text", ["label"])
    (column,) = columns(table)
    assert column.codes == ("乙", "甲")
    assert column.index[:4].tolist() == [0, 1, -1, 1]
    assert len(column.rows) == 29


def test_numbers_are_labels_too(tmp_path: Path) -> None:
    rows: Rows = [{**row, "label": i % 2} for i, row in enumerate(GOOD)]
    (column,) = columns(read(write(tmp_path / "in.xlsx", rows), "text", ["label"]))
    assert column.codes == ("0", "1")


def test_near_duplicates_share_a_group() -> None:
    text = "我在你们公司买了十年的重疾险,上个月确诊以后递交了全部理赔材料,到今天一个电话都没有,请尽快给我答复。"
    other = "业务员当时承诺每年收益百分之六,现在拿到手的只有百分之二点五,我要求全额退还保费并且书面道歉。"
    groups = near_duplicates([text, other, text.replace("十年", "八年"), other + "谢谢"])
    assert groups[0] == groups[2] != groups[1]
    assert groups[1] == groups[3]


def test_folds_keep_groups_whole_and_labels_spread() -> None:
    rng = np.random.default_rng(3)
    index = rng.choice([-1, 0, 0, 0, 1, 2], 200)
    groups = rng.integers(0, 120, 200)
    fold = folds(index, groups, 5, 1)
    assert ((fold == -1) == (index == -1)).all()
    for group in np.unique(groups):
        assert len(set(fold[(groups == group) & (index >= 0)].tolist())) <= 1
    for label in range(3):
        share = np.bincount(fold[index == label], minlength=5)
        assert share.max() - share.min() <= 6


def test_the_graph_says_what_was_fitted(own_folder: Path, own_table: Path, tiny_folder: Path) -> None:
    run_folder = own_folder.parent / "run"
    saved = sorted(run_folder.iterdir())
    rows = release.prepared(own_table, "内容", LABELS, str(tiny_folder), run_folder, print, lambda *_: None)
    assert sorted(run_folder.iterdir()) == saved  # nothing is embedded twice
    fitted = recipe.fit(rows.texts, rows.embeddings, rows.columns, 1)
    logits, margins = fitted.scores(rows.texts[:8], rows.embeddings[:8])
    encoder = Encoder(versions.verify(own_folder), threads=1)
    for i, encoded in enumerate(encoder.encode_many(rows.texts[:8])):
        np.testing.assert_allclose(encoded.embedding, rows.embeddings[i], atol=1e-4)
        np.testing.assert_allclose(np.concatenate(list(encoded.logits.values())), logits[i], atol=0.1)
        np.testing.assert_allclose(np.concatenate(list(encoded.margins.values())), margins[i], atol=0.1)


def test_a_version_folder_is_whole(own_folder: Path) -> None:
    names = {p.name for p in own_folder.iterdir()}
    assert names == {
        "model.onnx", "tokenizer.json", "version.json", "metrics.json", "MODEL_CARD.md", "SHA256SUMS", "ngrams.json",
    }  # fmt: skip
    info = versions.verify(own_folder).info
    assert (info.kind, info.version) == ("own", "mine.1")
    assert [head.name for head in info.heads] == list(LABELS)
    metrics = json.loads((own_folder / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["parity"]["fp32_difference"] < export.MAX_FP32_DIFFERENCE
    assert metrics["validation"]["类别"]["rows"] == 90
    assert metrics["validation"]["重大"]["rows"] == 45


def test_what_was_learned_is_known(own: OwnTriage, own_table: Path) -> None:
    report = measure.evaluate(own, read(own_table, "内容", LABELS))
    assert report["failed"] == 0
    assert report["fields"]["类别"]["top1"].value > 0.9
    assert set(report["labels"]["类别"]) == {"理赔", "销售", "保全"}
    assert report["unknown"] == {"类别": [], "重大": []}


def test_a_version_without_the_column_says_so(own: OwnTriage, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有标签列 label"):
        measure.evaluate(own, read(write(tmp_path / "in.csv", GOOD), "text", ["label"]))


def test_cross_validation_judges_every_row_once() -> None:
    rng = np.random.default_rng(5)
    index = np.arange(60) % 3
    texts = [f"{'甲乙丙'[label] * 4}{''.join(rng.choice(list('天地玄黄宇宙洪荒'), 6))}" for label in index]
    column = Column("label", ("甲", "乙", "丙"), index)
    embeddings = rng.normal(size=(60, 8)).astype(np.float32)
    found = measure.cross_validate(texts, embeddings, column, np.arange(60), 3, 1, lambda *_: None)
    assert [c.method for c in found.methods] == [*measure.BASELINES, measure.OURS]
    for compared in found.methods:
        assert len(compared.right) == 60
        assert len(compared.by_fold) == 3
    assert found.methods[-1].accuracy > 0.9
    assert found.measures["top1"].value == found.methods[-1].accuracy
    assert measure.gain(found.methods)[0] in measure.BASELINES


def test_too_many_folds_are_refused() -> None:
    index = np.array([0, 0, 1, 1])
    column = Column("label", ("甲", "乙"), index)
    with pytest.raises(BadInput, match="减少折数"):
        measure.cross_validate(
            ["甲甲", "甲丁", "乙乙", "乙丁"], np.eye(4, dtype=np.float32), column, np.zeros(4), 2, 1, print
        )


def test_from_table_to_evaluated_version_by_command(tmp_path: Path, own_table: Path, tiny_folder: Path) -> None:
    folder = tmp_path / "mine"
    table = ["--data", own_table, "--text-column", "内容", "--label-column", "类别", "--label-column", "重大"]
    done = run("train", *table, "--output", folder, "--base", tiny_folder, "--run", tmp_path, "--cross-validate", "2")
    assert done.returncode == 0, done.stderr
    assert "字 1-2 元 + SVM" in done.stdout
    assert "已生成版本 mine" in done.stdout
    done = run("evaluate", "--model", folder, *table, "-o", tmp_path / "report.json")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert set(report["fields"]) == set(LABELS)


def test_bad_calls_are_one_chinese_line(tmp_path: Path, own_table: Path, own_folder: Path) -> None:
    app = typer.Typer()
    cli.register(app)
    columns_ = ["--text-column", "内容", "--label-column", "类别"]
    for args, message in (
        (["train"], "--name"),
        (["train", "--name", "v", "--cross-validate", "5"], "只用于自有标签"),
        (["train", "--data", own_table, "--label-column", "类别"], "--output"),
        (["train", "--data", own_table, *columns_, "--output", own_folder], "不是空文件夹"),
        (["train", "--data", own_table, *columns_, "--output", tmp_path / "模型"], "只能用字母"),
        (["train", "--data", own_table, *columns_, "--output", tmp_path / "m", "--epochs", "3"], "--epochs"),
        (["train", "--data", tmp_path, *columns_, "--output", tmp_path / "m"], "表格文件"),
        (["train", "--data", own_table, "--text-column", "内容", "--output", tmp_path / "m"], "--label-column"),
        (["train", "--data", own_table, "--label-column", "类别", "--output", tmp_path / "m"], "没有“text”列"),
        (["evaluate", "--model", own_folder, "--data", own_table], "没有“text”列"),
        (["evaluate", "--model", own_folder], "自有标签"),
    ):
        done = CliRunner().invoke(app, [str(arg) for arg in args])  # a process each would take a minute
        assert done.exit_code == 2, args
        assert message in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1
