"""GET /v1/reports/accuracy: suggestions against what handlers said. On SQLite and on PostgreSQL."""

from typing import Any

import pytest

from api.shares import Share
from tests.api.commands import succeed
from tests.api.fake import TEXT, Client, FakeEngine, assert_problem, client

# What the fake engine answers: CLM_SPEED (auto), no flags, threat regulator (auto), product MED (suggest).
MONDAY, SUNDAY = "2026-11-16", "2026-11-22"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def api(engine: FakeEngine, database_url: str) -> Client:
    return client(engine, database_url, threads=2)


def case(
    api: Client, case_id: str, day: str = MONDAY, /, closed: bool = True, known: Any = None, **labels: Any
) -> None:
    api.triage(TEXT, id=case_id, **(known or {}))
    if closed or labels:
        body = {"handler": "1023", "labels": labels, "closed": closed}
        assert api.post(f"/v1/cases/{case_id}/corrections", json=body).status_code == 200


def report(api: Client, query: str = "") -> dict[str, Any]:
    response = api.get(f"/v1/reports/accuracy{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def counts(share: dict[str, Any]) -> tuple[int, int]:
    return share["hits"], share["of"]


def test_nothing_was_answered_yet(api: Client) -> None:
    found = report(api)
    assert found["cases"] == {"answered": 0, "confirmed": 0, "unconfirmed": 0}
    assert (found["from"], found["to"], found["labels"], found["signals"]) == (None, None, [], [])
    assert found["n_complainants"] == {"hits": 0, "of": 0, "value": None, "low": None, "high": None}


def test_only_what_a_handler_confirmed_counts(api: Client) -> None:
    case(api, "closed as suggested")
    case(api, "closed otherwise", reason="CLM_DOCS")
    case(api, "only the reason", closed=False, reason="CLM_SPEED")
    case(api, "nobody looked", closed=False)
    found = report(api)
    assert found["cases"] == {"answered": 4, "confirmed": 3, "unconfirmed": 1}
    labels = by(found["labels"], "field")
    reason = labels["reason"]
    assert counts(reason["first"]) == counts(reason["first_three"]) == (2, 3)
    assert reason["first"] | {"hits": 2, "of": 3} == {
        "hits": 2,
        "of": 3,
        "value": 0.6667,
        "low": 0.2077,
        "high": 0.9385,
    }
    assert (counts(reason["auto_coverage"]), counts(reason["auto_precision"])) == ((3, 3), (2, 3))
    assert counts(labels["category"]["first"]) == (3, 3)
    assert counts(labels["product"]["first"]) == (2, 2)
    assert counts(labels["product"]["auto_coverage"]) == (0, 2)
    classes = by(reason["classes"], "code")
    assert counts(classes["CLM_SPEED"]["first"]) == (2, 2)
    assert counts(classes["CLM_SPEED"]["auto_precision"]) == (2, 3)
    assert counts(classes["CLM_DOCS"]["first"]) == (0, 1)
    assert classes["CLM_DOCS"]["auto_precision"]["value"] is None
    assert classes["CLM_DOCS"]["name"] == "补充资料/资料繁琐"
    assert counts(found["n_complainants"]) == (2, 2)


def test_flags_threats_and_what_is_major(api: Client) -> None:
    case(api, "A-1", flags=["media"], n_complainants=3)
    case(api, "A-2", threats=[])
    found = report(api)
    signals = by(found["signals"], "field")
    assert (counts(signals["flags"]["recall"]), counts(signals["flags"]["precision"])) == ((0, 1), (0, 0))
    assert signals["flags"]["cases"] == 2
    [regulator] = signals["threats"]["classes"]
    assert (counts(regulator["recall"]), counts(regulator["precision"])) == ((1, 1), (1, 2))
    assert counts(regulator["auto_precision"]) == (1, 2)
    [major] = signals["severity"]["classes"]
    assert (major["name"], counts(major["recall"])) == ("重大", (0, 1))
    assert counts(found["n_complainants"]) == (1, 2)


def test_a_code_that_was_given_is_no_suggestion(api: Client) -> None:
    case(api, "A-1", known={"product": "MED"})
    assert not {"product"} & set(by(report(api)["labels"], "field"))


def test_candidates_are_the_first_three(api: Client, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = [{"code": c, "name": c, "confidence": 0.3} for c in ("CLM_SPEED", "CLM_DOCS", "CLM_AMT")]
    from api import examples

    changed = examples.SUGGESTION | {"reason": examples.SUGGESTION["reason"] | {"candidates": candidates}}
    monkeypatch.setattr(examples, "SUGGESTION", changed)
    case(api, "A-1", reason="CLM_AMT")
    case(api, "A-2", reason="CLM_DENY")
    reason = by(report(api)["labels"], "field")["reason"]
    assert (counts(reason["first"]), counts(reason["first_three"])) == ((0, 2), (1, 2))


def test_by_week_and_version(api: Client, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from api import examples

    for name, model, moment in (
        ("A-1", "2026.1.0", f"{SUNDAY}T23:59:59+08:00"),
        ("A-2", "2026.1.0", "2026-11-23T00:00:00+08:00"),
        ("A-3", "2026.2.0", "2026-11-23T09:00:00+08:00"),
    ):
        engine.version = model
        monkeypatch.setattr(examples, "SUGGESTION", examples.SUGGESTION | {"received_at": moment})
        case(api, name, reason="CLM_DOCS" if name == "A-1" else "CLM_SPEED")
    found = report(api)
    reason = by(found["labels"], "field")["reason"]
    assert [(w["week"], w["starts"], counts(w["first"])) for w in reason["weeks"]] == [
        ("2026-W47", MONDAY, (0, 1)),
        ("2026-W48", "2026-11-23", (2, 2)),
    ]
    assert [(m["model"], counts(m["first"])) for m in reason["models"]] == [("2026.1.0", (1, 2)), ("2026.2.0", (1, 1))]
    assert [w["week"] for w in by(found["signals"], "field")["flags"]["weeks"]] == ["2026-W47", "2026-W48"]
    assert report(api, f"?from={MONDAY}&to={SUNDAY}")["cases"]["answered"] == 1
    later = report(api, "?from=2026-11-23")
    assert (later["from"], later["to"], later["cases"]["answered"]) == ("2026-11-23", None, 2)
    assert report(api, f"?to={SUNDAY}")["cases"]["answered"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=5", "query.from"),
        ("to=2026-13-45", "query.to"),
        ("from=2026-11-23&to=2026-11-22", "query.to"),
        ("since=2026-11-23", "query.since"),
    ],
)
def test_a_wrong_period(api: Client, query: str, field: str) -> None:
    assert_problem(api.get(f"/v1/reports/accuracy?{query}"), 422, "invalid-input", [field])


def test_wilson() -> None:
    assert (Share(0, 10).low, Share(0, 10).high) == (0.0, 0.2775)
    assert (Share(10, 10).low, Share(10, 10).high) == (0.7225, 1.0)
    assert (Share(81, 263).low, Share(81, 263).high) == (0.2553, 0.3662)  # Newcombe 1998, table I


@pytest.mark.parametrize("path", ["/v1/reports/accuracy", "/v1/reports/drift"])
def test_handlers_and_admins_may_read_reports(database_url: str, path: str) -> None:
    for role, status in (("intake", 403), ("handler", 200), ("admin", 200)):
        key = succeed("keys", "create", "--role", role, "--name", role, database_url=database_url).split()[-1]
        response = client(url=database_url).get(path, headers={"Authorization": f"Bearer {key}"})
        assert response.status_code == status, response.text
    assert_problem(client(url=database_url).get(path), 401, "unauthorized")
