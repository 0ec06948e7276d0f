"""What the reports answer."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from triage.drift import Level
from triage.versions import NAME


def _is_day(value: Any) -> Any:
    """Pydantic alone would read 5 as seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    raise PydanticCustomError("date_type", "not a day")


def _is_version(value: Any) -> Any:
    """No path: what is asked for is looked for in the models folder."""
    if isinstance(value, str) and re.fullmatch(NAME, value):
        return value
    raise PydanticCustomError("version", "not a version")


Day = Annotated[date, BeforeValidator(_is_day)]


class Period(BaseModel):
    """The query of a report over a time."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[Day | None, Field(alias="from", description="收到日期自(含),北京时间;缺省不限")] = None
    until: Annotated[Day | None, Field(alias="to", description="收到日期至(含),北京时间;缺省不限")] = None


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ShareView(_View):
    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


class LabelHits(_View):
    first: ShareView
    first_three: ShareView
    auto_coverage: ShareView
    auto_precision: ShareView


class ClassHits(LabelHits):
    code: str
    name: str


class WeekHits(LabelHits):
    week: str
    starts: date


class ModelHits(LabelHits):
    model: str


class LabelAccuracy(LabelHits):
    field: str
    classes: list[ClassHits]
    weeks: list[WeekHits]
    models: list[ModelHits]


class SignalHits(_View):
    recall: ShareView
    precision: ShareView
    auto_precision: ShareView


class ClassSignalHits(SignalHits):
    code: str
    name: str


class WeekSignalHits(SignalHits):
    week: str
    starts: date


class ModelSignalHits(SignalHits):
    model: str


class SignalAccuracy(SignalHits):
    field: str
    cases: int
    classes: list[ClassSignalHits]
    weeks: list[WeekSignalHits]
    models: list[ModelSignalHits]


class CaseCounts(BaseModel):
    answered: int
    confirmed: int
    unconfirmed: int


class AccuracyReport(BaseModel):
    """How the suggestions did, in the light of what handlers said."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    since: Annotated[date | None, Field(alias="from")]
    until: Annotated[date | None, Field(alias="to")]
    taxonomy: str
    cases: CaseCounts
    labels: list[LabelAccuracy]
    signals: list[SignalAccuracy]
    n_complainants: ShareView


class DriftQuery(Period):
    """The query of the drift report."""

    model: Annotated[
        str | None,
        BeforeValidator(_is_version),
        Field(description="模型版本;缺省为在用的版本", json_schema_extra={"pattern": f"^{NAME}$"}),
    ] = None


class DriftLevels(BaseModel):
    watch: float
    alarm: float


class DriftReference(_View):
    data_sha256: str
    texts: int
    answers: int


class DriftShift(_View):
    bin: str
    reference: float
    now: float


class DriftMeasure(_View):
    measure: str
    field: str | None
    cases: int
    psi: float
    chance: float
    level: Level
    shifts: list[DriftShift]


class DriftWeek(BaseModel):
    week: str
    starts: date
    cases: int
    level: Level
    measures: list[DriftMeasure]


class DriftReport(BaseModel):
    """How far the cases are from those a version learned from."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    since: Annotated[date, Field(alias="from")]
    until: Annotated[date, Field(alias="to")]
    model: str
    levels: DriftLevels
    reference: DriftReference | None
    note: str | None
    weeks: list[DriftWeek]
