import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from triage import routing
from triage.routing import SHANGHAI, Facts
from triage.taxonomy import shipped

TAXONOMY = shipped()


def primary(**facts: object) -> str:
    return routing.department(TAXONOMY, Facts(**facts))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "department", "co"),
    [
        # the guide's own worked cases (§12)
        (("grumble", "HOT_ACCESS", "UNK", "UNK", "PHONE", (), ("PRM_DEBIT",)), "D_CALL", ["D_REN"]),
        (("inquiry", "CLM_AMT", "GRP", "GRP", "LETTER"), "D_OPS_CS", ["D_CLAIM", "D_GRP"]),
        (("complaint", "POS_CHANGE", "ACC", "GRP", "WEB", ("claim_notice",)), "D_OPS_POS", ["D_GRP", "D_CLAIM"]),
        (("complaint", "SAL_MISLEAD", "PAR", "BANC", "WEB", (), ("POS_SURR",)), "D_BANC", []),
        (("complaint", "UW_DELIVER", "UNK", "IND", "WEB", (), ("SAL_SIGN",)), "D_IND", ["D_OPS_UW"]),
        (("claim_notice", "CLM_INVEST", "AUTO", "UNK", "PHONE"), "D_CLAIM_AUTO", ["D_CALL"]),
        (("report", "OTH_MISC", "UNK", "BRK", "LETTER"), "D_LEGAL", ["D_CONSUMER"]),
        (("out_of_scope", "OTH_WRONGCO", "UNK", "UNK", "PHONE"), "D_CALL", []),
        (("praise_suggest", "CLM_SVC", "UNK", "UNK", "PHONE"), "D_OPS_CS", []),
        # rows that the worked cases leave out
        (("complaint", "CLM_DENY", "LIFE", "BANC", "UNK"), "D_CLAIM", []),
        (("complaint", "POS_MATUR", "PAR", "BANC", "UNK"), "D_BANC", ["D_OPS_POS"]),
        (("complaint", "POS_LOAN", "PAR", "BANC", "UNK"), "D_OPS_POS", []),
        (("complaint", "SAL_FUND", "UNK", "DIR", "UNK"), "D_OPS_CS", ["D_LEGAL"]),
        (("complaint", "INF_LEAK", "UNK", "UNK", "UNK"), "D_LEGAL", ["D_IT"]),
        (("complaint", "PRD_RATE", "AUTO", "UNK", "UNK"), "D_PROD", ["D_OPS_UW"]),
        (("complaint", "PRM_TRANSFER", "UNK", "UNK", "UNK"), "D_FIN", []),
        (("complaint", "OTH_MISC", "UNK", "UNK", "UNK"), "D_OPS_CS", []),
        (("inquiry", "POS_LOAN", "UNK", "UNK", "COUNTER"), "D_CTR", ["D_OPS_POS"]),
    ],
)  # fmt: skip
def test_decision_table(facts: tuple[object, ...], department: str, co: list[str]) -> None:
    case = Facts(*facts)  # type: ignore[arg-type]
    found, basis = routing.department(TAXONOMY, case)
    assert (found, [c.code for c in routing.co_departments(TAXONOMY, case, found)]) == (department, co)
    assert basis


@pytest.mark.parametrize(
    ("signals", "added"),
    [
        ({"media"}, ["D_CONSUMER", "D_EMERG", "D_BRAND"]),
        ({"group10"}, ["D_CONSUMER", "D_EMERG", "D_LEGAL"]),
        ({"regulator"}, ["D_CONSUMER"]),
        ({"social_post"}, ["D_BRAND"]),
        ({"litigation"}, ["D_LEGAL"]),
        ({"repeat"}, []),
    ],
)
def test_major_cases_bring_in_departments(signals: set[str], added: list[str]) -> None:
    case = Facts("complaint", "CLM_SPEED", signals=frozenset(signals))
    assert [c.code for c in routing.co_departments(TAXONOMY, case, "D_CLAIM")] == added


def test_an_app_failure_brings_in_it() -> None:
    app = Facts("complaint", "HOT_ACCESS", text="APP一打开就闪退")
    phone = Facts("complaint", "HOT_ACCESS", text="打了一上午占线")
    assert [c.code for c in routing.co_departments(TAXONOMY, app, "D_CALL")] == ["D_IT"]
    assert routing.co_departments(TAXONOMY, phone, "D_CALL") == []


def due(facts: Facts, received: datetime, department: str = "D_OPS_POS") -> dict[str, str]:
    found, _ = routing.deadlines(TAXONOMY, facts, department, received)
    return {d.action: d.due.isoformat(timespec="minutes") for d in found}


def test_deadlines_over_the_national_holiday() -> None:
    claim = Facts("complaint", "CLM_DENY")
    assert due(claim, datetime(2026, 9, 30, 16, 40)) == {
        "first_contact": "2026-10-08T09:40+08:00",  # 20 minutes that day, 40 after the holiday
        "close": "2026-10-10T17:00+08:00",  # the 10th is a Saturday worked in lieu
    }


def test_fifteen_days_win_over_ten_working_days_in_a_long_holiday() -> None:
    general = Facts("complaint", "POS_LOAN")
    assert due(general, datetime(2026, 2, 12, 10))["close"] == "2026-02-27T23:59+08:00"
    assert due(general, datetime(2026, 11, 23, 9))["close"] == "2026-12-07T17:00+08:00"


def test_weekend_contact_is_due_on_monday() -> None:
    assert due(Facts("complaint", "POS_LOAN"), datetime(2026, 11, 22, 3))["first_contact"] == "2026-11-23T10:00+08:00"


@pytest.mark.parametrize(
    ("signals", "when"), [({"media"}, "2026-11-22T03:00+08:00"), ({"gov"}, "2026-11-22T23:59+08:00")]
)
def test_major_cases_are_escalated_at_any_hour(signals: set[str], when: str) -> None:
    case = Facts("complaint", "POS_LOAN", signals=frozenset(signals))
    assert due(case, datetime(2026, 11, 22, 3))["escalate"] == when


def test_bank_cases_take_the_shorter_limit() -> None:
    case = Facts("complaint", "SAL_MISLEAD", channel="BANC")
    assert due(case, datetime(2026, 11, 23, 9), "D_BANC")["close"] == "2026-11-26T17:00+08:00"


def test_an_unknown_calendar_is_said() -> None:
    found, notes = routing.deadlines(TAXONOMY, Facts("complaint", "CLM_DENY"), "D_CLAIM", datetime(2031, 3, 3, 9))
    assert found
    assert notes == ["2031年法定节假日安排尚未收录,工作日按周一至周五计算,请以国务院通知为准"]
    assert routing.deadlines(TAXONOMY, Facts("complaint", "CLM_DENY"), "D_CLAIM", datetime(2026, 3, 3, 9))[1] == []


def test_any_time_zone_is_read_as_the_same_moment() -> None:
    utc = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    here = datetime(2026, 11, 23, 9, 30)
    new_york = utc.astimezone(timezone(timedelta(hours=-5)))
    case = Facts("complaint", "CLM_DENY")
    assert due(case, utc) == due(case, here) == due(case, new_york)
    found, _ = routing.deadlines(TAXONOMY, case, "D_CLAIM", utc)
    assert all(d.due.tzinfo is SHANGHAI for d in found)


def test_the_prior_follows_uncertain_labels() -> None:
    likely = {
        "intake_type": {"complaint": 1.0},
        "reason": {"CLM_DENY": 0.6, "POS_SURR": 0.4},
        "product": {"AUTO": 0.5, "LIFE": 0.5},
        "channel": {"IND": 1.0},
        "source": {"UNK": 1.0},
    }
    prior = routing.department_prior(TAXONOMY, likely, Facts("complaint", "CLM_DENY"))
    assert prior == pytest.approx({"D_CLAIM": 0.3, "D_CLAIM_AUTO": 0.3, "D_OPS_POS": 0.4})


def test_sla_is_one_line() -> None:
    rules = routing.matching_deadlines(TAXONOMY, Facts("complaint", "CLM_DENY"), "D_CLAIM")
    assert routing.sla(rules).startswith("first_contact:1working_hours;close:3working_days")
    assert json.dumps(routing.sla(rules))
