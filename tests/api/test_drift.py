"""GET /v1/reports/drift: a week of cases against the reference of their version. On SQLite and on PostgreSQL."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.api.fake import TEXT, Client, FakeEngine, assert_problem, client
from triage import drift, versions
from triage.drift import Reference

WEEK = "?from=2026-11-23&to=2026-11-29"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Answers in the name of a real version, which stands alone in a models folder of its own."""
    folder = versions.resolve()
    shutil.copytree(folder, tmp_path / folder.name, copy_function=lambda a, b: Path(b).symlink_to(a))
    (tmp_path / folder.name / versions.SUMS).unlink()
    (tmp_path / folder.name / drift.REFERENCE).unlink(missing_ok=True)
    versions.seal(tmp_path / folder.name)
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path))
    engine = FakeEngine()
    engine.version = folder.name
    return engine


@pytest.fixture
def api(engine: FakeEngine, database_url: str) -> Client:
    return client(engine, database_url, threads=2)


def refer(engine: FakeEngine, texts: list[str], reasons: dict[str, int]) -> None:
    folder = versions.resolve(engine.version)
    measure = drift.TextMeasures(folder)
    numbers = {name: [measure(text)[name] for text in texts] for name in ("length", "unknown")}
    made = Reference(
        data_sha256="0" * 64,
        texts=len(texts),
        answers=sum(reasons.values()),
        numbers={name: drift.histogram(values) for name, values in numbers.items()},
        codes={"label.reason": reasons},
    )
    (folder / drift.REFERENCE).write_text(made.model_dump_json(), encoding="utf-8")
    versions.seal(folder)


def report(api: Client, query: str = WEEK) -> dict[str, Any]:
    response = api.get(f"/v1/reports/drift{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def fill(api: Client, texts: list[str]) -> None:
    results = api.post("/v1/triage/batch", json={"items": [{"text": text} for text in texts]}).json()["results"]
    assert all(result["suggestion"]["stored"] for result in results)


SAME = [TEXT * (1 + i % 5) for i in range(200)]


def test_a_version_without_reference_says_so(api: Client, engine: FakeEngine) -> None:
    found = report(api)
    assert (found["reference"], found["weeks"]) == (None, [])
    assert engine.version in found["note"]


def test_cases_like_those_of_the_training(api: Client, engine: FakeEngine) -> None:
    refer(engine, SAME, {"CLM_SPEED": 400})
    fill(api, SAME)
    engine.version = "another"  # what another version answered does not count
    fill(api, [TEXT])
    found = report(api, f"{WEEK}&model={versions.installed()[0]}")
    assert found["note"] is None
    assert found["reference"] == {"data_sha256": "0" * 64, "texts": 200, "answers": 400}
    [week] = found["weeks"]
    assert (week["week"], week["starts"], week["cases"], week["level"]) == ("2026-W48", "2026-11-23", 200, "ok")
    assert [(m["measure"], m["field"], m["level"]) for m in week["measures"]] == [
        ("length", None, "ok"),
        ("unknown", None, "ok"),
        ("label", "reason", "ok"),
    ]


def test_longer_texts_and_other_labels_are_an_alarm(api: Client, engine: FakeEngine) -> None:
    refer(engine, SAME, {"CLM_SPEED": 100, "CLM_DENY": 300})
    fill(api, [TEXT * 20] * 100)
    [week] = report(api)["weeks"]
    assert week["level"] == "alarm"
    found = {m["measure"]: m for m in week["measures"]}
    assert {name: m["level"] for name, m in found.items()} == {"length": "alarm", "unknown": "ok", "label": "alarm"}
    assert found["label"]["psi"] > 0.25 > found["label"]["chance"]
    shifts = {s["bin"]: (s["reference"], s["now"]) for s in found["label"]["shifts"]}
    assert shifts == {"CLM_DENY": (0.75, 0.0), "CLM_SPEED": (0.25, 1.0)}


def test_a_few_cases_prove_nothing(api: Client, engine: FakeEngine) -> None:
    refer(engine, SAME, {"CLM_SPEED": 200, "CLM_DENY": 200})
    fill(api, [TEXT] * 3)
    [week] = report(api)["weeks"]
    assert {m["level"] for m in week["measures"]} <= {"few", "ok"}


def test_the_last_eight_weeks_unless_said(api: Client, engine: FakeEngine) -> None:
    found = report(api, "?to=2026-11-29")
    assert (found["from"], found["to"]) == ("2026-10-05", "2026-11-29")
    assert report(api, "?to=0001-01-03")["from"] == "0001-01-01"


@pytest.mark.parametrize("model", ["../x", "a%00b", "", "x" * 65])
def test_a_wrong_version(api: Client, model: str) -> None:
    assert_problem(api.get(f"/v1/reports/drift?model={model}"), 422, "invalid-input", ["query.model"])


def test_an_unknown_version_has_no_reference(api: Client) -> None:
    assert report(api, "?model=nobody")["note"].startswith("版本 nobody 没有")


def test_a_wrong_period(api: Client) -> None:
    assert_problem(api.get("/v1/reports/drift?to=2026-11-22&from=2026-11-23"), 422, "invalid-input", ["query.to"])
