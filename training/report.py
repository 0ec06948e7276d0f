"""The evaluation report as tables on the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table


def tables(report: dict[str, Any], split: str) -> None:
    """Print every measure of `training.evaluate.evaluate` with its 95% interval."""
    console = Console(width=150)
    console.print(
        f"版本 {report['model']},划分 {split},{report['cases']} 条,失败 {report['failed']} 条;括号内为自助法 95% 区间"
    )
    console.print(fields_table(report["fields"]))
    console.print(f"原因(含可接受的另一答案)top-1:{report['fields']['reason']['top1_or_alternative']}")
    signals = Table("旗标 / 威胁", "正例", "召回", "精确率", "F1")
    rows = {
        "重大(整体)": report["severity"],
        "重大(仅规则)": report["severity"]["rules_alone"],
        **report["flags"],
        **{f"威胁 {code}": row for code, row in report["threats"].items()},
    }
    for name, row in rows.items():
        signals.add_row(name, str(row["positives"]), *(str(row[k]) for k in ("recall", "precision", "f1")))
    console.print(signals)
    heads, words, personal = report["head_count_exact"], report["keywords"], report["personal_data"]
    console.print(f"漏判重大:{'、'.join(report['severity']['missed']) or '无'}")
    console.print(f"威胁 micro-F1:{report['threats_micro_f1']}")
    console.print(f"人数完全一致:全部 {heads['all']};多人件({heads['cases_more_than_one']} 条){heads['more_than_one']}")
    console.print(
        f"关键词:参考短语命中 {words['recall']},含部分重合 {words['recall_with_overlap']},"
        f"平均 {words['per_case']:.1f} 条,含个人信息 {words['cases_with_personal_data']} 处"
    )
    console.print(
        f"个人信息:召回 {personal['recall']}({personal['spans']} 处),"
        f"误掩公共号码 {personal['public_numbers_masked']} 处,其余文字被掩 {personal['other_text_masked']:.2%};"
        + ",".join(f"{kind} {share}" for kind, share in personal["by_type"].items())
    )
    worst = sorted(report["per_reason"].items(), key=lambda item: item[1]["f1"])[:12]
    console.print("最弱的原因:" + ",".join(f"{code} {row['f1']:.2f}({row['cases']})" for code, row in worst))


def fields_table(fields: dict[str, dict[str, Any]]) -> Table:
    """One row a label field, with what `training.evaluate.label_measures` found."""
    table = Table("字段", "macro-F1", "top-1", "top-3", "校准误差", "auto 覆盖", "auto 精确率", "弃答")
    for name, row in fields.items():
        keys = ("macro_f1", "top1", "top3", "calibration_error", "auto_coverage", "auto_precision")
        table.add_row(name, *(str(row[k]) for k in keys), f"{row['abstained']:.3f}")
    return table
