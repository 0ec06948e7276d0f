"""An export of the service as the tests of the correction loop write it."""

import json
from pathlib import Path
from typing import Any


def line(
    case: int | str, text: str, *said: tuple[str, object, str], closed: bool = False, **labels: object
) -> dict[str, Any]:
    """One case; `said` are (field, new value, handler), a minute apart; `labels` stand unless corrected."""
    number = case if isinstance(case, int) else 0
    day = f"2026-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    corrections = [
        {"field": field, "new": new, "old": None, "handler": handler, "at": f"{day}T09:{i:02}:00+08:00", "why": ""}
        for i, (field, new, handler) in enumerate(said)
    ]
    return {
        "case_id": case if isinstance(case, str) else f"C-{case:05}",
        "text": text,
        "closed_at": f"{day}T18:00:00+08:00" if closed else None,
        "model": "m.1",
        "suggested": labels,
        "labels": {**labels, **{field: new for field, new, _ in said}},
        "corrections": corrections,
    }


def write(path: Path, *rows: dict[str, Any] | str) -> Path:
    """A string stands as it is, for lines that are broken."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
