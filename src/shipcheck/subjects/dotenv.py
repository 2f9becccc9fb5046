"""A `.env` file: names and whether they have a value; the values themselves are not kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.pragmas import LineOf, allowed

# Files whose very purpose is to be shared.
_MODEL = lazy(r"example|sample|template|\.dist$|defaults?$|schema|\.tpl$|\.j2$", re.IGNORECASE)
_BREAK = lazy(r"\r\n|\r|\n")
_LINE = lazy(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*)")
_SECRET = lazy(
    r"pass(wd|word|phrase)?|pwd|secret|token|api_?key|private|credential|auth|dsn|_key$|^key$|database_url",
    re.IGNORECASE,
)
# Names about a secret, or about something else that has such a word in it.
_ABOUT = lazy(
    r"(?i)^(?:next_|nuxt_)?public_|(?:^|_)max_(?:\w{1,20}_)?tokens$|(?:public|publishable)_key$|(?<!secret)(?<!token)_ids?$|(?:auth|token)_(?:ur[il]|endpoint)$"
    r"|_(?:patterns?|fields?|names?|headers?|prefix|suffix|algorithms?|paths?|files?|dir)$"
)
# What is found under such a key is found by its name: a stream, an entry of a cache, a lock.
_PLACE_KEY = lazy(r"(?i)(?:stream|cache|queue|channel|topic|lock|partition|sort)_key$")
_WORDY = lazy(r"[\"']?[A-Za-z][A-Za-z_:./ -]*[\"']?\s*(?:#.*)?\Z")
# A URL in which the password is not said: there is none, or another variable has it.
_UNSAID = lazy(
    r"[\"']?[\w+.-]{1,40}://(?:[^\s@]*+|(?:\$\{[^{}]{1,100}\}|[^\s/:@]){0,200}+(?::(?:\$\{\w{1,60}(?::?\?[^{}]{0,100})?\}|\$\w{1,60})?)?@\S*+)[\"']?\s*(?:#.*)?\Z"
)
_MEMBER = lazy(r"\"(?P<name>[\w.-]{1,80})\"\s{0,8}:\s{0,8}(?P<value>\"[^\"\n]{0,2000}\")")
# In lines: a longer value is taken for one that somebody forgot to close.
_LONGEST = 500
_URL = lazy(r"://[^\s/:@]{0,100}:[^\s/@$<{]{1,200}@")
_NO_VALUE = lazy(
    r"(?i)[\"']?(?:|<.*>|\$\{.*\}|changeme|change[-_]me|your[-_ ].*|(?:insert|enter|put|paste|replace|add)[-_ ].*|[\w-]{2,20}[-_]your[-_].*|x{3,}|\*{3,}|todo|true|false|none|null|\d{1,5}(?:ms|[smhdw])?|[\w./-]{1,200}\.(?:json|pem|crt|p12|pfx))[\"']?\s*(?:#.*)?\Z"
)


class Entry(NamedTuple):
    """A variable that the file sets.

    `filled` says that it has a value which is no placeholder, nor allowed by a pragma; `secret` that besides its name
    promises a secret, or the value is one whatever its name. A secret outside of all variables has no name.
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


def parse(path: str, text: str, *, shared: bool, credentials: Collection[int] = ()) -> DotEnv:
    """Read a `.env` file; lines that are no assignment are passed over.

    `credentials` are the lines on which something is a secret by its own form, whatever it is called.
    """
    return DotEnv(path, tuple(_entries(path, text, credentials)), shared)


def _entries(path: str, text: str, credentials: Collection[int]) -> Iterator[Entry]:
    lines = ["", *_BREAK.split(text), ""]
    last = 0  # of the value before
    for number, line in enumerate(lines):
        found = _LINE.match(line[:4096]) if number > last else None
        if not found:
            if number > last and number in credentials and not allowed(_at(lines), number, number):
                yield Entry(Location(path, number), "", filled=True, secret=True)
            continue
        last = _end(lines, number, found.group(2))
        name, value = found.group(1), found.group(2)
        counts = not allowed(_at(lines), number, last)
        # What a placeholder stands beside is none.
        formed = {one for one in credentials if number <= one <= last} if counts else set()
        filled = counts and (bool(formed) or not _NO_VALUE.match(value))
        named = filled and _secret(name, value)
        members = list(_inside(path, lines, number, last)) if filled and not named else []
        formed -= {one.location.line for one in members}
        yield Entry(Location(path, number, found.start(1) + 1), name, filled, named or bool(formed))
        yield from members


def _inside(path: str, lines: list[str], first: int, last: int) -> Iterator[Entry]:
    for number in range(first, last + 1):
        yield from _members(path, lines, number)


def _at(lines: list[str]) -> LineOf:
    """A pragma may stand where a key ends, which is sought beyond the last line."""
    return lambda number: lines[number] if number < len(lines) else ""


def _end(lines: list[str], number: int, value: str) -> int:
    """The line on which a quoted value ends; its own where nothing closes it before the next variable."""
    quote = value[:1]
    if quote not in {'"', "'"} or quote in value[1:]:
        return number
    for last in range(number + 1, min(number + _LONGEST, len(lines))):
        if lines[last].rstrip().endswith(quote):
            return last
        found = _LINE.match(lines[last][:4096])
        if found and found.group(2).strip("= "):
            break
    return number


def _secret(name: str, value: str) -> bool:
    if _URL.search(value):
        return True
    if not _SECRET.search(name) or ("PRIVATE KEY" not in value and _ABOUT.search(name)):
        return False
    if _PLACE_KEY.search(name) and _WORDY.match(value):
        return False
    return not ("database_url" in name.lower() and _UNSAID.match(value))


def _members(path: str, lines: list[str], number: int) -> Iterator[Entry]:
    """The secrets of a line of JSON within a value."""
    for found in _MEMBER.finditer(lines[number][:4096]):
        name, value = found.group("name"), found.group("value")
        filled = not _NO_VALUE.match(value) and not allowed(_at(lines), number, number)
        if filled and _secret(name, value):
            yield Entry(Location(path, number, found.start("name") + 1), name, filled, secret=True)
