"""The gate's report as one HTML page: what failed, every comparison, and plots."""

from html import escape
from typing import Any

from matplotlib.figure import Figure

from training.html_report import FIELD_NAMES, PAGE, svg, table

KINDS = {"major_recall": "重大召回", "class_f1": "F1", "calibration": "校准误差", "latency_ms": "用时(毫秒)"}
WORST = 30


def page(report: dict[str, Any]) -> str:
    """The report of `training.gate.gate` as a page."""
    title = f"{report['challenger']} 能否替换 {report['champion']}:{'通过' if report['passed'] else '不通过'}"
    parts = [
        f"{p['name']} {p['cases']} 件" + (f"({p['from']} 至 {p['to']})" if p["from"] else "") for p in report["parts"]
    ]
    rules = report["rules"]
    lead = (
        f"{';'.join(parts)}。同一批案件由两个版本各答一次,差值为挑战版本减在用版本,括号内为配对自助法 95% 区间。"
        f"重大召回不得下降;{rules['class_cases']} 件以上的类,F1 降幅有把握超过 {rules['class_margin']} 即不通过;"
        f"校准误差增幅有把握超过 {rules['calibration_margin']} 即不通过;用时不超过 {rules['latency_budget']} 倍。"
    )
    body = ["<h2>未通过的原因</h2><ul>", *(f"<li>{escape(line)}</li>" for line in report["why"]), "</ul>"]
    if report["passed"]:
        body = ["<p>全部检查通过。</p>"]
    body += [_differences(report["checks"]), *(_reliability(name, c) for name, c in report["reliability"].items())]
    body += [
        table(
            ["范围", "检查", "字段", "代码", "件数", "在用", "挑战", "差", "结果"], [_row(c) for c in report["checks"]]
        )
    ]
    return PAGE.format(title=escape(title), lead=escape(lead), body="".join(body))


def _row(check: dict[str, Any]) -> list[Any]:
    value, low, high = check["difference"]
    return [
        check["part"],
        KINDS[check["kind"]],
        FIELD_NAMES.get(check["field"], check["field"]),
        check["code"],
        check["cases"],
        check["champion"],
        check["challenger"],
        f"{value} [{low}, {high}]",
        "通过" if check["passed"] else "不通过",
    ]


def _differences(checks: list[dict[str, Any]]) -> str:
    """The classes that changed most for the worse, with their intervals."""
    classes = [c for c in checks if c["kind"] == "class_f1" and None not in c["difference"]]
    worst = sorted(classes, key=lambda c: c["difference"][0])[:WORST][::-1]
    if not worst:
        return ""
    figure = Figure(figsize=(10, 1 + 0.25 * len(worst)))
    axes = figure.subplots()
    for y, check in enumerate(worst):
        value, low, high = check["difference"]
        colour = "#27a" if check["passed"] else "#c33"
        axes.plot([low, high], [y, y], color=colour)
        axes.plot(value, y, marker="o", color=colour)
    parts = list(dict.fromkeys(check["part"] for check in worst))
    # the plot's font has no Chinese: parts are numbered as in the text
    axes.set_yticks(range(len(worst)), [f"{parts.index(c['part']) + 1}: {c['field']} {c['code']}" for c in worst])
    axes.axvline(0, color="#999", linestyle="--")
    axes.set(xlabel="F1, challenger - champion")
    figure.tight_layout()
    names = ",".join(f"{i} {escape(part)}" for i, part in enumerate(parts, 1))
    return f"<h2>变化最大的类</h2><p>{names}</p>{svg(figure)}"


def _reliability(name: str, curves: dict[str, list[list[float]]]) -> str:
    figure = Figure(figsize=(5, 4))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999", linestyle="--")
    for who, points in curves.items():
        if points:
            confidence, right, _ = zip(*points, strict=True)
            axes.plot(confidence, right, marker="o", label=who)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    figure.tight_layout()
    return f"<h2>{escape(name)}:原因的置信度是否可信</h2>{svg(figure)}"
