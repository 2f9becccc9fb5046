"""Finds in the terms of detect-secrets: what its own plugins make of the same literals, and what a baseline may say of it.

A baseline holds unsalted digests. One of a value that was drawn at random tells nobody the value; one of a password is
turned back within minutes. What detect-secrets takes for the value of some tokens is only their public beginning, and
of a private key only the words of its head: these tell nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.collect import secret_text
from shipcheck.model import CannotJudge
from shipcheck.project import Project
from shipcheck.secrets.found import KEY, Found
from shipcheck.secrets.strength import strong

_HEAD = "Private Key"
# What the expressions for these types capture.
_PUBLIC = {
    "GitHub Token": frozenset({"ghp", "gho", "ghu", "ghs", "ghr"}),
    "GitLab Token": frozenset({"glpat", "gldt", "glft", "glsoat", "glrt"}),
}


class Term(NamedTuple):
    """A find of detect-secrets: its type, the digest of what it takes for the value, whether that may be written, the place."""

    type: str
    digest: str
    writable: bool
    found: Found


class Terms:
    """Asks detect-secrets about single files, each once. `gaps` are the files and settings that it could not be asked about."""

    def __init__(self, project: Project) -> None:
        from shipcheck.collect.detect_secrets import Engine

        self._project = project
        self._files: dict[str, tuple[Term, ...]] = {}
        self.gaps: set[str] = set()
        self._engine: Engine | None = None
        try:
            self._engine = Engine(project)
        except CannotJudge:
            return

    @property
    def whole(self) -> bool:
        """Whether everything that the baseline names was asked: no plugin of the project was left out."""
        return self._engine is not None and not self._engine.gaps

    def of(self, path: str) -> tuple[Term, ...]:
        """What it finds in a file."""
        if path not in self._files:
            self._files[path] = tuple(self._ask(path))
        return self._files[path]

    def _ask(self, path: str) -> Iterator[Term]:
        from shipcheck.collect.detect_secrets import located

        if self._engine is None:
            self.gaps.add(path)
            return
        try:
            for find, found in located(self._project, path, self._engine.finds(path)):
                yield Term(find.type, secret_text.sha1(find.value), writable(find.type, find.value), found)
        except (CannotJudge, UnicodeDecodeError):
            self.gaps.add(path)

    def same(self, path: str, one: Found) -> Iterator[Term]:
        """What it makes of the literal of a find of ours."""
        for term in self.of(path):
            if term.found.line == one.line and _same(term, one):
                yield term


def writable(kind: str, value: str) -> bool:
    """Whether the digest of what a plugin found may stand in a baseline."""
    return kind == _HEAD or value in _PUBLIC.get(kind, ()) or strong(value)


def _same(term: Term, one: Found) -> bool:
    theirs, ours = term.found.value, one.value
    return theirs in ours or ours in theirs or (one.rule == KEY and term.type == _HEAD)
