"""How the reasons of one taxonomy become those of the next: the `migrations` of taxonomy.yaml.

What is stored keeps the codes of its day and is read through `Lineage`. A code that went away never comes back with
another meaning (checked at load), so the code alone tells what it means today.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from triage.versions import Head

Path: TypeAlias = tuple[str | int, ...]
REASON_HEADS = ("reason", "secondary_reason")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Merge(_Strict):
    """Several reasons become one, new or among them."""

    codes: Annotated[tuple[str, ...], Field(alias="from", min_length=2)]
    to: str


class Split(_Strict):
    """One reason becomes several; which, only a person can say."""

    code: Annotated[str, Field(alias="from")]
    into: Annotated[tuple[str, ...], Field(min_length=2)]


class Migration(_Strict):
    """From one version of the taxonomy to the next."""

    from_version: str
    to_version: str
    rename: dict[str, str] = {}
    merge: tuple[Merge, ...] = ()
    split: tuple[Split, ...] = ()
    add: tuple[str, ...] = ()
    retire: tuple[str, ...] = ()

    def gone(self) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
        """(place, code that goes away, what may stand for it)."""
        yield from ((("rename", old), old, (new,)) for old, new in self.rename.items())
        for i, merge in enumerate(self.merge):
            yield from ((("merge", i), old, (merge.to,)) for old in merge.codes if old != merge.to)
        yield from ((("split", i), split.code, split.into) for i, split in enumerate(self.split))
        yield from ((("retire", i), old, ()) for i, old in enumerate(self.retire))

    def come(self) -> Iterator[tuple[Path, str]]:
        """(place, code that is there afterwards)."""
        yield from ((("rename", old), new) for old, new in self.rename.items())
        yield from ((("merge", i), merge.to) for i, merge in enumerate(self.merge))
        yield from ((("split", i), code) for i, split in enumerate(self.split) for code in split.into)
        yield from ((("add", i), code) for i, code in enumerate(self.add))


class Lineage:
    """What became of every code."""

    def __init__(self, migrations: Sequence[Migration]) -> None:
        self._next = {code: after for migration in migrations for _, code, after in migration.gone()}

    def is_gone(self, code: str) -> bool:
        """Is it a code of an earlier taxonomy alone?"""
        return code in self._next

    def today(self, code: str) -> str | None:
        """The code that stands for it now; None where none does or a person must choose."""
        found = self.choices(code)
        return found[0] if len(found) == 1 else None

    def choices(self, code: str) -> tuple[str, ...]:
        """The codes of today that it may stand for: itself, its one successor, those of a split; none once retired."""
        if code not in self._next:
            return (code,)
        return tuple(dict.fromkeys(choice for after in self._next[code] for choice in self.choices(after)))

    def probabilities(self, found: Mapping[str, float], *, single: bool) -> dict[str, float]:
        """Probabilities in today's codes: of what was merged the sum, or the highest where several may hold at once.

        What was split or retired is left out and nothing is made up for it: a version that saw such a case is then
        sure of nothing, and abstains.
        """
        mapped: dict[str, float] = {}
        for old, probability in found.items():
            if new := self.today(old):
                before = mapped.get(new, 0.0)
                mapped[new] = min(before + probability, 1.0) if single else max(before, probability)
        return mapped

    def head(self, head: Head) -> Head:
        """A head in today's codes. What was merged is as sure as its strictest part."""
        if head.name not in REASON_HEADS:
            return head
        parts: dict[str, list[str]] = {}
        for old in head.codes:
            if new := self.today(old):
                parts.setdefault(new, []).append(old)

        def mapped(thresholds: Mapping[str, float]) -> dict[str, float]:
            return {
                new: max(thresholds[old] for old in olds)
                for new, olds in parts.items()
                if all(old in thresholds for old in olds)
            }

        asking = head.asking and head.asking.model_copy(update={"thresholds": mapped(head.asking.thresholds)})
        return head.model_copy(update={"codes": tuple(parts), "thresholds": mapped(head.thresholds), "asking": asking})


def faults(migrations: Sequence[Migration], version: str, reasons: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """What is wrong with the migrations of a taxonomy of this version with these reasons: (path in the file, why)."""
    gone: set[str] = set()
    leaving = {code for migration in migrations for _, code, _ in migration.gone()}
    for i, migration in enumerate(migrations):
        here: Path = ("migrations", i)
        last = i + 1 == len(migrations)
        follows = version if last else migrations[i + 1].from_version
        if migration.to_version != follows:
            what = f"标签表的版本 {version}" if last else f"下一条的 from_version {follows}"
            yield (*here, "to_version"), f"{migration.to_version} 与{what}不符"
        if migration.from_version == migration.to_version:
            yield (*here, "from_version"), "前后版本相同"
        renamed = list(migration.rename.values())
        leaving_here = {code for _, code, _ in migration.gone()}
        for place, code in migration.come():
            if code in gone:
                yield (*here, *place), f"{code} 已不用,不能再作别的意思"
            elif code in leaving_here:
                yield (*here, *place), f"{code} 在同一条变更中不用了"
            elif code not in reasons and code not in leaving:
                yield (*here, *place), f"未知的原因 {code}"
            elif place[0] == "rename" and renamed.count(code) > 1:
                yield (*here, *place), f"几个原因改为同一个 {code}:请用 merge"
        for place, code, _ in migration.gone():
            if code in gone:
                yield (*here, *place), f"{code} 的去向已写过"
            elif code in reasons:
                yield (*here, *place), f"{code} 仍在原因表中"
            gone.add(code)
