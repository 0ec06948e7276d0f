"""`triage train` and `triage evaluate` on a table of the user's own; training.cli hands over to here."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from training.disk import told
from training.evaluate import plain
from training.own import measure, release, report
from training.own.table import read
from triage import versions
from triage.errors import BadInput
from triage.files import write_atomic
from triage.own import OwnTriage

TEXT = "text"


def train(
    data: Path | None,
    text_column: str | None,
    label_columns: Sequence[str],
    output: Path | None,
    base: str,
    seed: int,
    run: Path,
    folds: int | None,
) -> None:
    """Train a version on a table, cross-validate the recipe on it, or both; raises BadInput."""
    source = _file(data, label_columns)
    if output is None and folds is None:
        raise BadInput("请用 --output 指定新版本的文件夹(只做交叉检验则用 --cross-validate)", field="output")
    if output is not None:
        release.check_output(output)
    console = Console(stderr=True)
    with told(run), _bar(console) as progress:
        rows = release.prepared(source, text_column or TEXT, label_columns, base, run, console.print, progress)
    for column in rows.columns if folds else ():
        with _bar(console) as progress:
            found = measure.cross_validate(rows.texts, rows.embeddings, column, rows.groups, folds or 0, seed, progress)
        report.compared(column, found)
    if output is None:
        return
    folder = release.train(rows, output, seed, console.print)
    measured = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["validation"]
    for name, row in measured.items():
        typer.echo(
            f"“{name}”列:未见样本上的准确率 {row['accuracy']:.3f}(macro-F1 {row['macro_f1']:.3f}),"
            f"可自动采用 {row['auto_coverage']:.0%},其精确率 {row['auto_precision']:.3f}"
        )
    typer.echo(f"已生成版本 {folder.name}")


def evaluate(
    model: str | None, data: Path | None, text_column: str | None, label_columns: Sequence[str], output: Path | None
) -> None:
    """Measure a version on a table; without label columns, on all that the version has. Raises BadInput."""
    known = versions.verify(versions.resolve(model)).info.heads
    label_columns = label_columns or [head.name for head in known]
    source = _file(data, label_columns)
    triage = OwnTriage.load(model)
    found = measure.evaluate(triage, read(source, text_column or TEXT, label_columns))
    report.evaluated(found, source.name)
    if output:
        write_atomic(output, json.dumps(plain(found), ensure_ascii=False, indent=1).encode())


def _file(data: Path | None, label_columns: Sequence[str]) -> Path:
    if data is None or data.is_dir():
        raise BadInput("自有标签须用 --data 指定一个表格文件(csv、xlsx、jsonl 或 parquet)", field="data")
    if not label_columns:
        raise BadInput("请用 --label-column 指定标签所在列(可重复)", field="label-column")
    return data


@contextmanager
def _bar(console: Console) -> Iterator[release.Progress]:
    columns = (TextColumn("{task.completed}/{task.total}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
