"""What is found in old contents, as marks that tell secrets apart and say nothing of them.

A value does not leave this module: a secret is known by a digest under a key that is drawn for the run and never written.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from shipcheck.collect import dotenvs, secret_search, secret_text
from shipcheck.collect.providers import DOTENV
from shipcheck.model import CannotJudge, TooLarge
from shipcheck.project import SIZE_LIMIT, Memory, Project
from shipcheck.secrets.found import KEY, Found
from shipcheck.subjects import dotenv

if TYPE_CHECKING:
    from shipcheck.collect.known_values import KnownValues

COMMITTED = "committed-dotenv"
# Of a private key, in characters: its head says only of what kind it is.
_BODY = 4000
_BREAK = r"\r\n|\r|\n"


class Mark(NamedTuple):
    """A secret, and where it stands in the content that was asked about."""

    secret: bytes
    line: int
    column: int


def wanted(path: str) -> bool:
    """Whether files of this name are judged: those that are read for secrets, and those that are secrets as a whole."""
    return secret_text.concerned(path) or _variables(path)


def _variables(path: str) -> bool:
    return bool(re.search(DOTENV, path)) and not dotenv.is_model(path)


class Marks:
    """Finds the secrets of contents; the same secret has the same mark in all of them.

    `own` are the values of a developer's own `.env` files, where these are looked for. Whoever shares the `key` makes
    the same marks.
    """

    def __init__(self, own: KnownValues | None = None, key: bytes = b"") -> None:
        self.key = key or os.urandom(32)
        self.own = own

    def of(self, path: str, data: bytes) -> list[Mark]:
        """The secrets in the content of a file; raises `CannotJudge`."""
        project = Project(Memory({path: data}))
        if _variables(path):
            return list(self._of_variables(path, project.text(path)))
        text = secret_text.read(project, path)
        found = secret_search.find(path, text) if text else []
        if self.own is not None:
            found = self.own.join(path, text, found)
        return [Mark(self._digest(one.rule, one.name, _told(one, text)), one.line, one.column) for one in found]

    def of_parts(self, path: str, parts: Iterable[bytes]) -> list[Mark]:
        """The same of a content that is too large to be held whole; raises `CannotJudge`."""
        if _variables(path):
            raise CannotJudge(path, f"it is larger than {SIZE_LIMIT >> 20} MiB", "exclude it")
        parts = iter(parts)
        first = next(parts, b"")
        if b"\0" in first[: secret_text.BINARY]:
            return []
        found = secret_search.find_large(path, chain([first], parts))
        # The body of a key is not at hand: each stands for itself.
        told = [f"{one.line} {one.value}" if one.rule == KEY else one.value for one in found]
        return [
            Mark(self._digest(one.rule, one.name, value), one.line, one.column)
            for one, value in zip(found, told, strict=True)
        ]

    def of_file(self, project: Project, path: str) -> list[Mark]:
        """The same of a project's file, of any size; raises `CannotJudge`."""
        try:
            return self.of(path, project.bytes(path))
        except TooLarge:
            return self.of_parts(path, project.chunks(path))

    def _of_variables(self, path: str, text: str) -> Iterator[Mark]:
        """Every variable of a file that is one of the secrets in it, whatever its value became."""
        for entry in dotenvs.read(path, text, shared=True).entries:
            if entry.secret:
                yield Mark(self._digest(COMMITTED, path, entry.name), entry.location.line, entry.location.column)

    def _digest(self, *parts: str) -> bytes:
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=16, key=self.key).digest()


def _told(one: Found, text: bytes) -> str:
    """What tells a secret from another of its kind: its value, but of a private key what follows the head."""
    if one.rule != KEY:
        return one.value
    lines = re.split(_BREAK, text.decode("utf-8", "replace"))
    body = "\n".join(lines[one.line - 1 :])[: one.column + _BODY]
    return body[body.find(one.value) :].partition("-----END")[0]
