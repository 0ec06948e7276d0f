"""The shipped taxonomy one version on: a reason renamed, two merged, one split, one added, one retired."""

from pathlib import Path

from triage.taxonomy import SHIPPED

MIGRATIONS = """\
migrations:
  - from_version: "2026.1"
    to_version: "2026.2"
    rename: {CLM_SPEED: CLM_DELAY}
    merge:
      - {from: [POS_LOAN, POS_PROC], to: POS_PROC}
    split:
      - {from: CLM_DENY, into: [CLM_DENY_PAST, CLM_DENY_DUTY]}
    add: [PRD_GREEN]
    retire: [AGY_ISSUE]
"""
_ENTRY = """\
  - code: {code}
    name: {name}
    rule: 见名称
    controllable: "U"
    bucket: 其他
"""


def without(text: str, code: str) -> str:
    """The file without a reason."""
    start = text.index(f"  - code: {code}\n")
    end = min(i for i in (text.find("\n  - code:", start + 1), text.find("\n\n", start + 1)) if i > 0)
    return text[:start] + text[end + 1 :]


def changed_text(migrations: str = MIGRATIONS) -> str:
    text = SHIPPED.read_text(encoding="utf-8").replace('version: "2026.1"', 'version: "2026.2"', 1)
    text = text.replace("code: CLM_SPEED\n", "code: CLM_DELAY\n", 1)
    for code in ("POS_LOAN", "CLM_DENY", "AGY_ISSUE"):
        text = without(text, code)
    new = {"CLM_DENY_PAST": "因既往症拒赔", "CLM_DENY_DUTY": "因责任认定拒赔", "PRD_GREEN": "绿色保险"}
    entries = "".join(_ENTRY.format(code=code, name=name) for code, name in new.items())
    text = text.replace("\nreasons:\n", f"\nreasons:\n{entries}", 1)
    return text.replace("migrations: []\n", migrations, 1)


def changed(folder: Path, migrations: str = MIGRATIONS) -> Path:
    """The changed file, in a folder."""
    path = folder / "taxonomy.yaml"
    path.write_text(changed_text(migrations), encoding="utf-8")
    return path
