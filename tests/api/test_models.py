"""Promotion past the gate, rolling back, and their history. On SQLite and on PostgreSQL, over HTTP and by command."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api import promoting
from api.store import keys
from api.store.database import Store
from api.store.rows import Audit, Promotion, Version
from tests.api.commands import invoke, refused, succeed
from tests.api.fake import Client, assert_problem, client
from tests.api.versions import NEW, OLD, THIRD, make, models_folder, write_gate
from triage import versions


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path))
    return models_folder(tmp_path)


@pytest.fixture
def api(database_url: str) -> Client:
    return client(url=database_url)


def promotions(store: Store) -> list[tuple[str, str | None, str, str | None]]:
    with store.reading() as session:
        rows = session.scalars(select(Promotion).order_by(Promotion.id))
        return [(row.version, row.previous, row.actor, row.forced) for row in rows]


def audits(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    with store.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action.like("model.%")).order_by(Audit.id))
        return [(row.action, row.subject, row.detail) for row in rows]


def changed(api: Client, path: str, **body: Any) -> tuple[str, str | None]:
    response = api.post(f"/v1/models/{path}", json=body or None)
    assert response.status_code == 200, response.text
    assert versions.current() == response.json()["version"]
    return response.json()["version"], response.json()["previous"]


def test_versions_and_their_reports_are_listed(api: Client) -> None:
    found = api.get("/v1/models").json()
    assert (found["current"], found["shadow"]) == (OLD, None)
    assert [(v["version"], v["current"]) for v in found["versions"]] == [(OLD, True), (NEW, False), (THIRD, False)]
    assert found["versions"][0]["metrics"] == {"accuracy": 0.5}
    assert [v["gate"] and v["gate"]["passed"] for v in found["versions"]] == [None, True, True]


def test_reports_that_are_no_json(api: Client, models: Path) -> None:
    (models / OLD / versions.METRICS).write_text('{"loss": NaN}')
    (models / THIRD / versions.METRICS).write_text("{")
    write_gate(models / NEW, True, latency=float("inf"))
    assert changed(api, f"{NEW}/promote") == (NEW, OLD)
    metrics = [version["metrics"] for version in api.get("/v1/models").json()["versions"]]
    assert metrics == [{"loss": None}, {"accuracy": 0.5}, None]


def test_promotion_and_rolling_back(api: Client, store: Store) -> None:
    assert_problem(api.post("/v1/models/rollback"), 409, "conflict")
    assert changed(api, f"{NEW}/promote") == (NEW, OLD)
    assert changed(api, f"{NEW}/promote") == (NEW, NEW)  # asked again: nothing happens
    assert changed(api, f"{THIRD}/promote") == (THIRD, NEW)
    assert changed(api, "rollback") == (NEW, THIRD)
    assert changed(api, "rollback") == (OLD, NEW)
    assert_problem(api.post("/v1/models/rollback"), 409, "conflict")
    assert changed(api, f"{NEW}/promote") == (NEW, OLD)
    assert changed(api, "rollback") == (OLD, NEW)
    found = promotions(store)
    assert [version for version, *_ in found] == [NEW, THIRD, NEW, OLD, NEW, OLD]
    assert set(found[0][2:]) == {"local", None}
    actions = [action for action, *_ in audits(store)]
    assert actions[:2] == ["model.promote.begin", "model.promote"]
    assert actions[4:6] == ["model.rollback.begin", "model.rollback"]
    with store.reading() as session:
        report = session.get_one(Version, NEW).report
        assert report
        assert report["passed"] is True


def test_what_is_wrong_with_a_version_is_told(api: Client, models: Path, store: Store) -> None:
    assert_problem(api.post("/v1/models/2027.1/promote"), 404, "no-such-version")
    assert_problem(api.post("/v1/models/..%2Fx/promote"), 404, "not-found")
    (models / NEW / versions.MODEL).write_text("damaged")
    problem = assert_problem(api.post(f"/v1/models/{NEW}/promote"), 409, "broken-version")
    assert versions.MODEL in problem["detail"]
    assert versions.current() == OLD
    assert promotions(store) == []


def test_a_version_that_was_damaged_cannot_be_gone_back_to(api: Client, models: Path) -> None:
    changed(api, f"{NEW}/promote")
    (models / OLD / versions.MODEL).write_text("damaged")
    assert_problem(api.post("/v1/models/rollback"), 409, "broken-version")
    assert versions.current() == NEW


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ({"passed": False, "reasons": ["CLM_SPEED 的召回下降 3.1 点"]}, "CLM_SPEED"),
        ({"passed": True, "champion": THIRD}, THIRD),
        ({"passed": True, "challenger": THIRD}, "没有此版本的把关报告"),
        ({"passed": True, "challenger_sha256": "0" * 64}, "没有此版本的把关报告"),
        ({"passed": "?"}, "没有此版本的把关报告"),
        (None, "没有此版本的把关报告"),
    ],
)
def test_a_version_that_the_gate_refuses(
    api: Client, models: Path, store: Store, report: dict[str, Any] | None, says: str
) -> None:
    if report is None:
        (models / NEW / versions.GATE).unlink()
    else:
        write_gate(models / NEW, **report)
    problem = assert_problem(api.post(f"/v1/models/{NEW}/promote"), 409, "gate-refused")
    assert says in problem["detail"]
    response = api.post(f"/v1/models/{NEW}/promote", json={"force": True, "reason": " "})
    assert_problem(response, 422, "invalid-input", ["body.reason"])
    assert_problem(api.post(f"/v1/models/{NEW}/promote", json={"reason": "急"}), 409, "gate-refused")
    assert (versions.current(), promotions(store), audits(store)) == (OLD, [], [])
    reason = "原版本漏判监管投诉"
    assert changed(api, f"{NEW}/promote", force=True, reason=reason) == (NEW, OLD)
    assert promotions(store) == [(NEW, OLD, "local", reason)]
    assert audits(store)[-1] == ("model.promote", NEW, {"previous": OLD, "forced": reason})


def test_the_first_version_of_all_has_nothing_to_be_compared_with(
    models: Path, store: Store, database_url: str
) -> None:
    (models / versions.CURRENT).unlink()
    (models / NEW / versions.GATE).unlink()
    assert "当前版本:2026.2.0(此前为 无)" in succeed("models", "promote", NEW, database_url=database_url)
    assert promotions(store)[0][:2] == (NEW, None)
    assert "没有可退回的版本" in refused("models", "rollback", database_url=database_url)
    (models / THIRD / versions.GATE).unlink()  # the second has
    assert "没有此版本的把关报告" in refused("models", "promote", THIRD, database_url=database_url)


def test_a_version_that_was_lost_is_no_fresh_start(models: Path, database_url: str) -> None:
    (models / versions.CURRENT).write_text("2025.1\n")
    (models / NEW / versions.GATE).unlink()
    assert "没有此版本的把关报告" in refused("models", "promote", NEW, database_url=database_url)
    (models / versions.CURRENT).write_text("")
    assert "没有此版本的把关报告" in refused("models", "promote", NEW, database_url=database_url)


def test_labels_of_ones_own_that_are_not_in_use(api: Client, models: Path, store: Store) -> None:
    make(models, "mine.1", column="主题")
    assert changed(api, "mine.1/promote") == ("mine.1", OLD)
    make(models, "mine.2", column="主题")  # now there is something to compare with
    problem = assert_problem(api.post("/v1/models/mine.2/promote"), 409, "gate-refused")
    assert "triage evaluate" in problem["detail"]
    assert changed(api, "mine.2/promote", force=True, reason="同一张表上更准") == ("mine.2", "mine.1")
    assert promotions(store)[-1][3] == "同一张表上更准"


def test_own_labels_are_no_way_round_the_gate(api: Client, models: Path) -> None:
    complaint = make(models, "2027.1", kind="complaint")
    assert_problem(api.post(f"/v1/models/{complaint.name}/promote"), 409, "gate-refused")
    make(models, "mine.1", column="主题")
    changed(api, "mine.1/promote")
    assert_problem(api.post(f"/v1/models/{complaint.name}/promote"), 409, "gate-refused")


def test_force_that_was_not_needed_is_not_written_down(api: Client, store: Store) -> None:
    changed(api, f"{NEW}/promote", force=True, reason="急")
    assert promotions(store) == [(NEW, OLD, "local", None)]


def test_only_an_admin_may(api: Client, store: Store) -> None:
    with store.writing() as session:
        made = {role: keys.create(session, role, role, "test") for role in keys.ROLES}
    guarded = client(url=store.url.render_as_string(hide_password=False))

    def ask(method: str, path: str, role: str | None) -> Any:
        headers = {"Authorization": f"Bearer {made[role]}"} if role else {}
        return guarded.request(method, f"/v1/models{path}", headers=headers)

    compared = f"/compare?champion={OLD}&challenger={NEW}"
    for method, path in (("GET", ""), ("GET", compared), ("POST", f"/{NEW}/promote"), ("POST", "/rollback")):
        assert_problem(ask(method, path, None), 401, "unauthorized")
        for role in ("intake", "handler"):
            assert_problem(ask(method, path, role), 403, "forbidden")
    assert versions.current() == OLD
    assert ask("POST", f"/{NEW}/promote", "admin").status_code == 200
    assert promotions(store)[0][2] == "admin"


def test_commands(database_url: str, store: Store, models: Path) -> None:
    assert "退回" in refused("models", "rollback", database_url=database_url)
    assert succeed("models", "promote", NEW, database_url=database_url) == f"当前版本:{NEW}(此前为 {OLD})\n"
    write_gate(models / THIRD, False, NEW, reasons=["重大召回下降"])
    assert "重大召回下降" in refused("models", "promote", THIRD, database_url=database_url)
    assert "理由" in refused("models", "promote", THIRD, "--force", database_url=database_url)
    succeed("models", "promote", THIRD, "--force", "--reason", "演练", database_url=database_url)
    assert succeed("models", "rollback", database_url=database_url) == f"当前版本:{NEW}(此前为 {THIRD})\n"
    assert "没有版本" in refused("models", "promote", "2027.1", database_url=database_url)
    found = promotions(store)
    assert [(version, forced) for version, _, _, forced in found] == [(NEW, None), (THIRD, "演练"), (NEW, None)]
    assert found[0][2].startswith("cli")


def test_the_packages_share_one_group_of_commands() -> None:
    import typer
    from click.testing import Result
    from typer.testing import CliRunner

    import api.cli
    import triage.cli

    def listed(*registers: Any) -> Result:
        app = typer.Typer()
        for register in registers:
            register(app)
        return CliRunner().invoke(app, ["models", "list"])

    for order in ((api.cli.register, triage.cli.register), (triage.cli.register, api.cli.register)):
        result = listed(*order)
        assert result.stdout == f"* {OLD}\n  {NEW}\t把关通过\n  {THIRD}\t把关通过\n"
    assert "promote" in invoke("models", "--help").stdout


def test_a_pointer_set_by_other_means_enters_the_history(api: Client, store: Store) -> None:
    changed(api, f"{NEW}/promote")
    versions.point_to(THIRD)
    with store.writing() as session:
        promoting.agree(session)
        promoting.agree(session)
    assert promotions(store)[1:] == [(THIRD, NEW, "outside", None)]
    assert audits(store)[-1] == ("model.found", THIRD, {"previous": NEW})
    assert changed(api, "rollback") == (NEW, THIRD)


def test_two_promotions_at_once(api: Client, models: Path, store: Store) -> None:
    write_gate(models / THIRD, True)
    start = threading.Barrier(6)
    answers: list[Any] = []

    def ask(name: str) -> None:
        start.wait(20)
        answers.append(api.post(f"/v1/models/{name}/promote"))

    threads = [threading.Thread(target=ask, args=((NEW, THIRD)[i % 2],)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 409}
    [(version, previous, _, _)] = promotions(store)
    assert (version, previous) == (versions.current(), OLD)
