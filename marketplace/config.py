"""The environment, read once; a wrong or missing setting stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


class ConfigError(SystemExit):
    """A sentence for the person who starts the program."""


@dataclass(frozen=True)
class Settings:
    """Everything the program takes from outside."""

    data: Path
    database_url: str
    redis_url: str
    secret_key: str
    demo: bool
    public_url: str
    allow_http: bool
    mail_server: str
    mail_from: str
    proxy_hops: int
    trusted_hosts: tuple[str, ...]

    @property
    def https(self) -> bool:
        """Is the public address encrypted?"""
        return self.public_url.startswith("https://")


def read(env: dict[str, str] | None = None) -> Settings:
    """Settings from the environment. Without SECRET_KEY it is the demo, its secret in the data folder."""
    env = dict(os.environ) if env is None else env
    data = Path(env.get("MARKETPLACE_DATA") or "var").resolve()
    data.mkdir(parents=True, exist_ok=True)
    secret = env.get("SECRET_KEY", "").strip()
    if secret and len(secret) < 32:
        raise ConfigError(
            "SECRET_KEY is too short: use at least 32 characters, for example `openssl rand -hex 32`."
        )
    url = env.get("MARKETPLACE_URL", "http://127.0.0.1:" + env.get("MARKETPLACE_PORT", "8000"))
    settings = Settings(
        data=data,
        database_url=_database(env.get("DATABASE_URL", ""), data),
        redis_url=env.get("REDIS_URL", ""),
        secret_key=secret or _demo_secret(data),
        demo=not secret,
        public_url=url,
        allow_http=env.get("MARKETPLACE_ALLOW_HTTP") == "1",
        mail_server=env.get("MAIL_SERVER", ""),
        mail_from=env.get("MAIL_FROM", "marketplace@localhost"),
        proxy_hops=int(env.get("MARKETPLACE_PROXY_HOPS") or 0),
        trusted_hosts=tuple(h for h in env.get("TRUSTED_HOSTS", "").split(",") if h),
    )
    if not settings.demo and not settings.https and not settings.allow_http:
        raise ConfigError(
            "A real installation needs an https address: set MARKETPLACE_URL=https://…, "
            "or MARKETPLACE_ALLOW_HTTP=1 if the network itself is protected."
        )
    return settings


def _database(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'marketplace.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _demo_secret(data: Path) -> str:
    place = data / "demo_secret"
    if not place.exists():
        fresh = place.with_name(f".demo_secret.{os.getpid()}")
        fresh.write_text(secrets.token_hex(32))
        fresh.chmod(0o400)
        try:
            os.link(fresh, place)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return place.read_text().strip()
