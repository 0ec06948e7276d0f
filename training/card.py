"""The texts that go with data and models; every number in them is computed here."""

import json
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from training.records import HELPERS, Record
from triage.taxonomy import Taxonomy
from triage.versions import Version


def model_card(info: Version, records: Sequence[Record], metrics: dict[str, Any]) -> str:
    """MODEL_CARD.md of a version."""
    splits = Counter(r.split for r in records)
    return f"""# {info.version}

Chinese insurance-complaint triage in one INT8 ONNX graph: intake type, reason, product, channel, source, stage
and department (single labels); flags, threats, helpers and secondary labels (multi labels); an embedding.

- Base: {info.base} (MIT), {info.layers} layers, vocabulary pruned to Chinese.
- Data: labelled_data ({splits["train"]} train, {splits["validation"]} validation, {splits["test"]} test,
  split by author group), SHA-256 `{info.data_sha256[:16]}…`; taxonomy {info.taxonomy}.
- Trained {info.created} on {info.training["machine"]}; settings: `{json.dumps(info.training)}`.
- Export parity: fp32 graph differs from torch by at most {metrics["parity"]["fp32_difference"]:.1e} in any
  logit; INT8 embeddings keep a cosine of {metrics["parity"]["int8_cosine"]:.4f}, the best reason agrees
  in {metrics["parity"]["int8_agreement"]:.1%} of validation texts.
- Held-out results: `triage evaluate --model {info.version}` prints them.

## Use and limits

For a first routing suggestion that a person can overrule; never the only basis of a decision about a
customer. The labelled texts are invented by many writers after a labelling guide, not collected; expect lower
accuracy on texts unlike them. Severity is decided by rules with quoted evidence together with the model; a
flag that only the model sees is marked `suggest`. Personal data is masked before the model reads a text.
"""


def data_table(records: Sequence[Record], taxonomy: Taxonomy) -> str:
    """The numbers of the data card, as Markdown."""
    lines = [f"{len(records)} cases, {len({r.author for r in records})} author groups", ""]
    lengths = sorted(len(r.text) for r in records)
    lines += [
        f"Text length: median {median(lengths):.0f} characters, shortest {lengths[0]}, longest {lengths[-1]}; "
        f"{sum(n > 350 for n in lengths)} above 350. Hard: {sum(r.hard for r in records)}. "
        f"With personal data: {sum(bool(r.pii_spans) for r in records)}.",
        "",
        "| author | split | cases | manner |",
        "|---|---|---|---|",
    ]
    for author in sorted({r.author for r in records}):
        mine = [r for r in records if r.author == author]
        styles = Counter(r.style.split("/")[0] for r in mine).most_common(2)
        lines.append(f"| {author} | {mine[0].split} | {len(mine)} | {'、'.join(s for s, _ in styles)} |")
    for title, counts in (
        ("intake type", Counter(r.intake_type for r in records)),
        ("reason", Counter(r.cat2 for r in records)),
        ("product", Counter(r.product for r in records)),
        ("channel", Counter(r.channel for r in records)),
        ("source", Counter(r.source for r in records)),
        ("threat", Counter(t for r in records for t in r.threats)),
        ("helper", Counter(h for r in records for h in HELPERS if getattr(r, h))),
    ):
        lines += ["", f"**{title}**: " + ", ".join(f"{code} {n}" for code, n in counts.most_common())]
    lines += ["", "| flag | true | trap |", "|---|---|---|"]
    for flag in taxonomy.codes("flags"):
        true = sum(flag in r.flags for r in records)
        lines.append(f"| {flag} | {true} | {sum(flag in r.traps for r in records)} |")
    return "\n".join(lines) + "\n"
