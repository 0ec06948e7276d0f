"""What a version knows of keyphrases (words.json), learned by training.keywords from what handlers chose."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triage.errors import VersionError


@dataclass(frozen=True)
class Worth:
    """What was learned. `words`: trait of a word where it stands → what it adds to the log-odds that a chosen
    phrase begins with the word, ends with it, has it (`usual` before any trait).

    `phrases`: phrase → log-odds that handlers take it where it stands. `terms`: the desk's terms with their bias;
    `grams`: character n-gram → (rows of terms, weights). `weights`: trait → weight.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    usual: tuple[float, float, float] = (0.0, 0.0, 0.0)
    phrases: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    grams: Mapping[str, tuple[list[int], list[float]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Worth":
        """Read words.json; raises VersionError when it is broken."""
        try:
            return cls.of(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, AttributeError, KeyError, TypeError, IndexError) as error:
            raise VersionError(f"关键词权重文件 {path.name} 缺失或损坏") from error

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Worth":
        """From words.json; raises KeyError, TypeError or ValueError where it is broken."""
        return cls(
            {str(k): float(v) for k, v in data["weights"].items()},
            {str(k): (v[0] / 100, v[1] / 100, v[2] / 100) for k, v in data["words"].items()},
            (float(data["usual"][0]), float(data["usual"][1]), float(data["usual"][2])),
            {str(k): float(v) for k, v in data["phrases"].items()},
            {str(k): float(v) for k, v in data["terms"].items()},
            {str(k): ([int(i) for i in v[::2]], [float(w) / 1000 for w in v[1::2]]) for k, v in data["grams"].items()},
        )
