"""Read and write csv, xlsx, jsonl and parquet, one row a case; a row that cannot be read keeps its place."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from triage.errors import BadInput, BadTable
from triage.files import write_atomic

FORMATS = (".csv", ".xlsx", ".jsonl", ".parquet")
# GB18030 contains GBK and GB2312; UTF-16 is told by its byte order mark.
_ENCODINGS = ("utf-8-sig", "gb18030")
_CELL_LIMIT = 1 << 24
XLSX_ROWS = 1_048_575
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[::时点](\d{1,2})(?:[::分](\d{1,2}))?[分秒]?)?"
)


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1 as a person does (a header is not counted); `fault` says why it is unreadable."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


def read(path: Path) -> list[Row]:
    """All rows of a table; the format follows the file's ending. Raises BadTable on an unreadable file."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadTable(f"不支持的文件类型 {path.suffix or '(无扩展名)'};可用:{'、'.join(FORMATS)}")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadTable(f"文件 {path.name} 不存在") from error
    except OSError as error:
        raise BadTable(f"无法读取文件 {path.name}:{error.strerror}") from error
    if not data:
        raise BadTable(f"文件 {path.name} 是空的")
    return list(reader(path.name, data))


def need_column(rows: Sequence[Row], column: str, name: str, option: str = "--text-column") -> None:
    """Raise BadTable unless some row has the column."""
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row.values))
    if column not in columns:
        have = "、".join(list(columns)[:20]) or "无"
        raise BadTable(f"文件 {name} 没有“{column}”列(可用 {option} 指定);现有列:{have}")


def check_target(path: Path, rows: int) -> None:
    """Raise BadTable when `rows` rows cannot be written there: known before the work, not after it."""
    if path.suffix.lower() not in _WRITERS:
        raise BadTable(f"不支持的输出类型 {path.suffix or '(无扩展名)'};可用:{'、'.join(FORMATS)}")
    if path.suffix.lower() == ".xlsx" and rows > XLSX_ROWS:
        raise BadTable(f"xlsx 最多 {XLSX_ROWS} 行,此表有 {rows} 行;请改用 csv 或 parquet")
    try:
        write_atomic(path.with_name(f".{path.name}.probe"), b"")
        path.with_name(f".{path.name}.probe").unlink()
    except OSError as error:
        raise BadTable(f"无法写入 {path.name}:{error.strerror}") from error
    if path.is_dir():
        raise BadTable(f"无法写入 {path.name}:那是一个文件夹")


def moment(value: Any) -> datetime | None:
    """A cell as a point in time: ISO 8601 and the forms that Excel and people write; BadInput otherwise.

    A number is refused: it might be seconds, a serial number of Excel's or a date without its dashes.
    """
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text) if not text.isdigit() else datetime.strptime(text, "%Y%m%d")
    except ValueError:
        pass
    match = _MOMENT.fullmatch(text)
    if not match:
        raise BadInput("不是合法的时间(例:2026-11-23 09:12)", "received_at")
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError as error:
        raise BadInput("不是合法的时间(例:2026-11-23 09:12)", "received_at") from error


def write(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write flat rows; the format follows the file's ending. The file appears whole or not at all."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadTable(f"不支持的输出类型 {path.suffix or '(无扩展名)'};可用:{'、'.join(FORMATS)}")
    write_atomic(path, writer(rows, columns))


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write nested rows, one JSON object a line."""
    write_atomic(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())


def _decode(name: str, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable(f"文件 {name} 的编码无法识别(支持 UTF-8、GB18030)")


def _read_csv(name: str, data: bytes) -> Iterator[Row]:
    text = _decode(name, data)
    csv.field_size_limit(_CELL_LIMIT)
    # a quoted cell may hold line breaks; NUL is the one character the csv module refuses
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        for number, cells in enumerate(reader, 1):
            if not cells:
                continue
            if len(cells) > len(header):
                yield Row(number, dict(zip(header, cells, strict=False)), "列数多于表头")
            else:
                yield Row(number, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise BadTable(f"文件 {name} 第 {reader.line_num} 行不是合法的 csv:{error}") from error


def _read_jsonl(name: str, data: bytes) -> Iterator[Row]:
    for number, line in enumerate(_decode(name, data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):  # also an integer of thousands of digits
            yield Row(number, fault="不是合法的 JSON")
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            yield Row(number, fault="不是 JSON 对象")


def _read_xlsx(name: str, data: bytes) -> Iterator[Row]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        cells = book.get_sheet_by_index(0).to_python()
    except Exception as error:  # the reader's own errors have no common base but Exception
        raise BadTable(f"文件 {name} 不是可读的 xlsx(可能已损坏)") from error
    header = [str(cell).strip() for cell in cells[0]] if cells else []
    for number, row in enumerate(cells[1:], 1):
        if any(cell not in ("", None) for cell in row):
            yield Row(number, {k: _cell(v) for k, v in zip(header, row, strict=False)})


def _cell(value: Any) -> Any:
    """Excel keeps whole numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_parquet(name: str, data: bytes) -> Iterator[Row]:
    import pyarrow
    import pyarrow.parquet

    try:
        rows = pyarrow.parquet.read_table(pyarrow.BufferReader(data)).to_pylist()
    except pyarrow.ArrowException as error:
        raise BadTable(f"文件 {name} 不是可读的 parquet(可能已损坏)") from error
    yield from (Row(number, row) for number, row in enumerate(rows, 1))


_READERS = {".csv": _read_csv, ".jsonl": _read_jsonl, ".xlsx": _read_xlsx, ".parquet": _read_parquet}


def _write_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({k: _no_formula(v) for k, v in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")  # the mark makes Excel read it as UTF-8


def _no_formula(value: Any) -> Any:
    """Excel would run a cell that starts like a formula; the id and the text come from strangers."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value


def _write_xlsx(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, columns)
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, [row.get(column) for column in columns])
    book.close()
    return out.getvalue()


def _write_jsonl_flat(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    flat = ({column: row.get(column) for column in columns} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in flat).encode()


def _write_parquet(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    data = {column: [row.get(column) for row in rows] for column in columns}
    # a column that is empty in this file is text in the next one
    table = pyarrow.table(
        {k: pyarrow.array(v, pyarrow.string()) if all(x is None for x in v) else v for k, v in data.items()}
    )
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    return bytes(sink.getvalue())


_WRITERS = {".csv": _write_csv, ".xlsx": _write_xlsx, ".jsonl": _write_jsonl_flat, ".parquet": _write_parquet}
