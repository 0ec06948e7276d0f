"""Invented examples shown in the OpenAPI document. Tests read them through the models."""

from typing import Any

from fastapi.openapi.models import Example

TEXT = "住院的钱报了三个多月了还没到账,打电话就说在审核,再不给我就找银保监!"
_CASE = {"text": TEXT, "id": "A-2026-000123", "received_at": "2026-11-23T09:12:00+08:00", "source": "PHONE"}
_OTHER = {"text": "我们小区二十三户买的团单都没赔,大家已经一起到监管局门口了。"}

CASES = {
    "full": Example(summary="带已知信息的来件", value=_CASE),
    "text": Example(summary="只有正文的来件", value=_OTHER),
}
BATCHES = {"two": Example(summary="两件来件,后一件缺正文", value={"items": [_CASE, {"id": "A-2026-000124"}]})}


def _label(code: str, name: str, confidence: float, decision: str = "auto", **more: Any) -> dict[str, Any]:
    candidates = [{"code": code, "name": name, "confidence": confidence}]
    head = {"code": code, "name": name, "confidence": confidence, "decision": decision, "because": None}
    return {**head, "candidates": candidates, **more}


SUGGESTION: dict[str, Any] = {
    "case_id": "A-2026-000123",
    "model": "2026.11.6",
    "taxonomy": "2026.1",
    "received_at": "2026-11-23T09:12:00+08:00",
    "intake_type": _label("complaint", "投诉", 0.97, secondary=[]),
    "category": _label("CLM", "理赔", 0.98),
    "reason": _label(
        "CLM_SPEED",
        "理赔时效",
        0.96,
        secondary=[],
        controllable="Y",
        regulator_bucket="理赔纠纷",
        explanation=[],
    ),
    "severity": {
        "level": "general",
        "name": "一般",
        "tier": None,
        "n_complainants": 1,
        "flags": [],
        "threats": [
            {
                "code": "regulator",
                "name": "监管单位",
                "confidence": 0.99,
                "by": "rule+model",
                "decision": "auto",
                "evidence": [{"start": 25, "end": 34, "text": "再不给我就找银保监", "why": "尚未发生"}],
            }
        ],
        "signals": [],
        "ruled_out": [],
    },
    "department": _label("D_CLAIM", "理赔部", 0.95, basis="S2 理赔类", co=[]),
    "product": _label("MED", "医疗险", 0.88, "suggest"),
    "channel": _label("UNK", "未说明", 0.9),
    "source": _label("PHONE", "电话(热线/机构电话)", 1.0),
    "stage": _label("POST", "售后", 0.94),
    "deadlines": [{"action": "first_contact", "due": "2026-11-23T10:12:00+08:00", "basis": "1 小时内联系"}],
    "keywords": [{"text": "三个多月", "kind": "time", "weight": 0.81, "spans": [[6, 10]]}],
    "masked_text": TEXT,
    "pii": [],
    "notes": [],
    "stored": True,
}
CORRECTIONS = {
    "several": Example(
        summary="改正两个字段",
        value={"handler": "1023", "labels": {"reason": "CLM_DOCS", "n_complainants": 2}, "why": "客户一直在补材料"},
    ),
    "closed": Example(summary="照现有标签办结", value={"handler": "1023", "closed": True}),
}
BATCH_RESULT: dict[str, Any] = {
    "results": [
        {"index": 0, "suggestion": SUGGESTION},
        {
            "index": 1,
            "error": {
                "type": "urn:complaint-triage:invalid-input",
                "title": "请求内容有误",
                "status": 422,
                "detail": "body.items[1].text:缺少必填字段",
                "instance": "urn:uuid:6f1c2f0e-4f0b-4a51-9f6c-0a3f0e9b7d11",
                "errors": [{"field": "body.items[1].text", "message": "缺少必填字段"}],
            },
        },
    ]
}
