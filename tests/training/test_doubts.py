"""What is doubted of a label: how likely it is held by two opinions, against what is usual for its class."""

import numpy as np
import pytest

from training.dataset import Lesson
from training.doubts import NOT, Opinion, _believed, _issues
from triage.versions import Head

REASON = Head(name="reason", kind="single", codes=("A", "B", "NEW"))
FLAGS = Head(name="flags", kind="multi", codes=("media", "gov"))


def lesson(label: str) -> Lesson:
    return Lesson("C-1", "case 1", "理赔款没有到账", {"reason": {label: 1.0}}, {"reason": 1.0})


def doubted(label: str, held: float, champion: Opinion | None, usual: float = 0.8) -> list[str]:
    """A case labelled `label`, held likely `held`, beside one of the same label that is held likely `usual`."""
    codes = REASON.codes
    rows = []
    for p in (held, usual):
        rows.append([p if code == label else (1 - p) / 2 for code in codes])
    index = np.array([codes.index(label)] * 2)
    found = _issues(REASON, codes, index, np.array(rows, np.float32), [(lesson(label), champion), None])
    return [review.label for review in found]


@pytest.mark.parametrize(
    ("held", "champion", "usual", "expected"),
    [
        (0.001, None, 0.8, ["A"]),
        (0.05, None, 0.8, []),
        (0.001, {"reason": {"A": 0.001, "B": 0.999}}, 0.8, ["A"]),
        (0.001, {"reason": {"A": 0.4, "B": 0.6}}, 0.8, []),  # the champion finds it possible
        (0.001, None, 0.01, []),  # nothing of its class is held any likelier
    ],
)
def test_two_opinions(held: float, champion: Opinion | None, usual: float, expected: list[str]) -> None:
    assert doubted("A", held, champion, usual) == expected


def test_a_champion_that_never_learned_a_label_has_no_opinion_of_it() -> None:
    champion: Opinion = {"reason": {"A": 0.9, "B": 0.1}}
    assert _believed(champion, REASON, "NEW") == []
    assert doubted("NEW", 0.02, champion) == []


def test_a_flag_and_its_absence() -> None:
    champion: Opinion = {"flags": {"media": 0.9}}
    assert _believed(champion, FLAGS, "media") == [0.9]
    assert _believed(champion, FLAGS, f"{NOT}media") == [pytest.approx(0.1)]
    assert _believed(champion, FLAGS, f"{NOT}gov") == []
    assert _believed(None, FLAGS, "media") == []
