"""What 40 corrections teach: `python -m tests.new_reason FOLDER` (TRIAGE_DATABASE_URL for another database).

A reason that the shipped version has never heard of is added to the taxonomy. 40 cases of it come in and handlers name
it; a challenger on the frozen encoder learns it. Printed: its F1 among the test split and 40 further cases by another
author, and what the known reasons lost on the test split. FOLDER must not exist; what was made stays there.
"""

import json
import os
import sys
import time
from pathlib import Path

from tests.story import champion_in, come_in, report, triage, truth
from training.evaluate import default_data
from training.records import Record, from_draft, read_all, write
from triage.taxonomy import SHIPPED, load

NEW, NAME = "OTH_VAS", "taught.1"
TEXTS = Path(__file__).with_name("new_reason.jsonl")
ENTRY = f"""
  - code: {NEW}
    name: 增值服务
    rule: 随保单承诺或赠送的服务(体检、绿通就医、道路救援、代驾、养老社区资格、积分礼品等)约不到、不兑现、被限制
    controllable: "Y"
    bucket: 服务
"""
MIGRATION = """migrations:
  - {from_version: "2026.1", to_version: "2026.2", add: [OTH_VAS]}
"""


def taxonomy(path: Path) -> None:
    """The shipped taxonomy and the new reason."""
    text = SHIPPED.read_text(encoding="utf-8").replace('version: "2026.1"', 'version: "2026.2"', 1)
    text = text.replace("\nreasons:\n", f"\nreasons:{ENTRY}", 1).replace("migrations: []\n", MIGRATION, 1)
    path.write_text(text, encoding="utf-8")


def texts(path: Path) -> dict[str, list[Record]]:
    """author → cases; the first author's are to teach, the second's to measure."""
    known = load(path)
    found: dict[str, list[Record]] = {"teach": [], "measure": []}
    for number, line in enumerate(TEXTS.read_text(encoding="utf-8").splitlines()):
        draft = json.loads(line)
        author = draft.pop("author")
        found[author].append(from_draft(draft, author=author, number=number, split="test", taxonomy=known))
    return found


def run(folder: Path) -> None:
    folder.mkdir(parents=True)
    champion = champion_in(folder)
    taxonomy(folder / "taxonomy.yaml")
    os.environ["TRIAGE_TAXONOMY"] = str(folder / "taxonomy.yaml")
    parts = texts(folder / "taxonomy.yaml")
    known = [r for r in read_all(default_data()) if r.split == "test"]
    for name, records in (("known", known), ("both", [*known, *parts["measure"]])):
        (folder / name).mkdir()
        write(folder / name / "test.jsonl", records)
    taught = parts["teach"]
    come_in(taught, [{"handler": "甲组", "labels": truth(r), "closed": True} for r in taught], folder)
    exported = folder / "corrections.jsonl"
    print(triage("corrections", "export", "-o", exported).strip())
    began = time.monotonic()
    retrain = ("retrain", "--corrections", exported, "--name", NAME, "--run", folder / "run", "--hold-out", "0")
    print(triage(*retrain).strip())
    print(f"retrain: {(time.monotonic() - began) / 60:.1f} min")
    measure(folder, champion, len(taught), parts["measure"], known)


def measure(folder: Path, champion: str, taught: int, unseen: list[Record], known: list[Record]) -> None:
    """Print what was learned and what it cost the known reasons."""
    f1 = report(NAME, folder / "both", folder)["per_reason"][NEW]["f1"]
    incoming, answers = folder / "unseen.jsonl", folder / "answers.jsonl"
    incoming.write_text("\n".join(json.dumps({"id": r.id, "text": r.text}, ensure_ascii=False) for r in unseen))
    triage("tag", incoming, "-o", answers, "--model", NAME)
    reasons = [json.loads(line)["reason"] for line in answers.read_text(encoding="utf-8").splitlines()]
    first = sum(reason["code"] == NEW for reason in reasons)
    three = sum(NEW in [c["code"] for c in reason["candidates"]] for reason in reasons)
    print(f"{NEW} after {taught} corrections: F1 {f1:.3f} with {len(known)} cases of other reasons")
    print(f"of {len(unseen)} cases by another author: named first {first}, among the first three {three}")
    before, after = (report(name, folder / "known", folder)["per_reason"] for name in (champion, NAME))
    others = sorted(before)
    macro = [sum(found[code]["f1"] for code in others) / len(others) for found in (before, after)]
    print(f"{len(others)} known reasons: macro-F1 {macro[0]:.4f} before, {macro[1]:.4f} after")
    for code in sorted(others, key=lambda c: after[c]["f1"] - before[c]["f1"])[:5]:
        print(f"  {code}: {before[code]['f1']:.3f} -> {after[code]['f1']:.3f}")


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve())
