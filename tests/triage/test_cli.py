"""The commands as a handler runs them: real processes."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from triage import tables, versions
from triage.tagging import COLUMNS

TRIAGE = Path(sys.executable).with_name("triage")
TEXT = "住院理赔材料交了三个月还没结果,请尽快赔付。"


def run(*args: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([TRIAGE, *map(str, args)], input=stdin, capture_output=True, timeout=120, check=False)
    out = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in out.stderr
    return out


def test_suggest_prints_json() -> None:
    begin = time.perf_counter()
    done = run("suggest", TEXT)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["reason"]["code"].startswith("CLM")
    assert answer["department"]["code"] == "D_CLAIM"
    assert time.perf_counter() - begin < 20  # a hang, not the promise of 3 s: that is `triage bench`


def test_suggest_reads_standard_input() -> None:
    assert json.loads(run("suggest", "-", stdin=TEXT.encode()).stdout)["reason"]["code"].startswith("CLM")


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        (["suggest", ""], None, "来件内容为空"),
        (["suggest", " "], None, "来件内容为空"),
        (["suggest", "-"], "退保".encode("gb18030"), "损坏"),
        (["suggest", "退" * 20_001], None, "过长"),
        (["suggest", TEXT, "--model", "1999.1"], None, "没有版本 1999.1"),
        (["tag", "none.csv", "-o", "out.csv"], None, "文件 none.csv 不存在"),
    ],
)
def test_bad_input_is_one_chinese_line_and_exit_code_2(args: list[str], stdin: bytes | None, message: str) -> None:
    done = run(*args, stdin=stdin)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_tag_keeps_order_and_survives_bad_rows(tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    rows = [{"id": f"c{i}", "text": text} for i, text in enumerate([TEXT, "", "请问犹豫期几天?", "x" * 20_001, TEXT])]
    tables.write(source, rows, ["id", "text"])
    done = run("tag", source, "-o", target)
    assert done.returncode == 2
    assert "第 2 行" in done.stderr
    assert "第 4 行" in done.stderr
    out = [row.values for row in tables.read(target)]
    assert [row.get("case_id") or row.get("id") for row in out] == ["c0", "c1", "c2", "c3", "c4"]
    assert [bool(row.get("error")) for row in out] == [False, True, False, True, False]
    assert out[0]["reason"] == out[4]["reason"]


def test_tag_reads_gb18030_and_other_columns(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(f'编号,内容,received_at\n1,"{TEXT}",2026/11/23 9:12\n'.encode("gb18030"))
    done = run("tag", source, "-o", tmp_path / "out.csv", "--text-column", "内容")
    assert done.returncode == 0, done.stderr
    (row,) = tables.read(tmp_path / "out.csv")
    assert row.values["first_contact_due"] == "2026-11-23T10:12:00+08:00"
    assert tuple(row.values) == COLUMNS


def test_a_csv_without_the_text_column_writes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("编号,内容\n1,x\n")
    done = run("tag", source, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert "没有“text”列" in done.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("harm", ["change", "remove", "unlist", "garble"])
def test_a_tampered_version_is_refused(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "v1"
    shutil.copytree(versions.resolve(), folder)
    if harm == "change":
        data = bytearray((folder / versions.MODEL).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / versions.MODEL).write_bytes(bytes(data))
    elif harm == "remove":
        (folder / versions.TOKENIZER).unlink()
    elif harm == "unlist":
        (folder / versions.SUMS).write_text("")
    else:
        (folder / versions.MODEL).write_bytes(b"not a model")
        versions.seal(folder)
    done = run("suggest", TEXT, "--model", folder)
    assert done.returncode == 2
    assert "版本" in done.stderr
