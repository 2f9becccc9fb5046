"""One pattern of a `.dockerignore`, matched as Docker does it (moby/patternmatcher, read 2026-11), in linear time.

Go's expressions are linear by construction; Python's are not. So a pattern with more than two wildcards is followed
character by character over a set of states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

# A longer path exists on no file system that matters.
LONGEST = 4096
_MOST_BACKTRACKING = 2

Match = Callable[[str], bool]


class Token(NamedTuple):
    """A step of a pattern: `text` itself, a `class`, `one` character, a `star`, `folders` (`**/`), or `all` (`**` at the end)."""

    kind: str
    text: str = ""


def malformed(pattern: str) -> bool:
    """Whether Go's `filepath.Match` calls the pattern bad: the build stops at such a line."""
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            if at + 1 == len(pattern):
                return True
            at += 2
        elif pattern[at] == "[":
            end = _class_end(pattern, at)
            if end is None:
                return True
            at = end
        else:
            at += 1
    return False


def _class_end(pattern: str, at: int) -> int | None:
    """The place behind a class, None where Go finds none: an empty range, an open end, a range without its ends."""
    at += 1 + pattern.startswith("^", at + 1)
    count = 0
    while at < len(pattern):
        if pattern[at] == "]" and count:
            return at + 1
        after = _range_end(pattern, at)
        if after is None:
            return None
        if pattern.startswith("-", after):
            low = pattern[after - 1]
            after = _range_end(pattern, after + 1)
            # The expression that is made of it does not allow a range backwards.
            if after is None or pattern[after - 1] < low:
                return None
        at = after
        count += 1
    return None


def _range_end(pattern: str, at: int) -> int | None:
    """The place behind one end of a range."""
    if at >= len(pattern) or pattern[at] in "-]":
        return None
    at += 1 + (pattern[at] == "\\")
    return at if at < len(pattern) else None


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Match:
    """What tells whether a cleaned pattern matches a path itself, not a folder above it."""
    if len(pattern) > LONGEST:
        return _never
    if not re.search(r"[*?\[\]\\]", pattern):
        return pattern.__eq__
    rest = pattern[2:]
    if pattern.startswith("**") and not re.search(r"[*?\[\]\\]", rest):
        return _suffix(rest)
    if pattern.endswith("**") and not re.search(r"[*?\[\]\\]", pattern[:-2]):
        start = pattern[:-2]
        return lambda path: path.startswith(start)
    tokens = list(_tokens(pattern))
    if sum(token.kind in {"star", "folders", "all"} for token in tokens) <= _MOST_BACKTRACKING:
        return _expression(tokens)
    return _States(tokens).match


def _never(path: str) -> bool:
    del path
    return False


def _suffix(rest: str) -> Match:
    """`**x` is a suffix; `**/x` is also `x` alone."""
    alone = rest[1:] if rest.startswith("/") else None
    return lambda path: path.endswith(rest) or path == alone


def _tokens(pattern: str) -> Iterator[Token]:
    at = 0
    before = ""
    while at < len(pattern):
        token, at = _token(pattern, at)
        # Twice in a row they mean no more than once, but cost a wildcard.
        if token.kind not in {"star", "folders"} or token.kind != before:
            yield token
        before = token.kind


def _token(pattern: str, at: int) -> tuple[Token, int]:
    char = pattern[at]
    if pattern.startswith("**", at):
        at += 2 + pattern.startswith("/", at + 2)
        return (Token("folders") if at < len(pattern) else Token("all")), at
    if char == "*":
        return Token("star"), at + 1
    if char == "?":
        return Token("one"), at + 1
    if char == "\\" and at + 1 < len(pattern):
        return Token("text", pattern[at + 1]), at + 2
    end = _class_end(pattern, at) if char == "[" else None
    if end is not None:
        return Token("class", _class(pattern[at + 1 : end - 1])), end
    return Token("text", char), at + 1


def _class(inside: str) -> str:
    """A class as Python writes it; `^` negates, and even then it matches a slash: Go's expression knows no paths."""
    negated = inside.startswith("^")
    parts = re.findall(r"(\\?[\s\S])(?:-(\\?[\s\S]))?", inside[negated:])
    ranges = []
    for first, last in parts:
        low, high = (end[-1:] for end in (first, last or first))
        ranges.append(re.escape(low) + (f"-{re.escape(high)}" if last else ""))
    return f"[{'^' * negated}{''.join(ranges)}]"


_WRITTEN = {"star": "[^/]*", "one": "[^/]", "folders": "(?:.*/)?", "all": ".*"}


def _written(token: Token) -> str:
    return re.escape(token.text) if token.kind == "text" else token.text or _WRITTEN[token.kind]


def _expression(tokens: list[Token]) -> Match:
    found = re.compile("(?s)" + "".join(_written(token) for token in tokens) + r"\Z").match
    return lambda path: found(path) is not None


class _States:
    """A pattern as an automaton whose states are the bits of a number: bit n says that token n may come next."""

    def __init__(self, tokens: list[Token]) -> None:
        steps: list[tuple[str, str]] = []
        for token in tokens:
            steps.append((token.kind, _written(token)))
            if token.kind == "folders":
                steps.append(("inside", ""))
        self._steps = steps
        self._goal = 1 << len(steps)
        self._skips = self._bits("star", "all", "folders")
        self._folders = self._bits("folders")
        self._stars = self._bits("star")
        self._stays = self._bits("all", "inside")
        self._inside = self._bits("inside")
        self._eats = cache(self._eaten)

    def _bits(self, *kinds: str) -> int:
        return sum(1 << number for number, (kind, _) in enumerate(self._steps) if kind in kinds)

    def _eaten(self, char: str) -> int:
        """The tokens of one character that this one is."""
        return sum(
            1 << number
            for number, (kind, written) in enumerate(self._steps)
            if kind in {"text", "class", "one"} and re.fullmatch(written, char, re.DOTALL)
        )

    def match(self, path: str) -> bool:
        states = self._reached(1)
        for char in path[:LONGEST]:
            moved = (states & self._eats(char)) << 1 | states & self._stays
            if char == "/":
                moved |= (states & self._inside) << 1
            else:
                moved |= states & self._stars
            states = self._reached(moved)
            if not states:
                return False
        return bool(states & self._goal)

    def _reached(self, states: int) -> int:
        """The states with those that nothing has to be read for; `**/` may be skipped with its inside."""
        while True:
            more = states | (states & self._skips) << 1 | (states & self._folders) << 2
            if more == states:
                return states
            states = more
