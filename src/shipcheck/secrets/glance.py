"""A look at the lines of Python on which a gate saw a name and a literal: most are no finding, and need no syntax tree.

It says no only where no literal of such a line is credible under any name of the same line, whatever the syntax; what
the gate saw on several lines, or in parts, is not its business.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from shipcheck.lazy import lazy
from shipcheck.secrets import groups
from shipcheck.secrets.python_calls import CALLS, FIRST, SIGNERS, SIGNING, TAKERS, TAKING, UNNAMED
from shipcheck.secrets.words import STEMS, credible, promise, stands_in, unschemed

_ELSEWHERE = frozenset({groups.OPEN, groups.BINDING, groups.SUM, groups.URL, groups.PHRASE})
_TOGETHER = (
    frozenset({groups.LISTED, groups.DEFAULTED}),
    frozenset({groups.OPTION, groups.RUNNER}),
)
_NAME = lazy(r"[^\W\d][\w.:/@$-]*")
# `pass` is a statement, or a word of a remark, unless it is a key.
_PASS_KEY = lazy(r"[\"']pass[\"']")
_PUNCTUATION = ".:/@$-"
_LITERAL = lazy(r"\"([^\"]*)\"|'([^']*)'|(?<![\w.])(\d[\dxXa-fA-F_]{3,})")
_QUOTE = lazy(r"[\"'`]{1,3}")
# Literals in parts, or with something put in.
_PARTS = lazy(r"\S[\"']\s*\+|\+\s*[rbuRBU]{0,2}[\"']\S|\S[\"']\s+[rbfuRBFU]{0,2}[\"']\S|[fF][\"'][^\"']*\d")
_CALLED = lazy(rf"(?:{TAKERS}|{SIGNERS}|{'|'.join(sorted(FIRST))})\s*\(")
# Words of owners, and what follows later on the line: compiled only where such a word stands.
_METHODS = (
    *((tuple(one.strip("(?:)").split("|")), lazy(rf"{method}\s*\(")) for one, method in (*TAKING, *SIGNING)),
    (("auth", "cred"), lazy(r"=\s*[\(\[]")),
)
_DEFINED = lazy(r"\bdef\s+(\w+)")
_RETURNED = lazy(r"\breturn[\s(]*[rbfuRBFU]{0,2}(?:\"{1,3}([^\"]*)|'{1,3}([^']*)|(\d+))")
_ROW = lazy(r"\s*([\w.-]{2,80})\s{0,8}[=:]\s{0,8}[\"']?([^\s\"']+)")
_ESCAPE = 2  # characters of one: shorter than any secret
_WORDS = (*STEMS, *CALLS)


def may_hold(text: str, folded: str, met: AbstractSet[int]) -> bool:
    """Whether the file has to be parsed."""
    if not _ELSEWHERE.isdisjoint(met) or any(pair <= met for pair in _TOGETHER) or "compare_digest" in text:
        return True
    row, environment = groups.ROW in met, groups.ENVIRONMENT in met
    return _looked(text, folded, row, environment, groups.DEFINED in met and groups.RETURNED in met)


@lru_cache(maxsize=1)  # a gate asks first, then the detector
def _looked(text: str, folded: str, row: bool, environment: bool, returning: bool) -> bool:
    if returning and _returns(text):
        return True
    return any(_credible(line, row=row, environment=environment) for line in _speaking(text, folded))


def _returns(text: str) -> bool:
    """Whether a function of a promising name stands beside something that returns a literal."""
    names = {name for name in _DEFINED.findall(text) if promise(name)}
    literals = {next(filter(None, found), "") for found in _RETURNED.findall(text)} if names else ()
    return any(
        "\\" in literal or credible(name, unschemed(literal), config=False) for literal in literals for name in names
    )


def _speaking(text: str, folded: str) -> Iterator[str]:
    """The lines with a word without which nothing on them is under a name; all, where folding changes lengths."""
    if len(text) != len(folded):
        yield from text.splitlines()
        return
    end = -1
    for at in sorted({at for word in _WORDS for at in _places(folded, word)}):
        if at > end:
            start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
            stops = [stop for stop in (text.find("\n", at), text.find("\r", at)) if stop >= 0]
            end = min(stops, default=len(text))
            yield text[start:end]


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _credible(line: str, *, row: bool, environment: bool) -> bool:
    if row and (found := _ROW.match(line)) and credible(found.group(1), found.group(2), config=True, bare=True):
        return True
    names = () if line.lstrip().startswith("#") else (*_names(line), *(UNNAMED if _calls(line) else ()))
    packed = "b64encode" in line
    if not names and not packed:
        return False
    if _PARTS.search(line):
        return True
    # Between any two quotes, since one kind may stand inside of the other.
    literals = {next(filter(None, found), "") for found in _LITERAL.findall(line)} | set(_QUOTE.split(line)[1:])
    return any(_alone(literal, packed=packed) for literal in literals) or any(
        _may_be(name, literal, environment=environment) for name in names for literal in literals
    )


def _names(line: str) -> set[str]:
    written = set(_NAME.findall(line))
    if not _PASS_KEY.search(line):
        written = {name for name in written if name.rstrip(_PUNCTUATION) != "pass"}
    return {part for name in written for part in (name, *name.split(".")) if promise(part)}


def _alone(literal: str, *, packed: bool) -> bool:
    """Whether a literal cannot be judged by what is written: it has escapes, or is a pair of a login that is packed."""
    escaped = "\\" in literal and len(literal) > _ESCAPE and not any(map(str.isspace, literal))
    return escaped or (packed and ":" in literal)


def _calls(line: str) -> bool:
    """Whether a line has a call that takes a secret under no name of its own, or the parts of one."""
    return bool(_CALLED.search(line)) or any(
        any(word in line for word in words) and method.search(line) for words, method in _METHODS
    )


def _may_be(name: str, literal: str, *, environment: bool) -> bool:
    value = unschemed(literal)
    return credible(name, value, config=False) or (environment and stands_in(name, value))
