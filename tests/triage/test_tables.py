from datetime import date, datetime
from pathlib import Path

import pytest

from triage import tables
from triage.errors import BadInput, BadTable

ROWS = [{"id": "1", "text": "理赔款,没到账"}, {"id": "2", "text": "第一行\n第二行“引号”"}]


def write_csv(path: Path, text: str, encoding: str) -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "in.csv", 'id,text\n1,"理赔款,没到账"\n2,"第一行\n第二行“引号”"\n', encoding)
    assert [dict(r.values) for r in tables.read(path)] == ROWS


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_what_is_written_is_read_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    tables.write(path, ROWS, ["id", "text"])
    back = [{k: str(v) for k, v in r.values.items()} for r in tables.read(path)]
    assert back == ROWS


def test_bad_jsonl_rows_keep_their_place(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.jsonl", '{"text":"好"}\n{oops\n[1]\n\n{"text":"坏"}\n', "utf-8")
    rows = tables.read(path)
    assert [(r.number, r.fault) for r in rows] == [(1, None), (2, "不是合法的 JSON"), (3, "不是 JSON 对象"), (5, None)]


def test_a_row_with_too_many_cells_is_a_fault_of_its_own(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.csv", "id,text\n1,a,b\n2,c\n", "utf-8")
    assert [r.fault for r in tables.read(path)] == ["列数多于表头", None]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"x", "不支持的文件类型"),
        ("a.csv", b"", "是空的"),
        ("a.csv", b"id,text\n1,\xff\xff\xff\n", "编码无法识别"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "xlsx"),
        ("a.xlsx", b"plain", "xlsx"),
        ("a.parquet", b"PAR1broken", "parquet"),
    ],
)
def test_unreadable_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadTable, match=message):
        tables.read(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="不存在"):
        tables.read(tmp_path / "none.csv")


def test_a_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.csv", "编号,内容\n1,x\n", "gb18030")
    with pytest.raises(BadTable, match=r"没有“text”列.*编号、内容"):
        tables.need_column(tables.read(path), "text", path.name)


def test_output_that_starts_like_a_formula_is_inert(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    tables.write(path, [{"id": '=HYPERLINK("x")'}], ["id"])
    assert tables.read(path)[0].values["id"].startswith("'=")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T09:12:00+08:00", "2026-11-23T09:12:00+08:00"),
        ("2026-11-23 9:12", "2026-11-23T09:12:00"),
        ("2026/11/23 9:12", "2026-11-23T09:12:00"),
        ("2026/11/23", "2026-11-23T00:00:00"),
        ("2026年11月23日", "2026-11-23T00:00:00"),
        ("2026年11月23日9时12分", "2026-11-23T09:12:00"),
        ("20261123", "2026-11-23T00:00:00"),
        (datetime(2026, 11, 23, 9), "2026-11-23T09:00:00"),
        (date(2026, 11, 23), "2026-11-23T00:00:00"),
    ],
)
def test_moments_as_people_write_them(value: object, expected: str) -> None:
    moment = tables.moment(value)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize("value", ["昨天", "2026-13-45", "1700000000", 46349.5, "2026/2/30"])
def test_what_is_no_moment_is_refused(value: object) -> None:
    with pytest.raises(BadInput):
        tables.moment(value)


def test_a_target_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path, rows in ((tmp_path / "file" / "out.csv", 1), (tmp_path, 1), (tmp_path / "big.xlsx", 2_000_000)):
        with pytest.raises(BadTable):
            tables.check_target(path, rows)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_one_monstrous_line_harms_no_other(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.jsonl", '{"text":"好"}\n' + "9" * 6000 + "\n" + "[" * 100_000 + "\n", "utf-8")
    assert [bool(r.fault) for r in tables.read(path)] == [False, True, True]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(BadTable):
        tables.write(tmp_path / "out.doc", ROWS, ["id"])
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
