"""A `.env` file: names and whether they have a value; the values themselves are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.pragmas import allowed

# Files whose very purpose is to be shared.
_MODEL = lazy(r"example|sample|template|\.dist$|defaults?$|schema|\.tpl$|\.j2$", re.IGNORECASE)
_LINE = lazy(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*)")
_SECRET = lazy(
    r"pass(wd|word|phrase)?|pwd|secret|token|api_?key|private|credential|auth|dsn|_key$|^key$|database_url",
    re.IGNORECASE,
)
_URL = lazy(r"://[^\s/:@]{0,100}:[^\s/@$<{]{1,200}@")
_NO_VALUE = lazy(
    r"(?i)[\"']?(?:|<.*>|\$\{.*\}|changeme|change[-_]me|your[-_ ].*|x{3,}|\*{3,}|todo|true|false|none|null|\d{1,5})[\"']?\s*(?:#.*)?\Z"
)


class Entry(NamedTuple):
    """A variable that the file sets.

    `filled` says that it has a value which is no placeholder, nor allowed by a pragma; `secret` that besides its name
    promises a secret, or the value is a URL with a password.
    """

    location: Location
    name: str
    filled: bool
    secret: bool


class DotEnv(NamedTuple):
    """A file of variables for one machine. `shared` says that git has it, or would take it in."""

    path: str
    entries: tuple[Entry, ...]
    shared: bool

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)


def is_model(path: str) -> bool:
    """Whether a `.env` file documents variables (`.env.example`) instead of giving them."""
    return bool(_MODEL.search(path.rpartition("/")[2]))


def parse(path: str, text: str, *, shared: bool) -> DotEnv:
    """Read a `.env` file; lines that are no assignment are passed over."""
    return DotEnv(path, tuple(_entries(path, text)), shared)


def _entries(path: str, text: str) -> Iterator[Entry]:
    lines = ["", *text.splitlines(), ""]
    for number, line in enumerate(lines):
        found = _LINE.match(line[:4096])
        if found:
            filled = not _NO_VALUE.match(found.group(2)) and not allowed(lines.__getitem__, number, number)
            secret = filled and bool(_SECRET.search(found.group(1)) or _URL.search(found.group(2)))
            yield Entry(Location(path, number, found.start(1) + 1), found.group(1), filled, secret)
