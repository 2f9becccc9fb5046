"""A `.dockerignore`: which paths of a build context Docker does not see.

Read like moby's reader and matched like BuildKit's walk of the context, which goes down from the root and remembers for
each folder which patterns matched it (moby/patternmatcher `MatchesUsingParentResults`). Unlike in a .gitignore, a
pattern without a slash only means the root of the context.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge, Location
from shipcheck.subjects.ignore_pattern import LONGEST, compiled, malformed

# More than any file that a person wrote; each pattern is tried on each path.
MOST_PATTERNS = 1000
# What Go calls space; Python strips four control characters more.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_PLAIN_EXCEPTION = lazy(r"[^*\[\]?^\\]*\Z")


class Line(NamedTuple):
    """A line that holds a pattern: `pattern` is what is matched, cleaned as Docker cleans it, `text` what is written."""

    number: int
    text: str
    pattern: str
    negated: bool
    broken: bool


class IgnoreFile(NamedTuple):
    """An ignore file and its patterns in order."""

    path: str
    lines: tuple[Line, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)

    @property
    def broken(self) -> bool:
        """Whether Docker stops at one of its lines."""
        return any(line.broken for line in self.lines)

    def excludes(self, path: str) -> bool:
        """Whether Docker leaves out a file of the context, named from its root."""
        line = self.decides(path)
        return line is not None and not line.negated

    def decides(self, path: str) -> Line | None:
        """The line that has the last word about a file; None where no line speaks of it."""
        matched: set[int] = set()
        decided: Line | None = None
        exceptions = [_without_glob(line.pattern) for line in self.lines if line.negated]
        prefixes = all(_PLAIN_EXCEPTION.match(one) for one in exceptions)
        for folder in _ways(path):
            decided, matched = self._judge(folder, matched)
            # The walk does not look into a folder that is left out, if no exception could bring back what is inside.
            left_out = decided is not None and not decided.negated
            if left_out and prefixes and not any(f"{one}/".startswith(f"{folder}/") for one in exceptions):
                break
        return decided

    def _judge(self, path: str, above: set[int]) -> tuple[Line | None, set[int]]:
        """One step of the walk: a line that would change nothing is not tried, unless it matched the folder above."""
        decided: Line | None = None
        matched = set()
        for at, line in enumerate(self.lines):
            excluded = decided is not None and not decided.negated
            if at in above or (line.negated == excluded and compiled(line.pattern)(path)):
                matched.add(at)
                decided = line
        return decided, matched

    def location(self, line: Line | None = None) -> Location:
        """Where a line stands; without one, the top of the file."""
        return Location(self.path, line.number if line else 1)


def _ways(path: str) -> Iterator[str]:
    """The folders above a path from the root down, then the path."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def _without_glob(pattern: str) -> str:
    return pattern.removesuffix("/**").removesuffix("/*")


def read(path: str, text: str) -> IgnoreFile:
    """The patterns of an ignore file; raises `CannotJudge` for one that no person wrote."""
    lines = tuple(_lines(text.removeprefix("\ufeff")))
    if len(lines) > MOST_PATTERNS or any(len(line.pattern) > LONGEST for line in lines):
        raise CannotJudge(path, f"it has more than {MOST_PATTERNS} patterns, or one longer than {LONGEST} characters")
    return IgnoreFile(path, lines)


def _lines(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.split("\n"), start=1):
        written = raw.strip(_SPACE)
        # A comment is told before blanks are taken away: an indented `#` is a pattern.
        if not written or raw.startswith("#"):
            continue
        negated = written.startswith("!")
        pattern = _clean(written[1:].strip(_SPACE)) if negated else _clean(written)
        if len(pattern) > 1:
            pattern = pattern.removeprefix("/")
        # Docker cleans a second time, with the mark in front.
        whole = _clean(f"!{pattern}" if negated else pattern)
        negated = whole.startswith("!")
        pattern = whole[1:] if negated else whole
        yield Line(number, written, pattern, negated, (negated and not pattern) or malformed(pattern))


def _clean(path: str) -> str:
    """Go's `filepath.Clean`, save that nothing stays nothing."""
    return re.sub(r"\A//", "/", posixpath.normpath(path)) if path else ""
