"""What a variable is given in a run: what its documentation says, a harmless dummy, or a canary for what is secret."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from shipcheck.subjects.run_parts import Place

_SECRET = re.compile(
    r"(?i)pass(?:wd|word|phrase|code)?(?:$|_)|pwd|secret|token|api_?key|private|credential|auth(?!or)|dsn|salt|(?:^|_)key$|signature|webhook"
)
_NO_SECRET = re.compile(
    r"(?i)(?:_|^)(?:url|uri|host|port|file|path|dir|id|name|user|username|ttl|expiry|minutes|hours|days|seconds|algorithm|enabled|timeout)$|public"
)
_PLACEHOLDER = re.compile(
    r"(?i)\s*+(?:|<.*>|\$\{.*\}|change[-_ ]?me.*|your[-_ ].*|x{3,}|\*{3,}|todo|\.{3,}|example|replace.*|secret|password|insert.*)\s*\Z"
)
_PASSWORD = re.compile(r"\A[a-z][a-z0-9+.-]*://[^\s:/@]*:([^\s/@]+)@")
# By the last words of a name; the first that fits.
_DUMMIES = (
    (
        r"DATABASE_URL|DB_URL|DATABASE_URI|SQLALCHEMY_DATABASE_URI|SQLALCHEMY_DATABASE_URL",
        "sqlite:////tmp/shipcheck.db",
    ),
    (r"REDIS_URL|CACHE_URL|BROKER_URL|CELERY_\w+_(?:URL|BACKEND)", "redis://127.0.0.1:6379/0"),
    (r"MONGO\w*_(?:URL|URI)", "mongodb://127.0.0.1:27017/app"),
    (r"AMQP_URL|RABBITMQ_URL", "amqp://127.0.0.1:5672/"),
    (r"(?:ALLOWED|TRUSTED|SERVER)_HOSTS?", "localhost,127.0.0.1"),
    (r"(?:\w*_)?ORIGINS?|(?:\w*_)?(?:URL|URI|ENDPOINT|DOMAIN)", "http://localhost"),
    (r"(?:\w*_)?(?:HOST|HOSTNAME|SERVER|ADDRESS)", "127.0.0.1"),
    (r"(?:\w*_)?DEBUG|TESTING|DJANGO_DEBUG|FLASK_DEBUG|\w+_(?:ENABLED|RELOAD)|ENABLE_\w+|USE_\w+", "0"),
    (r"(?:\w*_)?LOG_?LEVEL", "INFO"),
    (r"(?:FLASK|APP|DJANGO|FASTAPI|NODE)?_?ENV(?:IRONMENT)?|STAGE", "production"),
    (r"(?:\w*_)?EMAIL|\w*_FROM|\w*_SENDER", "nobody@example.com"),
    (r"(?:\w*_)?(?:WORKERS|THREADS|CONCURRENCY|REPLICAS|RETRIES)", "1"),
    (
        r"(?:\w*_)?(?:TIMEOUT|SECONDS|MINUTES|HOURS|DAYS|TTL|LIMIT|SIZE|MAX|MIN|COUNT|INTERVAL|EXPIRY|EXPIRE|PORT|ID|DB)",
        "30",
    ),
    (r"(?:\w*_)?(?:DIR|FOLDER|ROOT)", "/tmp"),  # noqa: S108  # in a container
    (r"DATABASE|(?:\w*_)?(?:PATH|FILE)|DB_NAME", "/tmp/shipcheck.db"),  # noqa: S108  # the same
    (r"(?:\w*_)?REGION", "eu-central-1"),
    (r"TZ|TIMEZONE", "UTC"),
)


class Given(NamedTuple):
    """A variable of the container. `canary` says that its value stands for a secret: it must not be seen again.

    `part` is the part of a value that is one: a password in a URL.
    """

    name: str
    value: str
    canary: bool = False
    place: Place | None = None
    required: bool = False
    part: str = ""

    @property
    def hidden(self) -> str:
        """What must not be seen again; empty where all may be."""
        return self.part or (self.value if self.canary else "")


def promises_secret(name: str) -> bool:
    """Whether a name promises a secret."""
    return bool(_SECRET.search(name)) and not _NO_SECRET.search(name)


def canary() -> str:
    """A value that stands nowhere else; the letters look like no known token."""
    return f"shipcheck-canary-{os.urandom(16).hex()}"


def given(name: str, documented: str = "", place: Place | None = None, *, required: bool = False) -> Given:
    """A variable with the value it is given."""
    if promises_secret(name):
        return Given(name, canary(), canary=True, place=place, required=required)
    value = documented.strip().strip("\"'")
    if value and not _PLACEHOLDER.match(value) and len(value) <= 512 and "\0" not in value and "\n" not in value:  # noqa: PLR2004
        password = _PASSWORD.search(value)
        if password is not None:
            part = canary()
            whole = f"{value[: password.start(1)]}{part}{value[password.end(1) :]}"
            return Given(name, whole, place=place, required=required, part=part)
        return Given(name, value, place=place, required=required)
    return Given(name, dummy(name), place=place, required=required)


def dummy(name: str) -> str:
    """A harmless value that most programs take."""
    upper = name.upper()
    return next((value for pattern, value in _DUMMIES if re.fullmatch(pattern, upper)), "shipcheck")
