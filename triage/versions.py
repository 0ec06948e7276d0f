"""Trained versions on disk: a folder each under models/, and `current`, a file that names the one in use."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from triage.errors import VersionError
from triage.files import write_atomic

SUMS = "SHA256SUMS"
INFO = "version.json"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
WORDS = "words.json"
NGRAMS = "ngrams.json"
CLAUSES = "clauses.npz"
METRICS = "metrics.json"
GATE = "gate.json"
CURRENT = "current"
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"


class Stack(BaseModel):
    """How far each witness of a flag or threat is believed: a logistic regression over what they say (grading.py).

    text: log-odds of the whole text's model; clause: margin of the best clause; rule: a rule proves it;
    ruled_out: a rule saw the words and found no proof in them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: float
    clause: float
    rule: float
    ruled_out: float
    bias: float


class Scale(BaseModel):
    """How a head's numbers become probabilities and decisions; see `Head`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    temperature: Annotated[float, Field(gt=0)] = 1.0
    lexical_weight: Annotated[float, Field(ge=0)] = 0.0
    thresholds: dict[str, float] = {}


class Head(BaseModel):
    """A slice of the model's logits: `single` is one of the codes, `multi` any number of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    kind: Literal["single", "multi"]
    codes: Annotated[tuple[str, ...], Field(min_length=1)]
    # probabilities come from (encoder logits + lexical_weight · lexical margins) / temperature
    temperature: Annotated[float, Field(gt=0)] = 1.0
    lexical_weight: Annotated[float, Field(ge=0)] = 0.0
    # code → least calibrated probability for `auto`; a code that never met the target precision is absent.
    thresholds: dict[str, float] = {}
    # The same three for texts that complain of nothing: questions are short and of a thousand kinds, and a model is
    # right less often there than it thinks. None: they are judged like all others.
    asking: Scale | None = None
    # flags and threats: thresholds are on the stacked probability
    stack: Stack | None = None

    def of(self, *, asks: bool) -> "Head":
        """The head as it judges a text that complains (or asks)."""
        return self.model_copy(update=dict(self.asking)) if asks and self.asking else self


class Version(BaseModel):
    """version.json: all that is needed to turn logits into labels, and where the version came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Annotated[str, Field(pattern=f"^{NAME}$")]
    # `own`: the labels are those of a user's table, one single head a column, without the complaint rules
    kind: Literal["complaint", "own"] = "complaint"
    created: str
    heads: tuple[Head, ...]
    window: Annotated[int, Field(ge=16, le=512, description="tokens the encoder reads at once")]
    category_thresholds: dict[str, float] = {}
    # for texts that complain of nothing, where the reason is scaled apart for them
    category_asking: dict[str, float] = {}
    # weight of the learned department head against the decision table (0: table alone)
    department_weight: Annotated[float, Field(ge=0, le=1)] = 0.5
    taxonomy: str
    taxonomy_sha256: str
    data_sha256: str
    base: str
    layers: int
    seed: int
    packages: dict[str, str]
    training: dict[str, Any] = {}

    @property
    def n_logits(self) -> int:
        return sum(len(head.codes) for head in self.heads)


class Gate(BaseModel):
    """gate.json: may this version, the challenger, take the place of that one, and if not, why."""

    model_config = ConfigDict(frozen=True)
    passed: bool
    champion: str
    challenger: str
    reasons: Annotated[tuple[str, ...], Field(validation_alias=AliasChoices("reasons", "why"))] = ()
    # of the challenger's SHA256SUMS: the report belongs to these very files
    challenger_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """A version folder that has been verified."""

    folder: Path
    info: Version


def models_folder() -> Path:
    """`TRIAGE_MODELS`, or models/ beside the packages."""
    return Path(os.environ.get("TRIAGE_MODELS") or Path(__file__).resolve().parents[1] / "models")


def resolve(model: str | Path | None = None) -> Path:
    """The folder of a version name, of a path or of `current`; raises VersionError. A name in models/ goes first."""
    if model is None:
        return models_folder() / current()
    name = str(model)
    folder = Path(name) if os.sep in name else models_folder() / name
    if not folder.is_dir() and (Path(name) / INFO).is_file():
        folder = Path(name)  # a version folder beside the user, named without a slash
    if not folder.is_dir():
        known = "、".join(installed()) or "无"
        raise VersionError(f"没有版本 {name};现有版本:{known}")
    return folder


def current() -> str:
    """The name in models/current; raises VersionError when there is none, or no such version."""
    name = pointed()
    if name is None:
        raise VersionError("尚未设定当前版本(models/current 不存在);请用 triage models promote 启用一个版本")
    if not name or not (models_folder() / name).is_dir():
        raise VersionError(f"models/current 指向的版本 {name} 不存在")
    return name


def pointed() -> str | None:
    """What models/current says, whether or not there is such a version; None where no version was ever in use."""
    try:
        return (models_folder() / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise VersionError("models/current 无法读取") from error


def check(name: str) -> Installed:
    """Verify an installed version by its name; raises VersionError."""
    if name not in installed():
        raise VersionError(f"没有版本 {name};现有版本:{'、'.join(installed()) or '无'}")
    found = verify(models_folder() / name)
    if found.info.version != name:
        raise VersionError(f"版本文件夹 {name} 与其中记录的版本名不符")
    return found


def point_to(name: str) -> None:
    """Let models/current name a version that has been checked; atomically. Raises VersionError."""
    try:
        write_atomic(models_folder() / CURRENT, f"{name}\n".encode())
    except OSError as error:
        raise VersionError(f"无法写入 models/current:{error.strerror}") from error


def installed() -> list[str]:
    """Names of all version folders, oldest first by name."""
    folder = models_folder()
    return (
        sorted(p.name for p in folder.iterdir() if p.name[0] != "." and (p / INFO).is_file()) if folder.is_dir() else []
    )


def report(name: str, file: str) -> dict[str, Any] | None:
    """A JSON document of an installed version: METRICS or GATE; none when there is none that can be read."""
    try:
        # NaN is no JSON; what is read here is answered and stored as such
        found = json.loads((models_folder() / name / file).read_bytes(), parse_constant=lambda _: None)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def gate(name: str) -> Gate | None:
    """What the gate said of an installed version; none when there is no such report, or one of other files."""
    try:
        found = Gate.model_validate(report(name, GATE))
        sums = hashlib.sha256((models_folder() / name / SUMS).read_bytes()).hexdigest()
    except (ValidationError, OSError):
        return None
    belongs = found.challenger == name and found.challenger_sha256 in {None, sums}
    return found if belongs else None


def verify(folder: Path) -> Installed:
    """Check every file against SHA256SUMS and read version.json; raises VersionError naming the file."""
    sums = listed(folder)
    _listed({MODEL, TOKENIZER, NGRAMS, INFO}, sums, folder)
    for name, expected in sums.items():
        try:
            actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise VersionError(f"版本 {folder.name} 缺少文件 {name}") from error
        if actual != expected:
            raise VersionError(f"版本 {folder.name} 的文件 {name} 与校验和不符,可能已损坏或被改动")
    info = described(folder)
    if info.kind == "complaint":
        _listed({WORDS, CLAUSES}, sums, folder)
    return Installed(folder, info)


def described(folder: Path) -> Version:
    """version.json of a folder, unverified; raises VersionError."""
    try:
        return Version.model_validate_json((folder / INFO).read_bytes())
    except OSError as error:
        raise VersionError(f"版本 {folder.name} 缺少文件 {INFO}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise VersionError(
            f"版本 {folder.name} 的 {INFO} 有误:{'.'.join(map(str, first['loc']))}:{first['msg']}"
        ) from error


def listed(folder: Path) -> dict[str, str]:
    """file → checksum, as SHA256SUMS says; raises VersionError."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VersionError(f"版本 {folder.name} 缺少校验文件 {SUMS}") from error
    sums: dict[str, str] = {}
    for line in lines:
        match = re.fullmatch(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)", line)
        if not match:
            raise VersionError(f"版本 {folder.name} 的 {SUMS} 格式有误")
        sums[match[2]] = match[1]
    return sums


def _listed(needed: set[str], sums: dict[str, str], folder: Path) -> None:
    for name in sorted(needed - set(sums)):
        raise VersionError(f"版本 {folder.name} 的 {SUMS} 未列出 {name}")


def seal(folder: Path) -> None:
    """Write SHA256SUMS over all files of a finished version folder."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != SUMS)
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files]
    write_atomic(folder / SUMS, "".join(lines).encode())
