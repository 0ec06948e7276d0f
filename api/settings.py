"""What an operator may set: environment variables with the prefix TRIAGE_ (TRIAGE_PORT=9000)."""

import os
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cores() -> int:
    """Cores this process may use: fewer than the machine has, inside a container."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TRIAGE_", env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 takes any free port")] = 8000
    root_path: Annotated[str, Field(description="prefix that a proxy takes off each path")] = ""
    allow_remote: Annotated[bool, Field(description="listen on other than loopback addresses")] = False
    model: Annotated[str | None, Field(description="version name or folder; none: the current one")] = None
    threads: int = Field(default_factory=_cores, ge=1, description="texts worked on at once")
    max_waiting: Annotated[int, Field(ge=1, description="requests that may wait for a thread")] = 64
    max_body_bytes: Annotated[int, Field(ge=1024)] = 8 * 1024 * 1024
    shutdown_grace: Annotated[int, Field(ge=0, description="seconds open requests get to finish")] = 30
