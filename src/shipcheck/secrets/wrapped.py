"""Credentials behind one layer of base64, and the values of Kubernetes Secrets."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import blocks, values
from shipcheck.secrets.text_lines import Reader
from shipcheck.secrets.words import promise

_BASE64 = lazy(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{24,8000}={0,2}(?![A-Za-z0-9+/=])")
_ROW = lazy(r"\s+[\"']?(?P<name>[\w.-]{1,100})[\"']?:\s{1,8}[\"']?(?P<value>[^\s\"'#{>|][^\"'#\n]{0,20000})")
SECRET = lazy(r"(?m)^kind: {0,8}[\"']?Secret[\"']?\s*$")
_MAP = lazy(r"\s*(?:data|stringData):\s*$")


class Wrapped(NamedTuple):
    """What stands between two offsets of a line once it is unwrapped."""

    start: int
    end: int
    name: str
    value: str
    kind: str


def decode(text: str) -> str:
    """The printable text that a text is base64 of, else nothing."""
    try:
        body = text.rstrip("=")
        inner = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return inner if inner.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else ""


def runs(line: str, kind_of: Callable[[str], str]) -> Iterator[Wrapped]:
    """Runs of base64 in which `kind_of` sees a credential."""
    for run in _BASE64.finditer(line):
        inner = decode(run.group(0))
        kind = kind_of(inner) if inner else ""
        if kind:
            yield Wrapped(run.start(), run.end(), "", run.group(0), kind)


def has_key_or_url(text: str) -> str:
    """What kind of credential a decoded text holds by its form, or nothing."""
    if any(blocks.private_key(text, head.start()) for head in blocks.key_heads(text)):
        return "private key"
    return "password of a URL" if any(next(blocks.urls(line), None) for line in text.splitlines()) else ""


class Manifest:
    """Follows a YAML stream through its documents and tells the values of Kubernetes Secrets."""

    def __init__(self, text: str) -> None:
        self.holds = bool(SECRET.search(text))
        self._secret = iter([bool(SECRET.search(part)) for part in re.split(r"(?m)^---", text)])
        self._inside = next(self._secret, False)
        self._map = ""

    def read(self, line: str) -> Iterator[Wrapped]:
        """The secret on the next line, if there is one."""
        if line.startswith("---"):
            self._inside, self._map = next(self._secret, False), ""
            return
        if _MAP.match(line):
            self._map = line.strip()[:-1]
        elif line.strip() and not line.startswith((" ", "\t", "#")):
            self._map = ""
        row = _ROW.match(line) if self._inside and self._map else None
        if row:
            value = row.group("value").strip()
            shown = decode(value) if self._map == "data" else value
            if _secret_value(row.group("name"), shown):
                yield Wrapped(
                    row.start("value"),
                    row.start("value") + len(value),
                    row.group("name"),
                    value,
                    "value of a Kubernetes Secret",
                )


def _secret_value(name: str, value: str) -> bool:
    """A Secret holds names and hosts as well: what counts is promised by its key, or random, or a file of credentials."""
    if values.empty(value) or values.reference(value) or values.placeholder(value):
        return False
    if promise(name) or values.drawn(value) or has_key_or_url(value):
        return True
    reader = Reader("container", bare=False, config=True)
    return any(next(reader.read(line, line.lower()), None) for line in value.splitlines())
