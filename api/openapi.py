"""The OpenAPI document: Chinese throughout, with every error answer declared."""

from typing import Any

from fastapi import FastAPI

from api.errors import MEDIA_TYPE, TYPE_PREFIX, Kind
from api.glossary import FIELDS, SCHEMAS

API_VERSION = "1.0.0"

SUMMARY = "一件来件进,一条分诊建议出"
DESCRIPTION = """\
保险公司内部使用:判断来件性质、投诉原因、重大等级,建议责任部门和办理时限。

* 请求与响应均为 UTF-8 编码的 JSON;文中位置(`start`、`end`、`spans`)按原文的字(Unicode 码点)计,从 0 起。
* 出错时一律答 `application/problem+json`(RFC 9457),`errors` 逐一列出有误的字段;不会复述提交的内容。
* 密钥放在请求头 `Authorization: Bearer …`;角色 intake 可分诊,handler 可查看与改正案件,admin 管理版本与密钥。
* 每个响应都带 `X-Request-ID`,与服务日志中的编号相同;日志不记录来件内容。
"""


_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "密钥,由 `triage keys create` 建立;尚无任何密钥时服务只限本机访问,无须带上",
}


class ApiWithDocs(FastAPI):
    """FastAPI with our document, and nothing that would carry data elsewhere."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            title="保险投诉分诊",
            summary=SUMMARY,
            description=DESCRIPTION,
            version=API_VERSION,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            # FastAPI's own OpenTelemetry records values that failed validation: they may be personal data.
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
            **options,
        )

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for name, schema in document["components"]["schemas"].items():
            _describe(name, schema)
        document["components"]["securitySchemes"] = {"key": _KEY}
        for path, operations in document["paths"].items():
            if path.startswith("/v1/"):
                for operation in operations.values():
                    # the empty one: without any key the server is open to its own machine
                    operation["security"] = [{"key": []}, {}]
        return document


def _describe(name: str, schema: dict[str, Any]) -> None:
    """Put Chinese descriptions in place of docstrings and of titles made from field names."""
    schema["description"] = SCHEMAS[name]
    schema.pop("title", None)
    for field, details in schema.get("properties", {}).items():
        details.pop("title", None)
        if "description" not in details:
            details["description"] = FIELDS.get(f"{name}.{field}") or FIELDS[field]


def problems(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """The `responses` entry of a route that may answer with these problems."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        entry = found.setdefault(kind.status, {"description": "", "content": {MEDIA_TYPE: content}})
        entry["description"] += f"{';' if entry['description'] else ''}{kind.title}"
        entry["content"][MEDIA_TYPE]["examples"][kind.slug] = {"summary": kind.title, "value": _example(kind)}
    return found


def _example(kind: Kind) -> dict[str, Any]:
    return {
        "type": TYPE_PREFIX + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "instance": "urn:uuid:6f1c2f0e-4f0b-4a51-9f6c-0a3f0e9b7d11",
        "errors": [{"field": "body.text", "message": "缺少必填字段"}] if kind.status == 422 else [],
    }
