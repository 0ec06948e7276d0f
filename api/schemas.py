"""What the routes take and give beyond triage's own Case and Suggestion."""

import re
from typing import Annotated, Any, TypeAlias

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
from triage import schema
from triage.own import LabelSet
from triage.schema import MAX_BATCH, AnySuggestion
from triage.taxonomy import Taxonomy


class Case(schema.Case):
    """A case as it comes over HTTP."""

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


class Answered(BaseModel):
    index: int
    suggestion: AnySuggestion


class Refused(BaseModel):
    index: int
    error: Problem


class BatchResult(BaseModel):
    results: list[Answered | Refused]


class Alive(BaseModel):
    status: str = "alive"


class Ready(BaseModel):
    status: str = "ready"
    model: str
    taxonomy: str


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
