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
    }


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
