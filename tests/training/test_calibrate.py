import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from training import calibrate
from training.stacking import stacked_head
from triage.encoder import calibrated, windows
from triage.grading import stacked
from triage.labels import fuse
from triage.ngrams import NgramFeatures
from triage.versions import Head

HEAD = Head(name="reason", kind="single", codes=("A", "B", "C"))


def overconfident(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits five times too large for labels that follow their softmax."""
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(n, 3)).astype(np.float32)
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = np.array([rng.choice(3, p=row) for row in p])
    return logits * 5, np.eye(3, dtype=np.float32)[labels]


def test_scaling_mends_overconfidence() -> None:
    logits, target = overconfident(2000)
    nothing = np.zeros_like(logits)
    temperature, weight = calibrate.scales(HEAD, logits, nothing, target)
    assert temperature == pytest.approx(5, rel=0.15)
    mended = HEAD.model_copy(update={"temperature": temperature, "lexical_weight": weight})

    def error(head: Head) -> float:
        p = np.stack([calibrated(head, row, nothing[0]) for row in logits])
        return calibrate.calibration_error(p.max(1), p.argmax(1) == target.argmax(1))

    assert error(mended) < error(HEAD) / 3


def test_the_better_half_gets_the_weight() -> None:
    logits, target = overconfident(500)
    noise = np.random.default_rng(2).normal(size=logits.shape).astype(np.float32)
    _, useful = calibrate.scales(HEAD, noise, logits, target)
    _, useless = calibrate.scales(HEAD, logits, noise, target)
    assert useful > 4 * useless


def test_thresholds_meet_the_target_or_are_absent() -> None:
    # A is right above 0.6, B never; there is little of B, so that all together can still meet the target
    predicted = ["A"] * 40 + ["B"] * 10
    confidence = np.concatenate([np.linspace(0.3, 0.99, 40), np.linspace(0.3, 0.5, 10)])
    right = np.concatenate([confidence[:40] > 0.6, np.zeros(10, bool)])
    found = calibrate.precision_thresholds(("A", "B", "C"), predicted, confidence, right, 0.95)
    assert set(found) == {"A"}
    chosen = confidence[:40] >= found["A"]
    assert right[:40][chosen].mean() >= 0.95
    assert chosen.sum() >= 20


@pytest.mark.parametrize("seed", range(30))
def test_a_rare_class_is_never_auto_where_it_was_wrong(seed: int) -> None:
    rng = np.random.default_rng(seed)
    predicted = ["A"] * 200 + ["R"] * 3
    confidence = np.concatenate([np.full(200, 0.8), rng.uniform(0.8, 0.99, 3)])
    right = np.concatenate([np.ones(200, bool), [True, False, True]])
    found = calibrate.precision_thresholds(("A", "R"), predicted, confidence, right, 0.95)
    assert "R" not in found or confidence[201] < found["R"]


def test_one_unlucky_error_does_not_silence_a_class() -> None:
    """Twenty cases of B, the surest of them wrong; all others are right as often as they are confident."""
    rng = np.random.default_rng(3)
    sure = rng.uniform(0.9, 1.0, 400)
    predicted = ["A"] * 400 + ["B"] * 20
    confidence = np.concatenate([sure, [0.999], np.full(19, 0.97)])
    right = np.concatenate([rng.random(400) < sure + 0.04, [False], np.ones(19, bool)])
    found = calibrate.precision_thresholds(("A", "B"), predicted, confidence, right, 0.95)
    assert found["B"] <= 0.97


def test_a_class_that_errs_often_is_not_carried_by_the_others() -> None:
    predicted = ["A"] * 400 + ["B"] * 20
    confidence = np.concatenate([np.full(400, 0.97), np.full(20, 0.98)])
    right = np.concatenate([np.ones(400, bool), np.arange(20) % 4 > 0])
    assert set(calibrate.precision_thresholds(("A", "B"), predicted, confidence, right, 0.95)) == {"A"}


def test_ties_pass_or_fail_together() -> None:
    confidence, right = np.full(20, 0.9), np.array([True] * 10 + [False] * 10)
    assert calibrate.precision_thresholds(("A",), ["A"] * 20, confidence, right, 0.95) == {}


def test_no_thresholds_when_nothing_is_right() -> None:
    assert calibrate.precision_thresholds(("A",), ["A"] * 20, np.full(20, 0.9), np.zeros(20, bool), 0.95) == {}


def test_presence_thresholds_separate_what_can_be_separated() -> None:
    head = Head(name="flags", kind="multi", codes=("media",))
    p = np.concatenate([np.full(20, 0.8), np.full(80, 0.3)])[:, None].astype(np.float32)
    target = np.concatenate([np.ones(20), np.zeros(80)])[:, None].astype(np.float32)
    assert 0.3 < calibrate.presence_thresholds(head, p, target)["media"] <= 0.8


def test_rules_that_err_do_not_silence_the_models() -> None:
    """Six rules in ten are wrong here; what the models raise where no rule speaks is right, and must be heard."""
    head = Head(name="flags", kind="multi", codes=("media",))
    said = [(0.02, -2.0, True, False, i < 8) for i in range(20)]
    said += [(0.95, 3.0, False, False, True)] * 20 + [(0.02, -3.0, False, False, False)] * 160
    found = [[(p, margin, rule, out)] for p, margin, rule, out, _ in said]
    truth = [{"flags": {"media": 1.0} if present else {}} for *_, present in said]
    made = stacked_head(head, found, truth)
    assert made.stack
    heard = [
        stacked(made.stack, p, margin, rule=rule, ruled_out=out) >= made.thresholds["media"]
        for p, margin, rule, out, _ in said
    ]
    assert heard[20:40] == [True] * 20
    assert heard[40:] == [False] * 160


def test_the_department_weight_follows_who_is_right() -> None:
    truth = ["X"] * 20
    sure, wrong = {"X": 0.9, "Y": 0.1}, {"X": 0.1, "Y": 0.9}
    assert calibrate.best_weight([sure] * 20, [wrong] * 20, truth) == 1.0
    assert calibrate.best_weight([wrong] * 20, [sure] * 20, truth) == 0.1
    assert sum(fuse(sure, wrong, 0.5).values()) == pytest.approx(1)


texts = st.lists(st.text(alphabet="理赔保单 AaB。，\n1", min_size=1, max_size=40), min_size=3, max_size=8)


@settings(max_examples=60)
@given(texts, st.text(alphabet="理赔保单 AaB。x", max_size=40))
def test_ngrams_are_what_scikit_learn_counts(corpus: list[str], text: str) -> None:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    vectorizer.fit(corpus)
    names = [str(n) for n in vectorizer.get_feature_names_out()]
    rows, weights = NgramFeatures(dict(zip(names, vectorizer.idf_.tolist(), strict=True)))(text)
    dense = np.zeros(len(names))
    np.add.at(dense, rows, weights)
    assert dense == pytest.approx(vectorizer.transform([text]).toarray()[0], abs=1e-5)


@given(st.integers(0, 4000), st.integers(16, 512))
def test_windows_cover_every_token_in_order(length: int, size: int) -> None:
    ids = list(range(length))
    cut = list(windows(ids, size))
    assert sorted({i for window in cut for i in window}) == ids
    assert all(len(window) <= size - 2 for window in cut)
    starts = [window[0] for window in cut if window]
    assert starts == sorted(starts)
