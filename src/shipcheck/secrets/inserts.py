"""Passwords that a script puts into a table: `INSERT INTO users (name, password) VALUES ('admin', 'literal')`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets.blocks import CRYPT
from shipcheck.secrets.values import drawn
from shipcheck.secrets.words import credible, promise

INSERT = lazy(
    r"(?i)\bINSERT\s{1,4}(?:(?:OR\s{1,4}\w{1,10}|IGNORE)\s{1,4})?INTO\s{1,4}[\w.\"`\[\]]{1,100}\s{0,4}\((?P<columns>[^()]{1,600})\)\s{0,4}VALUES\s{0,4}\("
)
_VALUE = lazy(
    r"\s{0,4}(?:'(?P<value>(?:[^'\\]|''|\\.){0,400}+)'|[^',()]{1,200}+(?:\([^()]{0,200}\))?)\s{0,4}(?P<end>[,)])"
)
_NEXT = lazy(r"\s{0,4},\s{0,4}\(")
# In characters: what was drawn and is as long is the digest of a password.
_DIGEST = 20
_DIGESTED = ("pbkdf2", "scrypt", "argon2", "bcrypt", "sha1$", "sha256$", "md5$", "{SHA", "{SSHA", "{CRYPT", "\\x")
_MOST_ROWS = 100


class Inserted(NamedTuple):
    """A password in a statement: its span in characters from 0, and what its column or its setting is called."""

    start: int
    end: int
    name: str
    value: str


def inserted(line: str) -> Iterator[Inserted]:
    """The passwords of the rows of a statement that is on one line; digests of passwords are none."""
    for found in INSERT.finditer(line):
        columns = [column.strip(" \t\"'`[]") for column in found.group("columns").split(",")]
        at = found.end()
        for _ in range(_MOST_ROWS):
            row, at = _row(line, at)
            yield from _of_row(columns, row)
            more = _NEXT.match(line, at)
            if not row or more is None:
                break
            at = more.end()


def _row(line: str, at: int) -> tuple[list[tuple[int, str | None]], int]:
    """The values of a row, None for what is no text, each with its place; and where the row ends."""
    row: list[tuple[int, str | None]] = []
    while found := _VALUE.match(line, at):
        row.append((found.start("value"), found.group("value")))
        at = found.end()
        if found.group("end") == ")":
            break
    return row, at


def _of_row(columns: list[str], row: list[tuple[int, str | None]]) -> Iterator[Inserted]:
    names = dict(enumerate(columns))
    for number, (start, value) in enumerate(row):
        name = names.get(number, "")
        # A table of settings has the name in the row.
        before = row[number - 1][1] if number else None
        if promise(name) != "strong" and before and promise(before) == "strong":
            name = before
        if value and promise(name) == "strong" and credible(name, value, config=True) and not _digest(value):
            yield Inserted(start, start + len(value), name, value)


def _digest(value: str) -> bool:
    return value.startswith(_DIGESTED) or bool(CRYPT.match(value)) or (len(value) >= _DIGEST and drawn(value))
