"""`shipcheck: ignore[rule] reason until=YYYY-MM-DD` on the line, or in comment lines right above it.

Pragmas that users already have are honoured where they mean the same: a rule says by `same_as` which codes of other
tools ask its question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.model import Finding, Location, NamedRule
from shipcheck.subjects.pragmas import allowed
from shipcheck.subjects.suppression import Suppression

MARK = b"shipcheck:"
# Where a suppression is an example in a text, not a comment.
PROSE = (".md", ".rst", ".adoc", ".html", ".ipynb", ".json")
# Patterns are text until they are used: compiling them costs a hook more than most of its files, and few runs need them.
_COMMENT = r"\#|//|--|;|<!--|/\*"
_OWN = r"(?i)\bshipcheck:\s{0,8}ignore(?:\[([^\]\n]{0,400})\])?([^\n]*)"
_UNTIL = r"\buntil=(\S+)"
_HADOLINT = r"(?i)#\s{0,8}hadolint\s{1,8}ignore=([\w,\s]+)"
_CODES = r"#\s{0,8}(?:nosec|noqa)\b:?([\w,: ]*)"
_CODE = r"\b[A-Z]{1,4}\d{3,4}\b"


class Lines(NamedTuple):
    """The lines of a file as editors count them."""

    path: str
    lines: tuple[str, ...]

    def at(self, number: int) -> str:
        """The line with this number, empty outside the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def above(self, number: int) -> Iterator[int]:
        """The numbers of the comment lines right above a line, nearest first."""
        while number > 1 and re.match(rf"\s*(?:{_COMMENT})", self.at(number - 1)):
            number -= 1
            yield number


def split(path: str, text: str) -> Lines:
    """The lines of a file as editors count them: only a line feed, a carriage return or both end one."""
    return Lines(path, tuple(re.split(r"\r\n|\r|\n", text)))


def parse(file: Lines) -> Iterator[Suppression]:
    """The suppressions that a file holds, whether or not anything is wrong with them."""
    found = tuple(_written(file))
    if found and file.path.endswith(".py"):
        comments = _comments(file)
        found = tuple(one for one in found if comments is None or one.location.line in comments)
    yield from found


def _comments(file: Lines) -> set[int] | None:
    """The lines of a Python file that hold a comment, or None where it cannot be read: a string may quote one."""
    import io  # noqa: PLC0415  # only for the few files that hold a suppression
    import tokenize  # noqa: PLC0415

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO("\n".join(file.lines)).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}


def _written(file: Lines) -> Iterator[Suppression]:
    for number, line in enumerate(file.lines, start=1):
        if "shipcheck:" not in line.lower():
            continue
        found = re.search(_OWN, line)
        marker = re.search(_COMMENT, line)
        if found and marker and marker.start() < found.start():
            rest = re.sub(r"(?:-->|\*/)\s*$", "", found.group(2))
            until = re.search(_UNTIL, rest)
            reason = re.sub(_UNTIL, "", rest).strip(" \t:-")
            names = tuple(name.strip() for name in (found.group(1) or "").split(",") if name.strip())
            place = Location(file.path, number, found.start() + 1, number, len(line.rstrip()) + 1)
            yield Suppression(place, names, reason, until.group(1) if until else "")


def covers(suppression: Suppression, finding: Finding, file: Lines) -> bool:
    """Whether a suppression names the finding's rule and stands on its lines or right above them."""
    if not any(matches(name, finding) for name in suppression.rules):
        return False
    line = suppression.location.line
    first, last = finding.location.line, finding.location.last_line
    return first <= line <= last or line in file.above(first)


def matches(selector: str, finding: Finding) -> bool:
    """Whether a selector means the finding: its rule, the tool whose code it is, or its family."""
    return selector in {finding.rule, finding.rule.partition("/")[0], finding.family, "ALL"}


def foreign(finding: Finding, rule: NamedRule, file: Lines) -> bool:
    """Whether another tool's pragma on the line already allows what the finding is about."""
    place = finding.location
    if rule.family == "secrets" and allowed(file.at, place.line, place.last_line):
        return True
    if not rule.rule.same_as:
        return False
    here = [file.at(number) for number in range(place.line, place.last_line + 1)]
    return _coded(rule, here) or _hadolint(rule, file, place.line)


def _coded(rule: NamedRule, lines: Iterable[str]) -> bool:
    for line in lines:
        for found in re.finditer(_CODES, line):
            codes = re.findall(_CODE, found.group(1))
            # A bare nosec silences the whole line; a bare noqa too, but people write it against style.
            if set(codes) & set(rule.rule.same_as) or (not codes and "nosec" in found.group(0)):
                return True
    return False


def _hadolint(rule: NamedRule, file: Lines, line: int) -> bool:
    codes = {
        code
        for number in file.above(line)
        for found in re.finditer(_HADOLINT, file.at(number))
        for code in re.findall(_CODE, found.group(1))
    }
    return bool(codes & set(rule.rule.same_as))
