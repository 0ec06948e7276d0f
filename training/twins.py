"""Corrected cases of one wording: a campaign counts once, and no text stands on both sides of a measurement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.corrections import CONFLICT, LEARNED, Corrected, Kind, Known, Review
from training.own.split import near_duplicates


@dataclass(frozen=True, slots=True)
class Parted:
    """`learned` cases, each with its `author` (cases of one wording share it), and those `held` out to measure on;
    of neither are the twins of test texts."""

    learned: list[Corrected]
    authors: list[str]
    held: list[Corrected]
    reviews: list[Review]


def part(cases: Sequence[Corrected], known: Sequence[tuple[str, str]], measured: Sequence[str], share: float) -> Parted:
    """Hold out the newest `share` of every reason, and weigh the rest.

    `known`: (author, text) of the base's training; `measured`: texts of its validation and test, whose twins would
    make the measurement void. All texts are prepared.
    """
    texts = [case.text for case in cases] + [text for _, text in known] + list(measured)
    groups = near_duplicates(texts).tolist()
    own, base = groups[: len(cases)], groups[len(cases) : len(cases) + len(known)]
    author_of = dict(zip(base, (author for author, _ in known), strict=True))
    forbidden = set(groups[len(cases) + len(known) :])
    reviews = [_review("test_twin", case, 0.0) for case, group in zip(cases, own, strict=True) if group in forbidden]
    free = [i for i in range(len(cases)) if own[i] not in forbidden]
    held = _newest(cases, free, share)
    # a case whose twin is learned would measure memory
    seen = {own[i] for i in free if i not in held} | set(base)
    held = {i for i in held if own[i] not in seen}
    learned = [i for i in free if i not in held]
    twins: dict[int, list[int]] = defaultdict(list)
    for i in learned:
        twins[own[i]].append(i)
    weighed = {}
    for members in twins.values():
        for i, case in zip(members, _weighed([cases[i] for i in members], reviews), strict=True):
            weighed[i] = case
    return Parted(
        [weighed[i] for i in learned],
        # no author of the base has a space in the name
        [author_of.get(own[i], f"case {own[i]}") for i in learned],
        [cases[i] for i in sorted(held)],
        reviews,
    )


def _newest(cases: Sequence[Corrected], free: Sequence[int], share: float) -> set[int]:
    """By reason: a reason that handlers began to use this week must be learned as well as measured."""
    of_reason: dict[str | None, list[int]] = defaultdict(list)
    for i in sorted(free, key=lambda i: (cases[i].at, cases[i].id)):
        of_reason[cases[i].reason].append(i)
    return {i for rows in of_reason.values() for i in rows[len(rows) - int(len(rows) * share) :]}


def _weighed(twins: Sequence[Corrected], reviews: list[Review]) -> list[Corrected]:
    """Cases of one wording with the belief of one case between them, and less where their labels differ."""
    if len(twins) == 1:
        return list(twins)
    said = {name: {case.known[name].codes for case in twins if name in case.known} for name in LEARNED}
    weighed = []
    for case in twins:
        known = {}
        for name, label in case.known.items():
            others = tuple(sorted("|".join(codes) for codes in said[name] - {label.codes}))
            belief = min(label.belief, CONFLICT if others else 1.0) / len(twins)
            known[name] = Known(label.codes, belief)
            if others:
                reviews.append(Review("conflict", case.id, name, "|".join(label.codes), others, belief, case.text))
        weighed.append(replace(case, known=known))
    first, *rest = twins
    reviews.append(_review("duplicate", first, 1 / len(twins), tuple(case.id for case in rest)))
    return weighed


def _review(kind: Kind, case: Corrected, belief: float, others: tuple[str, ...] = ()) -> Review:
    return Review(kind, case.id, "text", "", others, belief, case.text)
