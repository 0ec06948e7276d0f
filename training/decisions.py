"""A version's scales and thresholds: what makes its numbers probabilities, and its labels decisions.

Texts that complain and texts that ask are judged apart, as the intake type tells them: what a model may be sure of in
the one, it may not in the other. One set for both would take from complaints the certainty that questions lack.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training import calibrate, clauses, dataset, stacking
from training.records import Record
from triage import routing, versions
from triage.clauses import Clauses
from triage.encoder import INTAKE, Encoded, Encoder, asking, weighed
from triage.labels import categories, fuse, ranked
from triage.taxonomy import SINGLE_FIELDS, Taxonomy
from triage.versions import Head, Version

# Fewer validation texts than this, of one kind or the other, say too little to be judged apart.
APART = 100


def calibrated(folder: Path, info: Version, records: Sequence[Record], taxonomy: Taxonomy) -> Version:
    """`info` with temperatures, thresholds and department weight fitted on `records` with the INT8 graph."""
    # logits and margins do not depend on scales: the texts are read once
    texts = [dataset.prepare(r.text) for r in records]
    encoded = Encoder(versions.Installed(folder, info), threads=os.cpu_count() or 1).encode_many(texts)
    truth = [dataset.labels_of(r) for r in records]
    everyone = np.ones(len(records), bool)
    heads = [head.model_copy(update={**_scale(head, encoded, truth, everyone), "asking": None}) for head in info.heads]
    encoded = [_rescaled(e, heads) for e in encoded]
    asks = np.array([e.asks for e in encoded])
    if apart := min(asks.sum(), (~asks).sum()) >= APART:
        heads = [_scaled_apart(head, encoded, truth, asks) for head in heads]
        encoded = [_rescaled(e, heads) for e in encoded]
    priors = [
        routing.department_prior(
            taxonomy, {f: e.probabilities[f] for f in SINGLE_FIELDS}, routing.Facts("complaint", "OTH_MISC")
        )
        for e in encoded
    ]
    weight = calibrate.best_weight(
        [e.probabilities["department"] for e in encoded], priors, [r.dept_primary for r in records]
    )
    # where the engine sees another body's business it names no reason and lets no model raise a flag
    ours = np.array([ranked(e.probabilities[INTAKE])[0][0] != "out_of_scope" for e in encoded])
    mine = np.flatnonzero(ours).tolist()
    witnesses = stacking.Witnesses(
        Clauses.load(folder / versions.CLAUSES),
        [texts[i] for i in mine],
        [encoded[i] for i in mine],
    )
    final = [
        stacking.stacked_head(head, witnesses.of(head), [truth[i] for i in mine])
        if head.name in clauses.FIELDS
        else _with_thresholds(
            head, encoded, truth, priors, weight, taxonomy, ours if head.name == "reason" else everyone
        )
        for head in heads
    ]
    found = [ranked(categories(e.probabilities["reason"]))[0] for e in encoded]
    right = np.array([code == r.cat1 for (code, _), r in zip(found, records, strict=True)])
    codes, target = taxonomy.codes("category"), taxonomy.decisions.target_precision
    return info.model_copy(
        update={
            "heads": tuple(final),
            "department_weight": weight,
            "category_thresholds": _thresholds(codes, found, right, ours & ~asks if apart else ours, target),
            "category_asking": _thresholds(codes, found, right, ours & asks, target) if apart else {},
        }
    )


def _rescaled(one: Encoded, heads: Sequence[Head]) -> Encoded:
    """`one` as an encoder with these heads would have read it."""
    asks = asking(heads, one.logits, one.margins)
    probabilities = weighed([head.of(asks=asks) for head in heads], one.logits, one.margins)
    return replace(one, asks=asks, probabilities=probabilities)


def _scale(
    head: Head, encoded: Sequence[Encoded], truth: Sequence[dict[str, dict[str, float]]], of: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Temperature and lexical weight from the texts that `of` (texts,) picks."""
    rows = np.flatnonzero(of).tolist()
    temperature, weight = calibrate.scales(
        head,
        np.stack([encoded[i].logits[head.name] for i in rows]),
        np.stack([encoded[i].margins[head.name] for i in rows]),
        np.array([[truth[i][head.name].get(c, 0.0) for c in head.codes] for i in rows], dtype=np.float32),
    )
    return {"temperature": temperature, "lexical_weight": weight}


def _scaled_apart(
    head: Head, encoded: Sequence[Encoded], truth: Sequence[dict[str, dict[str, float]]], asks: npt.NDArray[np.bool_]
) -> Head:
    """`head` with scales for texts that complain and for those that ask; the intake type says which is which."""
    if head.kind == "multi" or head.name == INTAKE:
        return head
    apart = versions.Scale.model_validate(_scale(head, encoded, truth, asks))
    return head.model_copy(update={**_scale(head, encoded, truth, ~asks), "asking": apart})


def _thresholds(
    codes: Sequence[str],
    best: Sequence[tuple[str, float]],
    right: npt.NDArray[np.bool_],
    of: npt.NDArray[np.bool_],
    target: float,
) -> dict[str, float]:
    rows = np.flatnonzero(of).tolist()
    return calibrate.precision_thresholds(
        codes, [best[i][0] for i in rows], np.array([best[i][1] for i in rows]), right[rows], target
    )


def _with_thresholds(
    head: Head,
    encoded: Sequence[Encoded],
    truth: Sequence[dict[str, dict[str, float]]],
    priors: Sequence[dict[str, float]],
    weight: float,
    taxonomy: Taxonomy,
    of: npt.NDArray[np.bool_],
) -> Head:
    """`head` with its thresholds, from the texts that `of` (texts,) picks."""
    found = [e.probabilities[head.name] for e in encoded]
    if head.kind == "multi":
        probabilities = np.array([[p[c] for c in head.codes] for p in found], dtype=np.float32)
        target = np.array([[t[head.name].get(c, 0.0) for c in head.codes] for t in truth], dtype=np.float32)
        return head.model_copy(update={"thresholds": calibrate.presence_thresholds(head, probabilities, target)})
    if head.name == "department":
        found = [fuse(p, prior, weight) for p, prior in zip(found, priors, strict=True)]
    best = [ranked(p)[0] for p in found]
    # a second defensible reason is no error of the machine
    right = np.array([t[head.name].get(code, 0.0) > 0 for (code, _), t in zip(best, truth, strict=True)])
    aim = taxonomy.decisions.target_precision
    if head.asking is None:
        thresholds = _thresholds(head.codes, best, right, of, aim)
        return head.model_copy(update={"thresholds": thresholds})
    asks = np.array([e.asks for e in encoded])
    apart = head.asking.model_copy(update={"thresholds": _thresholds(head.codes, best, right, of & asks, aim)})
    return head.model_copy(
        update={"thresholds": _thresholds(head.codes, best, right, of & ~asks, aim), "asking": apart}
    )
