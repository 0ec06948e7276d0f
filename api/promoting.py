"""Another version becomes the current one: promotion past its gate, and rolling back. For the routes and the commands.

A change has three steps: the intent, committed to the audit log; then, in one transaction under one lock, the pointer
models/current and the promotion in the history. The pointer decides: killed before it moved, nothing has happened but
the intent in the log; killed after, every server that starts, and the next promotion, adds the missing promotion
(`agree`). The folder's checksums are verified before anything is written, and again by every server that loads it.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api import labelling
from api.store import promotions
from api.store.database import Store
from api.store.promotions import Action
from triage import versions
from triage.errors import BadInput, TriageError, VersionError
from triage.versions import Gate, Version


class NoSuchVersion(VersionError):
    """There is no folder of that name."""


class GateRefused(TriageError):
    """The gate did not let the version pass, and nobody forced it."""


class NotNow(TriageError):
    """There is nothing to go back to, or another change came first."""


@dataclass(frozen=True, slots=True)
class Change:
    """The version that is now current, and the one that was; the same when nothing had to be done."""

    version: str
    previous: str | None


@dataclass(frozen=True, slots=True)
class Force:
    """Somebody wants a version in spite of its gate, and says why."""

    reason: str | None


def promote(store: Store, name: str, actor: str, force: Force | None = None) -> Change:
    """Make a version current: past its gate, with force, or where there is nothing to compare it with
    (`_incomparable`). Asked again, nothing happens.

    Raises NoSuchVersion, VersionError, GateRefused, NotNow, BadInput for force without a reason, or StoreDown.
    """
    info = _checked(name).info
    if force and not (force.reason and force.reason.strip()):
        raise BadInput("强制启用须写明理由", "reason")
    with store.writing() as session:
        now = _agreed(session)
        if now == name:
            return Change(name, now)
        refusal = None if _incomparable(info, now) else _refusal(info, versions.gate(name), now)
        if refusal and not force:
            raise GateRefused(refusal)
        reason = labelling.masked(force.reason) if refusal and force and force.reason else None
        promotions.remember(session, name, info.taxonomy, versions.report(name, versions.GATE))
        promotions.begin(session, "promote", name, now, actor, reason)
    return _switch(store, "promote", Change(name, now), actor, reason)


def roll_back(store: Store, actor: str) -> Change:
    """Make the version before the current one current again; no gate asks, it has served before.

    Raises NoSuchVersion, VersionError, NotNow or StoreDown.
    """
    with store.writing() as session:
        now = _agreed(session)
        name = promotions.before(session)
    if name is None:
        raise NotNow("没有可退回的版本:还没有切换过版本,或已退回到最初的版本")
    taxonomy = _checked(name).info.taxonomy  # takes a while: not with the database's lock held
    with store.writing() as session:
        promotions.remember(session, name, taxonomy, versions.report(name, versions.GATE))
        promotions.begin(session, "rollback", name, now, actor, None)
    return _switch(store, "rollback", Change(name, now), actor, None)


def agree(session: Session) -> None:
    """Bring the history into agreement with the pointer, in a writing session."""
    _agreed(session)


def _agreed(session: Session) -> str | None:
    """The current version, after the history has been brought into agreement with it; none if there is none."""
    promotions.lock(session)
    now = current()
    if now is not None:
        promotions.agree(session, now)
    return now


def _switch(store: Store, action: Action, change: Change, actor: str, forced: str | None) -> Change:
    with store.writing() as session:
        promotions.lock(session)
        if current() != change.previous:
            raise NotNow("同时有另一次版本切换,此次未执行;请查看现状后重试")
        versions.point_to(change.version)
        promotions.finish(session, action, change.version, change.previous, actor, forced)
    return change


def current() -> str | None:
    try:
        return versions.current()
    except VersionError:
        return None


def _checked(name: str) -> versions.Installed:
    if name not in versions.installed():
        raise NoSuchVersion(f"没有版本 {name};现有版本:{'、'.join(versions.installed()) or '无'}")
    return versions.check(name)


def _incomparable(info: Version, champion: str | None) -> bool:
    """There is no version that this one could be worse than: none was ever in use, or its labels are a user's own and
    none of them is among those in use. A complaint version that comes after own labels is not let past: an earlier
    complaint version may have served before them."""
    if champion is None:
        return versions.pointed() is None
    if info.kind != "own":
        return False
    try:
        now = versions.described(versions.models_folder() / champion)
    except VersionError:  # it served, whatever is wrong with it now
        return False
    return now.kind != "own" or not {head.name for head in info.heads} & {head.name for head in now.heads}


def _refusal(info: Version, gate: Gate | None, champion: str | None) -> str | None:
    """Why the gate does not let a version take the champion's place; none: it may."""
    if gate is None and info.kind == "own":
        return (
            "没有此版本的把关报告(triage gate 不比较自有标签);"
            "请用 triage evaluate 在同一张表上比较两个版本,再写明理由强制启用"
        )
    if gate is None:
        return "没有此版本的把关报告(gate.json);请先运行 triage gate,或写明理由强制启用"
    if not gate.passed:
        return f"把关未通过:{';'.join(gate.reasons) or '报告未写明原因'}"
    if gate.champion != champion:
        return f"把关报告比较的是版本 {gate.champion},而当前版本是 {champion or '无'};请对当前版本重新运行 triage gate"
    return None
