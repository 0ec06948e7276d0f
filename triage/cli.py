"""The `triage` command. Every package registers its own commands through the entry points `triage.commands`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from triage.errors import TriageError

BAD_INPUT = 2

ModelOption = Annotated[str | None, typer.Option("--model", help="版本名或版本文件夹;缺省为 models/current 指向的版本")]


def main() -> None:
    """Entry point: join the commands of all installed packages and run."""
    app = typer.Typer(help="保险投诉分诊", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for point in sorted(entry_points(group="triage.commands"), key=lambda p: p.name):
        point.load()(app)
    app()


def register(app: typer.Typer) -> None:
    """Add this package's commands."""
    app.command("suggest")(suggest)
    app.command("tag")(tag)
    models = models_group(app)
    models.command("list")(list_models)
    models.command("verify")(verify_model)


def models_group(app: typer.Typer) -> typer.Typer:
    """The commands `triage models …`, to which several packages add; made by whichever comes first."""
    for known in app.registered_groups:
        if known.name == "models" and known.typer_instance:
            return known.typer_instance
    models = typer.Typer(help="查看与切换模型版本", no_args_is_help=True)
    app.add_typer(models, name="models")
    return models


@contextmanager
def chinese_errors() -> Iterator[None]:
    """Turn the errors we raise on purpose into one Chinese line on stderr and exit code 2."""
    try:
        yield
    except TriageError as error:
        field = getattr(error, "field", None)
        place = f"({field})" if field and field != "file" else ""
        typer.echo(f"错误{place}:{error}", err=True)
        raise typer.Exit(BAD_INPUT) from error


def suggest(
    text: Annotated[str, typer.Argument(help="来件全文;写 - 则从标准输入读取")],
    model: ModelOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="给出判断原因所依据的语句")] = False,
) -> None:
    """对一条来件给出分诊建议(JSON)。"""
    from triage.engine import load
    from triage.schema import Case

    with chinese_errors():
        if text == "-":
            text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        suggestion = load(model, threads=1).suggest(Case.model_construct(text=text), explain=explain)
        typer.echo(suggestion.model_dump_json(indent=1))


def tag(
    source: Annotated[Path, typer.Argument(metavar="IN", help="输入表:csv、xlsx、jsonl 或 parquet")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="输出表,类型由扩展名决定")],
    model: ModelOption = None,
    text_column: Annotated[str, typer.Option("--text-column", help="来件全文所在列")] = "text",
) -> None:
    """对整张表逐行分诊,输出顺序与输入一致;有坏行时退出码为 2,其余行照常输出。"""
    from rich.console import Console
    from rich.progress import Progress

    from triage.engine import load
    from triage.tagging import tag as tag_table

    console = Console(stderr=True)
    with chinese_errors(), Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("分诊", total=None)
        faults = tag_table(
            load(model),
            source,
            output,
            text_column,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    for fault in faults:
        typer.echo(f"错误:{fault}", err=True)
    if faults:
        raise typer.Exit(BAD_INPUT)


def list_models() -> None:
    """列出已有版本及其把关结论,* 为当前版本。"""
    from triage import versions

    verdicts = {True: "\t把关通过", False: "\t把关未通过"}

    names = versions.installed()
    try:
        using = versions.current()
    except TriageError:
        using = ""
    for name in names:
        gate = versions.gate(name)
        typer.echo(f"{'*' if name == using else ' '} {name}{verdicts[gate.passed] if gate else ''}")
    if not names:
        typer.echo("还没有任何版本;请先运行 triage train", err=True)


def verify_model(name: Annotated[str | None, typer.Argument(help="版本名;缺省为当前版本")] = None) -> None:
    """核对版本文件的校验和。"""
    from triage import versions

    with chinese_errors():
        installed = versions.verify(versions.resolve(name))
        typer.echo(f"版本 {installed.info.version} 完好")
