"""What own label sets are worth, as tables on the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

from training.own.measure import OURS, CrossValidated, gain
from training.own.table import Column
from training.report import fields_table

WIDTH = 150


def evaluated(report: dict[str, Any], name: str) -> None:
    """Print every measure of `training.own.measure.evaluate`."""
    console = Console(width=WIDTH)
    console.print(
        f"版本 {report['model']},{name},{report['cases']} 条,失败 {report['failed']} 条;括号内为自助法 95% 区间"
    )
    console.print(fields_table(report["fields"]))
    for column, labels in report["labels"].items():
        table = Table(column, "条数", "F1")
        for label, row in labels.items():
            table.add_row(label, str(row["cases"]), f"{row['f1']:.3f}")
        console.print(table)
        if unknown := report["unknown"][column]:
            console.print(f"“{column}”列有版本不认识的标签(一律算错):{'、'.join(unknown)}")


def compared(column: Column, found: CrossValidated) -> None:
    """Print a cross-validation by `training.own.measure.cross_validate`: one row a method, and the gain."""
    console = Console(width=WIDTH)
    folds = len(found.methods[0].by_fold)
    console.print(
        f"“{column.name}”列 {len(column.rows)} 行、{len(column.codes)} 种标签,{folds} 折交叉检验"
        "(同一划分,近似重复的正文在同一折)"
    )
    table = Table("方法", "准确率", "macro-F1", "各折准确率")
    for row in found.methods:
        each = " ".join(f"{accuracy:.3f}" for accuracy in row.by_fold)
        table.add_row(row.method, f"{row.accuracy:.4f}", f"{row.macro_f1:.4f}", each)
    console.print(table)
    best, difference = gain(found.methods)
    console.print(f"准确率比最好的基线({best})高 {difference}(自助法 95% 区间)")
    console.print(fields_table({OURS: found.measures}))
