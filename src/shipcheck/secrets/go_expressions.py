"""Expressions in the syntax of Go's `regexp` (RE2), as gitleaks takes them, run by `re` in bounded time.

RE2 needs time linear in the text whatever the expression; `re` does not. So an expression is read, written anew for
`re`, and its worst case counted: repeats in a row, and ways through the rest. What would nest repeats is refused; what
is left says how long a text it may be asked about. Only whether it matches is kept of its meaning, not what it captures.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets.go_classes import Escapes

LONGEST = 1000
# Of a text. Longer ones than the limit of an expression are not asked about: nothing is allowed that was not looked at.
TEXT = 4096
_STEPS = 20_000_000
_SHORTEST = 24
_REPEATS = 1000
_DEEP = 40
_REPEAT = lazy(r"\*|\+|\?|\{(\d{1,4})(,?)(\d{0,4})\}")
_FLAGS = lazy(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_LOOK = lazy(r"\(\?(?:<?[=!])")
# That something may stand before needs no saying, and costs a search its time.
_LEAD = lazy(r"\A(?:\.\*\??(?![+*?{]))+")
_NAMED = lazy(r"\(\?P?<\w+>|\(\?:|\((?!\?)")


class Expression(NamedTuple):
    """A compiled expression, and the longest text for which its worst case is short."""

    search: re.Pattern[str]
    limit: int

    def matches(self, text: str) -> bool:
        """Whether it stands somewhere in the text; false for a text that is too long for it."""
        return len(text) <= self.limit and bool(self.search.search(text))


class _Part(NamedTuple):
    """A piece of an expression: for `re`; unbounded repeats in a row; ways to match but for these; the characters it begins with.

    `runs` says that it has repeats besides which can end in one place only: they take their length, once for each way
    that led there. `repeated` is the single character or class that is repeated without bound, `single` that it is one.
    """

    text: str
    degree: int = 0
    ways: int = 1
    first: str = ""
    repeated: str = ""
    single: bool = False
    runs: bool = False


def read(source: str, *, python: bool = False) -> Expression:
    """An expression; raises `ValueError` with the reason, in words, for one that Go would not take or `re` might choke on."""
    if len(source) > LONGEST:
        raise ValueError("it is too long")
    reader = _Reader(source, python=python)
    part = reader.alternatives(0)
    if reader.at < len(source):
        raise ValueError("it has a `)` too many")
    limit = int((_STEPS / part.ways) ** (1 / (part.degree + part.runs + 1)))
    if limit < _SHORTEST:
        raise ValueError("its repeats in a row may take too long")
    try:
        return Expression(re.compile(part.text, re.ASCII), limit if python else min(limit, TEXT))
    except (re.error, OverflowError, RecursionError):
        raise ValueError("it is no expression of Go") from None


def read_python(source: str, *, ignore_case: bool = False) -> Expression:
    """An expression in Python's own syntax, as `read` does it: what both languages have, and look-around of a fixed price."""
    plain = _LEAD.sub("", source)
    try:
        search = re.compile(plain, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError):
        raise ValueError("it is no expression of Python") from None
    return Expression(search, read(plain, python=True).limit)


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, source: str, *, python: bool = False) -> None:
        self._source = source
        self._python = python
        self._escapes = Escapes(source)
        self._flags = frozenset[str]()
        self.at = 0

    def alternatives(self, depth: int) -> _Part:
        """What stands between brackets, or all of it; ends at a `)` or the end."""
        if depth > _DEEP:
            raise ValueError("it is nested too deeply")
        before = self._flags
        branches = [self._sequence(depth)]
        while self._take("|"):
            branches.append(self._sequence(depth))
        self._flags = before
        if len(branches) == 1:
            return branches[0]
        first = "".join(branch.first for branch in branches) if all(branch.first for branch in branches) else ""
        text = "|".join(branch.text for branch in branches)
        return _Part(
            f"(?:{text})",
            max(one.degree for one in branches),
            sum(one.ways for one in branches),
            first,
            runs=any(one.runs for one in branches),
        )

    def _sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while self.at < len(self._source) and self._source[self.at] not in "|)":
            if self._changes_flags():
                continue
            parts.append(self._repeat(self._atom(depth)))
        if depth == 0:
            parts = _without_lead(parts)
        if len(parts) == 1:
            return parts[0]
        degrees = [_degree(one, after) for one, after in pairwise(parts)]
        # After the last repeat of all nothing can fail any more; after that of a group something may.
        degrees += [last.degree if depth or not last.repeated else 0 for last in parts[-1:]]
        runs = any(one.runs or one.degree > degree for one, degree in zip(parts, degrees, strict=True))
        ways = 1
        for one in parts:
            ways = min(ways * one.ways, _STEPS)
        text = "".join(one.text for one in parts)
        return _Part(text, sum(degrees), ways, parts[0].first if parts else "", runs=runs)

    def _changes_flags(self) -> bool:
        found = _FLAGS.match(self._source, self.at)
        if not found or found.group(3) == ":":
            return False
        self._flags = (self._flags | set(found.group(1))) - set(found.group(2) or "")
        self.at = found.end()
        return True

    def _atom(self, depth: int) -> _Part:
        char = self._source[self.at]
        if char == "(":
            return self._group(depth)
        if char == "[":
            text, self.at = self._escapes.bracket(self.at)
            return _Part(self._cased(text), single=True)
        self.at += 1
        if char == "\\":
            return self._escape()
        if char in "*+?":
            raise ValueError(f"its `{char}` repeats nothing")
        return self._special(char) or self._literal(char)

    def _special(self, char: str) -> _Part | None:
        if char == ".":
            return _Part("(?s:.)" if "s" in self._flags else ".", single=True)
        if char == "^":
            return _Part("(?m:^)" if "m" in self._flags else "\\A")
        if char == "$":
            return _Part("(?m:$)" if "m" in self._flags else "\\Z")
        return None

    def _literal(self, char: str) -> _Part:
        folded = "i" in self._flags and char.lower() != char.upper()
        first = char.lower() + char.upper() if folded else char
        return _Part(self._cased(re.escape(char)), first=first, single=True)

    def _cased(self, text: str) -> str:
        return f"(?i:{text})" if "i" in self._flags else text

    def _escape(self) -> _Part:
        quoted = self._source.startswith("Q", self.at)
        if quoted:
            end = self._source.find("\\E", self.at)
            words = self._source[self.at + 1 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self._source)
            return _Part("".join(self._literal(char).text for char in words))
        char, text, self.at = self._escapes.one(self.at)
        return self._literal(char) if char else _Part(self._cased(text), single=text[-1] not in "bBAZ")

    def _group(self, depth: int) -> _Part:
        before = self._flags
        flags, plain = _FLAGS.match(self._source, self.at), _NAMED.match(self._source, self.at)
        look = _LOOK.match(self._source, self.at) if self._python else None
        if look:
            plain = look
        elif flags:
            self._flags = (self._flags | set(flags.group(1))) - set(flags.group(2) or "")
        elif not plain:
            raise ValueError("it has a group that Go does not know")
        self.at = (flags or plain).end()  # type: ignore[union-attr]  # one of them matched
        inside = self.alternatives(depth + 1)
        if not self._take(")"):
            raise ValueError("it lacks a `)`")
        self._flags = before
        if look:
            return _Part(f"{look.group(0)}{inside.text})", inside.degree, inside.ways, runs=inside.runs)
        return inside if inside.repeated else inside._replace(text=f"(?:{inside.text})", single=False)

    def _repeat(self, atom: _Part) -> _Part:
        found = _REPEAT.match(self._source, self.at)
        if not found:
            return atom
        self.at = found.end()
        self._take("?")
        if _REPEAT.match(self._source, self.at):
            raise ValueError("it repeats a repeat")
        least, most = _bounds(found)
        count = f"{{{least},{'' if most is None else most}}}"
        text = f"(?:{atom.text}){count}"
        if most is not None:
            if max(least, most) > _REPEATS or most < least:
                raise ValueError("it repeats too often")
            ways = min(atom.ways**most, _STEPS) * (most - least + 1) if most <= _DEEP or atom.ways == 1 else _STEPS
            return _Part(text, atom.degree * most, ways, atom.first if least else "", runs=atom.runs)
        if atom.degree or atom.ways > 1:
            raise ValueError("it has a repeat within a repeat")
        repeated = atom.text if atom.single else ""
        return _Part(text, 1, 1, atom.first if least else "", repeated, runs=atom.runs)

    def _take(self, char: str) -> bool:
        taken = self._source.startswith(char, self.at)
        self.at += taken
        return taken


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    if found.group(0) in {"*", "+"}:
        return int(found.group(0) == "+"), None
    if found.group(0) == "?":
        return 0, 1
    least, comma, most = found.groups()
    return int(least), int(most) if most else None if comma else int(least)


def _degree(part: _Part, after: _Part) -> int:
    """What a part adds: nothing where its repeat can end in one place only, before a character that it cannot take in."""
    if part.repeated and after.first:
        return int(any(re.match(part.repeated, char, re.ASCII) for char in after.first))
    return part.degree


def _without_lead(parts: list[_Part]) -> list[_Part]:
    """The same without `.*` at its start: it only says that something may stand before."""
    while parts and parts[0].repeated in {".", "(?s:.)"} and parts[0].text.endswith("{0,}"):
        parts = parts[1:]
    return parts
