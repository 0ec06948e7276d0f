"""What goes in and what comes out: `Case` and `Suggestion`. Every span counts code points of the original text."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_CHARS = 20_000
MAX_BATCH = 256

# Types of personal data (guide §10) and the names their placeholders stand for.
PII_NAMES = {
    "NAME": "姓名",
    "AGENT": "业务员",
    "PHONE": "电话",
    "IDNO": "证件号",
    "BANK": "银行账号",
    "POLICY": "保单号",
    "ADDR": "地址",
    "PLATE": "车牌",
    "VIN": "车架号",
    "EMAIL": "邮箱",
    "SNS": "账号",
    "DOB": "生日",
    "MEDNO": "病历号",
    "EMPLOYER": "单位",
    "BANK_BRANCH": "支行",
    "ORG": "机构",
}

Decision = Literal["auto", "suggest", "abstain"]
AbstainCause = Literal["low_confidence", "ambiguous", "too_short", "not_chinese", "out_of_scope"]
Probability = Annotated[float, Field(ge=0, le=1)]


def _no_timestamp(value: Any) -> Any:
    """Seconds since 1970 are no date a case system would mean: a sheet's serial number looks the same."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.strip().replace(".", "", 1).isdigit()):
        raise ValueError("不是合法的时间")
    return value


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Case(_Model):
    """One incoming text with what the case system knows about it; known codes are taken as given."""

    text: Annotated[
        str,
        Field(
            description="来件全文(必填,最长20000字)",
            max_length=MAX_CHARS,
            examples=["住院的钱报了三个多月了还没到账,打电话就说在审核,再不给我就找银保监!"],
        ),
    ]
    id: Annotated[str | None, Field(description="案件号", max_length=128, examples=["A-2026-000123"])] = None
    received_at: Annotated[
        datetime | None,
        BeforeValidator(_no_timestamp),
        Field(description="收到时间,缺省为现在;无时区按北京时间", examples=["2026-11-23T09:12:00+08:00"]),
    ] = None
    source: Annotated[str | None, Field(description="来件渠道代码(已知时填写)", examples=["PHONE"])] = None
    channel: Annotated[str | None, Field(description="销售渠道代码(已知时填写)")] = None
    product: Annotated[str | None, Field(description="险种代码(已知时填写)")] = None


class Candidate(_Model):
    code: str
    name: str
    confidence: Probability


class Label(_Model):
    """One field's answer: the best code, its calibrated probability and what may be done with it."""

    code: str
    name: str
    confidence: Probability
    decision: Decision
    because: AbstainCause | None = None
    candidates: list[Candidate] = []


class Evidence(_Model):
    """A quotation: `text` is `original[start:end]`, with personal data masked."""

    start: int
    end: int
    text: str
    why: str = ""


class IntakeLabel(Label):
    secondary: list[Candidate] = []


class ReasonLabel(Label):
    secondary: list[Candidate] = []
    controllable: Literal["Y", "N", "U"] = "U"
    regulator_bucket: str = ""
    explanation: list[Evidence] = []


class CoDepartment(_Model):
    code: str
    name: str
    because: str


class DepartmentLabel(Label):
    basis: str = ""
    co: list[CoDepartment] = []


class Signal(_Model):
    """A flag or threat; `by` names who saw it. One that only the model sees carries `suggest`."""

    code: str
    name: str
    confidence: Probability
    by: Literal["rule", "model", "rule+model"]
    decision: Decision
    evidence: list[Evidence] = []


class Severity(_Model):
    level: Literal["major", "general"]
    name: str
    tier: Literal["T1", "T2"] | None = None
    n_complainants: int
    flags: list[Signal] = []
    threats: list[Signal] = []
    signals: list[str] = []
    ruled_out: list[Evidence] = []


class Deadline(_Model):
    action: Literal["escalate", "first_contact", "forward", "close"]
    due: datetime
    basis: str


class Keyword(_Model):
    text: str
    kind: Literal["product", "matter", "demand", "amount", "time", "organisation", "escalation"]
    weight: Probability
    # none: a term of the desk for what the text says in other words
    spans: list[tuple[int, int]]


class Pii(_Model):
    type: str
    start: int
    end: int


class Suggestion(_Model):
    """All that the service says about one case."""

    case_id: str | None
    model: str
    taxonomy: str
    received_at: datetime
    intake_type: IntakeLabel
    category: Label
    reason: ReasonLabel
    severity: Severity
    department: DepartmentLabel
    product: Label
    channel: Label
    source: Label
    stage: Label
    deadlines: list[Deadline]
    keywords: list[Keyword]
    masked_text: str
    pii: list[Pii]
    notes: list[str] = []


class OwnLabel(Label):
    """A label of a user's own set; `name` is the code itself."""

    explanation: list[Evidence] = []


class OwnSuggestion(_Model):
    """All that a version with an own label set says about one case: a label for each column it was trained on."""

    case_id: str | None
    model: str
    labels: dict[str, OwnLabel]
    masked_text: str
    pii: list[Pii]
    notes: list[str] = []


AnySuggestion: TypeAlias = Suggestion | OwnSuggestion
