"""A user's table as training reads it: texts, and one label or none in every label column."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from triage import tables
from triage.answering import check_text
from triage.errors import BadInput
from triage.tagging import own_columns
from triage.versions import Head

Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Fewer labelled rows than this cannot be split into what is learned from and what is measured on.
MIN_ROWS = 20
# A label needs one row to learn from and one to be measured on.
MIN_EXAMPLES = 2
# A column of more values is hardly a label: a number or a free text, most likely.
MAX_LABELS = 200
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Table:
    """`numbers` of the rows as a person counts them, `texts` as written; `labels[column]` has one entry a row, None
    where the cell is empty."""

    numbers: list[int]
    texts: list[str]
    labels: dict[str, list[str | None]]
    sha256: str


@dataclass(frozen=True, slots=True)
class Column:
    """A label column to learn: `index` (rows,) points into `codes`, -1 where the cell is empty."""

    name: str
    codes: tuple[str, ...]
    index: Index

    @property
    def head(self) -> Head:
        return Head(name=self.name, kind="single", codes=self.codes)

    @property
    def rows(self) -> Index:
        """The rows that have a label."""
        return np.flatnonzero(self.index >= 0)


def read(path: Path, text_column: str, label_columns: Sequence[str]) -> Table:
    """Read a table; raises BadInput naming the column or the rows that cannot be used."""
    rows = tables.read(path)
    if not rows:
        raise BadInput(f"文件 {path.name} 没有数据行", field="file")
    _check_names(rows, path.name, text_column, label_columns)
    if broken := [row for row in rows if row.fault]:
        raise BadInput(f"{_rows(broken)}无法读取:{broken[0].fault}", field="row")
    texts = [_cell(row.values.get(text_column)) for row in rows]
    if empty := [row for row, text in zip(rows, texts, strict=True) if not text]:
        raise BadInput(f"{_rows(empty)}的“{text_column}”列为空", field=text_column)
    for row, text in zip(rows, texts, strict=True):
        try:
            check_text(text)
        except BadInput as error:
            raise BadInput(f"第 {row.number} 行:{error}", field=text_column) from error
    labels = {name: [_cell(row.values.get(name)).strip() or None for row in rows] for name in label_columns}
    return Table([row.number for row in rows], texts, labels, hashlib.sha256(path.read_bytes()).hexdigest())


def columns(table: Table) -> tuple[Column, ...]:
    """The label columns as classes; raises BadInput where a column cannot be learned."""
    return tuple(_column(name, values, table.numbers) for name, values in table.labels.items())


def targets(found: Sequence[Column]) -> Floats:
    """(rows, all codes): 1 at the row's label; a row without a label has none in that column."""
    parts = []
    for column in found:
        part = np.zeros((len(column.index), len(column.codes)), np.float32)
        part[column.rows, column.index[column.rows]] = 1.0
        parts.append(part)
    return np.concatenate(parts, axis=1)


def _column(name: str, values: Sequence[str | None], numbers: Sequence[int]) -> Column:
    counts = Counter(value for value in values if value is not None)
    if counts.total() < MIN_ROWS:
        raise BadInput(f"“{name}”列有标签的只有 {counts.total()} 行,至少需要 {MIN_ROWS} 行", field=name)
    if len(counts) < 2:
        raise BadInput(f"“{name}”列只有一种标签“{next(iter(counts))}”,至少需要两种", field=name)
    if len(counts) > MAX_LABELS:
        raise BadInput(
            f"“{name}”列有 {len(counts)} 种不同的值,最多 {MAX_LABELS} 种;请确认它是标签列而不是编号或正文", field=name
        )
    rare = [code for code, count in counts.items() if count < MIN_EXAMPLES]
    if rare:
        places = "、".join(f"“{code}”(第 {numbers[values.index(code)]} 行)" for code in rare[:SHOWN])
        more = f"等 {len(rare)} 种" if len(rare) > SHOWN else ""
        raise BadInput(
            f"“{name}”列的标签 {places}{more}只有一条样本,每种至少需要 {MIN_EXAMPLES} 条;"
            "请补充样本、合并标签或清空该格",
            field=name,
        )
    codes = tuple(sorted(counts))
    position = {code: i for i, code in enumerate(codes)}
    return Column(name, codes, np.array([-1 if v is None else position[v] for v in values], np.int64))


def _check_names(rows: Sequence[tables.Row], file: str, text_column: str, label_columns: Sequence[str]) -> None:
    tables.need_column(rows, text_column, file)
    for name in label_columns:
        tables.need_column(rows, name, file, option="--label-column")
        if name == text_column:
            raise BadInput(f"“{name}”列既是正文又是标签", field="label-column")
    written = Counter(("id", *own_columns(label_columns)))
    if twice := [name for name, count in written.items() if count > 1]:
        raise BadInput(f"标签列重复,或与输出表的固定列同名:{'、'.join(twice)};请改用别的列名", field="label-column")


def _cell(value: Any) -> str:
    """A cell as text: a sheet keeps 3 as a number and an empty cell as nothing."""
    return "" if value is None or value != value else str(value)


def _rows(rows: Sequence[tables.Row]) -> str:
    numbers = "、".join(str(row.number) for row in rows[:SHOWN])
    return f"第 {numbers} 行" + (f"等 {len(rows)} 行" if len(rows) > SHOWN else "")
