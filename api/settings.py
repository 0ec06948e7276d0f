"""What an operator may set: environment variables with the prefix TRIAGE_ (TRIAGE_PORT=9000)."""

import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from triage.errors import TriageError


class BadSettings(TriageError):
    """A setting has a value that makes no sense; the Chinese message names it."""


def _cores() -> int:
    """Cores this process may use: fewer than the machine has, inside a container."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TRIAGE_", env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 takes any free port")] = 8000
    root_path: Annotated[str, Field(description="prefix that a proxy takes off each path")] = ""
    model: Annotated[str | None, Field(description="version name or folder; none: the current one")] = None
    shadow: Annotated[str | None, Field(description="version that answers after the current one, unseen")] = None
    threads: int = Field(default_factory=_cores, ge=1, description="texts worked on at once")
    max_waiting: Annotated[int, Field(ge=1, description="requests that may wait for a thread")] = 64
    max_body_bytes: Annotated[int, Field(ge=1024)] = 8 * 1024 * 1024
    shutdown_grace: Annotated[int, Field(ge=0, description="seconds open requests get to finish")] = 30
    data: Annotated[Path, Field(description="folder of triage.db, unless database_url is set")] = Path("data")
    database_url: Annotated[str | None, Field(repr=False, description="sqlite:///FILE or postgresql://…")] = None
    keep_raw: Annotated[bool, Field(description="store the original text beside the masked one")] = False
    outbox: Annotated[int, Field(ge=0, description="answers that may wait in memory for the database")] = 1000

    @property
    def database(self) -> str:
        """Where the database is, as an address."""
        return self.database_url or f"sqlite:///{quote(str(self.data.absolute()))}/triage.db"


def read_settings(**options: Any) -> Settings:
    """The environment's settings, with the options that are not None in their place; raises BadSettings."""
    try:
        return Settings.model_validate({name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        names = "、".join(f"TRIAGE_{'.'.join(map(str, e['loc']))}".upper() for e in error.errors())
        raise BadSettings(f"设置的值无效:{names}(命令行选项或环境变量)") from error
