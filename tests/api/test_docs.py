"""/docs and the OpenAPI document: Chinese, complete, and without anything from outside."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.api.fake import HAN, TEXT, Client, client

STATIC = Path(__file__).parents[2] / "api" / "static"
ADDRESS_ATTRIBUTES = {"src", "href", "action", "data", "srcset", "poster"}


class References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ADDRESS_ATTRIBUTES]


def test_page_refers_to_local_files_alone() -> None:
    api = client()
    page = api.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    references = References()
    references.feed(page.text)
    assert len(references.found) == 4
    for reference in set(references.found) - {"data:,"}:
        assert re.fullmatch(r"static/[\w.-]+", reference)
        asset = api.get(f"/{reference}")
        assert asset.status_code == 200
        assert len(asset.content) > 100


def test_page_script_asks_nobody_to_validate() -> None:
    script = (STATIC / "docs.js").read_text(encoding="utf-8")
    assert "validatorUrl: null" in script
    assert "://" not in script


def test_style_sheet_loads_nothing_from_outside() -> None:
    css = (STATIC / "swagger-ui.css").read_text(encoding="utf-8")
    assert not re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", css)


def test_licences_travel_with_the_files() -> None:
    assert "Apache License" in (STATIC / "swagger-ui.LICENSE.txt").read_text(encoding="utf-8")
    assert "SmartBear" in (STATIC / "swagger-ui.NOTICE.txt").read_text(encoding="utf-8")


def test_behind_a_proxy_prefix() -> None:
    api = Client(client().app, root_path="/fenzhen")
    assert api.get("/fenzhen/openapi.json").json()["servers"] == [{"url": "/fenzhen"}]
    assert api.post("/fenzhen/v1/triage", json={"text": TEXT}).status_code == 200
    assert api.get("/fenzhen/static/docs.js").status_code == 200
    assert api.get("/fenzhen/docs").status_code == 200


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = client().get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_every_schema_and_field_is_described_in_chinese(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert HAN.search(schema["description"]), name
        for field, details in schema.get("properties", {}).items():
            assert HAN.search(details["description"]), f"{name}.{field}"


def test_every_operation_is_described_in_chinese(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/v1/triage",
        "/v1/triage/batch",
        "/v1/cases/{case_id}",
        "/v1/cases/{case_id}/corrections",
        "/v1/models",
        "/v1/models/compare",
        "/v1/models/rollback",
        "/v1/models/{version}/promote",
        "/v1/reports/accuracy",
        "/v1/reports/drift",
        "/v1/taxonomy",
        "/healthz",
        "/readyz",
    }
    for operation in operations(document):
        texts = [operation["summary"], operation["description"], *operation["tags"]]
        texts += [response["description"] for response in operation["responses"].values()]
        texts += [parameter["description"] for parameter in operation.get("parameters", ())]
        assert all(HAN.search(text) for text in texts)


def test_every_operation_declares_its_errors_in_the_one_shape(document: dict[str, Any]) -> None:
    for operation in operations(document):
        codes = set(operation["responses"])
        if "requestBody" in operation:
            assert codes >= {"200", "400", "413", "415", "422", "500", "503"}
        for code in codes - {"200", "304"}:
            content = operation["responses"][code]["content"]
            assert set(content) == {"application/problem+json"}
            assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_no_reference_dangles(document: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert names == set(document["components"]["schemas"])
