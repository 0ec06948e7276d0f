"""Pydantic's findings in Chinese: which field and what is wrong; never the value, it may be personal data."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

MOST_ERRORS = 20

_DATETIME = "应为 ISO 8601 日期时间,例如 2026-11-23T09:12:00+08:00"
_OBJECT = "应为 JSON 对象"
_MESSAGES: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "missing": "缺少必填字段",
    "extra_forbidden": "不认识的字段",
    "string_type": "应为字符串",
    "string_unicode": "含有不成对的代理字符(\\ud800-\\udfff),不是合法文本",
    "string_pattern_mismatch": "不能为空,也不能含控制字符",
    "string_too_long": lambda ctx: f"过长,最多 {ctx['max_length']} 字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为数组",
    "too_short": lambda ctx: f"至少要有 {ctx['min_length']} 项",
    "too_long": lambda ctx: f"最多 {ctx['max_length']} 项",
    "int_type": "应为整数",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


class FieldError(BaseModel):
    field: str
    message: str


def field_errors(errors: Sequence[Mapping[str, Any]], place: Sequence[str | int] = ()) -> list[FieldError]:
    """Translate pydantic's errors, the first few of them; `place` goes before each location."""
    found = [
        FieldError(field=_path([*place, *error["loc"]]), message=_message(error)) for error in errors[:MOST_ERRORS]
    ]
    if len(errors) > MOST_ERRORS:
        rest = f"另有 {len(errors) - MOST_ERRORS} 处有误,未逐一列出"
        found.append(FieldError(field=_path([*place, *errors[0]["loc"]][:1]), message=rest))
    return found


def shown(name: str) -> str:
    """A field's name as it may be shown: one that is no plain identifier could itself be personal data."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", name) else "(未知字段)"


def _path(place: Sequence[str | int]) -> str:
    path = str(place[0])
    for part in place[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{shown(part)}"
    return path


def _message(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind == "missing" and error["loc"] == ("body",):
        return "缺少请求体"
    if kind.startswith("datetime"):
        return _DATETIME
    if kind.startswith("date_"):
        return "应为日期,例如 2026-11-23"
    message = _MESSAGES.get(kind, "取值无效")
    return message if isinstance(message, str) else message(error["ctx"])
