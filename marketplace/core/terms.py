"""What an action takes: frozen, checked once, for page and program alike."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Terms(BaseModel):
    """Base of every wing's terms; limits stand here and nowhere else."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="forbid")
