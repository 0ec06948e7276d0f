import json
from pathlib import Path

import pytest

from triage import drift, versions
from triage.drift import Reference
from triage.errors import VersionError


def test_psi_by_hand() -> None:
    # (0.75 - 0.25) ln 3 twice, but for the half cases
    assert drift.psi([2500, 7500], [7500, 2500]) == pytest.approx(1.0986, abs=0.001)
    assert drift.psi([5, 5], [500, 500]) == 0
    assert drift.psi([10, 0], [0, 10]) < 10


@pytest.mark.parametrize(
    ("index", "by_chance", "level"),
    [
        (0.05, 0.01, "ok"), (0.12, 0.01, "watch"), (0.25, 0.01, "alarm"), (0.24, 0.01, "watch"), (0.12, 0.2, "ok"),
        (0.3, 0.4, "few"), (0.5, 0.4, "alarm"),
    ],
)  # fmt: skip
def test_levels(index: float, by_chance: float, level: str) -> None:
    assert drift.level(index, by_chance) == level


def test_chance_is_the_chi_square_quantile() -> None:
    # 95% quantile of chi-square with 9 degrees: 16.919
    assert drift.chance(10, 1000, 500) == pytest.approx(16.919 * (1 / 1000 + 1 / 500), rel=0.002)


def test_chance_holds_for_samples_of_one_population() -> None:
    import random

    rng = random.Random(1)
    values = [rng.lognormvariate(5, 1) for _ in range(4000)]
    known = drift.histogram(values)
    beyond = 0
    for _ in range(300):
        now = drift.binned([rng.lognormvariate(5, 1) for _ in range(150)], known.edges)
        beyond += drift.psi(known.counts, now) > drift.chance(len(now), 4000, 150)
    assert 3 <= beyond <= 30  # 15 are expected


def test_a_histogram_of_values_that_are_often_the_same() -> None:
    known = drift.histogram([0.0] * 95 + [0.5] * 5)
    assert (known.edges, known.counts) == ((0.0,), (95, 5))
    assert drift.histogram([]).counts == (0,)


def test_a_version_without_reference_has_none_and_a_broken_one_is_an_error(tmp_path: Path) -> None:
    assert drift.load(tmp_path) is None
    (tmp_path / drift.REFERENCE).write_text("{", encoding="utf-8")
    with pytest.raises(VersionError, match=drift.REFERENCE):
        drift.load(tmp_path)
    made = Reference(data_sha256="", texts=0, answers=0, numbers={}, codes={})
    (tmp_path / drift.REFERENCE).write_text(made.model_dump_json(), encoding="utf-8")
    assert drift.load(tmp_path) == made


def test_unknown_tokens() -> None:
    measure = drift.TextMeasures(versions.resolve())
    plain, odd = measure("理赔款三个月没有到账"), measure("理赔款\U0001f9ff\ue000\ue001没有到账")
    assert (plain["length"], plain["unknown"]) == (10, 0.0)
    assert odd["unknown"] > 0.1
    assert json.dumps(odd)
