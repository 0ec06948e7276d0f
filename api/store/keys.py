"""Keys: made once, shown once, kept as a hash."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.labelling import NAME_CHARS, is_name
from api.store import audit
from api.store.rows import ApiKey
from triage.errors import BadInput

Role = Literal["intake", "handler", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
PREFIX = "triage_"
# Who asks where no key is needed.
NOBODY = "local"


def create(session: Session, name: str, role: str, actor: str) -> str:
    """A new key, to be shown to the user now and never again; BadInput when the name is taken or the role none."""
    if role not in ROLES:
        raise BadInput(f"没有这一角色;可用:{'、'.join(ROLES)}", "role")
    if not is_name(name):
        raise BadInput(f"名称应为 1 至 {NAME_CHARS} 字,不能含控制字符", "name")
    if session.scalar(select(ApiKey).where(ApiKey.name == name)):
        raise BadInput(f"已有名为 {name} 的密钥(含已吊销的),请另取名称", "name")
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiKey(name=name, role=role, sha256=hashed(secret), created_at=datetime.now(UTC)))
    audit.note(session, actor, "key.create", name, {"role": role})
    return secret


def revoke(session: Session, name: str, actor: str) -> None:
    """Make a key worthless from now on; BadInput when there is none of that name."""
    key = session.scalar(select(ApiKey).where(ApiKey.name == name))
    if key is None:
        raise BadInput(f"没有名为 {name} 的密钥", "name")
    if key.revoked_at is None:
        key.revoked_at = datetime.now(UTC)
        audit.note(session, actor, "key.revoke", name)


def all_keys(session: Session) -> list[ApiKey]:
    """All keys, the revoked ones too, oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.id)))


def hashed(secret: str) -> str:
    """32 random bytes need no salt and no slow hash: nobody can guess them."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
