"""What the routes take and give beyond triage's own Case and Suggestion."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetPydanticSchema,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import no_info_wrap_validator_function

from api.errors import Problem
from api.labelling import NAME, NAME_CHARS, Value
from triage import schema
from triage.own import LabelSet
from triage.schema import MAX_BATCH
from triage.taxonomy import Taxonomy

_Name: TypeAlias = Annotated[str, Field(max_length=NAME_CHARS, pattern=NAME)]


class Case(schema.Case):
    """A case as it comes over HTTP."""

    id: Annotated[
        _Name | None, Field(description="案件号;缺省由服务给出,见答复的 case_id", examples=["A-2026-000123"])
    ] = None

    @field_validator("received_at", mode="before")
    @classmethod
    def _is_iso(cls, value: Any) -> Any:
        """Pydantic alone would read 5 or "5" as seconds since 1970."""
        if value is None or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value)):
            return value
        raise PydanticCustomError("datetime_type", "not ISO 8601")


def _case_or_errors(value: Any, validate: ValidatorFunctionWrapHandler) -> Case | ValidationError:
    try:
        case: Case = validate(value)
    except ValidationError as errors:
        return errors
    return case


# In the schema a Case; one that does not validate is kept as its errors: the others are still answered.
_Item: TypeAlias = Annotated[
    Case | ValidationError,
    GetPydanticSchema(lambda _, build: no_info_wrap_validator_function(_case_or_errors, build(Case))),
]


class Options(BaseModel):
    """The query of both triage routes."""

    model_config = ConfigDict(extra="forbid")

    explain: Annotated[bool, Field(description="同时给出支持原因判断的分句(较慢)")] = False


class Batch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[_Item], Field(min_length=1, max_length=MAX_BATCH)]


class StoredSuggestion(schema.Suggestion):
    """A suggestion as the service answers it. `stored`: it is in the database."""

    stored: bool


class StoredOwnSuggestion(schema.OwnSuggestion):
    stored: bool


AnyStored: TypeAlias = StoredSuggestion | StoredOwnSuggestion


class Answered(BaseModel):
    index: int
    suggestion: AnyStored


class Refused(BaseModel):
    index: int
    error: Problem


class BatchResult(BaseModel):
    results: list[Answered | Refused]


class NewCorrection(BaseModel):
    """What a handler says about a case."""

    model_config = ConfigDict(extra="forbid")

    labels: Annotated[
        dict[str, Value],
        Field(
            max_length=64,
            description="字段 → 应为的值,只写要改(或确认)的字段:intake_type、reason、department、product、channel、"
            "source、stage 为代码,flags、threats 为代码数组(写全),keywords 为文字数组,n_complainants 为整数;"
            "自有标签版本则为列名 → 取值",
            examples=[{"reason": "CLM_SPEED", "flags": ["media"], "n_complainants": 3}],
        ),
    ] = {}
    closed: Annotated[bool, Field(description="案件已照此办结:未改的字段即为确认")] = False
    handler: Annotated[_Name | None, Field(description="经办人;缺省为密钥的名称", examples=["1023"])] = None
    why: Annotated[str | None, Field(max_length=2000, description="缘由;其中个人信息遮蔽后保存")] = None
    correction_id: Annotated[
        _Name | None,
        Field(description="这次改正的编号,由调用方自定:同一编号重发不会重复记录", examples=["c-20261123-17"]),
    ] = None


class CorrectionView(BaseModel):
    """One field's correction, as it was told."""

    handler: str
    field: str
    old: Any
    new: Any
    why: str | None
    at: datetime
    origin: Literal["api", "import"]
    correction_id: str | None


class OtherWord(BaseModel):
    """What another handler last said, when it differs."""

    model_config = ConfigDict(from_attributes=True)

    handler: str
    value: Any
    at: datetime


class EffectiveLabel(BaseModel):
    """What holds for a field now, and who said so."""

    model_config = ConfigDict(from_attributes=True)

    value: Any
    by: Literal["correction", "closed", "suggestion"]
    handler: str | None
    at: datetime | None
    conflicts: list[OtherWord]
    split_into: list[str] = []


class StoredAnswer(BaseModel):
    """What a version said about the case."""

    model: str
    taxonomy: str
    rules: str
    created_at: datetime
    suggestion: schema.AnySuggestion | dict[str, Any]


class SeverityView(BaseModel):
    level: Literal["major", "general"]
    tier: Literal["T1", "T2"] | None


class CaseView(BaseModel):
    """A stored case with all that was said about it."""

    case_id: str
    received_at: datetime
    created_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    given: dict[str, str]
    masked_text: str
    labels: dict[str, EffectiveLabel]
    severity: SeverityView | None
    suggestions: list[StoredAnswer]
    corrections: list[CorrectionView]


class StoreState(BaseModel):
    """How the database does: `down` while answers wait in memory."""

    status: Literal["ok", "down"]
    waiting: int
    lost: int


class Alive(BaseModel):
    status: str = "alive"


class ComingState(BaseModel):
    """The version that models/current names while another still serves; no name when it cannot be read."""

    model_config = ConfigDict(from_attributes=True)

    version: str | None
    status: Literal["loading", "failed"]


class ShadowState(BaseModel):
    """The challenger that reads along."""

    model_config = ConfigDict(from_attributes=True)

    version: str
    status: Literal["loading", "ok", "failed"]
    waiting: int
    dropped: int


class Ready(BaseModel):
    status: str = "ready"
    model: str
    taxonomy: str
    store: StoreState
    coming: ComingState | None
    shadow: ShadowState | None


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Code(_View):
    code: str
    name: str
    rule: str
    basis: str


class ReasonCode(Code):
    category: str
    controllable: str
    bucket: str


class SourceCode(Code):
    external: bool
    implies: str | None


class FlagCode(Code):
    tier: str


class TaxonomyView(_View):
    version: str
    intake_types: list[Code]
    categories: list[Code]
    reasons: list[ReasonCode]
    products: list[Code]
    channels: list[Code]
    sources: list[SourceCode]
    stages: list[Code]
    flags: list[FlagCode]
    threats: list[Code]
    helpers: list[Code]
    departments: list[Code]

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> "TaxonomyView":
        return cls.model_validate(taxonomy)


class LabelSetView(_View):
    """The labels of a version with an own label set, by column."""

    version: str
    columns: dict[str, list[str]]

    @classmethod
    def of(cls, labels: LabelSet) -> "LabelSetView":
        return cls(version=labels.version, columns={name: list(codes) for name, codes in labels.columns.items()})


def view(labels: Taxonomy | LabelSet) -> TaxonomyView | LabelSetView:
    """What /v1/taxonomy shows of the labels in use."""
    return LabelSetView.of(labels) if isinstance(labels, LabelSet) else TaxonomyView.of(labels)
