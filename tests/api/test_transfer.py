"""`triage corrections import` and `export`. On SQLite and on PostgreSQL."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.store.database import Store
from api.store.rows import Audit, Correction
from tests.api.commands import invoke, refused, succeed
from tests.api.fake import SECRET, TEXT, Client, client
from training.corrections import CLOSED, CONFLICT, STATED, read
from triage import tables
from triage.taxonomy import shipped

FORMATS = [".csv", ".xlsx", ".jsonl", ".parquet"]


@pytest.fixture
def api(database_url: str) -> Client:
    found = client(url=database_url, threads=2)
    for i in range(1, 5):
        found.triage(f"{TEXT}{i}", id=f"A-{i}")
    return found


def labels(api: Client, case_id: str) -> dict[str, Any]:
    view = api.get(f"/v1/cases/{case_id}").json()
    return {name: label["value"] for name, label in view["labels"].items() if label["by"] == "correction"}


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    tables.write(path, rows, list(dict.fromkeys(name for row in rows for name in row)))
    return path


_AT = "2026-11-20 09:00"
LONG = [
    {"case_id": "A-1", "handler": "甲", "field": "reason", "value": "CLM_DOCS", "at": _AT, "why": "补件"},
    {"case_id": "A-1", "handler": "甲", "field": "flags", "value": "media|group10", "at": _AT, "why": None},
    {"case_id": "A-2", "handler": "乙", "field": "n_complainants", "value": "3", "at": _AT, "why": None},
    {"case_id": "A-2", "handler": "乙", "field": "threats", "value": "无", "at": _AT, "why": None},
    {"case_id": "A-3", "handler": "乙", "field": "closed", "value": "是", "at": "2026-11-20 09:06", "why": None},
]


@pytest.mark.parametrize("ending", FORMATS)
def test_one_row_a_field(api: Client, database_url: str, tmp_path: Path, ending: str) -> None:
    file = table(tmp_path / f"改正{ending}", LONG)
    assert "新记录 5 个字段(5 行),已有 0 行" in succeed("corrections", "import", str(file), database_url=database_url)
    assert labels(api, "A-1") == {"reason": "CLM_DOCS", "flags": ["group10", "media"]}
    assert labels(api, "A-2") == {"threats": [], "n_complainants": 3}
    view = api.get("/v1/cases/A-3").json()
    assert (view["closed_by"], view["closed_at"]) == ("乙", "2026-11-20T09:06:00+08:00")
    first = api.get("/v1/cases/A-1").json()["corrections"][0]
    assert (first["origin"], first["why"], first["at"]) == ("import", "补件", "2026-11-20T09:00:00+08:00")
    assert "已有 5 行" in succeed("corrections", "import", str(file), database_url=database_url)
    assert len(api.get("/v1/cases/A-1").json()["corrections"]) == 2


WIDE = [
    {"case_id": "A-1", "handler": "甲", "reason": "CLM_AMT", "n_complainants": 2, "keywords": "少赔|比例", "closed": 0},
    {"case_id": "A-2", "handler": "甲", "reason": "", "n_complainants": 12, "keywords": "", "closed": "是"},
]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_one_column_a_field(api: Client, database_url: str, tmp_path: Path, ending: str) -> None:
    file = table(tmp_path / f"a{ending}", WIDE)
    for expected in ("新记录 5 个字段(2 行),已有 0 行", "新记录 0 个字段(0 行),已有 2 行"):
        assert expected in succeed("corrections", "import", str(file), database_url=database_url)
    assert labels(api, "A-1") == {"reason": "CLM_AMT", "keywords": ["少赔", "比例"], "n_complainants": 2}
    assert labels(api, "A-2") == {"n_complainants": 12}
    assert api.get("/v1/cases/A-2").json()["closed_by"] == "甲"


def test_a_bad_row_is_named_and_costs_no_other(api: Client, database_url: str, store: Store, tmp_path: Path) -> None:
    good = LONG[0]
    rows = [
        good,
        good | {"value": "NOPE"},
        good | {"case_id": "A-9"},
        good | {"field": SECRET},
        good | {"handler": ""},
        good | {"at": "前天"},
        good | {"at": "2099-01-01"},
        good | {"value": None},
        good | {"case_id": "A\u0001"},
        good | {"case_id": 7, "handler": "\ud800"},
        good | {"field": "closed", "value": ["是"]},
        {"handler": "甲", "case_id": "A-1"},
        good | {"case_id": "A-4"},
    ]
    file = tmp_path / "a.jsonl"
    lines = [json.dumps(row) for row in rows]
    file.write_text("\n".join([*lines[:3], "{broken", *lines[3:]]) + "\n", encoding="utf-8")
    result = invoke("corrections", "import", str(file), database_url=database_url)
    assert result.exit_code == 2
    assert "新记录 2 个字段(2 行),已有 0 行,跳过坏行 12 行" in result.stdout
    errors = result.stderr.splitlines()
    assert [line.split(" ")[1] for line in errors] == [str(n) for n in range(2, 14)]
    for line, says in zip(
        errors,
        ["未知代码", "没有这一案件", "JSON", "没有这一字段", "handler", "at:不是", "将来", "缺少值", "控制字符",
         "控制字符", "应为 是 或 否", "没有要改"],
        strict=True,
    ):  # fmt: skip
        assert says in line
    assert labels(api, "A-4") == {"reason": "CLM_DOCS"}
    with store.reading() as session:
        assert len(session.scalars(select(Correction)).all()) == 2


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"case_id": "A-1", "reason": "CLM_DOCS"}], "没有“handler”列"),
        ([{"id": "A-1", "handler": "甲"}], "没有“case_id”列;现有列:id、handler"),
        ([{"case_id": "A-1", "handler": "甲", "原因": "x"}], "没有以字段为名的列"),
    ],
)
def test_tables_without_the_columns(rows: list[dict[str, Any]], says: str, tmp_path: Path) -> None:
    assert says in refused("corrections", "import", str(table(tmp_path / "a.csv", rows)))


@pytest.mark.parametrize("name", ["missing.csv", "a.docx"])
def test_files_that_are_none(name: str, tmp_path: Path) -> None:
    refused("corrections", "import", str(tmp_path / name))


def test_export_is_what_retraining_reads(api: Client, database_url: str, store: Store, tmp_path: Path) -> None:
    def correct(case_id: str, **body: Any) -> None:
        assert api.post(f"/v1/cases/{case_id}/corrections", json=body).status_code == 200

    correct("A-1", handler="甲", labels={"reason": "CLM_DOCS"})
    correct("A-1", handler="乙", labels={"reason": "CLM_AMT", "flags": ["media"]})
    correct("A-2", handler="甲", closed=True)
    file = tmp_path / "out.jsonl"
    assert "已导出 2 件" in succeed("corrections", "export", "-o", str(file), database_url=database_url)
    first, second = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    assert (first["case_id"], first["text"], first["model"]) == ("A-1", f"{TEXT}1", "2026.1.0")
    assert first["labels"] == {"reason": "CLM_AMT", "flags": ["media"]}
    assert [(c["handler"], c["field"], c["new"]) for c in first["corrections"]] == [
        ("甲", "reason", "CLM_DOCS"),
        ("乙", "reason", "CLM_AMT"),
        ("乙", "flags", ["media"]),
    ]
    assert first["suggested"]["reason"] == "CLM_SPEED"
    assert (first["closed_at"], bool(second["closed_at"])) == (None, True)
    assert set(second["labels"]) == set(second["suggested"])
    assert second["corrections"] == []
    found = read(file, shipped())
    assert found.faults == []
    stated, closed = found.cases
    assert (stated.known["reason"].codes, stated.known["reason"].belief) == (("CLM_AMT",), CONFLICT)
    assert (stated.known["flags"].codes, stated.known["flags"].belief) == (("media",), STATED)
    assert (closed.known["reason"].codes, closed.known["reason"].belief) == (("CLM_SPEED",), CLOSED)
    with store.reading() as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last
        assert (last.action, last.subject, last.detail) == ("corrections.export", "out.jsonl", {"cases": 2})


def test_export_of_nothing(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    succeed("corrections", "export", "-o", str(file), database_url=database_url)
    assert file.read_text() == ""


def test_export_to_a_place_that_is_none(tmp_path: Path) -> None:
    assert ".jsonl" in refused("corrections", "export", "-o", str(tmp_path / "a.csv"))
    assert "无法写入" in refused("corrections", "export", "-o", "/proc/a.jsonl")
