"""What the training commands share on a terminal: missing packages, progress, cost."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.disk import told
from triage.cli import BAD_INPUT, chinese_errors

if TYPE_CHECKING:
    from rich.console import Console

    from training.fit import Progress

DataOption = Annotated[Path | None, typer.Option("--data", help="标注数据文件夹;缺省为 labelled_data/")]


@contextmanager
def needs_training() -> Iterator[None]:
    """The training packages are an extra: say so instead of a traceback. So with a full disk."""
    try:
        with chinese_errors(), told(Path.cwd()):
            yield
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in {"triage", "training"}:
            raise
        typer.echo(f"错误:缺少训练依赖 {error.name};请先安装 pip install -e '.[train]'", err=True)
        raise typer.Exit(BAD_INPUT) from error


@contextmanager
def training_bar(console: "Console", epochs: int) -> Iterator["Progress"]:
    """A bar over all epochs of a training."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("训练", total=None)

        def progress(epoch: int, step: int, steps: int, loss: float) -> None:
            bar.update(
                task,
                description=f"第 {epoch + 1}/{epochs} 轮 损失 {loss:.3f}",
                completed=epoch * steps + step,
                total=epochs * steps,
            )

        yield progress


def cost(began: float) -> str:
    """Time since `began` (time.monotonic) and the peak of memory, in words."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return f"用时 {(time.monotonic() - began) / 60:.1f} 分钟,内存峰值 {memory:.1f} GB"
