"""GET /v1/taxonomy."""

import pytest

from tests.api.fake import client
from triage.taxonomy import shipped


def test_all_codes_and_names_are_there() -> None:
    view = client().get("/v1/taxonomy").json()
    taxonomy = shipped()
    assert view["version"] == taxonomy.version
    assert {e["code"]: e["name"] for e in view["reasons"]} == {e.code: e.name for e in taxonomy.reasons}
    assert {e["code"]: e["name"] for e in view["departments"]} == {e.code: e.name for e in taxonomy.departments}
    assert all(e["category"] == e["code"].split("_")[0] and e["rule"] for e in view["reasons"])
    assert {e["tier"] for e in view["flags"]} == {"T1", "T2"}
    assert [e["code"] for e in view["sources"]] == list(taxonomy.codes("source"))


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_unchanged_taxonomy_is_not_sent_again(form: str) -> None:
    tag = client().get("/v1/taxonomy").headers["etag"]
    response = client().get("/v1/taxonomy", headers={"If-None-Match": form.format(tag)})
    assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)


def test_another_tag_gets_the_whole() -> None:
    assert client().get("/v1/taxonomy", headers={"If-None-Match": '"other"'}).status_code == 200
