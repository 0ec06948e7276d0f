"""The API with a version that has labels of its own."""

from pathlib import Path

import pytest

from api.schemas import StoredOwnSuggestion
from api.settings import Settings
from tests.api.fake import TEXT, Client, assert_problem, client
from tests.conftest import LABELS
from triage.own import OwnTriage


@pytest.fixture(scope="module")
def api(own: OwnTriage) -> Client:
    return client(own)


def test_one_case(api: Client) -> None:
    response = api.post("/v1/triage", json={"text": TEXT, "id": "A-1"})
    assert response.status_code == 200
    answer = StoredOwnSuggestion.model_validate(response.json())
    assert answer.case_id == "A-1"
    assert list(answer.labels) == list(LABELS)


def test_it_is_stored_and_corrected_by_column(api: Client) -> None:
    answer = api.triage(TEXT, id="A-2", source="客户身份证号", received_at="0001-01-01T00:00:00+14:00")
    assert answer["stored"] is True
    assert api.triage(TEXT, id="A-2") == answer
    view = api.get("/v1/cases/A-2").json()
    assert view["given"] == {}  # what this version does not read, nobody has checked
    assert view["severity"] is None
    assert {name: label["value"] for name, label in view["labels"].items()} == {
        name: label["code"] for name, label in answer["labels"].items()
    }
    said = {"handler": "甲", "labels": {"类别": "保全"}}
    label = api.post("/v1/cases/A-2/corrections", json=said).json()["labels"]["类别"]
    assert (label["value"], label["by"]) == ("保全", "correction")
    for name, field in (("类别", "body.labels.类别"), ("没有", "body.labels.(未知字段)")):
        wrong = api.post("/v1/cases/A-2/corrections", json={"handler": "甲", "labels": {name: "没有"}})
        assert_problem(wrong, 422, "invalid-input", [field])


def test_a_batch_survives_bad_items(api: Client) -> None:
    results = api.post("/v1/triage/batch", json={"items": [{"text": TEXT}, {}, {"text": " "}]}).json()["results"]
    assert StoredOwnSuggestion.model_validate(results[0]["suggestion"])
    assert [sorted(r) for r in results] == [["index", "suggestion"], ["error", "index"], ["error", "index"]]


def test_empty_text_is_refused(api: Client) -> None:
    assert_problem(api.post("/v1/triage", json={"text": ""}), 422, "invalid-input", ["body.text"])


def test_the_labels_are_shown(api: Client) -> None:
    view = api.get("/v1/taxonomy").json()
    assert view["version"] == "mine.1"
    assert sorted(view["columns"]["类别"]) == sorted(["理赔", "销售", "保全"])
    assert api.get("/readyz").json() | {"store": None} == {
        "status": "ready",
        "model": "mine.1",
        "taxonomy": "mine.1",
        "store": None,
        "coming": None,
        "shadow": None,
    }


def test_it_has_no_reference_for_drift(own: OwnTriage, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def note(api: Client, query: str = "") -> str:
        found = api.get(f"/v1/reports/drift{query}").json()
        assert (found["reference"], found["weeks"]) == (None, [])
        return str(found["note"])

    served = client(own, model=str(own_folder))
    assert served.triage(TEXT, id="A-1")["stored"] is True
    assert note(served) == "版本 mine.1 用的是自有标签;这类版本没有训练数据的基准,不能报告漂移"
    # of a version that is asked for by name, whatever is in service
    monkeypatch.setenv("TRIAGE_MODELS", str(own_folder.parent))
    assert "自有标签" in note(client(), "?model=mine.1")
    assert "没有安装" in note(client(), "?model=mine.2")


def test_the_service_loads_it_by_its_settings(own_folder: Path) -> None:
    import asyncio

    from api.service import Service

    service = Service(Settings(model=str(own_folder), threads=1))

    async def load() -> None:
        loaded = asyncio.Event()
        service.start(lambda _: loaded.set())
        await loaded.wait()

    asyncio.run(load())
    assert service.engine.version == "mine.1"
