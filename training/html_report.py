"""The evaluation report as one HTML page that needs nothing from elsewhere: tables, reliability, coverage."""

import io
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:15px/1.6 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;margin:1rem 0}}td,th{{border:1px solid #bbb;padding:.2rem .6rem;text-align:right}}
td:first-child,th:first-child{{text-align:left}}svg{{max-width:100%;height:auto}}</style>
<h1>{title}</h1><p>{lead}</p>{body}</html>
"""
MEASURES = {
    "macro_f1": "macro-F1",
    "top1": "top-1",
    "top3": "top-3",
    "calibration_error": "校准误差",
    "auto_coverage": "auto 覆盖",
    "auto_precision": "auto 精确率",
}
FIELD_NAMES = {
    "intake_type": "来件性质", "category": "类别", "reason": "原因", "product": "险种", "channel": "渠道",
    "source": "来源", "stage": "阶段", "department": "主办部门",
}  # fmt: skip


def page(report: dict[str, Any], split: str) -> str:
    """The report of `training.evaluate.evaluate` as a page."""
    fields = report["fields"]
    signals = {
        "重大(整体)": report["severity"],
        "重大(仅规则)": report["severity"]["rules_alone"],
        **report["flags"],
        **{f"威胁 {code}": row for code, row in report["threats"].items()},
    }
    body = [
        table(
            ["字段", *MEASURES.values()], [[FIELD_NAMES[f], *(row[m] for m in MEASURES)] for f, row in fields.items()]
        ),
        "<h2>旗标与威胁</h2>",
        table(
            ["", "正例", "召回", "精确率", "F1"],
            [[n, r["positives"], r["recall"], r["precision"], r["f1"]] for n, r in signals.items()],
        ),
        "<p>漏判重大:" + escape("、".join(report["severity"]["missed"]) or "无") + "</p>",
        "<h2>原因:置信度是否可信,自动判定能覆盖多少</h2>",
        _figures(fields["reason"]),
        "<h2>各原因</h2>",
        table(["原因", "样本", "F1"], [[c, r["cases"], r["f1"]] for c, r in sorted(report["per_reason"].items())]),
    ]
    lead = f"划分 {split},{report['cases']} 条,失败 {report['failed']} 条;括号内为自助法 95% 区间。"
    return PAGE.format(title=escape(f"版本 {report['model']} 评测报告"), lead=escape(lead), body="".join(body))


def table(head: list[str], rows: list[list[Any]]) -> str:
    """An HTML table of plain values."""
    cells = "".join("<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>" for row in rows)
    return "<table><tr>" + "".join(f"<th>{escape(h)}</th>" for h in head) + f"</tr>{cells}</table>"


def _figures(reason: dict[str, Any]) -> str:
    """Two plots: share right by confidence, and precision by coverage."""
    figure = Figure(figsize=(10, 4))
    reliability, coverage = figure.subplots(1, 2)
    confidence, right, _ = zip(*reason["reliability"], strict=True)
    reliability.plot([0, 1], [0, 1], color="#999", linestyle="--")
    reliability.plot(confidence, right, marker="o")
    reliability.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    share, precision = zip(*reason["coverage"], strict=True)
    coverage.plot(share, precision, marker="o")
    coverage.axhline(0.95, color="#999", linestyle="--")
    coverage.set(xlabel="coverage (surest first)", ylabel="precision", xlim=(0, 1), ylim=(min(0.5, *precision), 1.01))
    figure.tight_layout()
    return svg(figure)


def svg(figure: Figure) -> str:
    """A figure to put into a page; the same figure gives the same text."""
    mpl.rcParams["svg.hashsalt"] = "report"
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]
