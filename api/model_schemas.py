"""What the routes of /v1/models take and give."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Promote(BaseModel):
    """How a version is to be made current."""

    model_config = ConfigDict(extra="forbid")

    force: Annotated[bool, Field(description="把关未通过或没有报告时仍要启用;须写明 reason")] = False
    reason: Annotated[
        str | None,
        Field(max_length=2000, description="强制启用的理由,记入审计日志", examples=["原版本漏判监管投诉,先行替换"]),
    ] = None


class Promoted(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    version: str
    previous: str | None


class VersionView(BaseModel):
    version: str
    current: bool
    metrics: dict[str, Any] | None
    gate: dict[str, Any] | None


class ModelsView(BaseModel):
    current: str | None
    shadow: str | None
    versions: list[VersionView]


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ExampleCases(_View):
    champion: list[str]
    challenger: list[str]
    undecided: list[str]


class ComparedField(_View):
    compared: int
    differ: int
    judged: int
    champion_right: int
    challenger_right: int
    champion_better: int
    challenger_better: int
    examples: ExampleCases


class Compared(_View):
    champion: str
    challenger: str
    cases: int
    judged_cases: int
    fields: dict[str, ComparedField]
